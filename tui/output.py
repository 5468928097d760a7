"""What commands print besides their result's text: JSON for programs, and messages that are no result."""

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import Any, TextIO

_verbosity = 0
_LONGEST = 4000
"""Characters of a message: it may quote the command line."""


def print_json(value: Any) -> None:
    """Print one JSON document on stdout.

    What stdout does not take, and what a terminal would hide or obey, is escaped: names of files can hold anything.
    """
    import json

    from checklists.text import INVISIBLE

    unicode = (getattr(sys.stdout, "encoding", None) or "").lower().replace("-", "") == "utf8"
    text = json.dumps(value, indent=2, ensure_ascii=not unicode)
    print(INVISIBLE.sub(lambda found: json.dumps(found[0])[1:-1], text))


def set_verbosity(level: int) -> None:
    """Set what notes are printed: -1 none, 0 the usual ones, 1 or more also details."""
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
    """Print text on stderr, without control characters; nothing where stderr is closed or full."""
    from checklists.text import clean

    if sys.stderr is None:  # print() would take stdout instead.
        return
    try:
        print(clean(text), file=sys.stderr, flush=True)
    except (OSError, ValueError):
        _drop(sys.stderr)


def drop_output() -> None:
    """Discard what stdout does not take, so that the end of the process does not try to write it again."""
    _drop(sys.stdout)


def _drop(stream: TextIO | None) -> None:
    with contextlib.suppress(OSError, ValueError, AttributeError):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, stream.fileno())  # type: ignore[union-attr]
        os.close(null)


class ProgressLine:
    """One line on stderr about work that goes on; nothing where stderr is no terminal."""

    def __init__(self) -> None:
        self._shown = _verbosity >= 0 and sys.stderr is not None and sys.stderr.isatty()

    def show(self, text: str) -> None:
        """Put these words in place of the last ones."""
        if self._shown:
            print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Leave no trace of the line."""
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


@contextlib.contextmanager
def progress_line() -> Iterator[ProgressLine]:
    """A line that is gone when the work is."""
    line = ProgressLine()
    try:
        yield line
    finally:
        line.clear()
