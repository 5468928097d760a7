"""Report of `drafts decide`: the next question, or the decision with its problems, as text and JSON."""

import shlex
from collections.abc import Iterator, Sequence

import msgspec

from checklists.decisions.questions import decision_question
from checklists.decisions.tree import Conclusion, Question
from checklists.errors import DraftError
from checklists.model.checklist import Checklist
from checklists.model.draft import Draft
from checklists.model.problem import Problem, by_place, joined
from checklists.text import clean_line
from tui.reports.draft_report import problem_text


def require_decision(requirement: str, checklist: Checklist) -> Question:
    """Return the first question for a requirement.

    Raises:
        DraftError: The requirement has no questions.
    """
    start = decision_question(requirement) if checklist.get(requirement) is not None else None
    if start is None:
        possible = [r.id for r in checklist.requirements if decision_question(r.id) is not None]
        raise DraftError(
            f'"{clean_line(requirement, limit=80)}" has no questions.',
            f"Requirements with questions: {', '.join(possible)}.",
        )
    return start


def question_lines(question: Question, draft: Draft, requirement: str, answers: Sequence[str]) -> Iterator[str]:
    """Yield the question, its answers, and the command that takes an answer."""
    yield question.text
    width = max(len(option.value) for option in question.options)
    yield from (f"  {option.value:{width}}  {option.label}" for option in question.options)
    command = shlex.join(["aiconform", "drafts", "decide", draft.name, requirement, *answers])
    yield f"Add your answer to: {command}"


def question_json(question: Question, draft: Draft, requirement: str) -> dict[str, object]:
    """Build the question as JSON."""
    options = [{"value": option.value, "label": option.label} for option in question.options]
    return {"draft": draft.name, "requirement": requirement, "question": question.text, "answers": options}


def decided_lines(conclusion: Conclusion, requirement: str, problems: Sequence[Problem]) -> Iterator[str]:
    """Yield the status, its reason, what the notes need, and the problems of both."""
    yield f"{requirement}.status: {conclusion.status}"
    yield f"  {conclusion.why}"
    yield f"  Notes: {conclusion.notes_hint}"
    yield from map(problem_text, map(joined, by_place(problems)))
    if not problems:
        yield "The program's check accepts this answer."


def decided_json(
    conclusion: Conclusion, draft: Draft, requirement: str, problems: Sequence[Problem]
) -> dict[str, object]:
    """Build the decision as JSON."""
    return {
        "draft": draft.name,
        "requirement": requirement,
        "status": conclusion.status,
        "why": conclusion.why,
        "asks": conclusion.notes_hint,
        "notes": draft.response(requirement).notes,
        "problems": [msgspec.structs.asdict(problem) for problem in problems],
    }
