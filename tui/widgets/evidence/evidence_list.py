"""Evidence of a requirement: rows, and an input line for more values."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from textual.app import ComposeResult
from textual.content import Content
from textual.events import DescendantBlur, DescendantFocus, Paste
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from checklists.drafts.evidence_sources import SourceState
from checklists.model.evidence import locate_evidence
from checklists.text import count, line_as_typed
from tui import times
from tui.state.answer_edits import Edit, value_moved, value_put_back, value_removed, value_typed, values_entered
from tui.state.links.link_state import LinkState
from tui.state.links.opener import is_web_link, open_link
from tui.text.content import MUTED, flow, hanging_indent, line
from tui.text.evidence_input import (
    LocalFile,
    ValueInfo,
    all_values,
    local_file,
    split,
    typed_hint,
    value_info,
    with_source,
)
from tui.text.key_hints import key_of, with_keys
from tui.widgets.evidence.evidence_line import EvidenceInput
from tui.widgets.evidence.evidence_rows import NUMBER_WIDTH, EvidenceRows
from tui.widgets.text_label import FittedLabel, TextLabel
from tui.widgets.unscrolled import Columns, Rows

KEY_GAP = " · "
PLACEHOLDER = "paste a link, a path or several lines"
RESULTS_KEY = " · {t:evidence.results} results"
COPY_KEY = "{y:evidence.copy} copies"
ROW_KEYS = (
    "{e:evidence.change} changes · {x:evidence.remove} removes · {J:evidence.down} {K:evidence.up} move · tab adds · "
    + COPY_KEY
)


@dataclass(frozen=True)
class _Shown:
    """What the rows are made from."""

    values: tuple[str, ...] = ()
    folder: str = ""
    """The submission's folder."""
    draft_files: Mapping[str, Path] = field(default_factory=dict)
    links: LinkState = field(default_factory=LinkState)
    sources: Mapping[str, SourceState] = field(default_factory=dict)


