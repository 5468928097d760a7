"""What commands print besides their result's text: JSON for programs, and messages that are no result."""

import contextlib
import json
import sys
from collections.abc import Iterator
from typing import Any


def print_json(value: Any) -> None:
    """One JSON document on stdout, escaped where stdout does not take every character."""
    unicode = (getattr(sys.stdout, "encoding", None) or "").lower().replace("-", "") == "utf8"
    print(json.dumps(value, indent=2, ensure_ascii=not unicode))


def say(sentence: str, hint: str = "") -> None:
    """A message on stderr, with the next step below it."""
    print(f"aiconform: {sentence}", file=sys.stderr)
    if hint:
        print(f"  {hint}", file=sys.stderr)


class PassingLine:
    """One line on stderr about work that goes on; nothing where stderr is no terminal."""

    def __init__(self) -> None:
        self._shown = sys.stderr is not None and sys.stderr.isatty()

    def show(self, words: str) -> None:
        """Put these words in place of the last ones."""
        if self._shown:
            print(f"\r\x1b[K{words}", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Leave no trace of the line."""
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


@contextlib.contextmanager
def passing_line() -> Iterator[PassingLine]:
    """A line that is gone when the work is."""
    line = PassingLine()
    try:
        yield line
    finally:
        line.clear()
