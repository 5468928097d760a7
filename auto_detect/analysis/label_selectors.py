"""What a selector selects, and how to ask the API server for it."""

from collections.abc import Mapping

from auto_detect.objects.dra import NodeFieldRequirement, NodeLabelRequirement
from auto_detect.objects.labels import KeptLabelRequirement, LabelRequirement, Selector


def selects(selector: Selector, labels: Mapping[str, str]) -> bool:
    """Whether labels meet a selector; an empty one selects everything."""
    return all(matches(requirement, labels.get(requirement.key)) for requirement in selector.requirements)


def selector_text(selector: Selector) -> str:
    """The selector as a request spells it."""
    return ",".join(_requirement_text(requirement) for requirement in selector.requirements)


def matches(
    requirement: LabelRequirement | KeptLabelRequirement | NodeFieldRequirement | NodeLabelRequirement,
    value: str | None,
    *,
    otherwise: bool = False,
) -> bool:
    """Whether a value, None where there is none, meets a demand; `otherwise` where its operator is another one."""
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
