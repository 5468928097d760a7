"""Hints of many rules, looked up in a text by its words: these are few, and texts share most of them."""

import re
from collections.abc import Iterable, Iterator

_LEAST = 3
"""Minimum length of a word."""
_WORD = re.compile(f"[a-z_-]{{{_LEAST},}}")
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
        self._starts: dict[str, list[str]] = {}
        for word in self._hints:
            self._starts.setdefault(word[:_LEAST], []).append(word)
        self._known: dict[str, tuple[str, ...]] = {}
        """The words of hints inside each word of the texts that were read."""
        self._size = 0

    def hints_in(self, low: str) -> frozenset[str]:
        """Return the hints that a text in lower case contains."""
        words = set(_WORD.findall(low))
        if self._size > _MOST_KNOWN:
            self._known, self._size = {}, 0
        for word in words - self._known.keys():
            self._known[word] = tuple(self._inside(word))
            self._size += len(word)
        inside = set().union(*map(self._known.__getitem__, words))
        possible = [hint for word in inside for hint in self._hints[word]]
        return frozenset(hint for hint in (*possible, *self._without_word) if hint in low)

    def _inside(self, text: str) -> Iterator[str]:
        for at in range(len(text) - _LEAST + 1):
            for word in self._starts.get(text[at : at + _LEAST], ()):
                if text.startswith(word, at):
                    yield word
