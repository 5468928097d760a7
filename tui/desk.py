"""The open draft of the wizard: opened in the background, saved by itself, left without losing anything."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import time
from typing import TYPE_CHECKING

from textual import work
from textual.message import Message
from textual.reactive import reactive

from checklists.errors import AiconformError, ChangedOnDisk
from tui.guarded_app import GuardedApp
from tui.last_save import save_and_close
from tui.newest import Newest
from tui.recovery import Recovery
from tui.screens.home import HomeScreen
from tui.terminal.choice import driver_class

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.driver import Driver
    from textual.screen import Screen
    from textual.timer import Timer

    from tui.checking import Check, Checked
    from tui.screens.wizard import WizardScreen
    from tui.session import Session, State, Work
    from tui.steps import Place
    from tui.workspace import Workspace

AUTOSAVE = 0.5
"""Seconds from the first unsaved edit until the draft is written: no edit may be older than a second when it is."""
REST = 1.0
"""Seconds without an edit until a question may come up by itself: letters must not end in a dialog."""
PATIENCE = 5.0
"""Seconds that leaving a draft waits for the disk before it asks."""

TYPED_PATIENCE = 0.5
"""Seconds that the end waits for keys that are still to be handled."""


class DeskApp(GuardedApp):
    """Has one draft open at a time; the start page lies below it."""

    class Opened(Message):
        """A draft is open."""

        def __init__(self, session: Session, at: Place | None) -> None:
            super().__init__()
            self.session = session
            self.at = at

    class Refused(Message):
        """A draft could not be opened."""

        def __init__(self, error: AiconformError) -> None:
            super().__init__()
            self.error = error

    class Wrote(Message):
        """Writing a draft has ended; `Session.written` has the outcome."""

        def __init__(self, session: Session) -> None:
            super().__init__()
            self.session = session

    class Validated(Message):
        """A draft was checked."""

        def __init__(self, session: Session, checked: Checked) -> None:
            super().__init__()
            self.session = session
            self.checked = checked

    class Broke(Message):
        """A background thread met a fault of the program."""

        def __init__(self, fault: Exception) -> None:
            super().__init__()
            self.fault = fault

    state: reactive[State | None] = reactive(None, repaint=False)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.workspace = workspace
        self.session: Session | None = None
        self.home = HomeScreen(workspace)
        self._opening = False
        self._autosave: Timer | None = None
        self._edited_at = 0.0
        self._running_in: tuple[asyncio.AbstractEventLoop, contextvars.Context] | None = None
        self._leaving = False
        self._files = asyncio.Lock()
        """Held by the one piece of slow work that is under way."""
        self.writer: Newest[Session] = Newest(self._write)
        """Writes drafts, off the event loop; the newest answers win."""
        self.checker: Newest[tuple[Session, Check]] = Newest(self._check)
        """Finds the verdict on the newest answers."""
        self.recovery = Recovery(self)

    def get_default_screen(self) -> HomeScreen:
        """The start page lies below everything; no blank screen is painted before it."""
        return self.home

    def get_driver_class(self) -> type[Driver]:
        """Drive POSIX terminals so that a slow or lost one blocks nothing."""
        return driver_class(super().get_driver_class())

    def on_load(self) -> None:
        """Remember where the app runs, for calls from other threads and from signals."""
        self._running_in = asyncio.get_running_loop(), contextvars.copy_context()
        self.app_suspend_signal.subscribe(self, lambda _: self.save_now(), immediate=True)
        self.app_resume_signal.subscribe(self, lambda _: self._resume())

    def _resume(self) -> None:
        """Paint everything, and show what another program wrote meanwhile."""
        self.refresh(layout=True)
        self.recovery.reread()

    def watch_state(self, state: State | None) -> None:
        """Try again by itself what can work later."""
        self.recovery.follow(state)

    def end(self, code: int) -> None:
        """Save and end with an exit code; for signal handlers and other threads."""
        if self._running_in is None:
            raise SystemExit(code)
        loop, context = self._running_in
        with contextlib.suppress(RuntimeError):  # The loop has ended already.
            loop.call_soon_threadsafe(self._begin_end, code, context=context)

    def _begin_end(self, code: int) -> None:
        self._end_task = asyncio.create_task(self._end(code))

    async def _end(self, code: int) -> None:
        try:
            with contextlib.suppress(Exception):
                await self._handle_typed()
            self.rescue()
            self.forget()
        finally:
            self.exit(return_code=code)

    async def _handle_typed(self) -> None:
        """Handle the keys that arrived before the end was asked for, within bounds."""
        left = asyncio.get_running_loop().time() + TYPED_PATIENCE
        while self.handling_input and asyncio.get_running_loop().time() < left:
            await asyncio.sleep(0.01)
        await self._handle_keys()

    def rescue(self) -> None:
        """Save and release the draft without any question; also for a thread, where the event loop hangs."""
        try:
            if self.session is not None:
                save_and_close(self.session)
        finally:
            self.workspace.forget_demo()

    @property
    def wizard(self) -> WizardScreen | None:
        """The wizard, while a draft is open."""
        from tui.screens.wizard import WizardScreen

        return next((screen for screen in self.screen_stack if isinstance(screen, WizardScreen)), None)

    def must_stay(self, screen: Screen[object]) -> bool:
        """Return whether a screen is the wizard of an open draft: without it, the draft could not be reached."""
        return self.session is not None and screen is self.wizard

    def restore(self) -> None:
        """Bring the wizard back if a draft is open without it."""
        if self.session is not None and self.wizard is None:
            self._show_wizard(self.session, None)

    def open(self, make: Callable[[], Session], at: Place | None = None) -> None:
        """Open a draft, one at a time, at a place of its wizard."""
        if not self._opening and self.session is None:
            self._opening = True
            self.home.tell("opening")
            self._open_in_background(make, at)

    @work(thread=True, group="open")
    def _open_in_background(self, make: Callable[[], Session], at: Place | None) -> None:
        try:
            import tui.screens.wizard  # noqa: F401

            self.post_message(self.Opened(make(), at))
        except AiconformError as error:
            self.post_message(self.Refused(error))

    def on_desk_app_opened(self, event: Opened) -> None:
        """Show the draft."""
        self._opening = False
        self.home.tell("")
        self.session = event.session
        self.state = event.session.state
        self._show_wizard(event.session, event.at)

    def _show_wizard(self, session: Session, at: Place | None) -> None:
        from tui.screens.wizard import WizardScreen

        state = session.state
        wizard = WizardScreen(state, at)
        self.push_screen(wizard.data_bind(DeskApp.state))
        if state.snapshot_error is not None:
            wizard.tell_error(state.snapshot_error.message, state.snapshot_error.hint)
        self.call_after_refresh(self.recovery.follow, state)

    def on_take_over_wanted(self) -> None:
        """Take the draft from the session that has it."""
        self.recovery.take_over()

    def on_desk_app_refused(self, event: Refused) -> None:
        """Say why the draft is not shown."""
        self._opening = False
        self.home.tell_error(event.error.message, event.error.hint)
        self.home.relist()

    def change(self, change: Callable[[Session], State]) -> None:
        """Let the session make the next state; its first unsaved edit starts the time until it is saved."""
        if self.session is None:
            return
        try:
            self.state = change(self.session)
        except AiconformError as error:
            self.tell_error(error)
            return
        self._edited_at = time.monotonic()
        if not self.state.checked:
            self.checker.put((self.session, self.session.to_check()))
        if self.state.unsaved and self._autosave is None:
            self._autosave = self.set_timer(AUTOSAVE, self.save)

    def change_after(self, *works: Work) -> None:
        """Do slow work in another thread, one after the other, each followed by the change that it returns."""
        if self.session is not None:
            self._change_after(self.session, works)

    @work(group="files")
    async def _change_after(self, session: Session, works: tuple[Work, ...]) -> None:
        async with self._files:
            for each in works:
                try:
                    change = await asyncio.to_thread(each, session)
                except AiconformError as error:
                    self.tell_error(error)
                    return
                if session is not self.session:
                    return
                self.change(change)
            self._show_written(session)
            self.save()

    def save(self) -> None:
        """Write unsaved answers in the background."""
        self._stop_autosave()
        if self.session is not None and self.session.state.unsaved:
            self.writer.put(self.session)

    def save_now(self) -> None:
        """Save and wait for the disk, within bounds: the process may stop after this call."""
        self.save()
        self.writer.wait(PATIENCE)

    def _write(self, session: Session) -> None:
        try:
            session.write()
            self._post(self.Wrote(session))
        except Exception as fault:
            self._post(self.Broke(fault))

    def _check(self, job: tuple[Session, Check]) -> None:
        session, check = job
        try:
            self._post(self.Validated(session, check.run()))
        except Exception as fault:
            self._post(self.Broke(fault))

    def on_desk_app_validated(self, event: Validated) -> None:
        """Show the verdict."""
        if event.session is self.session:
            self.state = event.session.take_check(event.checked)

    def _post(self, message: Message) -> None:
        with contextlib.suppress(RuntimeError):  # The event loop has ended.
            self.post_message(message)

    def on_desk_app_broke(self, event: Broke) -> None:
        """End as with any fault of the program."""
        raise event.fault

    def on_desk_app_wrote(self, event: Wrote) -> None:
        """Show how saving went."""
        if event.session is self.session:
            self._show_written(event.session)

    def _show_written(self, session: Session) -> None:
        """Say what stands in the way of saving, and ask where there is a choice."""
        before = session.state
        self.state = session.written()
        if self.state is before:
            return
        error = self.state.save_error
        if isinstance(error, ChangedOnDisk) and not isinstance(before.save_error, ChangedOnDisk):
            self._ask_version_at_rest()
        elif error is not None:
            self.tell_error(error)
        elif before.save_error is not None:
            self.tell("")

    def _stop_autosave(self) -> None:
        if self._autosave is not None:
            self._autosave.stop()
            self._autosave = None

    def leave(self, then: Callable[[], object]) -> None:
        """Save and close the draft, then go on; asks first where something would be lost."""
        if self.session is None:
            then()
        elif not self._leaving:
            self._leaving = True
            self._leave(self.session, then)

    @work(group="leave")
    async def _leave(self, session: Session, then: Callable[[], object]) -> None:
        try:
            await self._handle_keys()
            async with self._files:
                pass
            if not session.state.demo:
                await self._finish_saving(session)
        finally:
            self._leaving = False
        if session is not self.session:
            return
        if not session.state.unsaved or session.state.demo:
            self.forget()
            then()
        elif not self.wizard or self.screen is self.wizard:
            self._ask_before_leaving(then)

    async def _finish_saving(self, session: Session) -> None:
        """Save until nothing is unsaved, saving fails, or the disk takes too long."""
        left = asyncio.get_running_loop().time() + PATIENCE
        while session is self.session and session.state.unsaved:
            self.save()
            seconds = left - asyncio.get_running_loop().time()
            if not await asyncio.to_thread(self.writer.wait, seconds) or seconds <= 0:
                return
            self._show_written(session)
            if session.state.save_error is not None:
                return

    async def _handle_keys(self) -> None:
        """Let the focused field handle the keys that arrived before the one in hand."""
        if self.focused is not None:
            handled = asyncio.Event()
            self.focused.call_later(handled.set)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(handled.wait(), 1)

    def forget(self) -> None:
        """Close the draft without saving."""
        self._stop_autosave()
        self.workers.cancel_group(self, "links")
        if self.session is not None:
            self.session.abandon()
            self.session = None
            self.recovery.follow(None)
            self.workspace.forget_demo()
            while self.screen is not self.home:
                self.pop_screen()

    def reopen(self, name: str = "") -> None:
        """Open the draft again, or the one of that name instead, without saving."""
        wanted = name or (self.state.draft.name if self.state else "")
        self.forget()
        self.open(lambda: self.workspace.open(wanted))

    def tell(self, words: str) -> None:
        """Say something in the wizard's frame."""
        if self.wizard is not None:
            self.wizard.tell(words)

    def tell_error(self, error: AiconformError) -> None:
        """Say what did not work where somebody looks."""
        (self.wizard or self.home).tell_error(error.message, error.hint)

    def _ask_before_leaving(self, then: Callable[[], object]) -> None:
        from tui.screens.questions import not_saved

        def answered(answer: str | None) -> None:
            if answer == "leave" or (answer == "copy" and self._keep_copy()):
                self.forget()
                then()

        if self.state is not None:
            self.push_screen(not_saved(self.state), answered)

    def _ask_version_at_rest(self) -> None:
        state, rest = self.state, REST - (time.monotonic() - self._edited_at)
        if self.session is None or state is None or not isinstance(state.save_error, ChangedOnDisk):
            return
        if rest > 0 or self.screen is not self.wizard:
            self.set_timer(max(rest, 0.2), self._ask_version_at_rest)
        else:
            self._ask_version()

    def _ask_version(self) -> None:
        from tui.screens.questions import changed_on_disk

        def answered(answer: str | None) -> None:
            name = self.state.draft.name if self.state else ""
            if answer == "copy":
                name = self._keep_copy()
            if answer in ("copy", "load") and name:
                self.reopen(name)

        if self.state is not None:
            self.push_screen(changed_on_disk(self.state), answered)

    def _keep_copy(self) -> str:
        try:
            return self.session.save_as_copy() if self.session else ""
        except AiconformError as error:
            self.tell_error(error)
            return ""
