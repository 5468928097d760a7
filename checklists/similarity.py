"""Similarity of names: that of RapidFuzz, without its import, which takes longer than thousands of comparisons."""


class ComparedName:
    """A short name that many others are compared with; the others may be long."""

    def __init__(self, name: str) -> None:
        self._length = len(name)
        self._places: dict[str, int] = {}
        """Bit set of the places of each character."""
        for place, character in enumerate(name):
            self._places[character] = self._places.get(character, 0) | 1 << place

    def similarity(self, other: str) -> float:
        """Return the share of characters in the longest common subsequence, in percent: 100 for equal names.

        Finds its length with one addition per character (Hyyrö, "Bit-parallel LCS-length computation revisited", 2004).
        """
        total = self._length + len(other)
        if not total:
            return 100.0
        every = rest = (1 << self._length) - 1
        for character in other:
            found = rest & self._places.get(character, 0)
            rest = (rest + found | rest - found) & every
        common = self._length - rest.bit_count()
        return (1.0 - (total - 2 * common) / total) * 100
