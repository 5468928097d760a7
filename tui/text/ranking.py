"""Which of many names a few typed letters mean. No Textual here."""

from collections.abc import Sequence
from heapq import nlargest

LEAST = 65.0
"""Similarity, of 100, from which on a misspelled name is found."""


def ranked(typed: str, names: Sequence[tuple[str, str]]) -> list[int]:
    """Return the numbers of the names that match, the best first; all of them, in order, while nothing is typed.

    The name itself beats its beginning, that the beginnings of its words, those any part of it; misspelled names come
    last. A name's further words count less than the name.

    Args:
        typed: What was typed.
        names: Each name, and further words that it is found by.
    """
    wanted = " ".join(typed.casefold().split())
    if not wanted:
        return list(range(len(names)))
    scores = {number: _score(wanted, *map(str.casefold, name)) for number, name in enumerate(names)}
    return nlargest(len(names), (number for number in scores if scores[number] > 0), key=lambda n: (scores[n], -n))


def _score(wanted: str, name: str, more: str) -> float:
    if name == wanted:
        return 1000.0
    words = wanted.split()
    for worth, text in ((100.0, name), (0.0, f"{name} {more}")):
        if text.startswith(wanted):
            return 800.0 + worth
        parts = text.replace("-", " ").replace("_", " ").split()
        if all(any(part.startswith(word) for part in parts) for word in words):
            return 600.0 + worth
        if all(word in text for word in words):
            return 400.0 + worth
    from rapidfuzz import fuzz

    return fuzz.WRatio(wanted, name, score_cutoff=LEAST) if len(wanted) > 2 else 0.0
