"""The matrix: all requirements of a draft with finding, answer, evidence and problems."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from checklists.model.checklist import Checklist, Level, Status
from checklists.model.draft import Draft
from checklists.model.finding import Finding, Outcome
from checklists.model.problem import Problem, Severity
from checklists.model.provider import LABELS, Provider, is_absent, provider
from checklists.text import clean_line
from tui.state.issues import Issue, issues
from tui.state.steps import step_field

ANSWERS = {
    Status.IMPLEMENTED: "Implemented",
    Status.PARTIALLY_IMPLEMENTED: "Partially",
    Status.NOT_IMPLEMENTED: "Not Implemented",
    Status.NOT_APPLICABLE: "N/A",
    None: "open",
}
"""Label of every status, and of no status."""
FINDINGS = {
    Outcome.DETECTED: "detected",
    Outcome.PARTLY: "partly detected",
    Outcome.NOT_DETECTED: "not detected",
    Outcome.COULD_NOT_CHECK: "could not check",
    None: "not read",
}
"""Label of every outcome, and of no outcome."""


@dataclass(frozen=True)
class MatrixRow:
    """One requirement."""

    requirement: str
    title: str
    level: Level
    outcome: Outcome | None
    """The finding's outcome; None if no cluster was read."""
    status: Status | None
    evidence: int
    """Number of evidence values."""
    doubtful: int
    """Number of evidence values with a problem."""
    to_confirm: bool
    """The answer was carried over and not confirmed yet."""
    errors: int
    warnings: int
    advice: int
    words: str
    """Everything that the row shows, for filters."""
    provider: Provider | None = None
    """The layer that provides the feature; None if it is open, the product lacks the feature or is not layered."""

    @property
    def problems(self) -> int:
        """Number of issues of all severities."""
        return self.errors + self.warnings + self.advice


class RowFilter(StrEnum):
    """A selection of rows; the value is its label."""

    OPEN = "open"
    MUST = "MUST"
    PROBLEMS = "with problems"
    DETECTED = "detected, unanswered"


_SELECTS: dict[RowFilter, Callable[[MatrixRow], bool]] = {
    RowFilter.OPEN: lambda row: row.status is None,
    RowFilter.MUST: lambda row: row.level is Level.MUST,
    RowFilter.PROBLEMS: lambda row: row.problems > 0,
    RowFilter.DETECTED: lambda row: row.status is None and row.outcome is Outcome.DETECTED,
}


class RowOrder(StrEnum):
    """An order of the rows; the value is the title of the sorted column. A layered product has all of them."""

    CHECKLIST = "Requirement"
    LEVEL = "Level"
    FINDING = "Cluster"
    ANSWER = "Answer"
    PROVIDER = "By"
    EVIDENCE = "Evidence"
    CONFIRMATION = "Confirmation"
    PROBLEMS = "Problems"


_KEYS: dict[RowOrder, Callable[[MatrixRow], tuple[int, ...]]] = {
    RowOrder.CHECKLIST: lambda _: (),
    RowOrder.LEVEL: lambda row: (row.level is not Level.MUST,),
    RowOrder.FINDING: lambda row: (list(FINDINGS).index(row.outcome),),
    RowOrder.ANSWER: lambda row: (row.status is not None, list(ANSWERS).index(row.status)),
    RowOrder.PROVIDER: lambda row: (-1 if row.provider is None else list(Provider).index(row.provider),),
    RowOrder.EVIDENCE: lambda row: (row.evidence,),
    RowOrder.CONFIRMATION: lambda row: (not row.to_confirm,),
    RowOrder.PROBLEMS: lambda row: (-row.errors, -row.warnings, -row.advice),
}


def row_orders(*, layered: bool) -> tuple[RowOrder, ...]:
    """Return the orders of a draft's rows; only a layered product can be sorted by provider."""
    return tuple(order for order in RowOrder if layered or order is not RowOrder.PROVIDER)


def matrix_rows(
    draft: Draft, checklist: Checklist, findings: Iterable[Finding], problems: Iterable[Problem]
) -> tuple[MatrixRow, ...]:
    """Return a row for every requirement, in the checklist's order."""
    outcomes = {finding.requirement: finding.outcome for finding in findings}
    found: dict[str, list[Issue]] = {}
    for issue in issues(problems, checklist):
        found.setdefault(step_field(issue.problems[0], checklist).step, []).append(issue)
    rows = []
    for requirement in checklist.requirements:
        response, own = draft.response(requirement.id), found.get(requirement.id, [])
        errors, warnings, advice = (sum(issue.severity is severity for issue in own) for severity in Severity)
        evidence = {
            problem.where
            for issue in own
            for problem in issue.problems
            if problem.field == "evidence" and problem.index is not None
        }
        outcome = outcomes.get(requirement.id)
        words = [requirement.id, requirement.title, requirement.category, requirement.level]
        words += [FINDINGS[outcome], ANSWERS[response.status], "to confirm" if response.carried is not None else ""]
        layer = None if is_absent(draft, requirement.id) else provider(draft, requirement.id)
        words += [layer, LABELS[layer]] if layer is not None else []
        words += [name for name, number in (("error", errors), ("warning", warnings), ("advice", advice)) if number]
        rows.append(
            MatrixRow(
                requirement.id,
                clean_line(requirement.title),
                requirement.level,
                outcome,
                response.status,
                len(response.evidence),
                len(evidence),
                response.carried is not None,
                errors,
                warnings,
                advice,
                clean_line(" ".join(words)).casefold(),
                layer,
            )
        )
    return tuple(rows)


def chosen_rows(
    rows: Sequence[MatrixRow],
    *,
    only: Iterable[RowFilter] = (),
    typed: str = "",
    order: RowOrder = RowOrder.CHECKLIST,
) -> tuple[MatrixRow, ...]:
    """Return the rows that every selection and every typed word matches, in an order.

    Rows that are equal in the sorted column keep the checklist's order.
    """
    words = typed.casefold().split()
    wanted = tuple(only)
    chosen = [
        row
        for row in rows
        if all(_SELECTS[selection](row) for selection in wanted) and all(word in row.words for word in words)
    ]
    return tuple(sorted(chosen, key=_KEYS[order]))
