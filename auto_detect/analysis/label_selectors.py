"""What a selector selects, and how to ask the API server for it."""

from collections.abc import Mapping

from auto_detect.objects.dra import FieldRequirement, LabelRequirement
from auto_detect.objects.labels import Demand, OwnDemand, Selector


def selects(selector: Selector, labels: Mapping[str, str]) -> bool:
    """Whether labels meet a selector; an empty one selects everything."""
    return all(meets(demand, labels.get(demand.key)) for demand in selector.demands)


def as_query(selector: Selector) -> str:
    """The selector as a request spells it."""
    return ",".join(_spelled(demand) for demand in selector.demands)


def meets(
    demand: Demand | OwnDemand | FieldRequirement | LabelRequirement, value: str | None, *, otherwise: bool = False
) -> bool:
    """Whether a value, None where there is none, meets a demand; `otherwise` where its operator is another one."""
    match demand.operator:
        case "In":
            return value in demand.values
        case "NotIn":
            return value not in demand.values
        case "Exists":
            return value is not None
        case "DoesNotExist":
            return value is None
        case _:
            return otherwise


def _spelled(demand: Demand | OwnDemand) -> str:
    match demand.operator:
        case "Exists":
            return demand.key
        case "DoesNotExist":
            return f"!{demand.key}"
        case operator:
            return f"{demand.key} {operator.lower()} ({','.join(demand.values)})"
