"""Steps of the wizard."""

import dataclasses
from dataclasses import dataclass
from enum import StrEnum

from checklists.model.checklist import Checklist, category_title
from checklists.model.problem import Problem

PAGE_FIELDS = ("provider", "status", "evidence", "notes")
"""Fields of a requirement's page, from top to bottom."""


class StepKind(StrEnum):
    """Kind of page."""

    PLATFORM = "platform"
    CLUSTER = "cluster"
    REQUIREMENT = "requirement"
    REVIEW = "review"
    EXPORT = "export"


@dataclass(frozen=True)
class Step:
    """Page of the wizard."""

    id: str
    """The kind, or a requirement's id."""
    kind: StepKind
    title: str
    category: str | None = None


@dataclass(frozen=True)
class StepGroup:
    """Entry of the rail: a category with its requirements, or a single step."""

    title: str
    steps: tuple[Step, ...]
    category: str | None = None


@dataclass(frozen=True)
class StepField:
    """Place of a problem or value: a step, and a field on it."""

    step: str
    field: str | None = None
    row: int | None = dataclasses.field(default=None, compare=False)
    """Position of the evidence value that has the problem."""


def steps(checklist: Checklist) -> tuple[Step, ...]:
    """Return all steps of a checklist, in order."""
    return (
        Step("platform", StepKind.PLATFORM, "Platform"),
        Step("cluster", StepKind.CLUSTER, "Cluster"),
        *(Step(r.id, StepKind.REQUIREMENT, r.title, r.category) for r in checklist.requirements),
        Step("review", StepKind.REVIEW, "Review"),
        Step("export", StepKind.EXPORT, "Export"),
    )


def groups(checklist: Checklist) -> tuple[StepGroup, ...]:
    """Return the steps, grouped by category."""
    grouped: dict[str, list[Step]] = {}
    for step in steps(checklist):
        grouped.setdefault(f"category {step.category}" if step.category else step.id, []).append(step)
    return tuple(
        StepGroup(
            category_title(members[0].category) if members[0].category else members[0].title,
            tuple(members),
            members[0].category,
        )
        for members in grouped.values()
    )


def step_field(problem: Problem, checklist: Checklist) -> StepField:
    """Return the field that a problem belongs to; the review page if no field can fix it."""
    section, _, rest = problem.where.partition(".")
    if section in ("metadata", "eligibility"):
        return StepField("platform", rest.partition(".")[0].partition("[")[0] or None)
    requirement = checklist.get(problem.requirement or problem.subject)
    if requirement is not None:
        known = problem.field if problem.field in PAGE_FIELDS else None
        return StepField(requirement.id, known, problem.index)
    if section == "folder":
        return StepField("platform", "folder")
    return StepField("review")
