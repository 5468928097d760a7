"""The wizard on small terminals, in ASCII, without color, and with hostile names."""

import msgspec
import pytest
from textual.pilot import Pilot

from auto_detect.collector.demo import demo_snapshot
from checklists.text import clean_line
from tests.tui.wizard_driver import HOSTILE, NARROW, SIZES, WIDE, opened, press, screen_text, settle, until, wizard
from tui.messages import GoTo
from tui.state.drafts_service import DraftsService
from tui.state.session.file_work import keep_snapshot


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


@pytest.mark.parametrize("size", [(60, 20), (50, 12)])
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


async def test_without_color_all_information_is_shown(
    drafts_service: DraftsService, named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened(drafts_service, named, size=WIDE) as (app, pilot):
        await press(pilot, "f8", "tab")
        colours = {
            part
            for strip in app.screen._compositor.render_strips()
            for segment in strip
            if segment.style
            for colour in (segment.style.color, segment.style.bgcolor)
            if colour is not None
            for part in [tuple(colour.get_truecolor())]
        }
        assert all(len(set(colour)) == 1 for colour in colours), "only shades of gray"
        assert "✗ empty" in screen_text(app)


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
