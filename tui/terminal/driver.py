"""Textual's driver for POSIX terminals, hardened against terminals that are stalled, stopped or gone."""

import contextlib
import os
import signal
import termios
from typing import Any

from textual.app import App
from textual.drivers.linux_driver import LinuxDriver

from tui.terminal.output import TerminalOutput

BACKLOG_LIMIT = 256 * 1024
"""Pending bytes from which on frames are skipped until the terminal has accepted them."""
CLOSING_PATIENCE = 1.0
"""Maximum seconds for the last output at the end."""


class TerminalDriver(LinuxDriver):
    """Driver that skips frames while the terminal accepts none, and repaints the screen once it does.

    The base class starts Textual's own output thread, which stays idle: it would block the event loop while the
    terminal stalls, and forever when writing fails (decision 19).
    """

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._output: TerminalOutput | None = None
        self._running = False
        self._incomplete = False
        self._attrs_running: list[Any] | None = None

    def write(self, data: str) -> None:
        """Queue output, or drop it while too much is queued and repaint the screen later."""
        if self._output is None:
            return
        if self._running and self._output.backlog > BACKLOG_LIMIT:
            self._incomplete = True
        else:
            self._output.write(data)

    def start_application_mode(self) -> None:
        """Set up the terminal."""
        encoding = self._file.encoding if self._file is not None else "utf-8"
        self._output = TerminalOutput(2, encoding, self._repaint)
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self._running = True
        with contextlib.suppress(termios.error):
            self._attrs_running = termios.tcgetattr(self.fileno)

    def stop_application_mode(self) -> None:
        """Restore the terminal."""
        self._running = False
        self._attrs_running = None
        super().stop_application_mode()

    def close(self) -> None:
        """End the output."""
        super().close()
        if self._output is not None:
            self._output.close(CLOSING_PATIENCE)

    def run_input_thread(self) -> None:
        """Read keys until the application ends; an unreadable terminal counts as closed."""
        try:
            super().run_input_thread()
        except OSError:
            os.kill(os.getpid(), signal.SIGHUP)
        except Exception as error:
            self._app.call_later(self._app._handle_exception, error)

    def _sigtstp_application(self, *_: object) -> None:
        """Schedule the suspension, so that the application can save first."""
        self._loop.call_soon_threadsafe(self._suspend)

    def _suspend(self) -> None:
        """Restore the terminal, and stop the whole job: a shell waits for its first process, such as `uv run`."""
        self._app.app_suspend_signal.publish(self._app)
        if not self._auto_restart:  # An external editor has the terminal, and restores it before it stops.
            super()._sigtstp_application()
            return
        self.suspend_application_mode()
        self._must_signal_resume = True
        os.killpg(os.getpgrp(), signal.SIGSTOP)

    def _sigcont_application(self, *_: object) -> None:
        """Set up the terminal again after any stop; do nothing for a closed terminal."""
        if self._must_signal_resume:
            super()._sigcont_application()
        else:
            self._loop.call_soon_threadsafe(self._restart)

    def _restart(self) -> None:
        """Set up the terminal again after a stop by SIGSTOP; keep waiting keys."""
        if self._attrs_running is not None:
            with contextlib.suppress(termios.error):
                termios.tcsetattr(self.fileno, termios.TCSANOW, self._attrs_running)
                self.send_message(self.SignalResume())

    def _repaint(self) -> None:
        if self._incomplete:
            self._incomplete = False
            self._app.call_later(self._app.refresh)
