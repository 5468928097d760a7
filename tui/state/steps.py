"""The wizard's steps as data."""

from dataclasses import dataclass
from enum import StrEnum

from checklists.model.checklist import Checklist
from checklists.model.problem import Problem

CATEGORY_TITLES = {
    "accelerators": "Accelerators",
    "networking": "Networking",
    "schedulingOrchestration": "Scheduling",
    "observability": "Observability",
    "security": "Security",
    "operator": "Operator",
}


class StepKind(StrEnum):
    """What a step shows."""

    PLATFORM = "platform"
    CLUSTER = "cluster"
    REQUIREMENT = "requirement"
    REVIEW = "review"
    EXPORT = "export"


@dataclass(frozen=True)
class Step:
    """One page of the wizard."""

    id: str
    """The kind; for a requirement its id."""
    kind: StepKind
    title: str
    category: str | None = None


@dataclass(frozen=True)
class StepGroup:
    """What the rail counts as one: a category with its requirements, or a step of its own."""

    title: str
    steps: tuple[Step, ...]
    category: str | None = None


@dataclass(frozen=True)
class StepField:
    """Where something can be put right: a step, and a field on it."""

    step: str
    field: str | None = None


def category_title(category: str) -> str:
    """A short title; the key itself for a category that nobody knows yet."""
    return CATEGORY_TITLES.get(category, category)


def steps(checklist: Checklist) -> tuple[Step, ...]:
    """All steps of a checklist, on the straight path."""
    return (
        Step("platform", StepKind.PLATFORM, "Platform"),
        Step("cluster", StepKind.CLUSTER, "Cluster"),
        *(Step(r.id, StepKind.REQUIREMENT, r.title, r.category) for r in checklist.requirements),
        Step("review", StepKind.REVIEW, "Review"),
        Step("export", StepKind.EXPORT, "Export"),
    )


def groups(checklist: Checklist) -> tuple[StepGroup, ...]:
    """The steps, with the requirements of one category together."""
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
    """Where a problem can be put right; the review page for one that no field can mend."""
    section, _, rest = problem.where.partition(".")
    if section == "metadata":
        return StepField("platform", rest.partition(".")[0].partition("[")[0] or None)
    requirement = checklist.get(problem.requirement or problem.subject)
    if requirement is not None:
        field = problem.where.rpartition(".")[2].partition("[")[0]
        return StepField(requirement.id, field if field in ("status", "evidence", "notes") else None)
    if section == "folder":
        return StepField("platform", "folder")
    return StepField("review")
