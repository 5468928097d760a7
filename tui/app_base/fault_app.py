"""How the wizard handles an unforeseen fault: it closes the dialog at fault, or saves and ends."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any

from textual.worker import WorkerFailed, active_worker

from tui import faults
from tui.app_base.guarded_app import GuardedApp
from tui.exit_codes import ExitCode

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from textual.message import Message


class FaultApp(GuardedApp):
    """Prints no traceback and loses nothing, whatever raises an exception."""

    def __init__(self) -> None:
        super().__init__()
        self.limit_end: Callable[[int], object] = lambda _: None
        """Ends the process with a code if the app does not end by itself after a fault."""
        self.crashed: BaseException | None = None
        """The fault that ended the app."""
        self.crash_log: Path | None = None
        self._closing_down: asyncio.Future[None] | None = None

    def keep(self) -> None:
        """Save what is entered, at once."""
        raise NotImplementedError

    async def _handle_typed(self) -> None:
        """Let the keys have their effect that arrived before now, within bounds."""
        raise NotImplementedError

    def on_load(self) -> None:
        """Handle exceptions of tasks without a waiter; asyncio would log them with their messages."""
        asyncio.get_running_loop().set_exception_handler(self._of_a_task)

    def _of_a_task(self, _: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, Exception):
            with contextlib.suppress(Exception):
                log = self.record_fault(error)
                self.tell_fault(faults.sentence(error, "stopped a background task"), faults.where(log))

    async def _dispatch_message(self, message: Message) -> None:
        try:
            await super()._dispatch_message(message)
        except Exception as error:  # Textual would handle no further message, and so lose keys that wait.
            self._handle_exception(error)

    def _handle_exception(self, error: Exception) -> None:
        """Go on without the dialog that the fault is in; else save and end."""
        fault = error.error if isinstance(error, WorkerFailed) else error
        with contextlib.suppress(Exception):
            if self.contained(fault, active_worker.get()._node if isinstance(error, WorkerFailed) else None):
                return
        if self.crashed is None:
            self.crashed = fault
            self.limit_end(ExitCode.NOT_DONE)
            with contextlib.suppress(Exception):
                self.keep()
            self.crash_log = self.record_fault(fault)
            self._closing_down = asyncio.ensure_future(self._close_down())
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._return_code = ExitCode.NOT_DONE

    async def _close_down(self) -> None:
        """End once the keys have had their effect that were pressed before the fault."""
        try:
            await self._handle_typed()
        finally:
            self._close_messages_no_wait()
