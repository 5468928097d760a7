"""What a label selector selects, and how to ask the API server for it."""

from collections.abc import Mapping

from auto_detect.objects_labels import Demand, OwnDemand, Selector


def selects(selector: Selector, labels: Mapping[str, str]) -> bool:
    """Whether labels meet a selector; an empty one selects everything."""
    return all(_met(demand, labels.get(demand.key)) for demand in selector.demands)


def as_query(selector: Selector) -> str:
    """The selector as a request spells it."""
    return ",".join(_spelled(demand) for demand in selector.demands)


def _met(demand: Demand | OwnDemand, value: str | None) -> bool:
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
            return False


def _spelled(demand: Demand | OwnDemand) -> str:
    match demand.operator:
        case "Exists":
            return demand.key
        case "DoesNotExist":
            return f"!{demand.key}"
        case operator:
            return f"{demand.key} {operator.lower()} ({','.join(demand.values)})"
