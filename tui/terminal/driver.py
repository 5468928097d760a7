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
"""Bytes that wait for the terminal, from which on frames are left out until it has taken them."""
CLOSING_PATIENCE = 1.0
"""Seconds for which the last output may take at the end."""


class TerminalDriver(LinuxDriver):
    """Leaves frames out while the terminal takes none, and repaints the screen once it does.

    Textual's own output thread is started by the base class and stays idle: it blocks the event loop when the
    terminal stalls, and for good when writing fails (decision 19).
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
        """Queue output, or drop it while too much is queued; the screen is repainted later."""
        if self._output is None:
            return
        if self._running and self._output.backlog > BACKLOG_LIMIT:
            self._incomplete = True
        else:
            self._output.write(data)

    def start_application_mode(self) -> None:
        """Take the terminal."""
        encoding = self._file.encoding if self._file is not None else "utf-8"
        self._output = TerminalOutput(2, encoding, self._repaint)
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self._running = True
        with contextlib.suppress(termios.error):
            self._attrs_running = termios.tcgetattr(self.fileno)

    def stop_application_mode(self) -> None:
        """Give the terminal back."""
        self._running = False
        self._attrs_running = None
        super().stop_application_mode()

    def close(self) -> None:
        """End the output."""
        super().close()
        if self._output is not None:
            self._output.close(CLOSING_PATIENCE)

    def run_input_thread(self) -> None:
        """Read keys until the application ends; a terminal that cannot be read any more counts as hung up."""
        try:
            super().run_input_thread()
        except OSError:
            os.kill(os.getpid(), signal.SIGHUP)
        except Exception as error:
            self._app.call_later(self._app._handle_exception, error)

    def _sigtstp_application(self, *_: object) -> None:
        """Stop, but let the application save first: not in the middle of whatever runs now."""
        self._loop.call_soon_threadsafe(self._suspend)

    def _suspend(self) -> None:
        self._app.app_suspend_signal.publish(self._app)
        super()._sigtstp_application()

    def _sigcont_application(self, *_: object) -> None:
        """Take the terminal again, whatever stopped the process; nothing is done for a terminal that hung up."""
        if self._must_signal_resume:
            super()._sigcont_application()
        else:
            self._loop.call_soon_threadsafe(self._restart)

    def _restart(self) -> None:
        """Set up the terminal again after a stop that could not be prepared; keys that wait are kept."""
        if self._attrs_running is not None:
            with contextlib.suppress(termios.error):
                termios.tcsetattr(self.fileno, termios.TCSANOW, self._attrs_running)
                self.send_message(self.SignalResume())

    def _repaint(self) -> None:
        if self._incomplete:
            self._incomplete = False
            self._app.call_later(self._app.refresh)
