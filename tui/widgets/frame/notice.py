"""A line below the header for errors and warnings; hidden while empty."""

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tui.text.content import BAD, DOUBT, MUTED, join, line
from tui.text.glyphs import PROBLEM


class Notice(Widget):
    """A notice that stays until the next one, unlike a toast."""

    text: reactive[Content] = reactive(Content(""), layout=True)

    def render(self) -> Content:
        """Return the notice."""
        return self.text

    def watch_text(self, text: Content) -> None:
        """Hide an empty notice."""
        self.display = bool(text)


def failure(message: str, hint: str = "") -> Content:
    """Return an error with its next step."""
    return join(Content.styled(f"{PROBLEM} ", BAD), line(message), Content.styled(" ", MUTED), line(hint, MUTED))


def warning(message: str) -> Content:
    """Return a warning."""
    return join(Content.styled(f"{PROBLEM} ", DOUBT), line(message))
