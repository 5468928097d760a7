"""Guard against keys that change what is scrolled out of view."""

from textual.geometry import Region
from textual.widget import Widget


def in_view(widget: Widget, line: int = 0) -> bool:
    """Return whether a line of a widget is on screen, at least in part."""
    part = Region(widget.region.x, widget.region.y + line, widget.region.width, 1)
    view = widget.screen.region
    for node in widget.ancestors:
        if isinstance(node, Widget) and node is not widget.screen:
            view = view.intersection(node.region)
    return bool(view.intersection(part))


def bring_into_view(widget: Widget, line: int = 0) -> bool:
    """Scroll the widget into view if that line is not on screen; return whether that was needed."""
    if in_view(widget, line):
        return False
    widget.scroll_visible(animate=False)
    return True
