"""Ranking of names for a few typed letters."""

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nlargest

LONGEST = 100
"""Characters from which a text, perhaps pasted, matches nothing: to compare it with every entry would take long."""
CHARACTERS_PER_TYPO = 4
"""A word may have one typo for this many characters: two letters swapped, one wrong, missing or too many."""
FILLERS = frozenset({"the", "and", "for"})
"""Short words of titles that are never taken for a misspelled name."""
BY_WORDS = 300.0
"""Score of an entry that only matches with its further words."""


@dataclass(frozen=True)
class Searched:
    """The texts by which an entry is found, most important first."""

    title: str
    names: tuple[str, ...] = ()
    """Other names: an id, the short name of an action, aliases such as `HPA`."""
    words: tuple[str, ...] = ()
    """What the entry belongs to: its category, level, status. A phrase such as `not detected` only matches whole."""


def ranked(typed: str, entries: Sequence[Searched]) -> list[int]:
    """Return the numbers of the matching entries, best first; all of them, in order, while nothing is typed.

    An exact title or name comes first, then its beginning, then the beginnings of its words, then any part; then
    entries whose further words complete the match. Misspelled titles and names are found only if nothing else is.
    """
    wanted = " ".join(typed.casefold().split())
    if not wanted:
        return list(range(len(entries)))
    if len(wanted) > LONGEST:
        return []
    scores = {number: _score(wanted, entry) for number, entry in enumerate(entries)}
    if not any(scores.values()):
        scores = {number: _misspelled(wanted.split(), entry) for number, entry in enumerate(entries)}
    return nlargest(len(entries), (n for n in scores if scores[n] > 0), key=lambda n: (scores[n], -n))


def _score(wanted: str, entry: Searched) -> float:
    title, names = entry.title.casefold(), [name.casefold() for name in entry.names]
    best = max(_match(wanted, title), *(_match(wanted, name) - 10 for name in names), 0.0)
    if best > 0:
        return best
    phrases = [phrase.casefold() for phrase in entry.words]
    parts = _parts(" ".join([title, *names, *(phrase for phrase in phrases if " " not in phrase)]))
    if _covered(wanted.split(), parts, [phrase.split() for phrase in phrases]):
        return BY_WORDS
    return 0.0


def _misspelled(wanted: Sequence[str], entry: Searched) -> float:
    """Return a score if each word is almost the beginning of a word of the title, or of the same name; else 0."""
    title, *names = (_closeness(wanted, _parts(text.casefold())) for text in (entry.title, *entry.names))
    return max(title, *(name * 0.9 for name in names), 0.0)


def _closeness(wanted: Sequence[str], parts: Sequence[str]) -> float:
    from rapidfuzz.distance import OSA

    parts = [part for part in parts if part not in FILLERS]
    typos = 0
    for word in wanted:
        allowed = len(word) // CHARACTERS_PER_TYPO
        found = min(
            (OSA.distance(word, begun, score_cutoff=allowed) for part in parts for begun in (part, part[: len(word)])),
            default=allowed + 1,
        )
        if found > allowed:
            return 0.0
        typos += found
    return 1.0 / (1 + typos)


def _match(wanted: str, name: str) -> float:
    if name == wanted:
        return 1000.0
    if name.startswith(wanted):
        return 800.0
    words = wanted.split()
    if all(any(part.startswith(word) for part in _parts(name)) for word in words):
        return 600.0
    return 400.0 if len(wanted) > 2 and all(word in name for word in words) else 0.0


def _covered(wanted: Sequence[str], parts: Sequence[str], phrases: Sequence[Sequence[str]]) -> bool:
    """Return whether each word begins a part, or belongs to a phrase; only a phrase at the end may be unfinished."""
    reached = {0}
    for at, word in enumerate(wanted):
        if at not in reached:
            continue
        if any(part.startswith(word) for part in parts):
            reached.add(at + 1)
        for phrase in phrases:
            typed = wanted[at : at + len(phrase)]
            if typed == phrase or (len(wanted) - at <= len(phrase) and _begins(phrase, typed)):
                reached.add(at + len(typed))
    return len(wanted) in reached


def _begins(phrase: Sequence[str], typed: Sequence[str]) -> bool:
    *whole, last = typed
    return whole == phrase[: len(whole)] and phrase[len(whole)].startswith(last)


def _parts(text: str) -> list[str]:
    return text.replace("-", " ").replace("_", " ").split()
