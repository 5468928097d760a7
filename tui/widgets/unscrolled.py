"""Widgets that never scroll, so that a new size costs one layout of the page instead of two."""

from textual.containers import Horizontal, Vertical
from textual.geometry import Size
from textual.layout import DockArrangeResult
from textual.reactive import Reactive
from textual.widget import Widget


class Unscrolled:
    """Mixin for a widget whose virtual size is its size; it comes before the widget's class.

    Textual lays the screen out and paints the widget again whenever a virtual size changes, because scrollbars may
    appear.
    """

    virtual_size = Reactive(Size(0, 0), repaint=False)


class Rows(Unscrolled, Vertical):
    """Widgets below each other."""

    def arrange(self, size: Size, optimal: bool = False) -> DockArrangeResult:
        """Arrange the children."""
        return super().arrange(_room_for_children(self, size), optimal)


class Columns(Unscrolled, Horizontal):
    """Widgets side by side."""

    def arrange(self, size: Size, optimal: bool = False) -> DockArrangeResult:
        """Arrange the children."""
        return super().arrange(_room_for_children(self, size), optimal)


def _room_for_children(container: Widget, size: Size) -> Size:
    """Return one size for all heights of a container whose height is its children's, so that they are arranged once.

    Textual arranges them in the available height and again in the resulting one. Children that fill the height need
    both.
    """
    return Size(size.width, 0) if size.height and _has_own_height(container) else size


def _has_own_height(widget: Widget) -> bool:
    height = widget.styles.height
    if height is None or not height.is_auto:
        return height is not None and height.is_cells
    return all(map(_has_own_height, widget.displayed_children))
