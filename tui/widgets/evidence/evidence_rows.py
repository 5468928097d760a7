"""Numbered rows of evidence, with keys to change, order and copy them."""

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Click
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

from tui.state.links.opener import is_web_link
from tui.text.content import BAD, GOOD, MUTED, fit, fit_name, join, line, lines
from tui.text.evidence_input import ValueInfo, fold_link
from tui.text.glyphs import CURRENT, DONE, ERROR
from tui.widgets.in_view import in_view
from tui.widgets.unscrolled import Unscrolled

NUMBER_WIDTH = 5
ACTS = (("up", " ↑"), ("down", " ↓"), ("remove", " ×"))
MARGIN = NUMBER_WIDTH + 2 + 6
"""Cells for the number, the gap and the acts."""
LEAST = 12
"""Least width of a value, in cells."""
WHOLE = 5
"""Number of values up to which all of them wrap."""


class EvidenceRows(Unscrolled, Widget, can_focus=True):
    """Rows with a cursor; a long value wraps, so that the whole link is readable.

    In a long list only the value under the cursor wraps, so that the notes below stay in sight.
    """

    @dataclass
    class Chosen(Message):
        """A value was chosen for a change."""

        index: int

    @dataclass
    class Removed(Message):
        """A value was removed."""

        index: int

    @dataclass
    class Moved(Message):
        """A value was moved."""

        index: int
        by: int

    @dataclass
    class Copied(Message):
        """A value was chosen for copying."""

        index: int

    @dataclass
    class LinkOpened(Message):
        """A link was opened."""

        index: int

    @dataclass
    class Opened(Message):
        """A file of test results was opened."""

        index: int

    @dataclass
    class Updated(Message):
        """A file whose source changed or is missing was chosen."""

        index: int

    class PutBack(Message):
        """The value removed last was restored."""

    class Passed(Message):
        """The cursor moved below the last row."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", "Next evidence", id="evidence.next", show=False),
        Binding("up,k", "move(-1)", "Previous evidence", id="evidence.previous", show=False),
        Binding("enter", "open", "Open evidence", id="evidence.open", tooltip="Open this link or these test results"),
        Binding("e", "change", "Change evidence", id="evidence.change", tooltip="Change this value", show=False),
        Binding("x,delete", "remove", "Remove evidence", id="evidence.remove", tooltip="Remove this value", show=False),
        Binding("u", "put_back", "Undo", id="evidence.undo", tooltip="Put the removed value back", show=False),
        Binding("J,ctrl+down", "shift(1)", "Down", id="evidence.down", tooltip="Move this value down", show=False),
        Binding("K,ctrl+up", "shift(-1)", "Up", id="evidence.up", tooltip="Move this value up", show=False),
        Binding(
            "t",
            "results",
            "Test results",
            id="evidence.results",
            tooltip="Show the test results in this file",
            show=False,
        ),
        Binding(
            "r",
            "update",
            "Update file",
            id="evidence.update",
            tooltip="Copy this file again from its source, or keep it if the source is missing",
            show=False,
        ),
        Binding("y", "copy", "Copy evidence", id="evidence.copy", tooltip="Copy this value", show=False),
    ]

    values: reactive[tuple[tuple[str, ValueInfo], ...]] = reactive((), layout=True)
    cursor: reactive[int] = reactive(0)
    editable: reactive[bool] = reactive(True)

    def __init__(self) -> None:
        super().__init__()
        self._made_for: tuple[object, ...] = ()
        self._made: list[list[Content]] = []

    def validate_cursor(self, cursor: int) -> int:
        """Keep the cursor on a row."""
        return max(0, min(cursor, len(self.values) - 1))

    def watch_values(self) -> None:
        """Keep the cursor on a row when rows vanish; without rows, no key acts on one."""
        self.cursor = self.validate_cursor(self.cursor)
        if self.has_focus:
            self.refresh_bindings()

    def watch_cursor(self) -> None:
        """Keep the row under the cursor in view."""
        if self.has_focus:
            self._fit_height()
            self.call_after_refresh(self._keep_in_view)

    def watch_has_focus(self, has_focus: bool) -> None:
        """Wrap the value under the cursor."""
        super().watch_has_focus(has_focus)
        self._fit_height()

    def _fit_height(self) -> None:
        if len(self.values) > WHOLE:
            self.refresh(layout=True)

    def _keep_in_view(self) -> None:
        top, height = self._lines_of_cursor()
        pane = next((w for w in self.ancestors if isinstance(w, Widget) and w.allow_vertical_scroll), None)
        if pane is not None:
            offset = self.region.offset - pane.content_region.offset + pane.scroll_offset
            pane.scroll_to_region(Region(offset.x, offset.y + top, 1, height), animate=False)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Return the number of lines that the values need."""
        return sum(len(row) for row in self._rows(width))

    def render(self) -> Content:
        """Render all rows."""
        return lines(*(row for rows in self._rows(self.size.width) for row in rows))

    def _rows(self, width: int) -> list[list[Content]]:
        """Return the lines of each row; a layout, a frame and the cursor need the same ones."""
        under = self.cursor if self.has_focus else None
        key = width, under, self.editable, self.values
        if key != self._made_for:
            self._made_for, self._made = key, self._make_rows(width)
        return self._made

    def _make_rows(self, width: int) -> list[list[Content]]:
        what = [_value_text(what, short=False) for _, what in self.values]
        longest = max((line(value).cell_length for value, _ in self.values), default=0)
        column = max((label.cell_length for label in what), default=0)
        if longest + column > width - MARGIN:
            what = [_value_text(what, short=True) for _, what in self.values]
            column = max((label.cell_length for label in what), default=0)
        return [self._row(index, fit(label, column), width) for index, label in enumerate(what)]

    def _row(self, index: int, what: Content, width: int) -> list[Content]:
        selected = self.has_focus and index == self.cursor
        number = fit(Content(f"{CURRENT if selected else ' '} {index + 1}"), NUMBER_WIDTH)
        room = max(width - MARGIN - what.cell_length, LEAST)
        text = self.values[index][0]
        style = Style(bold=selected, link=text if is_web_link(text) else None)
        whole = selected or len(self.values) <= WHOLE
        folds = fold_link(line(text, style), room) if whole else [fit_name(text, room, style)]
        acts = self._acts(index) if selected and self.editable else Content("")
        first = join(number, fit(folds[0], room), "  ", what, acts)
        below = [join(" " * NUMBER_WIDTH, fold) for fold in folds[1:]]
        return [row.stylize(Style.from_meta({"row": index})) for row in (first, *below)]

    @staticmethod
    def _acts(index: int) -> Content:
        return join(
            *(Content.styled(sign, MUTED).stylize(Style.from_meta({"row": index, "act": act})) for act, sign in ACTS)
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Disable changes in a read-only draft, and without rows whatever acts on one."""
        if not self.values and action not in ("move", "put_back"):
            return None
        if action == "results":
            return self.values[self.cursor][1].results
        if action == "update":
            return self.editable and self.values[self.cursor][1].outdated
        return self.editable or action in ("move", "copy", "open")

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        if by > 0 and self.cursor + 1 >= len(self.values):
            self.post_message(self.Passed())
        self.cursor += by

    def action_open(self) -> None:
        """Open the link or the test results under the cursor; change any other value."""
        if not self.values:
            return
        value, info = self.values[self.cursor]
        if is_web_link(value):
            self._post(self.LinkOpened(self.cursor))
        elif info.results:
            self.action_results()
        elif self.editable:
            self.action_change()

    def action_change(self) -> None:
        """Change the value under the cursor."""
        self._post(self.Chosen(self.cursor))

    def action_remove(self) -> None:
        """Remove the value under the cursor."""
        self._post(self.Removed(self.cursor))

    def action_shift(self, by: int) -> None:
        """Move the value under the cursor; the cursor goes with it."""
        self._post(self.Moved(self.cursor, by))

    def action_results(self) -> None:
        """Open the test results under the cursor."""
        self._post(self.Opened(self.cursor))

    def action_update(self) -> None:
        """Copy the file under the cursor again, or keep it."""
        self._post(self.Updated(self.cursor))

    def action_copy(self) -> None:
        """Copy the value under the cursor."""
        self._post(self.Copied(self.cursor))

    def action_put_back(self) -> None:
        """Restore the value removed last."""
        self.post_message(self.PutBack())

    def _post(self, message: Message) -> None:
        if self.values and not self._hidden():
            self.post_message(message)

    def _hidden(self) -> bool:
        """Return whether the row under the cursor is out of view; bring it back then."""
        hidden = not in_view(self, self._lines_of_cursor()[0])
        if hidden:
            self._keep_in_view()
        return hidden

    def _lines_of_cursor(self) -> tuple[int, int]:
        rows = self._rows(self.size.width)
        return sum(len(row) for row in rows[: self.cursor]), len(rows[self.cursor]) if rows else 1

    def on_click(self, event: Click) -> None:
        """Move the cursor; a double click changes the value, and the glyphs at the end act as buttons."""
        index, act = event.style.meta.get("row"), event.style.meta.get("act")
        if not isinstance(index, int):
            return
        again, self.cursor = index == self.cursor and event.chain > 1, index
        match act:
            case "up" | "down" if self.editable:
                self.action_shift(1 if act == "down" else -1)
            case "remove" if self.editable:
                self.action_remove()
            case _ if again and self.editable:
                self.action_change()


def _value_text(what: ValueInfo, *, short: bool) -> Content:
    text = what.short if short and what.short else what.text
    if what.wrong:
        return join(Content.styled(f"{ERROR} ", BAD), line(text, BAD))
    return join(Content.styled(f"{DONE} ", GOOD) if what.right else "", line(text, MUTED))
