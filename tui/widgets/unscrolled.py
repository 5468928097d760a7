"""Widgets that never scroll, so that a new size costs one layout of the page instead of two."""

from textual.containers import Horizontal, Vertical
from textual.geometry import Size
from textual.reactive import Reactive


class Unscrolled:
    """Mixin for a widget whose virtual size is its size; it comes before the widget's class.

    Textual lays the screen out and paints the widget again whenever a virtual size changes, because scrollbars may
    appear.
    """

    virtual_size = Reactive(Size(0, 0), repaint=False)


class Rows(Unscrolled, Vertical):
    """Widgets below each other."""


class Columns(Unscrolled, Horizontal):
    """Widgets side by side."""
