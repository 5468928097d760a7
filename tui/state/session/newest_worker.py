"""A background thread that processes only the newest item."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class NewestWorker(Generic[T]):
    """Thread that processes one item at a time; a newer item replaces an item that still waits.

    It is a daemon thread, so that a hanging disk cannot keep the process alive. It ends when no item waits.
    """

    def __init__(self, work: Callable[[T], None]) -> None:
        """`work` runs in the thread and must not raise."""
        self._work = work
        self._changed = threading.Condition()
        self._waiting: list[T] = []
        self._busy = False

    def put(self, item: T) -> None:
        """Process `item` after the current item."""
        with self._changed:
            self._waiting = [item]
            if not self._busy:
                self._busy = True
                threading.Thread(target=self._run, name="newest", daemon=True).start()

    def wait(self, seconds: float) -> bool:
        """Wait up to `seconds` until no item is left; return whether that is so."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._busy, seconds)

    def _run(self) -> None:
        while True:
            with self._changed:
                if not self._waiting:
                    self._busy = False
                    self._changed.notify_all()
                    return
                item = self._waiting.pop()
            self._work(item)
