"""List of rows with the usual keys of terminal programs."""

from contextlib import suppress
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
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

    highlighted: reactive[int | None] = reactive(None, repaint=False)
    """Index of the row under the cursor."""

    def __init__(self, *options: Option, id: str | None = None) -> None:
        super().__init__(*options, id=id, compact=True, markup=False)

    def _on_resize(self) -> None:
        """Bring the row under the cursor into view: before its first size, the list cannot scroll to it."""
        self.call_after_refresh(self.scroll_to_highlight)

    def _watch_highlighted(self, before: int | None, now: int | None) -> None:
        """Repaint the two rows; Textual's list repaints all."""
        self.refresh_row(before)
        self.refresh_row(now)

    def refresh_row(self, index: int | None) -> None:
        """Repaint a row that exists; nothing happens without one."""
        if index is not None and index in self._line_cache.index_to_line:
            top = self._line_cache.index_to_line[index] - self.scroll_offset.y
            self.refresh(Region(0, top, self.outer_size.width, self._line_cache.heights[index]))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the height of all rows; Textual fails to wrap a row to a width of zero."""
        return super().get_content_height(container, viewport, max(width, self._row_padding + 1))

    def _update_lines(self) -> None:
        """Wrap the rows once the list has room for a character of them."""
        if self.scrollable_content_region.width > self._row_padding:
            super()._update_lines()

    @property
    def _row_padding(self) -> int:
        return self.get_component_styles("option-list--option").padding.width

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
