"""Decision trees that lead to a status for requirements whose text begins with a condition.

A conclusion describes what the notes need; the vendor writes them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from checklists.errors import DraftError
from checklists.model.checklist import Checklist, Status
from checklists.model.draft import Draft, Response
from checklists.model.problem import Problem
from checklists.text import clean_line
from checklists.validate import validate_draft

PARTS = ("status", "notes")


@dataclass(frozen=True)
class Conclusion:
    """Status that a series of answers leads to."""

    status: Status
    why: str
    """Reason for the status, for the user."""
    notes_hint: str
    """What the vendor needs to write in the notes."""


@dataclass(frozen=True)
class Option:
    """Possible answer to a question, and the next node."""

    value: str
    label: str
    next: "Question | Conclusion"


@dataclass(frozen=True)
class Question:
    """Question about the product."""

    text: str
    options: tuple[Option, ...]


def follow(start: Question, answers: Sequence[str]) -> Question | Conclusion:
    """Return the next question or the conclusion after the given answers.

    Raises:
        DraftError: An answer is not an option of its question.
    """
    at: Question | Conclusion = start
    for answer in answers:
        if isinstance(at, Conclusion):
            raise DraftError(f'"{clean_line(answer, limit=80)}" is one answer too many: no question is left.')
        chosen = next((option for option in at.options if option.value == answer), None)
        if chosen is None:
            possible = ", ".join(option.value for option in at.options)
            raise DraftError(f'"{clean_line(answer, limit=80)}" does not answer: {at.text}', f"Answers: {possible}.")
        at = chosen.next
    return at


def problems_of(draft: Draft, checklist: Checklist, requirement: str, response: Response) -> tuple[Problem, ...]:
    """Return problems and advice for an answer's status and notes, as if the answer were part of the draft."""
    changed = draft.with_response(requirement, response).confirmed(requirement)
    problems = validate_draft(changed, checklist, members=None, files=_NoFiles())
    return tuple(p for p in problems if p.requirement == requirement and p.field in PARTS)


class _NoFiles:
    """Evidence files without any file: they do not affect status and notes."""

    def exists(self, relative: str) -> bool:  # noqa: ARG002
        """Return False."""
        return False

    def path(self, relative: str) -> Path | None:  # noqa: ARG002
        """Return None."""
        return None