class EvidenceList(Rows):
    """Evidence editor: passes every key on at once; enter makes a row of the value and copies a local file."""

    @dataclass
    class Named(Message):
        """An entered value names a file on this machine."""

        requirement: str
        value: str
        file: LocalFile
        alone: bool
        """Whether it was entered alone."""
        before: str
        """The value that it replaced; empty for a new one."""

    @dataclass
    class Opened(Message):
        """A file of test results in the draft was opened."""

        requirement: str
        path: Path

    @dataclass
    class Updated(Message):
        """A file is to be copied again from its source, or kept if the source is missing."""

        relative: str
        keep: bool

    def __init__(self, edit: Callable[[Edit], None]) -> None:
        """`edit` applies a change to the answer before the next key is handled."""
        super().__init__()
        self.rows = EvidenceRows()
        """Rows of values."""
        self.input = EvidenceInput(PLACEHOLDER, typed=self._type, entered=self._enter, cancelled=self._cancel)
        """Input line."""
        self._number, self._keys = TextLabel("  +", classes="evidence-number"), FittedLabel(classes="evidence-keys")
        self._line = Columns(self._number, self.input)
        self._edit = edit
        self._requirement = ""
        self._revision = 0
        self._shown = _Shown()
        self._rows: tuple[tuple[str, ValueInfo], ...] = ()
        self._typed = ""
        self._changing: tuple[int, str] | None = None
        self._removed: tuple[int, str] | None = None
        self._message = ""
        self._pointed = False
        """Whether the focus was last requested for a value."""

    def compose(self) -> ComposeResult:
        """Compose the rows, the input line and the keys."""
        yield self.rows
        yield self._line
        yield self._keys

    def on_mount(self) -> None:
        """Follow the cursor with the keys."""
        self.watch(self.rows, "cursor", self._forget_message, init=False)

    @property
    def target(self) -> Widget:
        """Widget for the focus: the input line for a new value, unless the rows are in use or hold what to fix."""
        in_rows = self._pointed or self.rows.has_focus or not self.rows.editable
        return self.rows if in_rows and self.rows.display else self.input

    def show(
        self,
        requirement: str,
        values: tuple[str, ...],
        folder: str,
        draft_files: Mapping[str, Path],
        links: LinkState,
        *,
        sources: Mapping[str, SourceState],
        test: str,
        editable: bool,
        revision: int,
    ) -> None:
        """Show the evidence of a requirement; the input line keeps its text unless `revision` moved.

        `test` is the test to find in test results whose value names none; `sources` tells what became of the files'
        sources.
        """
        if requirement != self._requirement:
            self.rows.cursor = 0
            self._message = ""
        if (requirement, revision) != (self._requirement, self._revision):
            self._requirement, self._revision = requirement, revision
            self._changing, self._typed, self._removed = None, "", None
            self.input.clear_text()
            self._number.show("  +")
        self.rows.editable = editable
        self._line.display = editable
        self.input.disabled = not editable
        shown = _Shown(values, folder, draft_files, links, sources)
        if shown != self._shown:
            self._shown = shown
            now = times.utc_now()
            described = ((value, value_info(value, folder, draft_files, links, now, test)) for value in values)
            self._rows = tuple((value, with_source(info, value, folder, sources)) for value, info in described)
        self._refresh_rows()

    @property
    def typing_index(self) -> int | None:
        """Position of the value that is being typed, in the draft's list; None while none is."""
        if not self._typed:
            return None
        return max((index for index, value in enumerate(self._shown.values) if value == self._typed), default=None)

    def point_at(self, row: int | None) -> None:
        """Put the cursor on a value; without one, on the first value that is wrong, unless the evidence is in use."""
        if row is None and not self.has_focus_within:
            row = next((index for index, (_, info) in enumerate(self._rows) if info.wrong), None)
        self._pointed = row is not None
        if row is not None:
            self.rows.cursor = row

    def _refresh_rows(self) -> None:
        rows = list(self._rows)
        if self._typed and self._changing is None:
            hidden = max((index for index, (value, _) in enumerate(rows) if value == self._typed), default=None)
            rows = [row for index, row in enumerate(rows) if index != hidden]
        self.rows.values = tuple(rows)
        self.rows.display = bool(rows) or self._removed is not None
        self._show_keys()

    def _forget_message(self) -> None:
        self._message = ""
        self._show_keys()

    def _show_keys(self) -> None:
        keys, done = "", self._message
        if self.rows.has_focus:
            keys = (ROW_KEYS if self.rows.editable else COPY_KEY) if self.rows.values else ""
            if self.rows.values and is_web_link(self.rows.values[self.rows.cursor][0]):
                keys = "{enter:evidence.open} opens the link · " + keys
            keys += self._source_key() if self.rows.check_action("update", ()) else ""
            keys += RESULTS_KEY if self.rows.check_action("results", ()) else ""
            keys = with_keys(keys)
            done = done or (
                f"Removed {self._removed[1]}: {key_of('evidence.undo', 'u')} restores it" if self._removed else ""
            )
        elif self._changing is not None:
            keys = "enter saves the change · esc discards it"
        elif self._typed:
            keys = typed_hint(self._typed, self._shown.folder, self._shown.draft_files)
        elif self.input.has_focus and self.rows.display:
            keys = with_keys("{up:evidence.leave} moves to the list")
        hints = [line(done)] if done else [Content.styled(key, MUTED) for key in keys.split(KEY_GAP) if key]
        self._keys.show(partial(_indented, hints))

    def _source_key(self) -> str:
        missing = self.rows.values[self.rows.cursor][1].source is SourceState.MISSING
        return f" · {{r:evidence.update}} {'keeps this copy' if missing else 'copies the source again'}"

    def on_input_changed(self, event: Input.Changed) -> None:
        """Keep the event here; the text was passed on already."""
        event.stop()

    def _type(self, text: str) -> None:
        now, self._message = line_as_typed(text), ""
        if now != self._typed and (now or self._changing is None):
            before, self._typed = self._typed, now
            self._edit(value_typed(before, now, self._near))

    @property
    def _near(self) -> int:
        return self._changing[0] if self._changing is not None else len(self._shown.values)

    def _enter(self, text: str) -> None:
        """Make rows of what was typed or pasted."""
        changed, before = self._changing or (None, "")
        values = split(text) or ((before,) if before else ())
        present = {value for index, (value, _) in enumerate(self.rows.values) if index != changed}
        repeated = len(all_values(text)) - len(set(values) - present) if split(text) else 0
        self._edit(values_entered(self._typed, values, self._near))
        for value in values:
            file = local_file(value, self._shown.folder, self._shown.draft_files)
            if file is not None and value not in present:
                self.post_message(self.Named(self._requirement, value, file, len(values) == 1, before))
        self._done(f"Left out: {count(repeated, 'value')} already in the list" if repeated else "")

    def _cancel(self) -> None:
        """Restore the value before its change."""
        if self._changing is not None:
            at, before = self._changing
            self._edit(value_typed(self._typed, before, at))
            self._done()

    def _done(self, message: str = "") -> None:
        """Reset the input line."""
        changed, self._changing, self._typed = self._changing, None, ""
        self._number.show("  +")
        self._message = message
        self._refresh_rows()
        if changed is not None and self.input.has_focus:
            self.rows.focus()

    def on_evidence_rows_chosen(self, event: EvidenceRows.Chosen) -> None:
        """Change a value in the line."""
        event.stop()
        value = self.rows.values[event.index][0]
        self._changing, self._typed = (event.index, value), value
        self.input.change(value)
        self._number.show(f"  {event.index + 1}")

    def on_evidence_rows_removed(self, event: EvidenceRows.Removed) -> None:
        """Remove a value; `u` restores it while the rows have focus."""
        event.stop()
        value = self.rows.values[event.index][0]
        self._removed, self._message = (event.index, value), ""
        self._edit(value_removed(value, event.index))

    def on_evidence_rows_put_back(self, event: EvidenceRows.PutBack) -> None:
        """Restore a value."""
        event.stop()
        if self._removed is not None:
            at, value = self._removed
            self._removed = None
            self._edit(value_put_back(value, at))

    def on_evidence_rows_moved(self, event: EvidenceRows.Moved) -> None:
        """Move a value."""
        event.stop()
        value = self.rows.values[event.index][0]
        self._edit(value_moved(value, event.index, event.by))
        self.rows.cursor = event.index + event.by

    def on_evidence_rows_opened(self, event: EvidenceRows.Opened) -> None:
        """Pass on the path of the file."""
        event.stop()
        located = locate_evidence(self.rows.values[event.index][0], self._shown.folder)
        path = self._shown.draft_files.get(located.relative)
        if path is not None:
            self.post_message(self.Opened(self._requirement, path))

    def on_evidence_rows_updated(self, event: EvidenceRows.Updated) -> None:
        """Pass on the name of the file."""
        event.stop()
        value, info = self.rows.values[event.index]
        relative = locate_evidence(value, self._shown.folder).relative
        self.post_message(self.Updated(relative, keep=info.source is SourceState.MISSING))

    def on_evidence_rows_link_opened(self, event: EvidenceRows.LinkOpened) -> None:
        """Open a link, or copy it if this machine has no browser."""
        event.stop()
        value = self.rows.values[event.index][0]
        if open_link(value):
            self._message = "Opened in the browser"
        else:
            self.app.copy_to_clipboard(value)
            self._message = "No browser on this machine: copied instead"
        self._show_keys()

    def on_evidence_rows_copied(self, event: EvidenceRows.Copied) -> None:
        """Copy a value."""
        event.stop()
        self.app.copy_to_clipboard(self.rows.values[event.index][0])
        self._message = "Copied"
        self._show_keys()

    def on_paste(self, event: Paste) -> None:
        """Paste on the rows: the text goes into the line for a new value."""
        if self.rows.has_focus and self.rows.editable:
            event.stop()
            self.screen.set_focus(self.input)  # At once, so that the next key finds the line.
            self.input.paste(event.text)

    def on_evidence_rows_passed(self, event: EvidenceRows.Passed) -> None:
        """Move to the input line."""
        event.stop()
        self.input.focus()

    def on_evidence_input_left(self, event: EvidenceInput.Left) -> None:
        """Move back to the rows."""
        event.stop()
        if self.rows.display:
            self.rows.cursor = len(self.rows.values) - 1
            self.rows.focus()

    def on_descendant_focus(self, event: DescendantFocus) -> None:  # noqa: ARG002
        """Show the keys of the focused part."""
        self._message = ""
        self._show_keys()

    def on_descendant_blur(self, event: DescendantBlur) -> None:
        """Enter the line when it loses focus, unless the terminal itself lost it."""
        if not self.app.app_focus:
            return
        if isinstance(event.widget, EvidenceInput):
            self.input.take()
        self._removed = None
        self.call_after_refresh(self._refresh_rows)


def _indented(hints: Sequence[Content], width: int) -> Content:
    """Return hints below the values; no hint is broken while it fits in a line."""
    if not hints:
        return Content("")
    return hanging_indent(Content(" " * NUMBER_WIDTH), flow(hints, KEY_GAP, width - NUMBER_WIDTH), max(width, 1))
