"""Similarity of names, as `rapidfuzz.fuzz.ratio` measures it.

Importing rapidfuzz takes four times as long as comparing a name with all members here.
"""


class Similarity:
    """Comparison of names with a given name."""

    def __init__(self, name: str) -> None:
        self._length = len(name)
        self._places: dict[str, int] = {}
        """The places of each character, as bits."""
        for place, character in enumerate(name):
            self._places[character] = self._places.get(character, 0) | 1 << place

    def upper_limit(self, other: str) -> float:
        """Return an upper limit of the similarity to another name, from the lengths only."""
        return self._percent(min(self._length, len(other)), other)

    def to(self, other: str) -> float:
        """Return the similarity to another name in percent: twice their longest common subsequence, of both lengths."""
        # All places of a row of the usual table at once: a bit is 0 where the common subsequence gets longer.
        row = every = (1 << self._length) - 1
        for character in other:
            same = row & self._places.get(character, 0)
            row = (row + same) | (row - same)
        return self._percent(self._length - (row & every).bit_count(), other)

    def _percent(self, common: int, other: str) -> float:
        both = self._length + len(other)
        return (1 - (both - 2 * common) / both) * 100 if both else 100.0
