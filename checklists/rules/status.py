"""Status and notes of an answer, against the requirement's level."""

from collections.abc import Iterator

from checklists.model.checklist import Level, Status
from checklists.model.problem import Problem
from checklists.model.status_words import meant_status
from checklists.rules.context import AnswerCase, quote_text
from checklists.text import trim

CONDITIONAL = frozenset({"cluster_autoscaling"})
"""The MUST that may be answered N/A, because its condition need not arise."""

_ALL = ", ".join(f"`{status}`" for status in Status)


def invalid_status(case: AnswerCase) -> Iterator[Problem]:
    """`status-invalid`: the four answers are compared letter by letter."""
    status = case.answer.status
    if status.text in tuple(Status):
        return
    meant = meant_status(status.text)
    if meant:
        hint = f'Write `status: "{meant}"`.'
    elif not status.text and case.requirement.level is Level.SHOULD:
        hint = f"Choose one of {_ALL}, or take the evidence away: a SHOULD may stay open without any."
    else:
        hint = f"Choose one of {_ALL}."
    message = f"{quote_text(status.text)} is not one of the statuses." if status.text else "The status is empty."
    yield case.error("status-invalid", "status", message, hint, status.line)


def must_not_implemented(case: AnswerCase) -> Iterator[Problem]:
    """`must-not-implemented`: a MUST passes as `Implemented` only."""
    status = case.answer.status
    if case.requirement.level is not Level.MUST or status.text == Status.IMPLEMENTED or _excused(case):
        return
    hint = "A MUST passes only as `Implemented`."
    if case.requirement.id in CONDITIONAL:
        hint = "It passes as `Implemented`, or as `N/A` with notes that say why the condition does not arise."
    answered = f"answered {quote_text(status.text)}" if status.text else "not answered"
    yield case.error("must-not-implemented", "status", f"A MUST is {answered}.", hint, status.line)


def must_not_applicable(case: AnswerCase) -> Iterator[Problem]:
    """`must-not-applicable`: the one MUST that may be N/A, which a person then looks at."""
    if case.requirement.level is Level.MUST and _excused(case):
        hint = "Let the notes say why the condition cannot arise on the platform; not offering it is no reason."
        message = "A MUST is answered N/A: a reviewer will read the notes."
        yield case.warning("must-not-applicable", "status", message, hint, case.answer.status.line)


def missing_notes(case: AnswerCase) -> Iterator[Problem]:
    """`notes-missing`: N/A has to be explained."""
    if case.answer.status.text == Status.NOT_APPLICABLE and not trim(case.answer.notes.text):
        hint = "Say in the notes why the requirement does not apply to the platform."
        yield case.error("notes-missing", "notes", "The status is N/A and the notes are empty.", hint, _line(case))


def _excused(case: AnswerCase) -> bool:
    return case.answer.status.text == Status.NOT_APPLICABLE and case.requirement.id in CONDITIONAL


def _line(case: AnswerCase) -> int | None:
    return case.answer.notes.line
