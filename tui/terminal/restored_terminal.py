"""Restores the terminal even if the wizard did not end in an orderly way."""

import contextlib
import os
import sys
from collections.abc import Iterator

_RESET = b"\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1016l\x1b[?1004l\x1b[?2004l\x1b[?1049l\x1b[?25h\x1b[0m"
"""Sequences that switch off mouse reports, focus reports, bracketed paste, the alternate screen and styles."""


@contextlib.contextmanager
def restored_terminal(fileno: int) -> Iterator[None]:
    """Restore the terminal's modes and screen if they changed; at an orderly end, the driver has done so."""
    if sys.platform == "win32":
        yield
        return
    import termios

    try:
        before = termios.tcgetattr(fileno)
    except termios.error:
        before = None
    try:
        yield
    finally:
        with contextlib.suppress(termios.error, OSError):
            if before is not None and termios.tcgetattr(fileno) != before:
                termios.tcsetattr(fileno, termios.TCSANOW, before)
                os.write(2, _RESET)
