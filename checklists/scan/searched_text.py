"""A text in lower case that tells quickly which words it contains."""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache

Span = tuple[int, int]
_SEGMENT = 8_192
"""Characters that a pattern sees at once; longer lines are split."""
_OVERLAP = 4_096
"""Characters that consecutive segments of a line share, so that no value is cut in two."""
_SHORT = 4_096
"""Characters of a text in which hints are searched without preparation."""
_WORD = re.compile("[a-z_-]{3,}")


class SearchedText:
    """A text that many rules search."""

    def __init__(self, text: str) -> None:
        """Prepare a text; `low` is the text in lower case, of the same length."""
        self.text = text
        self.low = _lower(text)
        self._known: dict[str, bool] = {}
        self._places: dict[str, tuple[Span, ...]] = {}

    def holds_any(self, hints: Iterable[str]) -> bool:
        """Return whether the text contains one of the hints."""
        low = self.low
        if len(low) >= _SHORT:
            return any(map(self.holds, hints))
        for hint in hints:  # noqa: SIM110  `any` with a generator costs three times as much, for every rule and text.
            if hint in low:
                return True
        return False

    def holds(self, hint: str) -> bool:
        """Return whether the text contains a hint, which is in lower case.

        Most hints contain a word that the text lacks: the words of a text are few, so this takes almost no time.
        """
        if hint not in self._known:
            word = _longest_word(hint)
            self._known[hint] = (not word or word in self._words) and (hint == word or hint in self.low)
        return self._known[hint]

    def segments(self, hints: Iterable[str], lines: int = 1) -> list[Span]:
        """Return the parts of the text that a pattern has to search: the lines that hold a hint.

        Args:
            hints: The hints, in lower case.
            lines: Number of lines that the pattern can span.
        """
        found = [self._lines(hint) for hint in hints if self.holds(hint)]
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

    @cached_property
    def _words(self) -> str:
        return "\n".join(set(_WORD.findall(self.low)))


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


@lru_cache(maxsize=1024)
def _longest_word(hint: str) -> str:
    return max(_WORD.findall(hint), key=len, default="")


def _lower(text: str) -> str:
    """Return the text in lower case, at the same length: a few letters become two."""
    low = text.lower()
    return low if len(low) == len(text) else re.sub("[A-Z]+", lambda found: found[0].lower(), text)
