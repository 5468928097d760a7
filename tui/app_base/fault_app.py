"""Handling of unexpected exceptions: close the dialog that raised one, or save and end."""

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
    """App that handles any exception without a traceback and without losing answers."""

    def __init__(self) -> None:
        super().__init__()
        self.limit_end: Callable[[int], object] = lambda _: None
        """Called with an exit code after an exception; ends the process if the app does not."""
        self.crashed: BaseException | None = None
        """The exception that ended the app."""
        self.crash_log: Path | None = None
        self._closing_down: asyncio.Future[None] | None = None

    def keep(self) -> None:
        """Save all answers now."""
        raise NotImplementedError

    async def _handle_typed(self) -> None:
        """Handle the keys that have already arrived, for a limited time."""
        raise NotImplementedError

    def on_load(self) -> None:
        """Handle exceptions of tasks that no code awaits; asyncio would log them with their messages."""
        asyncio.get_running_loop().set_exception_handler(self._of_a_task)

    def _of_a_task(self, _: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, Exception):
            with contextlib.suppress(Exception):
                log = self.record_fault(error)
                self.show_fault(faults.sentence(error, "stopped a background task"), faults.where(log))

    async def _dispatch_message(self, message: Message) -> None:
        try:
            await super()._dispatch_message(message)
        except Exception as error:  # Textual would stop handling messages, and so lose waiting keys.
            self._handle_exception(error)

    def _handle_exception(self, error: Exception) -> None:
        """Close the dialog that raised the exception and go on; for any other exception, save and end."""
        fault = error.error if isinstance(error, WorkerFailed) else error
        with contextlib.suppress(Exception):
            if self.close_failed_dialog(fault, active_worker.get()._node if isinstance(error, WorkerFailed) else None):
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
        """End after handling the keys that were pressed before the exception."""
        try:
            await self._handle_typed()
        finally:
            self._close_messages_no_wait()
