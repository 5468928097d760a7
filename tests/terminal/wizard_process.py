"""The installed wizard in a pseudo-terminal that can be left unread or closed."""

import os
import signal
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyte

from checklists.drafts.store import DraftStore
from tests.terminal.terminal import PATIENCE, Terminal
from tui.state.paths import paths

AICONFORM = Path(sys.executable).with_name("aiconform")
REQUIREMENT = "driver_runtime_management"
NEXT, BACK, BACKTAB, SUSPEND = "\x0e", "\x0f", "\x1b[Z", "\x1c"


class WizardProcess(Terminal):
    """Start a wizard with the cursor in the notes of a requirement."""

    def __init__(
        self,
        *arguments: str,
        at: str = f"{REQUIREMENT}.notes",
        command: Sequence[str] = (str(AICONFORM),),
        env: Mapping[str, str] | None = None,
    ) -> None:
        everything = {**os.environ, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", **(env or {})}
        super().__init__([*command, *arguments, "--at", at, "--offline"], everything)

    @property
    def pid(self) -> int:
        """Process ID of the wizard."""
        return int(self._child.pid or 0)

    @property
    def cooked(self) -> bool:
        """Whether the terminal has the shell's settings: it echoes keys."""
        return bool(termios.tcgetattr(self._child.child_fd)[3] & termios.ECHO)

    @property
    def suspended(self) -> bool:
        """Whether the process is stopped."""
        return Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"

    def type(self, text: str) -> None:
        """Type text and wait until the screen shows it."""
        self.press(text)
        self.wait_for(text)

    def send_signal(self, number: signal.Signals) -> None:
        """Send a signal to the wizard only."""
        os.kill(self.pid, number)

    def stall(self) -> None:
        """Make the wizard write more than an unread terminal buffers."""
        for _ in range(40):
            self.press(NEXT)
            self.press(BACK)

    def forget_screen(self) -> None:
        """Clear the screen, as a shell does that gets the terminal meanwhile."""
        self._screen.reset()
        self._stream = pyte.ByteStream(self._screen)  # The last read may have ended within a control sequence.

    def hang_up(self) -> None:
        """Close the terminal, as a killed terminal emulator or multiplexer does."""
        self._child.ptyproc.fileobj.close()  # type: ignore[attr-defined]
        self._child.closed = True

    def wait_until_gone(self, seconds: float = PATIENCE) -> int | None:
        """Wait without reading; return the exit code, or None if the process does not end."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self._child.ptyproc.terminated = self._child.terminated = True  # type: ignore[attr-defined]
                return os.waitstatus_to_exitcode(status)
            time.sleep(0.02)
        return None


def saved_notes(name: str = "nebula") -> str:
    """Return the notes on disk."""
    return DraftStore(paths().drafts).load(name).response(REQUIREMENT).notes


def is_free(name: str = "nebula") -> bool:
    """Return whether no session has the draft open."""
    with DraftStore(paths().drafts).open(name) as opened:
        return not opened.read_only
