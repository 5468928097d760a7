"""Progress of a draft, as the rail, the header and the start page show it."""

from dataclasses import dataclass
from enum import StrEnum

from checklists.model.checklist import Level, Status
from checklists.model.finding import Outcome
from checklists.model.metadata import FIELDS
from checklists.model.problem import Problem, Severity
from tui.state.eligibility import QUESTIONS
from tui.state.issues import count_issues
from tui.state.session.state import State
from tui.state.steps import PAGE_FIELDS, StepField, step_field, steps


class RequirementMark(StrEnum):
    """State of a requirement; the value is the word next to its sign."""

    OPEN = "open"
    SEEN = "seen"
    """No answer yet, but the cluster shows the feature."""
    BEGUN = "begun"
    """Evidence or notes, but no status yet."""
    TO_CONFIRM = "confirm"
    """Carried over from an earlier submission, not confirmed yet."""
    DONE = "done"
    PARTLY = "partly"
    NOT_IMPLEMENTED = "no"
    NOT_APPLICABLE = "N/A"
    PROBLEM = "problem"
    """Answered, but the program's check would fail."""


_BY_STATUS = {
    Status.IMPLEMENTED: RequirementMark.DONE,
    Status.PARTIALLY_IMPLEMENTED: RequirementMark.PARTLY,
    Status.NOT_IMPLEMENTED: RequirementMark.NOT_IMPLEMENTED,
    Status.NOT_APPLICABLE: RequirementMark.NOT_APPLICABLE,
}


@dataclass(frozen=True)
class DoneCount:
    """Count out of a total."""

    done: int
    total: int

    @property
    def complete(self) -> bool:
        """Whether nothing is left."""
        return self.done >= self.total

    def __str__(self) -> str:
        return f"{self.done}/{self.total}"


def mark(state: State, requirement: str) -> RequirementMark:
    """Return the state of a requirement."""
    response = state.draft.response(requirement)
    if response.empty:
        finding = state.finding(requirement)
        return RequirementMark.SEEN if finding and finding.outcome is Outcome.DETECTED else RequirementMark.OPEN
    if response.status is None:
        return RequirementMark.BEGUN
    if any(p.severity is Severity.ERROR for p in state.problems_of(requirement)):
        return RequirementMark.PROBLEM
    if response.carried is not None:
        return RequirementMark.TO_CONFIRM
    return _BY_STATUS[response.status]


def answered(state: State, level: Level | None = None, category: str | None = None) -> DoneCount:
    """Count requirements with a status: all, of one level, or of one category."""
    chosen = [
        r
        for r in state.checklist.requirements
        if (level is None or r.level is level) and (category is None or r.category == category)
    ]
    return DoneCount(sum(state.draft.response(r.id).answered for r in chosen), len(chosen))


def platform_done(state: State) -> DoneCount:
    """Count answered eligibility questions and required metadata fields that are filled in without an error."""
    wrong = {p.subject for p in state.problems if p.severity is Severity.ERROR}
    required = [field.key for field in FIELDS if field.required]
    fields = sum(bool(state.draft.metadata.get(key)) and key not in wrong for key in required)
    questions = sum(bool(state.draft.eligibility.get(question.id)) for question in QUESTIONS)
    return DoneCount(fields + questions, len(required) + len(QUESTIONS))


def to_confirm(state: State) -> int:
    """Count requirements whose answer was carried over and not confirmed yet."""
    return sum(state.draft.response(r.id).carried is not None for r in state.checklist.requirements)


def errors(state: State) -> int:
    """Count the issues that the program's check would refuse."""
    return count_issues(state, Severity.ERROR)


def wrong_metadata(state: State) -> int:
    """Count filled-in metadata fields with an error."""
    return len({p.subject for p in state.problems if p.severity is Severity.ERROR} & set(state.draft.metadata))


def next_problem(state: State, after: StepField) -> Problem | None:
    """Return the next problem after a place, in the order of the steps; wrap around at the end.

    Advice counts only if the program's check has neither errors nor warnings.
    """
    ids = [step.id for step in steps(state.checklist)]
    questions = [question.id for question in QUESTIONS]
    fields = ["", *questions, "folder", *(field.key for field in FIELDS), *PAGE_FIELDS]

    def position(where: StepField) -> tuple[int, int]:
        field = where.field or ""
        return (
            ids.index(where.step) if where.step in ids else len(ids),
            fields.index(field) if field in fields else len(fields),
        )

    shown_problems = [p for p in state.problems if p.severity is not Severity.ADVICE] or list(state.problems)
    ordered = sorted(shown_problems, key=lambda p: position(step_field(p, state.checklist)))
    later = (p for p in ordered if position(step_field(p, state.checklist)) > position(after))
    return next(later, ordered[0] if ordered else None)
