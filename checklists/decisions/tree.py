"""How a few questions lead to a status, where a requirement's text starts with a condition.

The notes stay the vendor's: what they have to say is asked for, and nothing is written in their name.
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
    """What the answers come to."""

    status: Status
    why: str
    """Why that status, to the one who answered."""
    notes_hint: str
    """What the notes have to say, in the vendor's own words."""


@dataclass(frozen=True)
class Option:
    """One possible answer, and where it leads."""

    value: str
    label: str
    next: "Question | Conclusion"


@dataclass(frozen=True)
class Question:
    """One question about the product."""

    text: str
    options: tuple[Option, ...]


def follow(start: Question, answers: Sequence[str]) -> Question | Conclusion:
    """Where answers lead: the next question, or the conclusion.

    Raises:
        DraftError: one of them is no answer to its question.
    """
    at: Question | Conclusion = start
    for answer in answers:
        if isinstance(at, Conclusion):
            raise DraftError(f'"{clean_line(answer, limit=80)}" answers nothing: the questions end before it.')
        found = next((option for option in at.options if option.value == answer), None)
        if found is None:
            possible = ", ".join(option.value for option in at.options)
            raise DraftError(f'"{clean_line(answer, limit=80)}" is no answer to: {at.text}', f"Answers: {possible}.")
        at = found.next
    return at


def problems_of(draft: Draft, checklist: Checklist, requirement: str, response: Response) -> tuple[Problem, ...]:
    """What the program's check, and then a reviewer, would say of an answer's status and notes once it is decided."""
    changed = draft.with_response(requirement, response).confirmed(requirement)
    problems = validate_draft(changed, checklist, members=None, files=_NoFiles())
    return tuple(p for p in problems if p.requirement == requirement and p.where.rpartition(".")[2] in PARTS)


class _NoFiles:
    """Evidence says nothing about status and notes."""

    def exists(self, relative: str) -> bool:  # noqa: ARG002
        """There is none."""
        return False

    def path(self, relative: str) -> Path | None:  # noqa: ARG002
        """There is none."""
        return None
