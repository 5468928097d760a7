"""What just went wrong or stands in the way: a line below the header that takes no room while there is nothing."""

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tui.text.content import BAD, DOUBT, MUTED, join, line
from tui.text.glyphs import PROBLEM


class Notice(Widget):
    """Stays until the next thing is said, unlike a toast."""

    words: reactive[Content] = reactive(Content(""), layout=True)

    def render(self) -> Content:
        """The words."""
        return self.words

    def watch_words(self, words: Content) -> None:
        """No words, no line."""
        self.display = bool(words)


def failure(message: str, hint: str = "") -> Content:
    """What did not work, and what to do."""
    return join(Content.styled(f"{PROBLEM} ", BAD), line(message), Content.styled(" ", MUTED), line(hint, MUTED))


def warning(message: str) -> Content:
    """What stands in the way."""
    return join(Content.styled(f"{PROBLEM} ", DOUBT), line(message))
