"""Hints of many rules, looked up in a text by its words: these are few, and texts share most of them."""

import re
from collections.abc import Iterable

_WORD = re.compile("[a-z_-]{3,}")
_MOST_KNOWN = 1_000_000
"""Number of characters of texts' words that are remembered."""


class Vocabulary:
    """The hints that rules search for."""

    def __init__(self, hints: Iterable[str]) -> None:
        """Collect hints, which are in lower case, by their longest words."""
        self._hints: dict[str, list[str]] = {}
        for hint in dict.fromkeys(hints):
            self._hints.setdefault(max(_WORD.findall(hint), key=len, default=""), []).append(hint)
        self._without_word = self._hints.pop("", [])
        self._known: dict[str, set[str]] = {}
        """The words of hints inside each word of the texts that were read."""
        self._size = 0

    def hints_in(self, low: str) -> frozenset[str]:
        """Return the hints that a text in lower case contains."""
        words = set(_WORD.findall(low))
        if self._size > _MOST_KNOWN:
            self._known, self._size = {}, 0
        if new := words - self._known.keys():
            self._learn(new)
        inside = set().union(*map(self._known.__getitem__, words))
        possible = [hint for word in inside for hint in self._hints[word]]
        return frozenset(hint for hint in (*possible, *self._without_word) if hint in low)

    def _learn(self, new: set[str]) -> None:
        self._known.update((text, set()) for text in new)
        joined = "\n".join(new) + "\n"
        self._size += len(joined)
        for word in self._hints:
            at = joined.find(word)
            while at >= 0:
                end = joined.index("\n", at)
                self._known[joined[joined.rfind("\n", 0, at) + 1 : end]].add(word)
                at = joined.find(word, end)
