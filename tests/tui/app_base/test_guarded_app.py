"""Late timers still call, closed drafts are forgotten, and keys after a closed dialog are not held back."""

import asyncio

import pytest
from textual import events

from tests.tui.wizard_driver import meanwhile, opened, press, wizard
from tui.app_base import input_queue
from tui.screens.wizard import WizardScreen
from tui.state.drafts_service import DraftsService
from tui.state.steps import StepField

NOTES = StepField("gang_scheduling", "notes")


async def test_a_timer_that_starts_too_late_calls(nebula: DraftsService) -> None:
    """The delay is over before the timer reads the clock, as on a busy machine."""
    called = asyncio.Event()
    async with opened(nebula, "nebula", at=NOTES) as (app, pilot):
        app.set_timer(1e-9, called.set)
        await meanwhile(pilot, called.is_set)


async def test_the_app_forgets_the_widgets_of_a_closed_draft(nebula: DraftsService) -> None:
    """A widget that the app still calls when the theme changes keeps all pages of its draft in memory."""
    async with opened(nebula, "nebula", at=NOTES) as (app, pilot):
        await press(pilot, "ctrl+l", "enter")
        assert wizard(app).current == NOTES.step
        assert [node for node, _ in getattr(app, "__watchers")["theme"] if not node.is_running] == []


async def test_a_key_after_the_one_that_closed_a_dialog_is_not_held_back(
    nebula: DraftsService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(input_queue, "PATIENCE", 3600)
    async with opened(nebula, "nebula", at=NOTES) as (app, pilot):
        await press(pilot, "f10")
        for key in ("escape", "ctrl+n"):
            app.post_message(events.Key(key, None))
        await meanwhile(pilot, lambda: isinstance(app.screen, WizardScreen) and wizard(app).current != NOTES.step)
