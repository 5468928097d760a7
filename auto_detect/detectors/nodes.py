"""Which nodes count: ready, schedulable, real."""

from collections.abc import Mapping

from auto_detect.detectors.health import condition
from auto_detect.objects import Node, kept_key

_KWOK = "kwok.x-k8s.io/"


def usable(node: Node) -> bool:
    """Ready and open to new pods; any other node keeps numbers from better days."""
    ready = condition(node.status.conditions, "Ready")
    return ready is not None and ready.status == "True" and not node.spec.unschedulable


def simulated(node: Node) -> bool:
    """Whether kwok plays the node: what is "running" there runs nowhere."""
    keys = (*node.metadata.annotations, *node.metadata.labels, *(taint.key for taint in node.spec.taints))
    return node.spec.provider_id == "kwok" or any(key.startswith(_KWOK) for key in keys)


def selects(selector: Mapping[str, object], node: Node) -> bool:
    """Whether a core/v1 NodeSelector may select a node.

    A snapshot keeps few labels, so a demand on a label that it never keeps is taken as met.
    """
    return any(_term(term, node) for term in _dicts(selector.get("nodeSelectorTerms")))


def _term(term: Mapping[str, object], node: Node) -> bool:
    fields = [_requirement(r, {"metadata.name": node.metadata.name}, "") for r in _dicts(term.get("matchFields"))]
    labels = [
        _requirement(r, node.metadata.labels, str(r.get("key", ""))) for r in _dicts(term.get("matchExpressions"))
    ]
    return bool(fields or labels) and all(fields) and all(labels)


def _requirement(requirement: Mapping[str, object], values: Mapping[str, str], label: str) -> bool:
    if label and not kept_key(label):
        return True
    value = values.get(str(requirement.get("key", "")))
    wanted = requirement.get("values")
    among = isinstance(wanted, list) and value in wanted
    match requirement.get("operator"):
        case "In":
            return among
        case "NotIn":
            return not among
        case "Exists":
            return value is not None
        case "DoesNotExist":
            return value is None
        case _:
            return True


def _dicts(value: object) -> list[dict[str, object]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
