"""A vertical scroll that has its scrollbar from the first layout."""

from textual.containers import VerticalScroll
from textual.geometry import Region, Size
from textual.reactive import Reactive


class PageScroll(VerticalScroll):
    """Shows or hides its scrollbar within a layout; Textual lays the screen out and paints it up to three times more.

    The scrollbar changes the width, so that lines wrap anew.
    """

    virtual_size = Reactive(Size(0, 0), layout=False)

    def on_mount(self) -> None:
        """Create the scrollbar before a layout needs it."""
        self.vertical_scrollbar.display = True

    def _get_scrollable_region(self, region: Region) -> Region:
        room = super()._get_scrollable_region(region)
        overflows = self.arrange(room.size).total_region.bottom > region.height
        if overflows is self.show_vertical_scrollbar:
            return room
        self.set_reactive(PageScroll.show_vertical_scrollbar, overflows)
        return super()._get_scrollable_region(region)

    def _refresh_scrollbars(self) -> None:
        """Leave the scrollbar as the layout has it."""
