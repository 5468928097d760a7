"""Problems for sections, categories and requirements of the checklist that the file lacks."""

from collections.abc import Iterator

from checklists.model.checklist import Checklist, Level, Requirement
from checklists.model.problem import Problem, Severity
from checklists.rules.context import same_letters
from checklists.submission.submission import Submission
from checklists.text import clean_line


def missing_section(section: str, submission: Submission, checklist: Checklist) -> Problem:
    """Build the problem for a file without `metadata` or `spec`."""
    line = submission.section_lines.get(section)
    message = f"`{section}` is empty." if line else f"The file has no `{section}`."
    hint = f"Copy it from the official checklist, docs/AIConformance-{checklist.minor}.yaml."
    return Problem(Severity.ERROR, "section-missing", section, section, message, hint, line)


def missing_category(category: str, submission: Submission, checklist: Checklist) -> Problem:
    """Build the problem for a category that `spec` lacks."""
    alike = next((key for key in submission.spec or () if same_letters(key, category)), None)
    hint = f"Copy it from the official checklist, docs/AIConformance-{checklist.minor}.yaml."
    if alike:
        hint = f"Rename `{clean_line(alike, limit=80)}`: the program reads `{category}`."
    return Problem(
        Severity.ERROR,
        "category-missing",
        category,
        f"spec.{category}",
        f"The category `{category}` is missing.",
        hint,
        submission.section_lines.get(f"spec.{alike}" if alike else "spec"),
    )


def missing_requirement(requirement: Requirement, submission: Submission, checklist: Checklist) -> Problem:
    """Build the problem for a requirement that its category lacks."""
    line, hint = next(
        _strays(requirement, submission), (submission.section_lines.get(f"spec.{requirement.category}"), "")
    )
    if not hint:
        hint = f"Copy its entry from the official checklist, docs/AIConformance-{checklist.minor}.yaml"
        optional = requirement.level is Level.SHOULD
        hint += "; status and evidence of a SHOULD may stay empty." if optional else "."
    message = f"`{requirement.id}` is missing from `{requirement.category}`."
    where = f"spec.{requirement.category}.{requirement.id}"
    return Problem(Severity.ERROR, "requirement-missing", requirement.id, where, message, hint, line)


def _strays(requirement: Requirement, submission: Submission) -> Iterator[tuple[int | None, str]]:
    """Yield line and hint of entries that probably mean the requirement: its id elsewhere, or a similar id."""
    for category, answers in (submission.spec or {}).items():
        for answer in answers:
            if answer.id == requirement.id:
                yield answer.line, f"Move it from `{clean_line(category, limit=80)}` to its own category."
            elif category == requirement.category and same_letters(answer.id, requirement.id):
                written = clean_line(answer.id, limit=80)
                yield answer.line, f"Rename `{written}`: the program reads `{requirement.id}`."
