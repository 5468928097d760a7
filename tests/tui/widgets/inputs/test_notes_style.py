"""Colors of the notes after the theme or the focus has changed."""

from rich.style import Style
from textual.app import App, ComposeResult
from textual.geometry import Region

from tests.tui.wizard_driver import settle
from tui.widgets.inputs.notes import Notes


class Page(App[None]):
    """Notes whose colors depend on the theme and on the focus."""

    CSS = "Notes { background: $background; color: $foreground; } Notes:focus { background: $primary; }"

    def __init__(self, theme: str) -> None:
        super().__init__()
        self.theme = theme

    def compose(self) -> ComposeResult:
        yield Notes(lambda _: None)

    def shown(self, words: str) -> Style | None:
        """Return the style of words in the notes."""
        (line, *_) = self.query_one(Notes).render_lines(Region(0, 0, 20, 1))
        return next(segment.style for segment in line if words in segment.text)


async def styles(*themes: str) -> list[Style | None]:
    """Return the styles of a text under themes of one session, each with and without the focus."""
    app, found = Page(themes[0]), []
    async with app.run_test(size=(40, 10)) as pilot:
        notes = app.query_one(Notes)
        notes.load_text("some words")
        notes.cursor_blink = False
        for theme in themes:
            app.theme = theme
            for focused in (notes, None):
                app.screen.set_focus(focused)
                await settle(pilot)
                found.append(app.shown("words"))
    return found


async def test_the_notes_follow_the_theme_and_the_focus() -> None:
    dark, light = await styles("textual-dark"), await styles("textual-light")
    assert len({*dark, *light}) == 4
    assert await styles("textual-dark", "textual-light", "textual-dark") == [*dark, *light, *dark]
