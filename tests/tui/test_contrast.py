"""Contrast of all painted text, computed from rendered frames."""

from collections.abc import Iterator

import pytest
from rich.style import Style
from textual.app import App
from textual.color import Color
from textual.theme import BUILTIN_THEMES

from tests.examples import slow
from tests.tui.wizard_driver import opened, press, settle, visit
from tui.state.drafts_service import DraftsService
from tui.text.contrast import LEAST, contrast, is_text, readable_color, readable_style, readable_style_in_16_colors

THEMES = sorted(name for name, theme in BUILTIN_THEMES.items() if not theme.ansi)
ROUNDING = 0.1
PAGES = (
    ("platform", ["enter"]),
    ("cluster", ["tab"]),
    ("gang_scheduling", ["tab"]),
    ("gang_scheduling", ["tab", "tab", "tab", "tab", "tab", "enter", "tab"]),
    ("review", ["down", "down"]),
    ("review", ["ctrl+g", "down"]),
    ("export", ["escape", "down"]),
)
"""Pages with keys that move the focus and the cursor over their rows."""


def painted(app: App[None]) -> Iterator[tuple[str, float]]:
    """Yield every painted text with its contrast."""
    for strip in app.screen._compositor.render_strips():
        for segment in strip:
            style = segment.style
            if style is None or not is_text(segment.text) or style.color is None or style.bgcolor is None:
                continue
            if style.color.triplet is not None and style.bgcolor.triplet is not None:
                ratio = contrast(Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor))
                yield segment.text, ratio


def unreadable(app: App[None]) -> list[str]:
    """Return the texts below the minimum contrast."""
    texts = list(painted(app))
    assert len(texts) > 20
    return [f"{app.theme}: {text!r} {ratio:.1f}" for text, ratio in texts if ratio < LEAST - ROUNDING]


@pytest.mark.slow
@pytest.mark.parametrize("themes", [THEMES[first::4] for first in range(4)], ids=lambda themes: themes[0])
async def test_all_text_on_all_rows_is_readable_in_every_built_in_theme(
    nebula: DraftsService, themes: list[str]
) -> None:
    async with opened(nebula, "Nebula") as (app, pilot):
        for theme in themes:
            app.theme = theme
            for page, keys in PAGES:
                await visit(pilot, page)
                await press(pilot, *keys)
                assert not unreadable(app), page
                await press(pilot, *["escape"] * ("ctrl+g" in keys))


@pytest.mark.parametrize("themes", [THEMES[:2], slow(THEMES[2:])], ids=["two", "others"])
async def test_the_start_page_is_readable(nebula: DraftsService, themes: list[str]) -> None:
    async with opened(nebula) as (app, pilot):
        for theme in themes:
            app.theme = theme
            await settle(pilot)
            assert not unreadable(app)


@pytest.mark.parametrize("theme", ["textual-dark", slow("textual-light"), slow("nord"), slow("solarized-light")])
async def test_text_is_readable_in_16_colors(
    nebula: DraftsService, monkeypatch: pytest.MonkeyPatch, theme: str
) -> None:
    monkeypatch.delenv("COLORTERM")
    monkeypatch.setenv("TERM", "screen")
    async with opened(nebula, "Nebula") as (app, pilot):
        app.theme = theme
        for page, keys in (PAGES[0], PAGES[2], PAGES[4], PAGES[5]):
            await visit(pilot, page)
            await press(pilot, *keys)
            texts = [segment for strip in app.screen._compositor.render_strips() for segment in strip]
            styles = {each.style for each in texts if each.style and each.style.bgcolor and is_text(each.text)}
            assert len(styles) > 5
            assert not [style for style in styles if readable_style_in_16_colors(style) != style], page
            await press(pilot, *["escape"] * ("ctrl+g" in keys))


@pytest.mark.parametrize(
    ("style", "color"),
    [
        ("default on blue", "bright_white"),
        ("black on blue", "bright_white"),
        ("default on white", "black"),
        ("red on bright_white", None),
        ("yellow on white", "black"),
        ("default on default", None),
        ("red on default", None),
        ("bold red", None),
    ],
)
def test_text_on_a_terminal_color_is_readable(style: str, color: str | None) -> None:
    before = Style.parse(style)
    after = readable_style(before, Color.parse("#000000"))
    assert after == (before + Style(color=color) if color else before)


async def test_the_terminals_own_colors_show_the_row_under_the_cursor_of_a_filtered_list(
    nebula: DraftsService,
) -> None:
    async with opened(nebula, "Nebula") as (app, pilot):
        app.theme = "ansi-light"
        await press(pilot, "ctrl+g", "down", "down")
        rows = [segment for strip in app.screen._compositor.render_strips() for segment in strip]
        marked = [each.text for each in rows if each.style and each.style.bgcolor and not each.style.bgcolor.is_default]
        assert any("Drivers and runtime" in text for text in marked)


@pytest.mark.parametrize("background", ["#ffffff", "#000000", "#808080", "#0178d4", "#f0e68c"])
@pytest.mark.parametrize("color", ["#ffffff", "#000000", "#7f7f7f", "#ff0000", "#00ff00"])
def test_a_color_becomes_readable_and_a_readable_color_stays(color: str, background: str) -> None:
    before, behind = Color.parse(color), Color.parse(background)
    after = readable_color(before, behind)
    assert contrast(after, behind) >= LEAST - ROUNDING
    if contrast(before, behind) >= LEAST:
        assert after == before
