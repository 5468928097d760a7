"""Search of texts for secrets and identifiers; a match holds the place of a value, never the value itself."""

import hashlib
import re
from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

import msgspec

from checklists.scan.identifiers import IDENTIFIER_RULES
from checklists.scan.identifiers.machines import is_machine_name
from checklists.scan.pseudonym_form import is_pseudonym
from checklists.scan.rule import Group, MatchClass, Rule
from checklists.scan.searched_text import SearchedText, Span
from checklists.scan.secrets import SECRET_RULES
from checklists.scan.vocabulary import Vocabulary

_MOST_NAMES = 500
"""Machine names that are searched everywhere."""
_URL = re.compile(r"https?://[^\s<>\"'`)\]]{4,2000}")
_NOT_PUBLIC = re.compile(
    r"https?://(?:[^/@\s]{0,200}@)?(?:localhost|[\d.]+(?=[:/]|$)|\[|[^/:]*\.(?:internal|local|lan|corp|intranet|private|priv|svc)(?=[:/.]|$)|[^./:]+(?=[:/]|$)"
    r"|[^/]*:(?:6443|8443|16443|9345)|[^/]*\.(?:eks\.amazonaws\.com|azmk8s\.io|k8s\.ondigitalocean\.com|gke\.goog))",
    re.IGNORECASE,
)


_Index = Mapping[str, Sequence[tuple[int, Rule]]]
"""Rules with their ranks, by hint."""


class Match(msgspec.Struct, frozen=True):
    """A secret or an identifier, by its place in a text."""

    rule: str
    """The rule's stable name."""
    title: str
    """The kind, for messages."""
    group: Group
    line: int
    """From 1."""
    start: int
    end: int
    digest: str
    """Identifies the value in memory; never printed or stored, since a weak secret can be guessed from it."""

    def __repr__(self) -> str:
        """Return the place, without the digest."""
        return f"Match({self.rule!r}, line={self.line}, start={self.start}, end={self.end})"

    @property
    def match_class(self) -> MatchClass:
        """Whether it is a secret or an identifier."""
        return MatchClass.SECRET if self.group is Group.SECRET else MatchClass.IDENTIFIER


def scan(texts: Mapping[str, str]) -> dict[str, tuple[Match, ...]]:
    """Search the texts of a submission.

    Machine names that a text names explicitly are found in all texts.

    Args:
        texts: Each text by its name.

    Returns:
        The matches of each text in order; matches never overlap.
    """
    found = {name: _matches(text) for name, text in texts.items()}
    names = _machine_names(texts, found)
    return {name: tuple(_with_names(texts[name], matches, names)) for name, matches in found.items()}


@lru_cache(maxsize=512)
def scan_secrets(text: str) -> tuple[Match, ...]:
    """Search a single text for secrets only; cached because a draft is checked at every key press."""
    return tuple(_placed(text, _secrets(SearchedText(text, _vocabulary()))))


