"""Notes that contradict the status: Implemented with a denial in the notes, or the reverse."""

from collections.abc import Iterator

from checklists.advice.context import AdviceCase
from checklists.advice.denial_words import may_contradict
from checklists.model.checklist import Level, Requirement, Status
from checklists.model.problem import Problem
from checklists.rules.status import CONDITIONAL

_LONGEST = 20_000
"""Maximum number of characters checked."""


def contradicting_notes(case: AdviceCase) -> Iterator[Problem]:
    """Report `notes-contradict-status`: the notes deny what the status claims, or claim what the status denies."""
    for requirement, answer in case.answers:
        status, notes = answer.status.text, answer.notes.text[:_LONGEST]
        message = ""
        if status == Status.IMPLEMENTED:
            denial = denies(notes, requirement.id)
            if denial:
                message = f'The status is "{status}", but the notes {denial}.'
        elif status in (Status.NOT_APPLICABLE, Status.NOT_IMPLEMENTED) and affirms(notes, requirement.id):
            message = f'The status is "{status}", but the notes describe an implementation.'
        if message:
            hint = _hint(requirement, implemented=status == Status.IMPLEMENTED)
            yield case.at_answer("notes-contradict-status", requirement, "notes", message, hint, answer.notes.line)


def denies(notes: str, requirement: str) -> str:
    """Return how the notes deny the requirement, to continue "the notes …"; empty without a denial."""
    low = notes.lower()
    if not may_contradict(low):
        return ""  # Most notes.
    from checklists.advice.denials import denial

    return denial(low, requirement)


def affirms(notes: str, requirement: str) -> bool:
    """Return whether the notes describe an implementation without any restriction."""
    from checklists.advice.denials import affirmation

    return affirmation(notes.lower(), requirement)


def _hint(requirement: Requirement, *, implemented: bool) -> str:
    if not implemented:
        return "Choose Implemented and add the evidence, or explain in the notes what is missing."
    if requirement.id in CONDITIONAL:
        return (
            "Since September 2026 the program accepts N/A here: choose it and explain why the condition cannot occur "
            "(a missing feature is not a reason). Or keep Implemented and show a scale-up and a scale-down."
        )
    if requirement.level is Level.SHOULD:
        return "Choose Not Implemented, or N/A with the reason; or describe the implementation in the notes."
    return "Describe the implementation in the notes; this MUST cannot be N/A."
