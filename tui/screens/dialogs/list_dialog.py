"""Dialogs that are a list with a filter."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tui.screens.base import Dialog, dialog_width
from tui.state.draft_rows import TrashRow
from tui.text.content import MUTED, line, spread
from tui.text.key_hints import with_keys
from tui.text.search.ranking import Searched, ranked
from tui.times import ago
from tui.widgets.line_input import LineInput
from tui.widgets.row_list import RowList


@dataclass(frozen=True)
class Row:
    """A row that can be chosen."""

    value: str
    shown: Content | Callable[[int], Content]
    """The row, or a function that fits it to a width."""
    searched: Searched

    def fitted(self, width: int) -> Content:
        """Return the row for a width."""
        return self.shown if isinstance(self.shown, Content) else self.shown(width)


class _RowOption(Option):
    """A row on the screen; keeps its identity while the list is filtered."""

    def __init__(self, row: Row, width: int) -> None:
        super().__init__(row.fitted(width))
        self.row = row


class _Rows(RowList):
    def on_resize(self) -> None:
        """Keep the cursor in view."""
        self.call_after_refresh(self.scroll_to_highlight)


class ListDialog(Dialog[str]):
    """A list below a filter: typing filters, arrows move, enter chooses."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move('cursor_down')", "Down", id="list.down", show=False, priority=True),
        Binding("up", "move('cursor_up')", "Up", id="list.up", show=False, priority=True),
        Binding("pagedown", "move('page(1)')", "Page down", id="list.page_down", show=False, priority=True),
        Binding("pageup", "move('page(-1)')", "Page up", id="list.page_up", show=False, priority=True),
    ]

    def __init__(self, title: str, rows: Sequence[Row], *, does: str, empty: str, start: int = 0) -> None:
        super().__init__(title)
        self._rows = tuple(rows)
        self._does = does
        self._empty = empty
        self._start = start
        self._found = self._rows
        self._width = 0
        """Width of the rows on screen."""

    def body(self) -> list[Widget]:
        """Return filter, rows and hint."""
        return [
            LineInput(placeholder="type to filter", id="filter"),
            _Rows(id="rows"),
            Static(
                Content.styled(
                    (f"enter {self._does}   " if self._does else "") + with_keys("{esc:dialog.close} closes"), MUTED
                ),
                classes="dialog-hint",
                markup=False,
            ),
        ]

    def on_mount(self) -> None:
        """Show all rows, with the cursor on the start row."""
        self.query_one(RowList).can_focus = False
        self._width = dialog_width(self.app.size.width)
        self._show(self._rows, self._start)

    def on_resize(self) -> None:
        """Show as many rows as fit, each fitted to the width."""
        shown, width = self.query_one(RowList), dialog_width(self.size.width)
        shown.styles.height = max(3, min(len(self._rows), self.size.height - 11))
        if width != self._width:
            self._width = width
            self._show(self._found, shown.highlighted or 0)

    def _show(self, rows: Sequence[Row], at: int) -> None:
        self._found, shown = tuple(rows), self.query_one(RowList)
        shown.clear_options()
        shown.add_options(
            [_RowOption(row, self._width) for row in rows] or [Option(Content(self._empty), disabled=True)]
        )
        shown.highlighted = at if rows else None

    def found(self, typed: str) -> Sequence[Row]:
        """Return the matching rows, best first."""
        return [self._rows[number] for number in ranked(typed, [row.searched for row in self._rows])]

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show the matching rows."""
        event.stop()
        self._show(self.found(event.value), 0)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Choose the row under the cursor."""
        event.stop()
        self._take(self.query_one(RowList).highlighted_option)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Choose the clicked row."""
        event.stop()
        self._take(event.option)

    def _take(self, option: Option | None) -> None:
        if isinstance(option, _RowOption):
            self.dismiss(option.row.value)

    async def action_move(self, how: str) -> None:
        """Move in the rows while the focus stays in the filter."""
        await self.query_one(RowList).run_action(how)


def trash(drafts: Sequence[TrashRow], now: datetime) -> ListDialog:
    """Return the dialog of deleted drafts."""
    rows = [
        Row(
            draft.id,
            partial(spread, line(draft.name), Content.styled(f"deleted {ago(draft.deleted, now)}", MUTED)),
            Searched(draft.name),
        )
        for draft in drafts
    ]
    return ListDialog("Trash", rows, does="restores it", empty="No deleted draft matches.")
