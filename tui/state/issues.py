"""Issues: the problems of a draft as the screens list and count them.

The rules report several problems for one field, such as an empty status that is also an unanswered MUST. People fix
a field once, so its problems of one severity are one issue: one row in every list, and one in every count.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from checklists.advice.order import rank
from checklists.model.checklist import Checklist
from checklists.model.metadata import metadata_field
from checklists.model.problem import Problem, Severity, by_place
from tui.state.eligibility import eligibility_question
from tui.state.session.state import State
from tui.state.steps import step_field

_UNANSWERED = {"status-invalid", "must-not-implemented"}
_NOT_ENTERED = {"metadata-missing", "metadata-empty", "metadata-placeholder"}
"""Codes of an empty field: the export keeps the template's placeholder, if the template has one."""


@dataclass(frozen=True)
class Issue:
    """All problems of one severity at a field."""

    severity: Severity
    title: str
    """The field's or requirement's name on its page and in the rail."""
    message: str
    fix: str
    problems: tuple[Problem, ...]

    @property
    def where(self) -> str:
        """The place in the file."""
        return self.problems[0].where


def issues(problems: Iterable[Problem], checklist: Checklist) -> tuple[Issue, ...]:
    """Group problems into issues: errors first, then warnings, then advice; each in the order of the problems."""
    ordered = sorted(problems, key=lambda problem: (list(Severity).index(problem.severity), _rank(problem)))
    return tuple(_issue(members, checklist) for members in by_place(ordered))


def _rank(problem: Problem) -> int:
    return rank(problem.code) if problem.severity is Severity.ADVICE else 0


def count_issues(state: State, severity: Severity) -> int:
    """Count the issues of one severity."""
    return sum(issue.severity is severity for issue in issues(state.problems, state.checklist))


def _issue(problems: tuple[Problem, ...], checklist: Checklist) -> Issue:
    message, fix = " ".join(problem.message for problem in problems), problems[-1].hint
    codes = {problem.code for problem in problems}
    if codes in ({"status-invalid"}, _UNANSWERED) and not _has_status(problems):
        message = "No answer yet."
    elif codes & _NOT_ENTERED:
        message = "Required."
    return Issue(problems[0].severity, _title(problems[0], checklist), message, fix, problems)


def _has_status(problems: tuple[Problem, ...]) -> bool:
    return not any(problem.message == "The status is empty." for problem in problems)


def _title(problem: Problem, checklist: Checklist) -> str:
    place = step_field(problem, checklist)
    requirement = checklist.get(place.step)
    if requirement is not None:
        return requirement.title
    known = metadata_field(place.field) if place.field else None
    if known is not None:
        return known.label
    question = eligibility_question(place.field)
    if question is not None:
        return question.label
    return "Folder" if place.field == "folder" else problem.subject or problem.where
