"""Detection of a closed terminal, even without reads or writes."""

import select
import sys
import threading
from collections.abc import Callable

_TURN = 1.0
"""Seconds between two polls on systems without notification."""


def watch_terminal(fileno: int, on_gone: Callable[[], object]) -> None:
    """Call `on_gone` once, in a thread, when the terminal behind the open `fileno` closes."""
    if sys.platform != "win32":
        threading.Thread(target=_watch, args=(fileno, on_gone), name="terminal-watch", daemon=True).start()


def _watch(fileno: int, on_gone: Callable[[], object]) -> None:
    import termios

    poll = select.poll()
    poll.register(fileno, 0)
    while True:
        reported = poll.poll(_TURN * 1000)
        try:
            termios.tcgetattr(fileno)
        except (termios.error, ValueError):
            break
        if any(event & select.POLLHUP for _, event in reported):
            break
    on_gone()
