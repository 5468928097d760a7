"""The cover for a terminal that is too small."""

from textual.content import Content
from textual.widget import Widget

LEAST_WIDTH = 50
LEAST_HEIGHT = 12


class TooSmall(Widget):
    """Cover of the screen while the terminal is too small; the screen below keeps its state."""

    def render(self) -> Content:
        """Return the current and the required size."""
        width, height = self.app.size
        return Content(
            f"The terminal is too small: {width} by {height}. "
            f"Enlarge it to at least {LEAST_WIDTH} by {LEAST_HEIGHT}; 80 by 24 is comfortable."
        )
