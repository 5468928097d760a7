"""The open draft of the wizard: opened in the background, saved automatically, closed without losing answers."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import time
from typing import TYPE_CHECKING

from textual import work
from textual.message import Message

from checklists.errors import AiconformError, ChangedOnDisk
from checklists.model.naming import slug
from tui.app_base.editing_app import EditingApp
from tui.app_base.recovery import Recovery
from tui.screens.home import HomeScreen
from tui.state.session.last_save import save_and_close
from tui.terminal.choice import driver_class
from tui.terminal.unjoined import UnjoinedThreads
from tui.text.content import line

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.driver import Driver
    from textual.screen import Screen

    from checklists.program.program_data import ProgramData
    from tui.screens.wizard import WizardScreen
    from tui.state.drafts_service import DraftsService
    from tui.state.machine.memory import MemoryFile
    from tui.state.session.session import Session
    from tui.state.session.state import State
    from tui.state.steps import StepField

REST = 1.0
"""Seconds without an edit until a dialog may open automatically, so that it does not swallow typed text."""
TYPED_PATIENCE = 0.5
"""Seconds to wait at the end for keys that are not handled yet."""


class DraftApp(EditingApp):
    """App with at most one open draft, above the start page."""

    class Opened(Message):
        """A draft is open."""

        def __init__(self, session: Session, at: StepField | None, offer: str = "") -> None:
            super().__init__()
            self.session = session
            self.at = at
            self.offer = offer
            """The offer to compare it with other configurations of the product."""

    class Refused(Message):
        """A draft could not be opened."""

        def __init__(self, error: AiconformError) -> None:
            super().__init__()
            self.error = error

    def __init__(self, drafts_service: DraftsService) -> None:
        super().__init__()
        self.drafts_service = drafts_service
        self.home = HomeScreen(drafts_service)
        self._opening = False
        self._running_in: tuple[asyncio.AbstractEventLoop, contextvars.Context] | None = None
        self._leaving = False
        self._ending = False
        self._outside: Callable[[Session], State] | None = None
        self.trouble: AiconformError | None = None
        """A message for the first screen, shown once."""
        self.recovery = Recovery(self, wizard=lambda: self.wizard, reopen=self.reopen)

    @property
    def program(self) -> ProgramData:
        """The program's data."""
        return self.drafts_service.program

    def get_default_screen(self) -> HomeScreen:
        """Return the start page, so that no blank screen is shown before it."""
        return self.home

    def get_driver_class(self) -> type[Driver]:
        """Return the driver; on POSIX, a slow or closed terminal does not block it."""
        return driver_class(super().get_driver_class())

    def on_load(self) -> None:
        """Remember the event loop, for calls from other threads and signal handlers."""
        loop = asyncio.get_running_loop()
        loop.set_default_executor(UnjoinedThreads())
        self._running_in = loop, contextvars.copy_context()
        self.app_suspend_signal.subscribe(self, lambda _: self.save_now(), immediate=True)
        self.app_resume_signal.subscribe(self, lambda _: self._resume())

    def _resume(self) -> None:
        """Repaint after a suspension, and show changes that another program wrote meanwhile."""
        self.refresh(layout=True)
        self.recovery.reread()

    def edit_outside(self, take: Callable[[Session], State] | None) -> None:
        """Apply `take` if the wizard ends while an external editor runs; None: the editor has ended."""
        if take is not None or not self._ending:  # A lost terminal ends the editor too.
            self._outside = take

    def end(self, code: int) -> None:
        """Save and end with an exit code; for signal handlers and other threads."""
        self._ending = True
        if self._running_in is None:
            raise SystemExit(code)
        loop, context = self._running_in
        with contextlib.suppress(RuntimeError):  # The loop has already ended.
            loop.call_soon_threadsafe(self._begin_end, code, context=context)

    def _begin_end(self, code: int) -> None:
        self._end_task = asyncio.create_task(self._stop(code))

    async def _stop(self, code: int) -> None:
        try:
            with contextlib.suppress(Exception):
                await self._handle_typed()
            self.rescue()
            self.close_draft()
        finally:
            self.exit(return_code=code)

    async def _handle_typed(self) -> None:
        """Handle the keys that have already arrived, for a limited time."""
        left = asyncio.get_running_loop().time() + TYPED_PATIENCE
        while self.handling_input and asyncio.get_running_loop().time() < left:
            await asyncio.sleep(0.01)
        await self._handle_keys()

    def keep(self) -> None:
        """Save the draft now."""
        if self.session is not None:
            self.session.save()

    def rescue(self) -> bool:
        """Save and release the draft without a question; another thread calls it if the event loop hangs.

        Returns:
            Whether all answers are on disk.
        """
        try:
            if self.session is not None and self._outside is not None:
                with contextlib.suppress(Exception):  # The other answers are saved nevertheless.
                    self._outside(self.session)
            return self.session is None or save_and_close(self.session)
        finally:
            self.drafts_service.forget_demo()

    @property
    def memory(self) -> MemoryFile:
        """Values remembered from earlier sessions on this machine."""
        return self.drafts_service.memory

    @property
    def wizard(self) -> WizardScreen | None:
        """The wizard's screen while a draft is open; else None."""
        from tui.screens.wizard import WizardScreen

        return next((screen for screen in self.screen_stack if isinstance(screen, WizardScreen)), None)

    def must_stay(self, screen: Screen[object]) -> bool:
        """Return whether a screen is the wizard of an open draft, which must stay reachable."""
        return self.session is not None and screen is self.wizard

    def restore(self) -> None:
        """Show the wizard again if a draft is open without it."""
        if self.session is not None and self.wizard is None:
            self._show_wizard(self.session, None)

    def open(self, make: Callable[[], Session], at: StepField | None = None) -> None:
        """Open a draft at a place; only one can be open."""
        if not self._opening and self.session is None:
            self._opening = self.home.opening = True
            self.home.show_notice("Opening the draft")
            self._open_in_background(make, at)

    @work(thread=True, group="open")
    def _open_in_background(self, make: Callable[[], Session], at: StepField | None) -> None:
        try:
            import tui.screens.wizard  # noqa: F401

            session = make()
            offer = self._offer(session)
            self.post_message(self.Opened(session, at or self._stopped_at(session.state), offer))
        except AiconformError as error:
            self.post_message(self.Refused(error))

    def _offer(self, session: Session) -> str:
        """Return the offer to compare a draft with other configurations of its product."""
        from tui.text.configuration_text import offer
        from tui.text.key_hints import key_of

        try:
            return offer(self.drafts_service.compare(session), key_of("wizard.configurations", "C"))
        except AiconformError:
            return ""

    def _stopped_at(self, state: State) -> StepField | None:
        """Return the last page of a draft on this machine."""
        from tui.state.steps import StepField, steps

        page = None if state.demo else self.memory.known.places.get(slug(state.draft.name))
        return StepField(page) if page in {step.id for step in steps(state.checklist)} else None

    def on_draft_app_opened(self, event: Opened) -> None:
        """Show the draft."""
        self._opening = self.home.opening = False
        self.home.show_notice("")
        self.session = event.session
        self.state = event.session.state
        self._show_wizard(event.session, event.at, event.offer)

    def _show_wizard(self, session: Session, at: StepField | None, offer: str = "") -> None:
        from tui.screens.wizard import WizardScreen

        state = session.state
        wizard = WizardScreen(state, at)
        self._load_screen_css(wizard)  # Before its widgets are mounted, so that they are styled only once.
        self.push_screen(wizard.data_bind(DraftApp.state))
        if state.snapshot_error is not None:
            wizard.show_error(state.snapshot_error.message, state.snapshot_error.hint)
        elif self.trouble is not None:
            wizard.show_error(self.trouble.message, self.trouble.hint)
        elif offer:
            wizard.show_notice(line(offer), passing=True)
        self.trouble = None
        self.call_after_refresh(self.recovery.follow, state)

    def on_take_over_wanted(self) -> None:
        """Take the draft over from the other session."""
        self.recovery.take_over()

    def on_draft_app_refused(self, event: Refused) -> None:
        """Show why the draft could not be opened."""
        self._opening = self.home.opening = False
        self.home.show_error(event.error.message, event.error.hint)
        self.home.relist()

    def leave(self, then: Callable[[], object]) -> None:
        """Save and close the draft, then call `then`; ask first if answers would be lost."""
        if self.session is None:
            then()
        elif not self._leaving:
            self._leaving = True
            self._leave(self.session, then)

    @work(group="leave")
    async def _leave(self, session: Session, then: Callable[[], object]) -> None:
        try:
            await self._handle_keys()
            await self.finish(session)
        finally:
            self._leaving = False
        if session is not self.session:
            return
        if not session.state.unsaved or session.state.demo:
            self.close_draft()
            then()
        else:
            self._ask_before_leaving(then)

    async def _handle_keys(self) -> None:
        """Wait until the focused field has handled the keys that arrived before the current key."""
        if self.focused is not None:
            handled = asyncio.Event()
            self.focused.call_later(handled.set)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(handled.wait(), 1)

    def close_draft(self) -> None:
        """Close the draft without saving."""
        self.stop_autosave()
        self.workers.cancel_group(self, "links")
        if self.session is not None:
            self.session.abandon()
            self.session = None
            self.recovery.follow(None)
            self.drafts_service.forget_demo()
            while self.screen is not self.home:
                self.pop_screen()

    def reopen(self, name: str = "") -> None:
        """Reopen the draft without saving, or open another draft by name."""
        wanted = name or (self.state.draft.name if self.state else "")
        self.close_draft()
        self.open(lambda: self.drafts_service.open(wanted))

    def watch_state(self, state: State | None) -> None:
        """Schedule the retry that the new state needs."""
        super().watch_state(state)
        self.recovery.follow(state)

    def show_notice(self, message: str) -> None:
        """Show a message below the wizard's header."""
        if self.wizard is not None:
            self.wizard.show_notice(message)

    def show_error(self, error: AiconformError) -> None:
        """Show an error on the current screen."""
        (self.wizard or self.home).show_error(error.message, error.hint)

    def _ask_before_leaving(self, then: Callable[[], object]) -> None:
        from tui.screens.dialogs.confirmations import not_saved

        def answered(answer: str | None) -> None:
            if answer == "leave" or (answer == "copy" and self._keep_copy()):
                self.close_draft()
                then()

        if self.state is not None:
            while self.wizard is not None and self.screen is not self.wizard:
                self.pop_screen()
            self.push_screen(not_saved(self.state), answered)

    def ask_version(self) -> None:
        """Ask which version to keep, once the user stops typing."""
        state, rest = self.state, REST - (time.monotonic() - self.edited_at)
        if self.session is None or state is None or not isinstance(state.save_error, ChangedOnDisk):
            return
        if rest > 0 or self.screen is not self.wizard:
            self.set_timer(max(rest, 0.2), self.ask_version)
        else:
            self._ask_version()

    def _ask_version(self) -> None:
        from tui.screens.dialogs.confirmations import changed_on_disk

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
            self.show_error(error)
            return ""
