"""What a terminal shows in which nothing else would fit."""

from textual.content import Content
from textual.widget import Widget

LEAST_WIDTH = 50
LEAST_HEIGHT = 12


class TooSmall(Widget):
    """Covers the screen while it is too small; everything below stays as it is."""

    def render(self) -> Content:
        """How small this is, and how small is enough."""
        width, height = self.app.size
        return Content(
            f"This terminal is too small: {width} by {height}. "
            f"{LEAST_WIDTH} by {LEAST_HEIGHT} is enough, 80 by 24 is comfortable."
        )
