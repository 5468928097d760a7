"""Output of commands besides text results: JSON, notes, errors and progress."""

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import Any, TextIO

_verbosity = 0
_LONGEST = 4000
"""Maximum characters of a message, which may quote the command line."""


def print_json(value: Any) -> None:
    """Print one JSON document on stdout.

    Characters that stdout cannot encode and control characters are escaped: file names can contain anything.
    """
    import json

    from checklists.text import INVISIBLE

    unicode = (getattr(sys.stdout, "encoding", None) or "").lower().replace("-", "") == "utf8"
    text = json.dumps(value, indent=2, ensure_ascii=not unicode)
    print(INVISIBLE().sub(lambda found: json.dumps(found[0])[1:-1], text))


def set_verbosity(level: int) -> None:
    """Set which notes are printed: -1 none, 0 the usual ones, 1 or more also details."""
    global _verbosity  # noqa: PLW0603  One process, one command line.
    _verbosity = level


def is_verbose() -> bool:
    """Return whether details are printed."""
    return _verbosity > 0


def print_note(sentence: str, hint: str = "", *, detail: bool = False) -> None:
    """Print a message that `-q` suppresses; a detail needs `-v`."""
    if _verbosity >= int(detail):
        print_message(sentence, hint)


def print_message(sentence: str, hint: str = "") -> None:
    """Print a message on stderr, with the next step below it, each cut at 4000 characters."""
    lines = [f"aiconform: {sentence}", f"  {hint}" if hint else ""]
    tell("\n".join(line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…" for line in lines if line))


def tell(text: str) -> None:
    """Print text on stderr without control characters; ignore a closed or full stderr."""
    from checklists.text import clean

    if sys.stderr is None:  # print() would use stdout instead.
        return
    try:
        print(clean(text), file=sys.stderr, flush=True)
    except (OSError, ValueError):
        _drop(sys.stderr)


def drop_output() -> None:
    """Discard unwritten output, so that Python does not try to write it again at exit."""
    _drop(sys.stdout)


def _drop(stream: TextIO | None) -> None:
    with contextlib.suppress(OSError, ValueError, AttributeError):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, stream.fileno())  # type: ignore[union-attr]
        os.close(null)


def terminal_width() -> int | None:
    """Return the width of the terminal that shows stdout; None if stdout is a file or a pipe."""
    import shutil

    if sys.stdout is None or not sys.stdout.isatty():
        return None
    return shutil.get_terminal_size().columns


class ProgressLine:
    """A line on stderr that shows progress; prints nothing if stderr is not a terminal."""

    def __init__(self) -> None:
        self._shown = _verbosity >= 0 and sys.stderr is not None and sys.stderr.isatty()

    def show(self, text: str) -> None:
        """Replace the text of the line."""
        if self._shown:
            print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Erase the line."""
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


@contextlib.contextmanager
def progress_line() -> Iterator[ProgressLine]:
    """Yield a progress line; erase it at the end."""
    line = ProgressLine()
    try:
        yield line
    finally:
        line.clear()
