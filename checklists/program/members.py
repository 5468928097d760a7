"""The CNCF's members as the landscape lists them, who alone may stand in `vendorName`; finds the one that was meant."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from checklists.program.landscape import parse_landscape

__all__ = ["Members", "parse_landscape", "suggest"]


@dataclass(frozen=True)
class Members:
    """The member list of one landscape file."""

    names: frozenset[str]
    """Exactly as `vendorName` must spell them."""
    source: str
    """Where the list came from, for people."""
    dated: datetime | None
    landscape: str = field(default="", compare=False, repr=False)
    """The file's text, for what else it lists; empty where the names are from elsewhere."""


def suggest(query: str, names: Iterable[str], limit: int = 8) -> list[str]:
    """The members that were probably meant, most likely first; case, legal forms, abbreviations and typos forgiven."""
    return list(_nearest(query, frozenset(names), limit))


@lru_cache(maxsize=64)
def _nearest(query: str, names: frozenset[str], limit: int) -> tuple[str, ...]:
    """Remembered, because a draft is checked with every key and the vendor's name seldom is what changed."""
    from rapidfuzz import fuzz

    query_words = bare_name(query)
    if not query_words:
        return ()
    keys = {name: bare_name(name) for name in names}
    abbreviations = {normalized(part) for part in (query, *_BRACKETS.findall(query))}
    common = _common_words(keys.values())
    scores: dict[str, float] = {}
    for name, key in keys.items():
        likeness = fuzz.ratio(normalized(query_words), normalized(key))
        score = _similarity(query_words, key, abbreviations, common) + likeness
        if score >= _PLAUSIBLE:
            scores[name] = score
    return tuple(sorted(scores, key=lambda name: (-scores[name], name))[:limit])


def _similarity(query_words: str, key: str, abbreviations: set[str], common: frozenset[str]) -> float:
    """How surely two names are of one company for another reason than looking alike; steps of 100 outweigh looks."""
    initials = "".join(word[0] for word in key.split())
    if normalized(key) == normalized(query_words) or (len(initials) > 1 and initials in abbreviations):
        return 300.0
    if key.startswith(query_words) or query_words.startswith(key + " "):
        return 200.0
    if set(query_words.split()) & set(key.split()) - common or (len(query_words) > 2 and query_words in key):
        return 100.0
    return 0.0


_PLAUSIBLE = 68.0
"""Likeness, in percent, from which a name without any word in common may still be a typo."""
_COMMON = 3
"""A word that so many members have says nothing about any of them: Cloud, Technologies, Labs."""
_BRACKETS = re.compile(r"\(([^()]*)\)")
_LEGAL_FORMS = re.compile(
    r"(?: (?:ab|ag|as|bv|co|company|corp|corporation|gmbh|inc|incorporated|kg|limited|llc|llp|ltd|nv|oy|oyj"
    r"|plc|pte|pty|sa|sarl|sas|se|spa|srl))+$"
)


def _common_words(keys: Iterable[str]) -> frozenset[str]:
    seen = Counter(word for key in keys for word in set(key.split()))
    return frozenset(word for word, count in seen.items() if count >= _COMMON or len(word) == 1)


@lru_cache(maxsize=4096)
def bare_name(name: str) -> str:
    """What a company is called: no case, accents, brackets, punctuation or legal form."""
    outside = _BRACKETS.sub(" ", name[:200])
    plain = unicodedata.normalize("NFKD", outside if outside.strip() else name[:200]).casefold()
    words = re.findall(r"\w+", "".join(c for c in plain if not unicodedata.combining(c)).replace(".", ""))
    return _LEGAL_FORMS.sub("", " ".join(words))


@lru_cache(maxsize=4096)
def normalized(text: str) -> str:
    """Letters and digits alone, without case."""
    return "".join(re.findall(r"\w", text[:200])).casefold()
