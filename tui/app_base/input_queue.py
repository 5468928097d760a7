"""Queue of input events: each key, click or paste is delivered after the previous event has been handled.

Textual sends all keys of a packet to the widget that has the focus when they arrive, and looks up bindings later, on
the screen that is on top by then. Keys that arrive together can therefore reach removed or unmounted widgets
(decision 17).
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING
from weakref import ref

from textual import events
from textual.app import App
from textual.errors import NoWidget
from textual.message import Message

from tui.app_base.garbage import collect_early

if TYPE_CHECKING:
    from textual.screen import Screen
    from textual.widget import Widget

PATIENCE = 0.5
"""Seconds after which the next event may be delivered although the previous event is not handled yet."""
BUSY_PATIENCE = 0.1
"""Seconds until a busy event loop is measured again."""
ROUNDS = 20
IDLE = 0.005
"""Maximum seconds that an idle event loop needs for `ROUNDS` rounds."""
FRAME = 0.1
"""Minimum seconds between frames while input waits: the waiting input would repaint the screen anyway."""
REST = 0.02
"""Seconds after an event until garbage is collected, so that its frame is written first."""
SHARE = 4
"""While input waits, frames take at most 1/SHARE of the time, however large the terminal is."""


class _Turn:
    """The event that is being handled."""

    def __init__(self, event: events.Event, screen: Screen[object], target: Widget) -> None:
        self.event = event
        self.screen = screen
        """The screen that it was delivered to."""
        self.target = target
        self.delivered = False
        self.returned = False
        """The event bubbled back to the app, so a binding may have run."""
        self.traced = False
        """The messages that its handlers posted from the target have been handled too."""
        self.awaited = False
        """The queue has already waited for the next page."""


class InputQueueApp(App[None]):
    """An app that handles one input event at a time, so that the result does not depend on typing speed."""

    class Handled(Message):
        """Marker behind an event: when it reaches the app through the same widgets, the event has been handled."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self) -> None:
        super().__init__()
        self._waiting: deque[events.Event] = deque()
        self._turn: _Turn | None = None
        self._given_up: deque[tuple[events.Event, ref[Screen[object]]]] = deque(maxlen=8)
        """The last events that took too long, and the screens that they were delivered to."""
        self._sent = 0
        """The number of the last `Handled`; earlier ones are ignored."""
        self._alarm: asyncio.TimerHandle | None = None
        self._opener: tuple[str, float] | None = None
        self._pressed: tuple[events.MouseDown, Screen[object]] | None = None
        self._ignored_press = False
        self._next_frame = 0.0
        """Time of the next frame while input waits."""
        self._owes_frame = False
        """A frame of some screen was skipped since the last event; one of another screen does not replace it."""

    def paint(self, frame: Callable[[], None]) -> None:
        """Paint a frame, or skip it while input waits; the frame after the last event is always painted."""
        clock = asyncio.get_running_loop().time
        begin = clock()
        if self._waiting and begin < self._next_frame:
            self._owes_frame = True
        else:
            frame()
            end = clock()
            self._next_frame = end + max(FRAME, (end - begin) * (SHARE - 1))

    @property
    def handling_input(self) -> bool:
        """Whether an input event waits or is being handled."""
        return self._turn is not None

    @property
    def arriving(self) -> bool:
        """Whether the screen on top is about to show another page and focus it."""
        return False

    def on_mount(self) -> None:
        """Follow which screen is on top."""
        self.screen_change_signal.subscribe(self, lambda _: self._screen_changed())

    async def on_event(self, event: events.Event) -> None:
        """Queue input from the terminal; pass on everything else."""
        if not isinstance(event, events.InputEvent | events.Paste):
            await super().on_event(event)
        elif event.is_forwarded:
            if self._meant_for_top(event):
                await super().on_event(event)
        elif self._turn is None:
            self._waiting.append(event)
            await self._take_next()
        elif self._waiting and _moves(event) and _moves(self._waiting[-1]):
            self._waiting[-1] = event
        else:
            self._waiting.append(event)

    def _meant_for_top(self, event: events.Event) -> bool:
        """Return whether the screen that a bubbling event was delivered to is still on top."""
        turn = self._turn
        if turn is not None and turn.event is event:
            turn.returned = True
            return turn.screen is self.screen
        return all(screen() is self.screen for late, screen in self._given_up if late is event)

    async def _take_next(self) -> None:
        while self._waiting and self._turn is None:
            event = self._waiting.popleft()
            if _moves(event):
                await super().on_event(event)
            elif not self._repeats(event):
                self._turn = _Turn(event, self.screen, self.screen)
                self._set_alarm(PATIENCE, self._turn)
                await self._advance()

    def _set_alarm(self, seconds: float, turn: _Turn) -> None:
        self._alarm = asyncio.get_running_loop().call_later(seconds, self._measure, turn, ROUNDS, 0.0)

    def _measure(self, turn: _Turn, rounds: int, begin: float) -> None:
        """Stop waiting for the event if the event loop is idle; on a busy machine handling just takes longer."""
        loop = asyncio.get_running_loop()
        if self._turn is not turn:
            return
        if rounds:
            loop.call_soon(self._measure, turn, rounds - 1, begin or loop.time())
        elif loop.time() - begin > IDLE:
            self._set_alarm(BUSY_PATIENCE, turn)
        else:
            self.call_later(self._give_up, turn)

    async def _advance(self) -> None:
        """Advance the event as far as possible before another message is handled."""
        turn = self._turn
        if turn is None or not self.screen_stack:  # The app has ended.
            return
        if not self.screen.is_mounted:
            self._follow(self.screen)
        elif self.arriving and not turn.awaited:
            turn.awaited = True
            self.screen.call_after_refresh(self.post_message, self._handled())
        elif not turn.delivered:
            turn.awaited = False
            await self._deliver(turn)
            self._follow(turn.target)
        elif not turn.traced and (turn.returned or not _types(turn.event)):
            turn.traced = True
            self._follow(turn.target if self.screen is turn.screen else self.screen)
        elif self.screen is not turn.screen:
            self._opener = (_key_of(turn.event), Message().time)
            turn.screen = self.screen
            self._follow(self.screen)
        else:
            await self._end_turn()

    async def _deliver(self, turn: _Turn) -> None:
        turn.delivered, turn.screen, turn.target = True, self.screen, self._target_of(turn.event)
        await super().on_event(turn.event)

    def _target_of(self, event: events.Event) -> Widget:
        if isinstance(event, events.MouseEvent):
            try:
                return self.get_widget_at(event.x, event.y)[0]
            except NoWidget:
                return self.screen
        return self.focused or self.screen

    def _handled(self) -> Handled:
        self._sent += 1
        return self.Handled(self._sent)

    def _follow(self, widget: Widget) -> None:
        handled = self._handled()
        if not (widget.is_attached and widget.post_message(handled)):
            self.post_message(handled)

    def on_input_queue_app_handled(self, event: Handled) -> None:
        """Advance the event, or deliver the next event."""
        event.stop()
        if event.number == self._sent:
            # Callbacks that handlers scheduled for the end of the current message run first.
            self.call_next(self._advance)

    def _screen_changed(self) -> None:
        """Follow the event to the new screen: what followed it on the old one may be lost."""
        if self._turn is not None and self._turn.delivered and self._turn.screen is not self.screen:
            self._follow(self.screen)

    async def _give_up(self, turn: _Turn) -> None:
        if self._turn is turn:
            if not turn.delivered:
                await self._deliver(turn)
            self._given_up.append((turn.event, ref(turn.screen)))
            await self._end_turn()

    async def _end_turn(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
        self._turn = None
        await self._take_next()
        if self._turn is not None:
            return
        asyncio.get_running_loop().call_later(REST, self._collect)
        if self._owes_frame:
            self._owes_frame = False
            self.screen.call_after_refresh(self.screen._compositor_refresh)  # A layout would paint it by itself.

    def _collect(self) -> None:
        if self._turn is None:
            collect_early()

    def _repeats(self, event: events.Event) -> bool:
        """Return whether an event only repeats the event that opened or closed a screen.

        An Enter that bounces, or the second half of a double click, must not answer a question before it is
        visible. Text is never dropped.
        """
        if isinstance(event, events.MouseDown):
            before, self._pressed = self._pressed, (event, self.screen)
            self._ignored_press = before is not None and (
                before[1] is not self.screen
                and before[0].screen_offset == event.screen_offset
                and event.time - before[0].time <= self.CLICK_CHAIN_TIME_THRESHOLD
            )
            return self._ignored_press
        if isinstance(event, events.MouseUp):
            return self._ignored_press
        key, opened = self._opener or ("", 0.0)
        return isinstance(event, events.Key) and not _types(event) and event.key == key and event.time < opened


def _moves(event: events.Event) -> bool:
    """Return whether an event only moves the mouse or scrolls, so it opens and closes nothing."""
    return isinstance(event, events.MouseMove | events.MouseScrollDown | events.MouseScrollUp)


def _types(event: events.Event) -> bool:
    """Return whether an event is a character or a paste."""
    return isinstance(event, events.Paste) or (isinstance(event, events.Key) and event.is_printable)


def _key_of(event: events.Event) -> str:
    return event.key if isinstance(event, events.Key) else ""
