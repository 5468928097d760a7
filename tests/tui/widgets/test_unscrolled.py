"""Containers that never scroll."""

from itertools import product

import pytest
from textual.app import App, ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.widget import Widget

from tests.examples import slow
from tests.tui.wizard_driver import settle
from tui.widgets.unscrolled import Columns, Rows

HEIGHTS = ("auto", "2", "1fr", "100%", None)
SENTENCE = "A sentence that wraps in a narrow column. "


class Words(Widget):
    """A text; fills the available height unless a height is set."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self._words = words

    def say(self, words: str) -> None:
        self._words = words
        self.refresh(layout=True)

    def render(self) -> Content:
        return Content(self._words)


class Page(App[None]):
    """Children of two heights, in rows within columns within rows."""

    CSS = "Vertical, Horizontal { height: auto; } Words { width: 1fr; }"

    def __init__(self, rows: type[Vertical], columns: type[Horizontal], heights: tuple[str | None, str | None]) -> None:
        super().__init__()
        self._rows, self._columns = rows, columns
        self.parts = [Words(SENTENCE), Words(SENTENCE * 3)]
        for part, height in zip(self.parts, heights, strict=True):
            part.styles.height = height

    def compose(self) -> ComposeResult:
        below = Words("below")
        with VerticalScroll():
            yield self._rows(self._columns(Words("label"), self._rows(*self.parts)), below)
        self.parts.append(below)


async def regions(app: Page) -> list[list[Region]]:
    """Return where the parts are, before and after one of them grows."""
    async with app.run_test(size=(40, 20)) as pilot:
        found = []
        for words in ("", SENTENCE * 5):
            if words:
                app.parts[0].say(words)
            await settle(pilot)
            found.append([part.region for part in app.parts])
        return found


@pytest.mark.parametrize(
    "heights", [pair if pair[0] in ("auto", pair[1]) else slow(pair) for pair in product(HEIGHTS, HEIGHTS)]
)
async def test_widgets_are_where_textual_s_containers_have_them(heights: tuple[str | None, str | None]) -> None:
    assert await regions(Page(Rows, Columns, heights)) == await regions(Page(Vertical, Horizontal, heights))