def digest(value: str) -> str:
    """Return the digest of a value, 24 hexadecimal digits."""
    return hashlib.sha256(b"aiconform scan\0" + value.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def _matches(text: str) -> list[Match]:
    searched = SearchedText(text, _vocabulary())
    urls = _public_links(text)
    secrets = _secrets(searched)
    taken = [span for span, _ in secrets]
    identifiers = _merged(
        (span, rule)
        for span, rule in _found(_identifier_index(), searched)
        if not is_pseudonym(text[slice(*span)]) and (rule.in_links or not _within(span, urls))
    )
    free = [(span, rule) for span, rule in identifiers if not _overlaps(span, taken)]
    return sorted(_placed(text, (*secrets, *free)), key=lambda match: match.start)


def _secrets(searched: SearchedText) -> list[tuple[Span, Rule]]:
    return _merged(_found(_secret_index(), searched))


@lru_cache(maxsize=1)
def _vocabulary() -> Vocabulary:
    return Vocabulary(hint for rule in (*SECRET_RULES, *IDENTIFIER_RULES) for hint in rule.hints)


@lru_cache(maxsize=1)
def _secret_index() -> _Index:
    return _by_hint(SECRET_RULES)


@lru_cache(maxsize=1)
def _identifier_index() -> _Index:
    return _by_hint(IDENTIFIER_RULES)


def _by_hint(rules: Iterable[Rule]) -> _Index:
    index: dict[str, list[tuple[int, Rule]]] = {}
    for rank, rule in enumerate(rules):
        for hint in rule.hints:
            index.setdefault(hint, []).append((rank, rule))
    return index


def _found(index: _Index, searched: SearchedText) -> Iterator[tuple[Span, Rule]]:
    """Yield what the rules with a hint in the text find, in the order of the rules."""
    hinted = dict(ranked for hint in searched.hints for ranked in index.get(hint, ()))
    return ((span, hinted[rank]) for rank in sorted(hinted) for span in hinted[rank].find(searched))


def _merged(found: Iterable[tuple[Span, Rule]]) -> list[tuple[Span, Rule]]:
    """Join overlapping spans; the joined span gets the first rule that found a part."""
    ranked = sorted(enumerate(found), key=lambda item: (item[1][0][0], item[0]))
    merged: list[tuple[int, int, int, Rule]] = []
    for rank, ((start, end), rule) in ranked:
        if merged and start < merged[-1][1]:
            first, last, best, name = merged[-1]
            merged[-1] = (first, max(last, end), min(best, rank), rule if rank < best else name)
        else:
            merged.append((start, end, rank, rule))
    return [((start, end), rule) for start, end, _, rule in merged]


def _placed(text: str, found: Sequence[tuple[Span, Rule]]) -> Iterator[Match]:
    starts = _line_starts(text) if found else []
    for span, rule in found:
        line = bisect_right(starts, span[0])
        yield Match(rule.name, rule.title, rule.group, line, *span, digest(text[slice(*span)]))


def _machine_names(texts: Mapping[str, str], found: Mapping[str, list[Match]]) -> list[str]:
    """Return the machine names that any text names explicitly, the longest first."""
    names = {
        texts[name][match.start : match.end]
        for name, matches in found.items()
        for match in matches
        if match.group is Group.MACHINE
    }
    return sorted(filter(is_machine_name, names), key=lambda name: (-len(name), name))[:_MOST_NAMES]


def _with_names(text: str, matches: list[Match], names: list[str]) -> Iterator[Match]:
    """Add the other places of machine names to the matches of a text."""
    taken = [(match.start, match.end) for match in matches]
    public = _public_links(text) if names else []
    added: list[Match] = []
    starts = _line_starts(text) if names else []
    for name in names:
        for start in _places(text, name):
            span = (start, start + len(name))
            if not _overlaps(span, taken) and not _within(span, public):
                insort(taken, span)
                line = bisect_right(starts, start)
                added.append(Match("node-name", "node name", Group.MACHINE, line, *span, digest(name)))
    yield from sorted((*matches, *added), key=lambda match: match.start)


def _places(text: str, name: str) -> Iterator[int]:
    at = text.find(name)
    while at >= 0:
        end = at + len(name)
        if not text[at - 1 : at].isalnum() and not text[end : end + 1].isalnum():
            yield at
        at = text.find(name, end)


def _overlaps(span: Span, taken: list[Span]) -> bool:
    """Return whether a span overlaps one of some sorted, disjoint spans."""
    at = bisect_right(taken, (span[1] - 1, 1 << 62))
    return at > 0 and taken[at - 1][1] > span[0]


def _within(span: Span, spans: list[Span]) -> bool:
    at = bisect_right(spans, (span[0], 1 << 62))
    return at > 0 and spans[at - 1][1] >= span[1]


def _public_links(text: str) -> list[Span]:
    return [found.span() for found in _URL.finditer(text) if not _NOT_PUBLIC.match(found[0])]


def _line_starts(text: str) -> list[int]:
    return [0, *(found.end() for found in re.finditer("\n", text))]
