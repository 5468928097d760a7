"""Helpers that drive the wizard by keys and read what is on its screen."""

from collections.abc import Callable

from textual import events
from textual.app import App
from textual.pilot import Pilot

from tui.app import WizardApp
from tui.screens.wizard import WizardScreen
from tui.widgets.key_footer import KeyFooter

WIDE = (120, 40)
NARROW = (80, 24)

HOSTILE = (
    "[/",
    "[/foo]",
    "[red]x[/]",
    "[type=x, v={'a[0]'}]",
    "[link=https://evil.example]y[/link]",
    "a\x1b[31mb\x1b]0;title\x07c",
    "abc\u202edef\u2066ghi",
)
"""Text that a widget must show literally, or without its control characters."""


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys one by one, and let each have its effect."""
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


async def settle(pilot: Pilot[None]) -> None:
    """Wait until workers are done and everything is painted."""
    await pilot.pause()
    while list(pilot.app.workers):
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
    await pilot.pause()
    await pilot.pause()


async def until(pilot: Pilot[None], holds: Callable[[], bool]) -> None:
    """Wait until something holds; fail if it does not within seconds, however busy the machine is."""
    for _ in range(300):
        if holds():
            break
        await pilot.pause(0.02)
    await settle(pilot)
    assert holds()


def wizard(app: WizardApp) -> WizardScreen:
    """The wizard, which has to be on screen."""
    assert isinstance(app.screen, WizardScreen)
    return app.screen


async def type_text(pilot: Pilot[None], text: str) -> None:
    """Type it as fast as a terminal passes a burst of keys on."""
    for character in text:
        pilot.app.post_message(events.Key("space" if character == " " else character, character))
    await pilot.pause()


def screen_text(app: App[None]) -> str:
    """Everything that can be read on the screen, line by line."""
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
    """What the footer offers, besides the palette."""
    return [key.binding.description for key in app.screen.query_one(KeyFooter).keys]
