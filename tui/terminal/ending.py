"""Exit on a signal, a closed terminal or an unexpected exception: save everything and end within seconds."""

import os
import signal
import threading
from collections.abc import Callable

LIMIT = 2.5
"""Seconds for the wizard to save and end by itself."""
FAULT_LIMIT = 10.0
"""Seconds for the wizard to end by itself after an unexpected exception."""
RESCUE_LIMIT = 1.5
"""Seconds after that for saving from another thread."""
HANGUP = 129
"""Exit code after the terminal closed, as after SIGHUP."""
_SIGNALS = ("SIGHUP", "SIGTERM", "SIGINT", "SIGBREAK")


class Ending:
    """Exit of the process, once, with 128 plus the number of the signal."""

    def __init__(self, leave: Callable[[int], object], rescue: Callable[[], object]) -> None:
        """Set the two ways to save.

        Args:
            leave: Makes the wizard save and end with an exit code; called in any thread, returns at once.
            rescue: Saves and releases the draft from another thread if the wizard hangs.
        """
        self._leave = leave
        self._rescue = rescue
        self._begun = threading.Lock()
        self.code: int | None = None
        """The exit code, once the end has begun."""

    def at_signals(self) -> None:
        """Install handlers for the signals that request an end; call this in the main thread."""
        for name in _SIGNALS:
            number = getattr(signal, name, None)
            if number is not None:
                signal.signal(number, lambda number, _: self.begin(128 + number))

    def begin(self, code: int) -> None:
        """Save and end; only the first call counts."""
        if self._begun.acquire(blocking=False):
            self.code = code
            self._enforce_within(LIMIT, code)
            self._leave(code)

    def after_fault(self, code: int) -> None:
        """Limit the time for the wizard to end by itself."""
        self._enforce_within(FAULT_LIMIT, code)

    def _enforce_within(self, seconds: float, code: int) -> None:
        threading.Thread(target=self._enforce, args=(seconds, code), name="ending", daemon=True).start()

    def _enforce(self, seconds: float, code: int) -> None:
        threading.Event().wait(seconds)
        rescue = threading.Thread(target=self._rescue, name="rescue", daemon=True)
        rescue.start()
        rescue.join(RESCUE_LIMIT)
        os._exit(code)
