"""Ranking of names for a few typed letters. No Textual here."""

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nlargest

LEAST = 65.0
"""Minimum similarity, of 100, of a misspelled title."""


@dataclass(frozen=True)
class Searched:
    """The texts by which an entry is found, most important first."""

    title: str
    names: tuple[str, ...] = ()
    """Other names: an id, the short name of an action, aliases such as `HPA`."""
    words: str = ""
    """What the entry belongs to: its category, level, status."""


def ranked(typed: str, entries: Sequence[Searched]) -> list[int]:
    """Return the numbers of the matching entries, best first; all of them, in order, while nothing is typed.

    An exact title or name comes first, then its beginning, then the beginnings of its words, then any part; then
    entries whose further words complete the match. Misspelled titles come last.
    """
    wanted = " ".join(typed.casefold().split())
    if not wanted:
        return list(range(len(entries)))
    scores = {number: _score(wanted, entry) for number, entry in enumerate(entries)}
    return nlargest(len(entries), (number for number in scores if scores[number] > 0), key=lambda n: (scores[n], -n))


def _score(wanted: str, entry: Searched) -> float:
    title, names = entry.title.casefold(), [name.casefold() for name in entry.names]
    best = max(_match(wanted, title), *(_match(wanted, name) - 10 for name in names), 0.0)
    if best > 0:
        return best
    everything = f"{title} {' '.join(names)} {entry.words.casefold()}"
    if all(any(part.startswith(word) for part in _parts(everything)) for word in wanted.split()):
        return 300.0
    from rapidfuzz import fuzz

    return fuzz.WRatio(wanted, title, score_cutoff=LEAST) if len(wanted) > 2 else 0.0


def _match(wanted: str, name: str) -> float:
    if name == wanted:
        return 1000.0
    if name.startswith(wanted):
        return 800.0
    words = wanted.split()
    if all(any(part.startswith(word) for part in _parts(name)) for word in words):
        return 600.0
    return 400.0 if len(wanted) > 2 and all(word in name for word in words) else 0.0


def _parts(text: str) -> list[str]:
    return text.replace("-", " ").replace("_", " ").split()
