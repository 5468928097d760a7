"""How far a draft is, as the rail, the header and the start page say it."""

from dataclasses import dataclass
from enum import StrEnum

from checklists.model.checklist import Level, Status
from checklists.model.finding import Outcome
from checklists.model.metadata import FIELDS
from checklists.model.problem import Problem, Severity
from tui.state.session.session import State
from tui.state.steps import StepField, step_field, steps


class RequirementMark(StrEnum):
    """How one requirement stands; the word that is shown beside its sign."""

    OPEN = "open"
    SEEN = "seen"
    """Nothing was answered yet, and the cluster shows it."""
    BEGUN = "begun"
    """Evidence or notes, and no status yet."""
    TO_CONFIRM = "confirm"
    """Carried over from an earlier submission, and not confirmed yet."""
    DONE = "done"
    PARTLY = "partly"
    NOT_IMPLEMENTED = "no"
    NOT_APPLICABLE = "N/A"
    PROBLEM = "problem"
    """Answered in a way that the program would refuse."""


_BY_STATUS = {
    Status.IMPLEMENTED: RequirementMark.DONE,
    Status.PARTIALLY_IMPLEMENTED: RequirementMark.PARTLY,
    Status.NOT_IMPLEMENTED: RequirementMark.NOT_IMPLEMENTED,
    Status.NOT_APPLICABLE: RequirementMark.NOT_APPLICABLE,
}


@dataclass(frozen=True)
class DoneCount:
    """How many of how many."""

    done: int
    total: int

    @property
    def complete(self) -> bool:
        """Nothing is left."""
        return self.done >= self.total

    def __str__(self) -> str:
        return f"{self.done}/{self.total}"


def mark(state: State, requirement: str) -> RequirementMark:
    """How a requirement stands."""
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
    """How many requirements have a status that a person stands by: all, of one level, or of one category."""
    chosen = [
        r
        for r in state.checklist.requirements
        if (level is None or r.level is level) and (category is None or r.category == category)
    ]
    return DoneCount(sum(state.draft.response(r.id).answered for r in chosen), len(chosen))


def metadata_done(state: State) -> DoneCount:
    """How many of the required metadata fields are there and right."""
    wrong = {p.subject for p in state.problems if p.severity is Severity.ERROR}
    required = [field.key for field in FIELDS if field.required]
    return DoneCount(sum(bool(state.draft.metadata.get(key)) and key not in wrong for key in required), len(required))


def errors(state: State) -> int:
    """How many things the program would refuse."""
    return sum(p.severity is Severity.ERROR for p in state.problems)


def wrong_metadata(state: State) -> int:
    """How many metadata fields hold something that the program would refuse."""
    return len({p.subject for p in state.problems if p.severity is Severity.ERROR} & set(state.draft.metadata))


def next_problem(state: State, after: StepField) -> Problem | None:
    """The next problem on the straight path, from a place on; from the start again after the last.

    Advice comes only where the program itself has nothing to say.
    """
    ids = [step.id for step in steps(state.checklist)]
    fields = ["", "folder", *(field.key for field in FIELDS), "status", "evidence", "notes"]

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
