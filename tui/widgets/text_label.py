"""Labels that repaint only when their text changes, and take no space when empty."""

from collections.abc import Callable

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Static

from tui.widgets.unscrolled import Unscrolled


class TextLabel(Unscrolled, Static):
    """Label for literal text, without markup."""

    def __init__(self, text: str | Content = "", *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(text, id=id, classes=classes, markup=False)
        self._shown = text if isinstance(text, Content) else Content(text)
        self.display = bool(text)

    def show(self, text: str | Content) -> None:
        """Show another text."""
        text = text if isinstance(text, Content) else Content(text)
        if not text.is_same(self._shown):
            self._shown = text
            self.display = bool(text)
            self.update(text)


class FittedLabel(Unscrolled, Widget):
    """Label whose lines are made for its width, in the layout that sets the width."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._made: Callable[[int], Content] = lambda _: Content("")
        self._fitted = 80, Content("")
        """The latest width, and the text for it."""
        self.display = False

    def show(self, made: Callable[[int], Content]) -> None:
        """Show the text that `made` returns for a width."""
        width, before = self._fitted
        text = made(width)
        self._made, self._fitted = made, (width, text)
        if not text.is_same(before):
            self.display = bool(text)
            self.refresh(layout=True)

    def _text(self, width: int) -> Content:
        if width != self._fitted[0]:
            self._fitted = width, self._made(width)
        return self._fitted[1]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Return the number of lines."""
        return self._text(width).get_height({}, max(width, 1))

    def render(self) -> Content:
        """Return the text for the current width."""
        return self._text(self.content_size.width)
