"""Output to a terminal that may be slow, stopped or closed; the caller never waits for it."""

import os
import select
import threading
from collections.abc import Callable

_CHUNK = 65_536
"""Bytes written at once."""
_PAUSE = 0.1
"""Seconds between attempts to write to a terminal that accepts nothing."""


class TerminalOutput:
    """Writer of text to a terminal, in its own thread and in order.

    Textual's writer blocks the event loop while 30 writes are queued, and forever once its thread has ended on
    an error of the terminal. Here, the caller reads `backlog` and skips frames instead.
    """

    def __init__(self, fileno: int, encoding: str, on_empty: Callable[[], object]) -> None:
        """Start the thread.

        Args:
            fileno: The open terminal.
            encoding: Its encoding; characters outside it become question marks.
            on_empty: Called in the thread whenever everything is written.
        """
        self._fileno = fileno
        self._encoding = encoding
        self._on_empty = on_empty
        self._waiting = bytearray()
        self._ending = False
        self._gone = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="terminal-output", daemon=True)
        self._thread.start()

    @property
    def backlog(self) -> int:
        """Number of bytes that the terminal has not accepted yet."""
        return len(self._waiting)

    def write(self, text: str) -> None:
        """Queue text; drop it if the terminal is closed."""
        data = text.encode(self._encoding, "replace")
        with self._changed:
            if not self._gone:
                self._waiting += data
                self._changed.notify_all()

    def close(self, patience: float) -> None:
        """Write the queue for at most `patience` seconds, and end the thread."""
        with self._changed:
            self._ending = True
            self._changed.notify_all()
        self._thread.join(patience)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._ending)
                if not self._waiting:
                    return
                chunk = bytes(self._waiting[:_CHUNK])
            try:
                written = os.write(self._fileno, chunk)
            except BlockingIOError:  # Another program made the terminal non-blocking.
                select.select([], [self._fileno], [], _PAUSE)
                continue
            except OSError:
                self._give_up()
                return
            with self._changed:
                del self._waiting[:written]
                empty = not self._waiting
            if empty:
                self._on_empty()

    def _give_up(self) -> None:
        with self._changed:
            self._gone = True
            self._waiting.clear()
