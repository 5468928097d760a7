"""The terminal as it was before, even where the wizard's end went wrong."""

import contextlib
import os
import sys
from collections.abc import Iterator

_RESET = b"\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1016l\x1b[?1004l\x1b[?2004l\x1b[?1049l\x1b[?25h\x1b[0m"
"""No mouse reports, focus reports and bracketed paste; the normal screen, a visible cursor, plain text."""


@contextlib.contextmanager
def given_back(fileno: int) -> Iterator[None]:
    """Restore the terminal's modes and screen if they are not as they were; the driver does so at an orderly end."""
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
