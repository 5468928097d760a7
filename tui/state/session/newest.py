"""A background thread that works on the newest item only. No Textual here."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Newest(Generic[T]):
    """Works on one item at a time, in the order they came; an item that was replaced before its turn is skipped.

    The thread is a daemon: a disk that hangs cannot keep the process alive. It ends when nothing is left to do.
    """

    def __init__(self, work: Callable[[T], None]) -> None:
        """`work` runs in the thread and must not raise."""
        self._work = work
        self._changed = threading.Condition()
        self._waiting: list[T] = []
        self._busy = False

    def put(self, item: T) -> None:
        """Work on `item` once the item in hand is done."""
        with self._changed:
            self._waiting = [item]
            if not self._busy:
                self._busy = True
                threading.Thread(target=self._run, name="newest", daemon=True).start()

    def wait(self, seconds: float) -> bool:
        """Wait until nothing is left to do; return whether that is so within `seconds`."""
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
