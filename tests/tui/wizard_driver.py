"""Helpers that drive the wizard by keys and read its screen."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from textual import events
from textual.app import App
from textual.pilot import Pilot
from textual.worker import WorkerCancelled

from tests.examples import slow
from tui.app import WizardApp
from tui.draft_app import DraftApp
from tui.messages import GoTo
from tui.panes.base import Pane
from tui.screens.wizard import WizardScreen
from tui.state.drafts_service import DraftsService
from tui.state.session.session import Session
from tui.state.steps import StepField
from tui.widgets.frame.key_footer import KeyFooter

WIDE = (120, 40)
NARROW = (80, 24)
SIZES = pytest.mark.parametrize("size", [NARROW, slow(WIDE)])
"""Runs a test in both sizes, and the quick tests in the narrow one."""

HOSTILE = (
    "[/",
    "[/foo]",
    "[red]x[/]",
    "[type=x, v={'a[0]'}]",
    "[link=https://evil.example]y[/link]",
    "a\x1b[31mb\x1b]0;title\x07c",
    "abc\u202edef\u2066ghi",
)
"""Text that a widget must show literally or without its control characters."""


def make_app(
    drafts_service: DraftsService, draft: str | None = None, *, at: StepField | None = None, ascii_only: bool = False
) -> WizardApp:
    """Return the app under test; with a name, on that draft, at a place of its wizard."""
    first: Callable[[], Session] | None = (lambda: drafts_service.open(draft)) if draft is not None else None
    return WizardApp(drafts_service, first=first, at=at, ascii_only=ascii_only)


@asynccontextmanager
async def opened(
    drafts_service: DraftsService,
    draft: str | None = None,
    *,
    at: StepField | None = None,
    size: tuple[int, int] = WIDE,
    ascii_only: bool = False,
) -> AsyncIterator[tuple[WizardApp, Pilot[None]]]:
    """Run the app and yield it once its first screen is shown; `at` skips the pages before it."""
    app = make_app(drafts_service, draft, at=at, ascii_only=ascii_only)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        if at is not None:
            await until(pilot, lambda: isinstance(app.screen, WizardScreen))
        yield app, pilot
        if not app._exit:
            screen_text(app)  # Check that the final screen can be painted.


async def visit(pilot: Pilot[None], step: str, field: str | None = None) -> Pane:
    """Go to a step as a problem's link or a row of the sidebar does."""
    assert isinstance(pilot.app, WizardApp)
    wizard(pilot.app).post_message(GoTo(step, field))
    await settle(pilot)
    pane = wizard(pilot.app).pane
    assert pane is not None
    assert wizard(pilot.app).current == step
    return pane


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys one by one, and let each take effect."""
    for key in keys:
        await pilot.app._press_keys([key])
        await settle(pilot)


async def quiet(*_: float) -> None:
    """Wait until no task of the event loop is ready; a fixed delay would fail on a busy machine."""
    waiting = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]
    await asyncio.sleep(0)
    while waiting:
        await asyncio.sleep(0)


async def settle(pilot: Pilot[None]) -> None:
    """Wait until workers are done and everything is painted, or the app has ended."""
    app = pilot.app
    while not await settled(app):
        with contextlib.suppress(WorkerCancelled):  # A newer worker has taken its place.
            await app.workers.wait_for_complete()
        if isinstance(app, DraftApp):
            app.writer.wait(30)
            app.checker.wait(30)
        await next_frame(pilot)


async def settled(app: App[None]) -> bool:
    """Let all messages take effect; return whether nothing is left to wait for."""
    done = not busy(app)  # Before the messages: what has just ended has sent its result.
    await quiet()
    return bool(app._exit or app._exception) or (done and not (busy(app) or app._resize_event or unpainted(app)))


async def next_frame(pilot: Pilot[None], after: float = 0) -> None:
    """Update the layout, as Textual does sixty times a second, and let that take effect."""
    await asyncio.sleep(after)
    for screen in pilot.app._screen_stack if not pilot.app._batch_count else ():
        screen._on_timer_update()
    await quiet()


def busy(app: App[None]) -> bool:
    """Return whether background work, a key or a click is still pending."""
    if isinstance(app, DraftApp) and (app.handling_input or not (app.writer.wait(0) and app.checker.wait(0))):
        return True
    return bool(list(app.workers))


def unpainted(app: App[None]) -> bool:
    """Return whether a screen waits for its next frame."""
    top = app.screen
    due = top._layout_required or top._scroll_required or top._dirty_widgets or top._recompose_required
    return bool(due or any(screen._callbacks for screen in app._screen_stack))


async def until(pilot: Pilot[None], holds: Callable[[], bool]) -> None:
    """Wait until a condition holds and everything is done; fail after half a minute."""
    await meanwhile(pilot, holds)
    await settle(pilot)
    assert holds(), screen_text(pilot.app)


async def meanwhile(pilot: Pilot[None], holds: Callable[[], bool]) -> None:
    """Wait until a condition holds while background work goes on; fail after half a minute."""
    for _ in range(1500):
        if holds():
            return
        await next_frame(pilot, after=0.02)
    raise AssertionError(screen_text(pilot.app))


def wizard(app: WizardApp) -> WizardScreen:
    """Return the wizard, which must be on screen."""
    assert isinstance(app.screen, WizardScreen)
    return app.screen


async def type_text(pilot: Pilot[None], text: str) -> None:
    """Type text as fast as a terminal delivers a burst of keys."""
    for character in text:
        pilot.app.post_message(events.Key("space" if character == " " else character, character))
    await pilot.pause()


async def paste(pilot: Pilot[None], text: str) -> None:
    """Paste text; where typing is not the point, it is much quicker than a hundred keys of a path."""
    pilot.app.post_message(events.Paste(text))
    await settle(pilot)


def screen_text(app: App[None]) -> str:
    """Return all text on the screen, line by line."""
    width, height = app.size
    rows = [[" "] * width for _ in range(height)]
    for y, strip in enumerate(app.screen._compositor.render_strips()):
        x = 0
        for segment in strip:
            for character in segment.text:
                if x < width and y < height:
                    rows[y][x] = character
                x += 1
    return "\n".join("".join(row).rstrip() for row in rows)


def footer_keys(app: WizardApp) -> list[str]:
    """Return the keys in the footer, except the palette's."""
    return [key.binding.description for key in app.screen.query_one(KeyFooter).keys]
