"""Rules: each finds one kind of secret or identifier in a text."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Protocol

Span = tuple[int, int]
Check = Callable[[str, str], bool]
"""Decides about a value, given the value and up to 40 characters before it on its line."""
_SEGMENT = 8_192
"""Characters that a pattern sees at once; longer lines are split."""
_OVERLAP = 4_096
"""Characters that consecutive segments of a line share, so that no value is cut in two."""


class MatchClass(StrEnum):
    """What a match is; the values are those of `scan --json`."""

    SECRET = "secret"
    IDENTIFIER = "identifier"


class Group(StrEnum):
    """Kinds of matches that advice reports together; the values are its codes for evidence files."""

    SECRET = "evidence-secret"
    PERSON = "evidence-user-name"
    EMAIL = "evidence-e-mail-address"
    ADDRESS = "evidence-private-address"
    MACHINE = "evidence-machine-name"
    HARDWARE = "evidence-hardware-id"
    CLOUD = "evidence-cloud-id"


class Rule(Protocol):
    """A kind of secret or identifier."""

    @property
    def name(self) -> str:
        """Stable name, such as `github-token`."""

    @property
    def title(self) -> str:
        """Noun phrase for messages, such as `GitHub token`."""

    @property
    def group(self) -> Group:
        """The group that advice reports it with."""

    def applies(self, low: str) -> bool:
        """Return whether a text in lower case can hold a value; cheap."""

    @property
    def in_links(self) -> bool:
        """Whether values inside public links count."""

    def find(self, text: str, low: str) -> Iterator[Span]:
        """Yield the spans of all values; `low` is the text in lower case, of the same length."""


def accept(_value: str, _before: str) -> bool:
    """Accept every value."""
    return True


@dataclass(frozen=True)
class PatternRule:
    """A regular expression that is tried only in lines with a hint.

    The value is the group `v`, or else the whole match. Files come from anywhere, so a pattern has to be linear:
    bounded or possessive quantifiers only.
    """

    name: str
    title: str
    hints: tuple[str, ...]
    """In lower case; a line without a hint is skipped. Without hints, the pattern searches the whole text at once."""
    pattern: str
    group: Group = Group.SECRET
    accepts: Check = accept
    lines: int = 1
    """Number of lines that the pattern can span."""
    in_links: bool = False
    """Whether values inside public links count; else they stay, for a link is public anyway."""

    @cached_property
    def _expression(self) -> re.Pattern[str]:
        return re.compile(self.pattern, re.IGNORECASE | re.MULTILINE)

    def applies(self, low: str) -> bool:
        """Return whether the text holds a hint."""
        return not self.hints or _holds(low, self.hints)

    def find(self, text: str, low: str) -> Iterator[Span]:
        """Yield the spans of all values."""
        seen: set[Span] = set()
        for start, end in _segments(low, self.hints, self.lines):
            for found in self._expression.finditer(text, start, end):
                key = "v" if found.groupdict().get("v") is not None else 0
                span = found.span(key)
                before = text[max(span[0] - 40, 0) : span[0]].rpartition("\n")[2]
                if span not in seen and span[0] < span[1] and self.accepts(found[key], before):
                    seen.add(span)
                    yield span


@dataclass(frozen=True)
class SearchRule:
    """A function that searches whole texts with a hint."""

    name: str
    title: str
    hints: tuple[str, ...]
    """In lower case; a text without a hint is skipped."""
    search: Callable[[str, str], Iterable[Span]]
    """Returns the spans of all values, given the text and the text in lower case."""
    group: Group = Group.SECRET
    in_links: bool = False

    def applies(self, low: str) -> bool:
        """Return whether the text holds a hint."""
        return _holds(low, self.hints)

    def find(self, text: str, low: str) -> Iterator[Span]:
        """Yield the spans of all values."""
        yield from self.search(text, low)


def _holds(low: str, hints: tuple[str, ...]) -> bool:
    for hint in hints:  # noqa: SIM110  `any` with a generator costs three times as much, for every rule and text.
        if hint in low:
            return True
    return False


def _segments(low: str, hints: tuple[str, ...], lines: int) -> list[Span]:
    """Return the parts of the text that a pattern has to search: the lines that hold a hint."""
    if not hints:
        return [(0, len(low))]
    wanted: set[Span] = set()
    for hint in hints:
        at = low.find(hint)
        while at >= 0:
            start, end = low.rfind("\n", 0, at) + 1, _line_end(low, at)
            if end - start <= _SEGMENT:
                last = end
                for _ in range(lines - 1):
                    last = _line_end(low, min(last + 1, len(low)))
                wanted.add((start, min(last, start + _SEGMENT)))
                at = low.find(hint, end)
            else:
                middle = start + (at - start) // _OVERLAP * _OVERLAP
                for begin in {max(middle - _OVERLAP, start), middle}:
                    wanted.add((begin, min(begin + _SEGMENT, end)))
                at = low.find(hint, middle + _OVERLAP)
    return sorted(wanted)


def _line_end(low: str, at: int) -> int:
    end = low.find("\n", at)
    return len(low) if end < 0 else end
