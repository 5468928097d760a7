"""Rules for status and notes of an answer, by the requirement's level."""

from collections.abc import Iterator

from checklists.model.checklist import Level, Status
from checklists.model.problem import Problem
from checklists.model.status_words import meant_status
from checklists.rules.context import AnswerCase, quote_text
from checklists.text import trim

CONDITIONAL = frozenset({"cluster_autoscaling"})
"""The MUSTs that accept N/A, because their condition need not apply."""

_ALL = ", ".join(f"`{status}`" for status in Status)


def invalid_status(case: AnswerCase) -> Iterator[Problem]:
    """Yield `status-invalid` unless the status is exactly one of the four."""
    status = case.answer.status
    if status.text in tuple(Status):
        return
    meant = meant_status(status.text)
    if meant:
        hint = f'Write `status: "{meant}"`.'
    elif not status.text and case.requirement.level is Level.SHOULD:
        hint = f"Choose one of {_ALL}, or remove the evidence: a SHOULD without evidence may stay open."
    else:
        hint = f"Choose one of {_ALL}."
    message = f"{quote_text(status.text)} is not a valid status." if status.text else "The status is empty."
    yield case.error("status-invalid", "status", message, hint, status.line)


def must_not_implemented(case: AnswerCase) -> Iterator[Problem]:
    """Yield `must-not-implemented` for a MUST with any status other than `Implemented`."""
    status = case.answer.status
    if case.requirement.level is not Level.MUST or status.text == Status.IMPLEMENTED or _excused(case):
        return
    hint = "A MUST has to be `Implemented`."
    if case.requirement.id in CONDITIONAL:
        hint = "Answer `Implemented`, or `N/A` with notes that explain why the condition does not apply."
    answered = f"answered {quote_text(status.text)}" if status.text else "not answered"
    yield case.error("must-not-implemented", "status", f"A MUST is {answered}.", hint, status.line)


def must_not_applicable(case: AnswerCase) -> Iterator[Problem]:
    """Yield `must-not-applicable` for a MUST with an accepted N/A, which a reviewer then reads."""
    if case.requirement.level is Level.MUST and _excused(case):
        hint = "Explain in the notes why the condition cannot apply; a missing feature is not a reason."
        message = "A MUST is answered N/A: a reviewer will read the notes."
        yield case.warning("must-not-applicable", "status", message, hint, case.answer.status.line)


def missing_notes(case: AnswerCase) -> Iterator[Problem]:
    """Yield `notes-missing` for N/A without notes."""
    if case.answer.status.text == Status.NOT_APPLICABLE and not trim(case.answer.notes.text):
        hint = "Explain in the notes why the requirement does not apply to the platform."
        yield case.error("notes-missing", "notes", "The status is N/A and the notes are empty.", hint, _line(case))


def _excused(case: AnswerCase) -> bool:
    return case.answer.status.text == Status.NOT_APPLICABLE and case.requirement.id in CONDITIONAL


def _line(case: AnswerCase) -> int | None:
    return case.answer.notes.line
