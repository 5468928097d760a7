"""The wizard's steps as data."""

from dataclasses import dataclass
from enum import StrEnum

from checklists.model import Checklist

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
