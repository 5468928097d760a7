"""A lower-case text with a fast lookup of the words that it contains."""

import re
from collections.abc import Iterable, Iterator

from checklists.scan.vocabulary import Vocabulary

Span = tuple[int, int]
_SEGMENT = 8_192
"""Maximum characters of a segment; longer lines are split."""
_OVERLAP = 4_096
"""Characters that consecutive segments of a line share, so that no value is cut in two."""


class SearchedText:
    """A text that many rules search."""

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        """Prepare a text: `low` is the text in lower case, with the same length; `hints` are the hints that it contains.

        Args:
            text: The text.
            vocabulary: All hints that will be searched.
        """
        self.text = text
        self.low = _lower(text)
        self.hints = vocabulary.hints_in(self.low)
        self._places: dict[str, tuple[Span, ...]] = {}

    def segments(self, hints: Iterable[str], lines: int = 1) -> list[Span]:
        """Return the parts of the text that a pattern has to search: the lines with a hint.

        Args:
            hints: The hints, in lower case.
            lines: Number of lines that the pattern can span.
        """
        found = [self._lines(hint) for hint in hints if hint in self.hints]
        if lines == 1:
            return list(found[0]) if len(found) == 1 else sorted(set().union(*found))
        return sorted({(start, self._extended(start, end, lines)) for spans in found for start, end in spans})

    def _extended(self, start: int, end: int, lines: int) -> int:
        for _ in range(lines - 1):
            end = _line_end(self.low, min(end + 1, len(self.low)))
        return min(end, start + _SEGMENT)

    def _lines(self, hint: str) -> tuple[Span, ...]:
        """Return the lines that hold a hint; long lines are split."""
        if hint not in self._places:
            self._places[hint] = tuple(_lines_with(self.low, hint))
        return self._places[hint]


def _lines_with(low: str, hint: str) -> Iterator[Span]:
    at, last = low.find(hint), -1
    while at >= 0:
        start, end = low.rfind("\n", 0, at) + 1, _line_end(low, at)
        if end - start <= _SEGMENT:
            yield start, end
            at = low.find(hint, end)
            continue
        middle = start + (at - start) // _OVERLAP * _OVERLAP
        for begin in (max(middle - _OVERLAP, start), middle):
            if begin > last:
                yield begin, min(begin + _SEGMENT, end)
                last = begin
        at = low.find(hint, middle + _OVERLAP)


def _line_end(low: str, at: int) -> int:
    end = low.find("\n", at)
    return len(low) if end < 0 else end


def _lower(text: str) -> str:
    """Return the text in lower case with the same length, although lower case turns a few letters into two."""
    low = text.lower()
    return low if len(low) == len(text) else re.sub("[A-Z]+", lambda found: found[0].lower(), text)
