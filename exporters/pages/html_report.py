"""A page to sign off a submission: self-contained HTML without scripts or external resources, for screens and paper."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby

from checklists.advice.order import grouped_advice
from checklists.model.checklist import Checklist, Level, Requirement, category_title
from checklists.model.draft import Draft
from checklists.model.evidence import is_url
from checklists.model.metadata import FIELDS
from checklists.model.naming import product_title, submission_folder
from checklists.model.problem import Problem, Severity, by_place, counts_text, failed, joined
from checklists.text import clean, clean_line
from exporters.templating import render_template

_STATUS_CLASSES = {"Implemented": "good", "Partially Implemented": "part", "Not Implemented": "bad", "N/A": "none"}


def html_report(
    draft: Draft,
    checklist: Checklist,
    problems: Sequence[Problem],
    *,
    dates: Iterable[str],
    unchecked: Iterable[str],
    made_at: datetime,
) -> str:
    """Render the page.

    Args:
        draft: The answers.
        checklist: The checklist.
        problems: The program's verdict and advice.
        dates: Sentences about exports, pull request, review and renewal.
        unchecked: Sentences about what the verdict does not include.
        made_at: Time of the page.
    """
    places = [joined(group) for group in by_place(problems)]
    labels = {field.key: field.label for field in FIELDS}
    return render_template(
        "report.html.j2",
        title=product_title(draft),
        minor=checklist.minor,
        folder=submission_folder(draft),
        verdict="fail" if failed(tuple(problems)) else "pass",
        counts=counts_text(problems, zeros=True),
        metadata=[(labels.get(key, key), _value(value)) for key, value in draft.metadata.items()],
        matrix=[
            (category_title(category), [_row(requirement, draft, places) for requirement in requirements])
            for category, requirements in groupby(checklist.requirements, lambda requirement: requirement.category)
        ],
        answers=[_answer(requirement, draft, places) for requirement in checklist.requirements],
        problems=[
            _problem(p) for severity in (Severity.ERROR, Severity.WARNING) for p in places if p.severity is severity
        ],
        advice=[
            {
                "title": group.title,
                "problems": list(map(_problem, group.problems)),
                "hints": map(clean_line, group.hints),
            }
            for group in grouped_advice(problems)
        ],
        dates=[clean_line(line) for line in dates],
        unchecked=[clean_line(line) for line in unchecked],
        made_at=f"{made_at:%Y-%m-%d %H:%M} UTC",
    )


def _row(requirement: Requirement, draft: Draft, problems: Sequence[Problem]) -> dict[str, object]:
    response = draft.response(requirement.id)
    status = response.status or "No answer"
    return {
        "id": requirement.id,
        "title": requirement.title,
        "level": requirement.level,
        "status": status,
        "style": _STATUS_CLASSES.get(status, "bad" if requirement.level is Level.MUST else "none"),
        "evidence": len(response.evidence),
        "errors": sum(p.requirement == requirement.id and p.severity is Severity.ERROR for p in problems),
    }


def _answer(requirement: Requirement, draft: Draft, problems: Sequence[Problem]) -> dict[str, object]:
    response = draft.response(requirement.id)
    return _row(requirement, draft, problems) | {
        "description": clean(requirement.description or ""),
        "notes": clean(response.notes),
        "links": [_value(value) for value in response.evidence],
        "unconfirmed": response.carried is not None,
        "problems": [_problem(problem) for problem in problems if problem.requirement == requirement.id],
    }


def _value(value: str) -> tuple[str, bool]:
    """Return the text, and whether it is a link."""
    text = clean_line(value)
    return text, is_url(text)


def _problem(problem: Problem) -> dict[str, str]:
    return {
        "severity": problem.severity.value,
        "where": clean_line(problem.where),
        "message": clean_line(problem.message),
        "hint": clean_line(problem.hint),
    }
