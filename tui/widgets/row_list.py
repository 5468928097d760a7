"""List of rows with the usual keys of terminal programs."""

from contextlib import suppress
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option


class RowList(OptionList):
    """Option list; arrows and `j`, `k`, `g`, `G` move."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", "Down", id="rows.down", show=False),
        Binding("k", "cursor_up", "Up", id="rows.up", show=False),
        Binding("g", "first", "First", id="rows.first", show=False),
        Binding("G", "last", "Last", id="rows.last", show=False),
        Binding("pageup", "page(-1)", "Page up", id="rows.page_up", show=False),
        Binding("pagedown", "page(1)", "Page down", id="rows.page_down", show=False),
    ]

    def __init__(self, *options: Option, id: str | None = None) -> None:
        super().__init__(*options, id=id, compact=True, markup=False)

    def action_page(self, by: int) -> None:
        """Move by a page; `OptionList` raises before its first paint."""
        if self.highlighted is None:
            (self.action_first if by < 0 else self.action_last)()
            return
        with suppress(KeyError, IndexError):
            self._move_page(1 if by > 0 else -1)

    async def _on_message(self, message: Message) -> None:
        if isinstance(message, OptionList.OptionMessage) and not self._has(message):
            message.stop()  # The rows were replaced since it was posted, so its index leads to another row.
            return
        await super()._on_message(message)

    def _has(self, message: OptionList.OptionMessage) -> bool:
        index = message.option_index
        return index < self.option_count and self.get_option_at_index(index) is message.option
