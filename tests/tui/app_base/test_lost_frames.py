"""No frame and no callback is lost, however screens open and close while input arrives."""

import asyncio
from math import inf

import pytest
from textual import events
from textual.geometry import Region

from tests.tui.wizard_driver import meanwhile, next_frame, opened, press, quiet, settle, wizard
from tui.state.drafts_service import DraftsService
from tui.state.steps import StepField
from tui.widgets.frame.key_footer import KeyFooter
from tui.widgets.text_label import TextLabel

NOTES = StepField("gang_scheduling", "notes")


async def test_a_page_that_does_not_arrive_is_painted_after_a_while(nebula: DraftsService) -> None:
    async with opened(nebula, "nebula", at=NOTES) as (app, _pilot):
        screen = wizard(app)
        screen.depart()
        screen.refresh()
        await quiet()
        screen._on_timer_update()
        for _ in range(1500):
            if not screen._compositor._dirty_regions:
                break
            await asyncio.sleep(0.02)  # Nothing else requests a frame.
        assert not screen._compositor._dirty_regions


async def test_a_frame_paints_what_changed_since_the_last_one(
    nebula: DraftsService, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(nebula, "nebula", at=NOTES) as (app, _):
        screen, footer = wizard(app), app.screen.query_one(KeyFooter)
        dirty = screen._compositor._dirty_regions
        dirty.clear()
        painted: set[Region] = set()
        monkeypatch.setattr(screen._compositor, "render_update", lambda **_: painted.update(dirty))
        footer.refresh()
        await quiet()
        screen.depart()
        screen.arrived()
        assert painted == {footer.region}


async def test_a_layout_paints_what_it_moves_although_a_region_was_requested_before(
    nebula: DraftsService, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(nebula, "nebula", at=NOTES) as (app, pilot):
        screen = wizard(app)
        hidden, notes, dirty = screen.query_one("#official"), screen.query_one("#row-notes"), set[Region]()
        monkeypatch.setattr(
            screen._compositor, "render_update", lambda **_: dirty.update(screen._compositor._dirty_regions)
        )
        screen.query_one("#meaning", TextLabel).show("More.\n" * 4)
        await quiet()
        screen._compositor.update_widgets({hidden})
        assert not hidden.region
        before = notes.region
        await next_frame(pilot)
        assert notes.region.y > before.y
        assert notes.region in dirty


async def test_what_waits_for_a_refresh_survives_the_dialog_in_front(
    nebula: DraftsService, monkeypatch: pytest.MonkeyPatch
) -> None:
    called = asyncio.Event()

    async def never() -> None:
        """Call nothing, as a dialog that is closed before it is idle."""

    async with opened(nebula, "nebula", at=NOTES) as (app, pilot):
        await press(pilot, "ctrl+g")
        monkeypatch.setattr(app.screen, "_invoke_and_clear_callbacks", never)
        app.screen._invoke_later(called.set, app.screen_stack[-2])
        app.pop_screen()
        await meanwhile(pilot, called.is_set)


async def test_a_skipped_frame_is_painted_although_another_screen_painted(nebula: DraftsService) -> None:
    async with opened(nebula, "nebula", at=NOTES) as (app, pilot):
        screen = wizard(app)
        screen._compositor._dirty_regions.add(screen.region)
        app._waiting.append(events.Paste("x"))
        app._next_frame = inf
        screen._compositor_refresh()
        app._waiting.clear()
        app.paint(lambda: None)
        assert screen._compositor._dirty_regions, "skipped"
        await app._end_turn()
        await settle(pilot)
        assert not screen._compositor._dirty_regions


async def test_a_skipped_frame_is_painted_with_the_next_layout(nebula: DraftsService) -> None:
    async with opened(nebula, "nebula", at=NOTES) as (app, pilot):
        screen = wizard(app)
        app._owes_frame = True
        screen.refresh(layout=True)
        await quiet()
        assert screen._layout_required
        screen._compositor._dirty_regions.add(screen.region)
        await app._end_turn()
        await quiet()
        assert screen._compositor._dirty_regions, "the old layout is not painted"
        await settle(pilot)
        assert not screen._compositor._dirty_regions
