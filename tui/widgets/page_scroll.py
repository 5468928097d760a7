"""A vertical scroll that has its scrollbar from the first layout."""

from textual.containers import VerticalScroll
from textual.geometry import Region, Size
from textual.reactive import Reactive


class PageScroll(VerticalScroll):
    """Page that shows or hides its scrollbar within a layout; Textual's needs up to three more layouts and frames.

    The styles reserve the column of the scrollbar, so that no line wraps anew.
    """

    virtual_size = Reactive(Size(0, 0), repaint=False)

    def on_mount(self) -> None:
        """Create the scrollbar before a layout needs it."""
        self.vertical_scrollbar.display = True

    def _get_scrollable_region(self, region: Region) -> Region:
        room = super()._get_scrollable_region(region)
        overflows = self.arrange(room.size).total_region.bottom > region.height
        self.set_reactive(PageScroll.show_vertical_scrollbar, overflows)
        return room

    def _refresh_scrollbars(self) -> None:
        """Leave the scrollbar as the layout has it."""
