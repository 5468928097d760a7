"""Rows of the secrets and identifiers of a submission: by kind, then by value."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from checklists.model.match_decisions import ALL_IDENTIFIERS, Decision, MatchDecisions
from checklists.scan.publication import PlacedMatch, Source


@dataclass(frozen=True)
class MatchRow:
    """A value, a kind of identifiers, or all identifiers."""

    name: str
    """Its name in decisions: the place of a match, a kind, or `identifiers`."""
    title: str
    first: PlacedMatch
    """Its first match."""
    places: int
    """Number of its matches."""
    decision: Decision | None
    is_kind: bool

    @property
    def blocks(self) -> bool:
        """Whether it blocks the export."""
        return not self.is_kind and self.first.blocks

    @property
    def replaceable(self) -> bool:
        """Whether the export can replace it."""
        return self.is_kind or self.first.replaceable


def match_rows(matches: Sequence[PlacedMatch], decisions: MatchDecisions | None) -> tuple[MatchRow, ...]:
    """Return a row for each secret, for all identifiers, for each kind, and for each value of a kind.

    Args:
        matches: The matches, with the decisions about them.
        decisions: Decisions by kind.
    """
    found = [match for match in matches if match.source is not Source.RENDERED]
    secrets = [match for match in found if match.secret]
    identifiers = [match for match in found if not match.secret]
    kinds = decisions.kinds if decisions is not None else {}
    every = kinds.get(ALL_IDENTIFIERS)
    rows = list(_values(secrets))
    if identifiers:
        rows.append(MatchRow(ALL_IDENTIFIERS, "All identifiers", identifiers[0], len(identifiers), every, is_kind=True))
    for rule in dict.fromkeys(match.match.rule for match in identifiers):
        of_kind = [match for match in identifiers if match.match.rule == rule]
        title = f"Kind: {of_kind[0].match.title}"
        rows.append(MatchRow(rule, title, of_kind[0], len(of_kind), kinds.get(rule, every), is_kind=True))
        rows += _values(of_kind)
    return tuple(rows)


def _values(matches: Iterable[PlacedMatch]) -> Iterator[MatchRow]:
    groups: dict[str, list[PlacedMatch]] = {}
    for match in matches:
        groups.setdefault(match.match.digest, []).append(match)
    for group in groups.values():
        first = group[0]
        yield MatchRow(first.reference, first.match.title, first, len(group), first.decision, is_kind=False)
