"""Fast lookup of the rules' hints by the words of a text; texts share most words, so results are cached."""

import re
from collections.abc import Iterable, Iterator

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
        self._hints: dict[bytes, list[str]] = {}
        for hint in dict.fromkeys(hints):
            self._hints.setdefault(max(_WORD.findall(hint.encode()), key=len, default=b""), []).append(hint)
        self._without_word = self._hints.pop(b"", [])
        self._starts: dict[bytes, list[bytes]] = {}
        for word in self._hints:
            self._starts.setdefault(word[:_LEAST], []).append(word)
        self._seen: set[bytes] = set()
        """Cached words of earlier texts."""
        self._telling: dict[bytes, tuple[bytes, ...]] = {}
        """The words of hints that each cached word contains."""
        self._size = 0

    def hints_in(self, low: str) -> frozenset[str]:
        """Return the hints in a lower-case text."""
        words = set(low.encode("utf-8", "replace").translate(_ONLY_LETTERS).split())
        if self._size > _MOST_KNOWN:
            self._seen, self._telling, self._size = set(), {}, 0
        for word in words - self._seen:
            self._size += len(word)
            if inside := tuple(self._inside(word)):
                self._telling[word] = inside
        self._seen |= words
        found = {word for telling in words.intersection(self._telling) for word in self._telling[telling]}
        possible = [hint for word in found for hint in self._hints[word]]
        return frozenset(hint for hint in (*possible, *self._without_word) if hint in low)

    def _inside(self, text: bytes) -> Iterator[bytes]:
        for at in range(len(text) - _LEAST + 1):
            for word in self._starts.get(text[at : at + _LEAST], ()):
                if text.startswith(word, at):
                    yield word
