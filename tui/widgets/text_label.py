"""Label that repaints only when its text changes, and takes no space when empty."""

from textual.content import Content
from textual.widgets import Static

from tui.widgets.unscrolled import Unscrolled


class TextLabel(Unscrolled, Static):
    """Label for literal text, without markup."""

    def __init__(self, words: str | Content = "", *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(words, id=id, classes=classes, markup=False)
        self._shown = words if isinstance(words, Content) else Content(words)
        self.display = bool(words)

    def show(self, text: str | Content) -> None:
        """Show another text."""
        text = text if isinstance(text, Content) else Content(text)
        if not text.is_same(self._shown):
            self._shown = text
            self.display = bool(text)
            self.update(text)
