"""Editing in the open draft: edits, validation and saving, in the background so that no key waits."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import TYPE_CHECKING

from textual import work
from textual.message import Message
from textual.reactive import reactive

from checklists.errors import AiconformError, ChangedOnDisk
from tui.app_base.fault_app import FaultApp
from tui.state.session.newest_worker import NewestWorker

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.timer import Timer

    from tui.state.session.checking import Check, Checked
    from tui.state.session.session import Session, Work
    from tui.state.session.state import State

AUTOSAVE = 0.5
"""Seconds from the first unsaved edit to the save: every edit has to be on disk within a second."""
PATIENCE = 5.0
"""Seconds to wait for the disk when a draft is closed; then the wizard asks."""


class EditingApp(FaultApp):
    """App that changes the open draft at once; two threads validate and write the newest answers."""

    class Wrote(Message):
        """A write of the draft ended; `Session.written` has the outcome."""

        def __init__(self, session: Session) -> None:
            super().__init__()
            self.session = session

    class Validated(Message):
        """A draft was validated."""

        def __init__(self, session: Session, checked: Checked) -> None:
            super().__init__()
            self.session = session
            self.checked = checked

    class Broke(Message):
        """A background thread raised an unexpected exception."""

        def __init__(self, fault: Exception) -> None:
            super().__init__()
            self.fault = fault

    state: reactive[State | None] = reactive(None, repaint=False)

    def __init__(self) -> None:
        super().__init__()
        self.session: Session | None = None
        """The open draft."""
        self.edited_at = 0.0
        """Time of the last change of the draft, by the monotonic clock."""
        self._autosave: Timer | None = None
        self._files = asyncio.Lock()
        """Serializes slow work: one job at a time."""
        self.writer: NewestWorker[Session] = NewestWorker(self._write)
        """Thread that writes the newest draft."""
        self.checker: NewestWorker[tuple[Session, Check]] = NewestWorker(self._check)
        """Thread that validates the newest draft."""

    def watch_state(self, state: State | None) -> None:
        """Validate new answers."""
        if self.session is not None and state is not None and not state.checked:
            self.checker.put((self.session, self.session.to_check()))

    def change(self, change: Callable[[Session], State]) -> None:
        """Apply a change to the session; the first unsaved edit starts the timer of the next save."""
        if self.session is None:
            return
        try:
            self.state = change(self.session)
        except AiconformError as error:
            self.show_error(error)
            return
        self.edited_at = time.monotonic()
        if self.state.unsaved and self._autosave is None:
            self._autosave = self.set_timer(AUTOSAVE, self.save)

    def change_after(self, *works: Work) -> None:
        """Do slow work in another thread, one job at a time, then apply the change that it returns."""
        if self.session is not None:
            self._change_after(self.session, works)

    @work(group="files")
    async def _change_after(self, session: Session, works: tuple[Work, ...]) -> None:
        async with self._files:
            for each in works:
                try:
                    change = await asyncio.to_thread(each, session)
                except AiconformError as error:
                    self.show_error(error)
                    return
                if session is not self.session:
                    return
                self.change(change)
            self._show_written(session)
            self.save()

    def save(self) -> None:
        """Write unsaved answers in the background."""
        self.stop_autosave()
        if self.session is not None and self.session.state.unsaved:
            self.writer.put(self.session)

    def save_now(self) -> None:
        """Save and wait a limited time for the disk: the process may stop after this call."""
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

    def on_editing_app_validated(self, event: Validated) -> None:
        """Show the verdict."""
        if event.session is self.session:
            self.state = event.session.take_check(event.checked)

    def _post(self, message: Message) -> None:
        with contextlib.suppress(RuntimeError):  # The event loop has ended.
            self.post_message(message)

    def on_editing_app_broke(self, event: Broke) -> None:
        """Handle the exception like any other: save and end."""
        raise event.fault

    def on_editing_app_wrote(self, event: Wrote) -> None:
        """Show the outcome of the save."""
        self._show_written(event.session)

    def _show_written(self, session: Session) -> None:
        """Show why saving failed, and ask if the user has a choice."""
        if session is not self.session:
            return
        before = session.state
        self.state = session.written()
        if self.state is before:
            return
        error, obstacle = self.state.save_error, self.state.obstacle
        if isinstance(error, ChangedOnDisk) and not isinstance(before.save_error, ChangedOnDisk):
            self.ask_version()
        elif error is not None and (obstacle is None or obstacle.message != error.message):
            self.show_error(error)
        elif error is not None or before.save_error is not None:
            self.show_notice("")  # The page shows an obstacle in a line of its own.

    def stop_autosave(self) -> None:
        """Stop the timer; the next edit starts it again."""
        if self._autosave is not None:
            self._autosave.stop()
            self._autosave = None

    async def finish(self, session: Session) -> None:
        """Finish slow work, then save until everything is saved, saving fails, or the disk takes too long."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._files.acquire(), PATIENCE)
            self._files.release()
        left = asyncio.get_running_loop().time() + PATIENCE
        while session is self.session and session.state.unsaved and not session.state.demo:
            self.save()
            seconds = left - asyncio.get_running_loop().time()
            if not await asyncio.to_thread(self.writer.wait, seconds) or seconds <= 0:
                return
            self._show_written(session)
            if session.state.save_error is not None:
                return

    def show_notice(self, message: str) -> None:
        """Show a message on the screen of the open draft."""
        raise NotImplementedError

    def show_error(self, error: AiconformError) -> None:
        """Show an error on the current screen."""
        raise NotImplementedError

    def ask_version(self) -> None:
        """Ask which version of the draft to keep after another program changed its file."""
        raise NotImplementedError
