"""Finds in evidence files what nobody meant to publish. What was found is told by kind and line, never by its text."""

import codecs
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path

from checklists.advice.leak_patterns import PATTERNS, Pattern

LIMIT = 8 * 2**20
"""About as many bytes of one file are looked through."""
_CHUNK = 2**20
_MOST_LINES = 1000
"""For one pattern in one piece of a file: more would say nothing else."""


@dataclass(frozen=True)
class Leak:
    """All of one kind in a file."""

    pattern: Pattern
    lines: tuple[int, ...]
    """From 1, ascending."""


def find_leaks(path: Path) -> tuple[Leak, ...]:
    """What should not be in a file of the evidence; nothing for a file that cannot be read, or is no text."""
    try:
        facts = path.stat()
    except OSError:
        return ()
    return _leaks(str(path), facts.st_size, facts.st_mtime_ns) if stat.S_ISREG(facts.st_mode) else ()


@lru_cache(maxsize=512)
def _leaks(path: str, size: int, modified: int) -> tuple[Leak, ...]:  # noqa: ARG001  they tell one content from another
    """Remembered, because a draft is checked with every key."""
    found: dict[Pattern, list[int]] = {}
    before = 0
    try:
        for chunk in _chunks(Path(path)):
            low = chunk.lower()
            for pattern in PATTERNS:
                found.setdefault(pattern, []).extend(before + line for line in _lines(chunk, low, pattern))
            before += chunk.count(b"\n")
    except OSError:
        return ()
    return tuple(Leak(pattern, tuple(lines)) for pattern, lines in found.items() if lines)


def _chunks(path: Path) -> Iterator[bytes]:
    """A text in pieces that end with a line; of two-byte text, as Windows writes it, the plain letters alone."""
    with path.open("rb") as file:
        wide = file.peek(2)[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
        for _ in range(LIMIT // _CHUNK):
            chunk = file.read(_CHUNK) + file.readline(_CHUNK)
            if not chunk or (not wide and b"\0" in chunk):
                return
            yield chunk.replace(b"\0", b"") if wide else chunk


def _lines(chunk: bytes, low: bytes, pattern: Pattern) -> list[int]:
    hits = (islice(_lines_with(hint, chunk, low, pattern), _MOST_LINES) for hint in pattern.hints)
    return sorted({line for lines in hits for line in lines})


def _lines_with(hint: bytes, chunk: bytes, low: bytes, pattern: Pattern) -> Iterator[int]:
    line, counted, at = 1, 0, low.find(hint)
    while at >= 0:
        start, end = low.rfind(b"\n", 0, at) + 1, low.find(b"\n", at)
        end = len(low) if end < 0 else end
        if pattern.expression.search(chunk, start, end):
            line, counted = line + low.count(b"\n", counted, start), start
            yield line
        at = low.find(hint, end)
