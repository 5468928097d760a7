"""Where the handler of a RuntimeClass is: a class without one leaves its pods waiting."""

from dataclasses import dataclass
from enum import StrEnum

from auto_detect.analysis.nodes import NodeGroups
from auto_detect.known.accelerators import HANDLERS
from auto_detect.objects.accelerators import RuntimeClass
from auto_detect.objects.core import Node


class HandlerPresence(StrEnum):
    """Whether usable nodes have a handler."""

    PRESENT = "there"
    ABSENT = "nowhere"
    UNREPORTED = "untold"
    """Of the nodes that the class selects some do not tell their handlers, as kubelets before 1.30, and none has it."""
    NO_NODE = "no node"
    """The class selects no usable node."""


@dataclass(frozen=True)
class Handler:
    """The handler of one class, joined with usable, real nodes."""

    presence: HandlerPresence
    nodes: frozenset[str]
    """Those that have it or, where none tells, may have it."""
    missing: frozenset[str]
    """Those that tell of others and not of it."""


def hands_out_accelerators(handler: str) -> bool:
    """Whether a runtime is one that brings devices into ordinary containers."""
    return handler.startswith(HANDLERS)


def handler_of(item: RuntimeClass, kinds: NodeGroups) -> Handler:
    """Joins a class with what the nodes that it selects tell."""
    node_selector = item.scheduling.node_selector if item.scheduling else {}
    selected = [(node, names) for node, names in kinds if _is_selected(node, node_selector)]
    with_handler, reporting, silent = set[str](), set[str](), set[str]()
    for node, names in selected:
        handlers = node.status.runtime_handlers
        (reporting if handlers else silent).update(names)
        if any(handler.name == item.handler for handler in handlers):
            with_handler.update(names)
    if with_handler:
        presence = HandlerPresence.PRESENT
    elif not selected:
        presence = HandlerPresence.NO_NODE
    else:
        presence = HandlerPresence.UNREPORTED if silent else HandlerPresence.ABSENT
    return Handler(presence, frozenset(with_handler or silent), frozenset(reporting - with_handler))


def _is_selected(node: Node, node_selector: dict[str, str]) -> bool:
    return all(node.metadata.labels.get(key) == value for key, value in node_selector.items())
