"""Dialogs that are a list with a filter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tui.content import MUTED, fit, join, line
from tui.screens.base import Dialog
from tui.times import ago
from tui.widgets.line_input import LineInput
from tui.workspace import TrashRow


@dataclass(frozen=True)
class Row:
    """One thing that can be chosen."""

    value: str
    shown: Content
    searched: str


class ListDialog(Dialog[str]):
    """A list with a filter above it: typing filters, arrows move, enter takes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move('cursor_down')", "Down", show=False, priority=True),
        Binding("up", "move('cursor_up')", "Up", show=False, priority=True),
        Binding("pagedown", "move('page_down')", "Page down", show=False, priority=True),
        Binding("pageup", "move('page_up')", "Page up", show=False, priority=True),
    ]

    def __init__(self, title: str, rows: Sequence[Row], *, does: str, empty: str, start: int = 0) -> None:
        super().__init__(title)
        self._rows = tuple(rows)
        self._found = self._rows
        self._does = does
        self._empty = empty
        self._start = start

    def body(self) -> list[Widget]:
        """Filter, rows, and what enter does."""
        return [
            LineInput(placeholder="type to filter", id="filter"),
            OptionList(compact=True, markup=False, id="rows"),
            Static(Content.styled(f"enter {self._does}   esc closes", MUTED), classes="dialog-hint", markup=False),
        ]

    def on_mount(self) -> None:
        """All rows, the cursor where we are."""
        self.query_one("#rows", OptionList).can_focus = False
        self._show(self._rows, self._start)

    def on_resize(self) -> None:
        """As many rows as there are, or as fit."""
        self.query_one("#rows").styles.height = max(3, min(len(self._rows), self.size.height - 11))

    def _show(self, rows: Sequence[Row], at: int) -> None:
        shown = self.query_one("#rows", OptionList)
        self._found = tuple(rows)
        shown.clear_options()
        shown.add_options([Option(row.shown) for row in rows] or [Option(Content(self._empty), disabled=True)])
        shown.highlighted = at if rows else None

    def on_input_changed(self, event: Input.Changed) -> None:
        """Rows that hold every word that was typed."""
        event.stop()
        words = event.value.casefold().split()
        self._show([row for row in self._rows if all(word in row.searched.casefold() for word in words)], 0)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter takes the row under the cursor."""
        event.stop()
        at = self.query_one("#rows", OptionList).highlighted
        if at is not None and at < len(self._found):
            self.dismiss(self._found[at].value)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """So does a click."""
        event.stop()
        self.dismiss(self._found[event.option_index].value)

    async def action_move(self, how: str) -> None:
        """Move in the rows while the focus stays in the filter."""
        await self.query_one("#rows", OptionList).run_action(how)


def trash(drafts: Sequence[TrashRow], now: datetime) -> ListDialog:
    """The list of deleted drafts."""
    rows = [
        Row(
            draft.id,
            join(fit(line(draft.name), 36), Content.styled(f"  deleted {ago(draft.deleted, now)}", MUTED)),
            draft.name,
        )
        for draft in drafts
    ]
    return ListDialog("Trash", rows, does="takes it back", empty="Nothing here is called that.")
