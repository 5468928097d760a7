"""Fast lookup of the rules' hints by the words of a text; texts share most words, so results are cached."""

import re
from collections.abc import Iterable

_LEAST = 3
"""Minimum length of a word."""
_LETTERS = b"abcdefghijklmnopqrstuvwxyz_-"
_WORD = re.compile(rb"[a-z_-]{%d,}" % _LEAST)
_ONLY_LETTERS = bytes(byte if byte in _LETTERS else 32 for byte in range(256))
"""Translation of all characters outside words to spaces; twice as fast as a pattern."""
_MOST_KNOWN = 1_000_000
"""Maximum bytes of cached words."""


class Vocabulary:
    """Index of the hints of all rules."""

    def __init__(self, hints: Iterable[str]) -> None:
        """Index lower-case hints by their longest words."""
        self._words: dict[bytes, list[str]] = {}
        """The hints that are a word."""
        self._longer: dict[bytes, list[str]] = {}
        """The hints that contain more than their longest word, by that word."""
        for hint in dict.fromkeys(hints):
            word = max(_WORD.findall(hint.encode()), key=len, default=b"")
            (self._words if word == hint.encode() else self._longer).setdefault(word, []).append(hint)
        self._without_word = self._longer.pop(b"", [])
        self._starts: dict[bytes, list[bytes]] = {}
        for word in {**self._words, **self._longer}:
            self._starts.setdefault(word[:_LEAST], []).append(word)
        self._seen: set[bytes] = set()
        """Cached words of earlier texts."""
        self._telling: dict[bytes, list[bytes]] = {}
        """The words of hints that each cached word contains."""
        self._size = 0

    def hints_in(self, low: str) -> frozenset[str]:
        """Return the hints in a lower-case text."""
        words = set(low.encode("utf-8", "replace").translate(_ONLY_LETTERS).split())
        if self._size > _MOST_KNOWN:
            self._seen, self._telling, self._size = set(), {}, 0
        for word in words - self._seen:
            self._size += len(word)
            if inside := self._inside(word):
                self._telling[word] = inside
        self._seen |= words
        found = {word for telling in words.intersection(self._telling) for word in self._telling[telling]}
        certain = [hint for word in found for hint in self._words.get(word, ())]
        possible = [hint for word in found for hint in self._longer.get(word, ())]
        return frozenset((*certain, *(hint for hint in (*possible, *self._without_word) if hint in low)))

    def _inside(self, text: bytes) -> list[bytes]:
        starts = self._starts
        places = [at for at in range(len(text) - _LEAST + 1) if text[at : at + _LEAST] in starts]
        return [word for at in places for word in starts[text[at : at + _LEAST]] if text.startswith(word, at)]
