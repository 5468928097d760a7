"""Types of scan rules: each rule finds one kind of secret or identifier in a text."""

import re
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from functools import cached_property
from typing import Protocol

import msgspec

from checklists.scan.searched_text import SearchedText, Span

Check = Callable[[str, str], bool]
"""Function that accepts or rejects a value, given the value and up to 40 characters before it on its line."""
_CASED = "(?-i:"
_CAPITAL = re.compile(r"\\.|\(\?P|[A-Z]")
_PART = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.", re.DOTALL)


class MatchClass(StrEnum):
    """Class of a match; the values are those of `scan --json`."""

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
        """Its group in advice."""

    @property
    def hints(self) -> tuple[str, ...]:
        """Texts in lower case; every value has one nearby, so the rule is skipped in texts without any."""

    @property
    def in_links(self) -> bool:
        """Whether values inside public links count."""

    def find(self, searched: SearchedText) -> Iterator[Span]:
        """Yield the spans of all values."""


def accept(_value: str, _before: str) -> bool:
    """Accept every value."""
    return True


class PatternRule(msgspec.Struct, frozen=True, dict=True):
    """A regular expression that is tried only in lines with a hint.

    The value is the group `v`, or else the whole match. Files are untrusted, so a pattern has to run in linear time: use
    only bounded or possessive quantifiers.
    """

    name: str
    title: str
    hints: tuple[str, ...]
    """In lower case; a line without a hint is skipped."""
    pattern: str
    group: Group = Group.SECRET
    accepts: Check = accept
    lines: int = 1
    """Number of lines that the pattern can span."""
    in_links: bool = False
    """Whether values inside public links count; otherwise they are kept, since the link is public."""

    @cached_property
    def _folds(self) -> bool:
        """Whether the pattern can search the lower-case text, which is much faster than `re.IGNORECASE`."""
        return _CASED not in self.pattern

    @cached_property
    def expression(self) -> re.Pattern[str]:
        """The compiled pattern."""
        if self._folds:
            low = _CAPITAL.sub(lambda part: part[0] if len(part[0]) > 1 else part[0].lower(), self.pattern)
            return re.compile(low, re.MULTILINE)
        flags = re.MULTILINE if _is_cased(self.pattern) else re.MULTILINE | re.IGNORECASE
        return re.compile(self.pattern, flags)

    def find(self, searched: SearchedText) -> Iterator[Span]:
        """Yield the spans of all values."""
        text, low = searched.text, searched.low
        seen: set[Span] = set()
        place, named = low if self._folds else text, "v" in self.expression.groupindex
        for start, end in searched.segments(self.hints, self.lines):
            for found in self.expression.finditer(place, start, end):
                span = found.span("v") if named and found["v"] is not None else found.span()
                before = text[max(span[0] - 40, 0) : span[0]].rpartition("\n")[2]
                if span not in seen and span[0] < span[1] and self.accepts(text[slice(*span)], before):
                    seen.add(span)
                    yield span


def _is_cased(pattern: str) -> bool:
    """Return whether the whole pattern is inside `(?-i:…)`, so that `re.IGNORECASE` would only cost time."""
    depth = 0
    parts = _PART.findall(pattern)
    for number, part in enumerate(parts):
        depth += (part == "(") - (part == ")")
        if depth == 0 and number < len(parts) - 1:
            return False
    return pattern.startswith(_CASED)


class SearchRule(msgspec.Struct, frozen=True):
    """A function that searches whole texts with a hint."""

    name: str
    title: str
    hints: tuple[str, ...]
    """In lower case; a text without a hint is skipped."""
    search: Callable[[str, str], Iterable[Span]]
    """Returns the spans of all values, given the text and the text in lower case."""
    group: Group = Group.SECRET
    in_links: bool = False

    def find(self, searched: SearchedText) -> Iterator[Span]:
        """Yield the spans of all values."""
        yield from self.search(searched.text, searched.low)
