"""CNCF members from the landscape, the only valid values of `vendorName`, and a fuzzy search among them."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

import msgspec

from checklists.program.landscape import parse_landscape
from checklists.program.landscape_items import Landscape

__all__ = ["Members", "parse_landscape", "suggest"]


class Members(msgspec.Struct, frozen=True):
    """Member list of a landscape file."""

    names: frozenset[str]
    """Exact values for `vendorName`."""
    source: str
    """Origin of the list, for users."""
    dated: datetime | None
    landscape: Landscape = Landscape()
    """The file's items, for projects and products; none if the names have another origin."""

    def __repr__(self) -> str:
        """Return the origin: the names and the items are too long."""
        return f"Members({len(self.names)} names, {self.source!r}, {self.dated})"


def suggest(query: str, names: Iterable[str], limit: int = 8) -> list[str]:
    """Return the best matches, most likely first; tolerates case, legal forms, abbreviations and typos."""
    return list(_nearest(query, frozenset(names), limit))


@lru_cache(maxsize=64)
def _nearest(query: str, names: frozenset[str], limit: int) -> tuple[str, ...]:
    """Search the names; cached because each keystroke validates the draft but rarely changes the vendor's name."""
    from rapidfuzz import fuzz

    query_words = bare_name(query)
    if not query_words:
        return ()
    written = normalized(query_words)
    abbreviations = {normalized(part) for part in (query, *_BRACKETS.findall(query))}
    distinct = set(query_words.split()) - _common_words(names)
    scores: dict[str, float] = {}
    for name in names:
        key = bare_name(name)
        letters = normalized(key)
        shared = 300.0 if letters == written else _shared_words(query_words, key, abbreviations, distinct)
        score = shared + fuzz.ratio(written, letters)
        if score >= _PLAUSIBLE:
            scores[name] = score
    return tuple(sorted(scores, key=lambda name: (-scores[name], name))[:limit])


def _shared_words(query_words: str, key: str, abbreviations: set[str], distinct: set[str]) -> float:
    """Score shared words, prefixes and initials in steps of 100, which outweigh the spelling score."""
    words = key.split()
    initials = "".join([word[0] for word in words])
    if len(initials) > 1 and initials in abbreviations:
        return 300.0
    if key.startswith(query_words) or query_words.startswith(key + " "):
        return 200.0
    if not distinct.isdisjoint(words) or (len(query_words) > 2 and query_words in key):
        return 100.0
    return 0.0


_PLAUSIBLE = 68.0
"""Minimum spelling similarity, in percent, of a name without a shared word."""
_COMMON = 3
"""Number of members from which a shared word does not count: Cloud, Technologies, Labs."""
_BRACKETS = re.compile(r"\(([^()]*)\)")
_WORD, _NO_WORD = re.compile(r"\w+"), re.compile(r"\W+")
_LETTERS = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i"})
"""Letters that Unicode does not decompose into ASCII letters."""
_FORMS = """
    ab ag as bv co company corp corporation gmbh inc incorporated kg limited llc llp ltd nv oy oyj plc pte pty sa sarl
    sas se spa srl
"""
_LEGAL_FORMS = frozenset(_FORMS.split())


@lru_cache(maxsize=2)
def _common_words(names: frozenset[str]) -> frozenset[str]:
    seen = Counter(word for name in names for word in set(bare_name(name).split()))
    return frozenset(word for word, count in seen.items() if count >= _COMMON or len(word) == 1)


@lru_cache(maxsize=4096)
def bare_name(name: str) -> str:
    """Return a company's name without case, accents, brackets, punctuation and legal form."""
    words = keyboard_name(name).split(" ")
    while len(words) > 1 and words[-1] in _LEGAL_FORMS:
        words.pop()
    return " ".join(words)


@lru_cache(maxsize=4096)
def keyboard_name(name: str) -> str:
    """Return a name in ASCII letters, without case, accents, brackets and punctuation."""
    outside = _BRACKETS.sub(" ", name[:200])
    plain = outside if outside.strip() else name[:200]
    if not plain.isascii():
        letters = unicodedata.normalize("NFKD", plain).casefold().translate(_LETTERS)
        plain = "".join(c for c in letters if not unicodedata.combining(c))
    return " ".join(_WORD.findall(plain.casefold().replace(".", "")))


@lru_cache(maxsize=4096)
def normalized(text: str) -> str:
    """Return only letters and digits, without case."""
    return _NO_WORD.sub("", text[:200]).casefold()
