"""Ranking of names by typed letters. No Textual here."""

from collections.abc import Sequence
from heapq import nlargest

LEAST = 65.0
"""Least similarity, out of 100, for a misspelled name to match."""


def ranked(typed: str, names: Sequence[tuple[str, str]]) -> list[int]:
    """Return the indexes of the names that match, best first; all of them, in order, for empty input.

    An exact match ranks first, then a prefix of the name, prefixes of its words, any substring, and misspelled names
    last. Matches in a name's aliases rank below matches in the name.

    Args:
        typed: What was typed.
        names: Each name with its aliases.
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
