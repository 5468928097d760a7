"""A program in a real pseudo-terminal whose output is read as bytes, with the time of each: no emulator in between."""

import os
import select
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import pexpect

AICONFORM = str(Path(sys.executable).with_name("aiconform"))
EMPTY = """
from textual.app import App
from textual.widgets import Input
class Empty(App):
    def compose(self):
        yield Input(placeholder="_painted")
Empty().run()
"""
"""A Textual app with one line to type into; the cursor splits the first letter of its text off."""
GAP = 0.005
"""Seconds without output after which a frame is complete."""
PATIENCE = 30.0


class PtyProgram:
    """One program; its terminal has 120 columns and 40 lines."""

    def __init__(self, command: Sequence[str], home: Path) -> None:
        env = {**os.environ, "AICONFORM_HOME": str(home), "AICONFORM_OFFLINE": "1", "TERM": "xterm-256color"}
        for name in ("COLUMNS", "LINES", "PYTHONDONTWRITEBYTECODE"):  # An installed program has its bytecode.
            env.pop(name, None)
        self.started = time.perf_counter()
        self._child: pexpect.spawn[bytes] = pexpect.spawn(
            command[0], list(command[1:]), env=env, dimensions=(40, 120), timeout=PATIENCE
        )
        self._child.delaybeforesend = None

    @classmethod
    def empty(cls, home: Path) -> Self:
        """Start the empty Textual app."""
        return cls([sys.executable, "-c", EMPTY], home)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        """End the program."""
        self._child.close(force=True)

    def painted(self, mark: str) -> float:
        """Return the seconds from the start until the frame with this text is complete."""
        return self._frame(mark) - self.started

    def press(self, keys: str, mark: str = "") -> float:
        """Press keys; return the seconds until the frame with this text, or the next frame, is complete."""
        start = time.perf_counter()
        self._child.send(keys)
        return self._frame(mark) - start

    def rest(self, seconds: float) -> None:
        """Read and forget what is painted for a while."""
        until = time.perf_counter() + seconds
        while (left := until - time.perf_counter()) > 0:
            self._read(left)

    def mebibytes(self) -> float:
        """Return the resident memory of the process."""
        pages = int(Path(f"/proc/{self._child.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20

    def _frame(self, mark: str) -> float:
        """Return when the mark, or all of a frame, was read."""
        seen, last = b"", 0.0
        while not last or (mark.encode() not in seen if mark else self._readable(GAP)):
            found = self._read(PATIENCE)
            if not found:
                raise AssertionError(f"{mark!r} was not painted")
            seen, last = seen + found, time.perf_counter()
        return last

    def _read(self, seconds: float) -> bytes:
        return os.read(self._child.child_fd, 65536) if self._readable(seconds) else b""

    def _readable(self, seconds: float) -> bool:
        return bool(select.select([self._child.child_fd], [], [], seconds)[0])
