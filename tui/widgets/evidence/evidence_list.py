"""The evidence of a requirement: the rows, and below them a line to paste or type more into."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import DescendantBlur, DescendantFocus
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from checklists.model.evidence import locate_evidence
from checklists.model.problem import Problem
from checklists.text import line_as_typed
from tui import times
from tui.state.answer_edits import Edit, value_moved, value_put_back, value_removed, value_typed, values_entered
from tui.state.links.link_state import LinkState
from tui.text.content import MUTED, join, line
from tui.text.evidence_input import LocalFile, ValueInfo, local_file, split, value_info
from tui.widgets.evidence.evidence_line import EvidenceInput
from tui.widgets.evidence.evidence_rows import NUMBER_WIDTH, EvidenceRows
from tui.widgets.text_label import TextLabel

PLACEHOLDER = "paste a link, a path or several lines"
RESULTS_KEY = " · t results"
ROW_KEYS = "enter changes · x removes · J K move · y copies"


class EvidenceList(Vertical):
    """Every key is passed on at once; a value becomes a row, and a local file is copied, when it is entered."""

    @dataclass
    class Named(Message):
        """A value that was entered names a file on this machine."""

        value: str
        file: LocalFile
        alone: bool
        """Nothing else was entered with it."""

    @dataclass
    class Opened(Message):
        """Somebody wants to see what is in a file of test results that the draft has."""

        path: Path

    def __init__(self, edit: Callable[[Edit], None]) -> None:
        """`edit` applies a change to the answer before the next key is handled."""
        super().__init__()
        self._edit = edit
        self._given: tuple[tuple[str, ...], str, Mapping[str, Path], LinkState] = ((), "", {}, LinkState())
        self._rows: tuple[tuple[str, ValueInfo], ...] = ()
        self._typed = ""
        self._changing: tuple[int, str] | None = None
        self._removed: tuple[int, str] | None = None
        self._said = ""

    def compose(self) -> ComposeResult:
        """The rows, the line, and what can be done where the cursor is."""
        yield EvidenceRows()
        with Horizontal():
            yield TextLabel("  +", classes="evidence-number")
            yield EvidenceInput(PLACEHOLDER, typed=self._type, entered=self._enter, cancelled=self._cancel)
        yield TextLabel(classes="evidence-keys")

    def on_mount(self) -> None:
        """The keys are those of the row under the cursor."""
        self.watch(self.rows, "cursor", self._say_keys, init=False)

    @property
    def rows(self) -> EvidenceRows:
        """The values that are there."""
        return self.query_one(EvidenceRows)

    @property
    def input(self) -> EvidenceInput:
        """The line for more."""
        return self.query_one(EvidenceInput)

    @property
    def target(self) -> Widget:
        """What gets the focus: the rows if there are any."""
        return self.rows if self.rows.display else self.input

    def show(
        self,
        values: tuple[str, ...],
        folder: str,
        draft_files: Mapping[str, Path],
        links: LinkState,
        *,
        test: str,
        editable: bool,
    ) -> None:
        """Take over what the draft says now; the line keeps what somebody is typing.

        `test` is looked up in test results for which no other one is named.
        """
        self.rows.editable = editable
        self.query_one(Horizontal).display = editable
        self.input.disabled = not editable
        if (values, folder, draft_files, links) != self._given:
            self._given = (values, folder, draft_files, links)
            now = times.utc_now()
            self._rows = tuple((value, value_info(value, folder, draft_files, links, now, test)) for value in values)
        self._refresh_rows()

    def point_at(self, problems: Iterable[Problem]) -> None:
        """Put the cursor on the first value that something is wrong with."""
        places = (problem.where.rpartition("[")[2].removesuffix("]") for problem in problems)
        self.rows.cursor = next((int(place) for place in places if place.isdecimal()), self.rows.cursor)

    def _refresh_rows(self) -> None:
        rows = list(self._rows)
        if self._typed and self._changing is None:
            hidden = max((index for index, (value, _) in enumerate(rows) if value == self._typed), default=None)
            rows = [row for index, row in enumerate(rows) if index != hidden]
        self.rows.values = tuple(rows)
        self.rows.display = bool(rows) or self._removed is not None
        self._say_keys()

    def _say_keys(self) -> None:
        keys, done = "", self._said
        if self.rows.has_focus:
            keys = (ROW_KEYS if self.rows.editable else "y copies") if self.rows.values else ""
            keys += RESULTS_KEY if self.rows.check_action("results", ()) else ""
            done = done or (f"Removed {self._removed[1]}: u puts it back" if self._removed else "")
        elif self._changing is not None:
            keys = "enter keeps the change · esc leaves it as it was"
        hint = [line(done)] if done else [Content.styled(keys, MUTED)] if keys else []
        self.query_one(".evidence-keys", TextLabel).show(join(" " * NUMBER_WIDTH, *hint) if hint else "")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Keep the event here; the text was passed on already."""
        event.stop()

    def _type(self, text: str) -> None:
        now, self._said = line_as_typed(text), ""
        if now != self._typed and (now or self._changing is None):
            before, self._typed = self._typed, now
            self._edit(value_typed(before, now, self._near))

    @property
    def _near(self) -> int:
        return self._changing[0] if self._changing is not None else len(self._given[0])

    def _enter(self, text: str) -> None:
        """Make rows of what was typed or pasted."""
        values = split(text) or ((self._changing[1],) if self._changing is not None else ())
        changed = self._changing[0] if self._changing is not None else None
        present = {value for index, (value, _) in enumerate(self.rows.values) if index != changed}
        self._edit(values_entered(self._typed, values, self._near))
        for value in values:
            file = local_file(value, *self._given[1:3])
            if file is not None and value not in present:
                self.post_message(self.Named(value, file, len(values) == 1))
        self._done("Already in the list" if present.intersection(values) else "")

    def _cancel(self) -> None:
        """Put back the value that was being changed."""
        if self._changing is not None:
            at, before = self._changing
            self._edit(value_typed(self._typed, before, at))
            self._done()

    def _done(self, message: str = "") -> None:
        """The line stands for nothing any more."""
        changed, self._changing, self._typed = self._changing, None, ""
        self.query_one(".evidence-number", TextLabel).show("  +")
        self._said = message
        self._refresh_rows()
        if changed is not None and self.input.has_focus:
            self.rows.focus()

    def on_evidence_rows_chosen(self, event: EvidenceRows.Chosen) -> None:
        """Change a value in the line."""
        event.stop()
        value = self.rows.values[event.index][0]
        self._changing, self._typed = (event.index, value), value
        self.input.change(value)
        self.query_one(".evidence-number", TextLabel).show(f"  {event.index + 1}")

    def on_evidence_rows_removed(self, event: EvidenceRows.Removed) -> None:
        """Take a value out; `u` puts it back for as long as the rows have the focus."""
        event.stop()
        value = self.rows.values[event.index][0]
        self._removed = (event.index, value)
        self._edit(value_removed(value, event.index))

    def on_evidence_rows_put_back(self, event: EvidenceRows.PutBack) -> None:
        """Put a value back."""
        event.stop()
        if self._removed is not None:
            at, value = self._removed
            self._removed = None
            self._edit(value_put_back(value, at))

    def on_evidence_rows_moved(self, event: EvidenceRows.Moved) -> None:
        """Order the values."""
        event.stop()
        value = self.rows.values[event.index][0]
        self._edit(value_moved(value, event.index, event.by))
        self.rows.cursor = event.index + event.by

    def on_evidence_rows_opened(self, event: EvidenceRows.Opened) -> None:
        """Tell which file it is."""
        event.stop()
        _, folder, draft_files, _ = self._given
        path = draft_files.get(locate_evidence(self.rows.values[event.index][0], folder).relative)
        if path is not None:
            self.post_message(self.Opened(path))

    def on_evidence_rows_copied(self, event: EvidenceRows.Copied) -> None:
        """Copy a value."""
        event.stop()
        self.app.copy_to_clipboard(self.rows.values[event.index][0])
        self._said = "Copied"
        self._say_keys()

    def on_evidence_rows_passed(self, event: EvidenceRows.Passed) -> None:
        """Go on to the line."""
        event.stop()
        self.input.focus()

    def on_evidence_input_left(self, event: EvidenceInput.Left) -> None:
        """Go back to the rows."""
        event.stop()
        if self.rows.display:
            self.rows.cursor = len(self.rows.values) - 1
            self.rows.focus()

    def on_descendant_focus(self, event: DescendantFocus) -> None:  # noqa: ARG002
        """Other keys."""
        self._said = ""
        self._say_keys()

    def on_descendant_blur(self, event: DescendantBlur) -> None:
        """Leaving the line enters it; a terminal that loses the focus is not left."""
        if not self.app.app_focus:
            return
        if isinstance(event.widget, EvidenceInput):
            self.input.take()
        self._removed = None
        self.call_after_refresh(self._refresh_rows)
