"""The wizard on small terminals, in ASCII, without color, and with hostile names."""

import msgspec
import pytest
from rich.color import Color
from rich.segment import Segment
from textual.pilot import Pilot
from textual.widgets import Button

from auto_detect.collector.demo import demo_snapshot
from checklists.text import clean_line
from tests.examples import slow
from tests.tui.wizard_driver import HOSTILE, NARROW, SIZES, WIDE, opened, press, screen_text, settle, until, wizard
from tui.app import WizardApp
from tui.messages import GoTo
from tui.state.drafts_service import DraftsService
from tui.state.session.file_work import keep_snapshot
from tui.state.steps import StepField


async def resize(pilot: Pilot[None], size: tuple[int, int]) -> None:
    """Resize the terminal; Textual applies the size after a delay, in which it may change again."""
    await pilot.resize_terminal(*size)
    await until(pilot, lambda: pilot.app.screen.size == size)


async def test_a_too_small_terminal_shows_a_message_and_recovers(drafts_service: DraftsService, named: str) -> None:
    async with opened(drafts_service, named, size=(20, 5)) as (app, pilot):
        assert "too small: 20 by 5. Enlarge it to at least 50 by 12" in " ".join(screen_text(app).split())
        await press(pilot, "f1", "escape", "ctrl+n")
        for size in ((49, 30), (90, 8), (1, 1)):
            await resize(pilot, size)
        await resize(pilot, NARROW)
        assert "too small" not in screen_text(app)
        assert "Nebula" in screen_text(app)
        await resize(pilot, WIDE)
        assert "Steps" in screen_text(app)


@pytest.mark.parametrize("size", [slow((60, 20)), (50, 12)])
async def test_small_terminals_are_not_broken(drafts_service: DraftsService, named: str, size: tuple[int, int]) -> None:
    async with opened(drafts_service, named, size=size) as (app, pilot):
        for _ in range(6):
            shown = screen_text(app).splitlines()
            assert shown[0].lstrip().startswith("Nebula")
            assert "Step " in shown[1]
            await press(pilot, "ctrl+n")


async def test_ascii_is_ascii_borders_included(drafts_service: DraftsService, named: str) -> None:
    async with opened(drafts_service, named, ascii_only=True, size=WIDE) as (app, pilot):
        for key in ("f8", "f1", "escape", "ctrl+n", "ctrl+n", "ctrl+p", "escape"):
            await press(pilot, key)
            painted = screen_text(app)
            assert painted.isascii(), sorted({c for c in painted if not c.isascii()})
        assert "> . " in painted, "the current step is marked"


def painted(app: WizardApp) -> list[Segment]:
    """Return all segments on the screen."""
    return [segment for strip in app.screen._compositor.render_strips() for segment in strip]


def reversed_text(app: WizardApp) -> str:
    """Return what is painted in reverse video."""
    return "".join(segment.text for segment in painted(app) if segment.style and segment.style.reverse)


def colors(app: WizardApp) -> set[Color | None]:
    """Return all painted colors."""
    styles = [segment.style for segment in painted(app) if segment.style]
    return {color for style in styles for color in (style.color, style.bgcolor)} - {None}


@pytest.mark.parametrize("theme", ["textual-dark", slow("flexoki"), slow("ansi-light")])
async def test_without_color_all_information_is_shown(
    drafts_service: DraftsService, named: str, monkeypatch: pytest.MonkeyPatch, theme: str
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened(drafts_service, named, size=WIDE) as (app, pilot):
        app.theme = theme
        await press(pilot, "f8", "tab")
        assert "✗ empty" in screen_text(app)
        assert not colors(app)
        await press(pilot, "ctrl+g", "down", "down")
        assert "Drivers and runtime" in reversed_text(app), "the row under the cursor"
        assert not colors(app), "the page behind the dialog included"
        await press(pilot, "escape", "escape", "down")
        assert "Cluster" in reversed_text(app)
        await press(pilot, "enter", "escape", "tab", "m")
        assert "Drivers and runtime" in reversed_text(app)


async def test_without_color_a_disabled_key_is_dim(
    drafts_service: DraftsService, named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened(drafts_service, named, size=NARROW) as (app, pilot):
        await press(pilot, "f8")
        dim = "".join(segment.text for segment in painted(app) if segment.style and segment.style.dim)
        assert "Back" in dim and "Next" not in dim


async def test_only_the_button_with_the_focus_is_a_filled_block(drafts_service: DraftsService, named: str) -> None:
    async with opened(drafts_service, size=NARROW) as (app, pilot):
        assert named in screen_text(app)
        for theme in ("textual-dark", "textual-light", "solarized-light"):
            app.theme = theme
            await press(pilot, "home", "delete")
            default, other = app.screen.query(Button)
            assert app.focused is default and default.styles.text_style.reverse, theme
            plain = other.background_colors[1]
            await press(pilot, "tab")
            assert app.focused is other, theme
            assert default.background_colors[1] == plain and not default.styles.text_style.reverse, theme
            await press(pilot, "escape")


async def test_an_empty_no_color_keeps_the_colors(
    drafts_service: DraftsService, named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "")
    async with opened(drafts_service, named, at=StepField("gang_scheduling"), size=NARROW) as (app, _):
        found = [tuple(color.get_truecolor()) for color in colors(app) if color is not None]
        assert any(len(set(shade)) > 1 for shade in found), "more than shades of gray"


@SIZES
async def test_hostile_names_of_drafts_and_clusters_are_shown_literally(
    drafts_service: DraftsService, size: tuple[int, int]
) -> None:
    text = " ".join(HOSTILE)
    name = drafts_service.create(text, "1.37")
    session = drafts_service.open(name)
    session.run(keep_snapshot(msgspec.structs.replace(demo_snapshot(), context=text), merge=False))
    session.close()
    async with opened(drafts_service, name, size=size) as (app, pilot):
        header = screen_text(app).splitlines()[0]
        assert header.count("[/ [/foo]") == 2, "the names of draft and cluster"
        for key in ("ctrl+n", "ctrl+g", "escape", "f1", "escape", "ctrl+p", "escape"):
            await press(pilot, key)
        for part in HOSTILE:
            app.screen.post_message(GoTo("platform", part))
            wizard(app).show_error(part, part)
            await settle(pilot)
            assert clean_line(part) in screen_text(app)
