"""Decisions about secrets and identifiers of a draft, by their names in commands."""

from collections.abc import Iterable, Sequence

from checklists.errors import ScanError
from checklists.model.draft import Draft
from checklists.model.match_decisions import ALL_IDENTIFIERS, Decision, MatchDecisions
from checklists.scan.identifiers import IDENTIFIER_RULES
from checklists.scan.publication import PlacedMatch
from checklists.text import clean_line

_KINDS = frozenset({ALL_IDENTIFIERS, *(rule.name for rule in IDENTIFIER_RULES)})


def decide(draft: Draft, matches: Sequence[PlacedMatch], names: Iterable[str], decision: Decision | None) -> Draft:
    """Return the draft with a decision.

    Args:
        draft: The draft.
        matches: The matches in its export.
        names: `PLACE:LINE`, `PLACE:LINE:COLUMN`, a kind of identifiers, or `identifiers` for all kinds.
        decision: The decision; None removes earlier ones.

    Raises:
        ScanError: A name matches nothing, or the text cannot be replaced.
    """
    decisions = draft.match_decisions or MatchDecisions()
    for name in names:
        if name in _KINDS:
            decisions = decisions.with_kind(name, decision)
            continue
        named = [match for match in matches if name in (match.reference, f"{match.place}:{match.match.line}")]
        if not named:
            raise ScanError(
                f"{clean_line(name, limit=200)} is neither the place of a match nor a kind of identifiers.",
                "`aiconform scan --draft NAME` lists both.",
            )
        fixed = [match for match in named if not match.replaceable]
        if decision is Decision.REPLACE and fixed:
            raise ScanError(
                f"{fixed[0].where} cannot be replaced in the export.", "Change the answer that it comes from."
            )
        decisions = decisions.with_matches((match.match.digest for match in named), decision)
    return draft.with_match_decisions(decisions)
