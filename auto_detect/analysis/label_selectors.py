"""Evaluation of label selectors, and their form in a request."""

from collections.abc import Mapping

from auto_detect.objects.dra import NodeFieldRequirement, NodeLabelRequirement
from auto_detect.objects.labels import KeptLabelRequirement, LabelRequirement, Selector


def selects(selector: Selector, labels: Mapping[str, str]) -> bool:
    """Return whether a selector selects these labels; an empty selector selects everything."""
    return all(matches(requirement, labels.get(requirement.key)) for requirement in selector.requirements)


def selector_text(selector: Selector) -> str:
    """Return the selector as the `labelSelector` parameter of a request."""
    return ",".join(_requirement_text(requirement) for requirement in selector.requirements)


def matches(
    requirement: LabelRequirement | KeptLabelRequirement | NodeFieldRequirement | NodeLabelRequirement,
    value: str | None,
    *,
    otherwise: bool = False,
) -> bool:
    """Return whether a value (None if absent) meets a requirement; `otherwise` for other operators."""
    match requirement.operator:
        case "In":
            return value in requirement.values
        case "NotIn":
            return value not in requirement.values
        case "Exists":
            return value is not None
        case "DoesNotExist":
            return value is None
        case _:
            return otherwise


def _requirement_text(requirement: LabelRequirement | KeptLabelRequirement) -> str:
    match requirement.operator:
        case "Exists":
            return requirement.key
        case "DoesNotExist":
            return f"!{requirement.key}"
        case operator:
            return f"{requirement.key} {operator.lower()} ({','.join(requirement.values)})"
