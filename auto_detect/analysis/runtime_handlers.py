"""Handlers of RuntimeClasses, joined with the handlers that nodes report."""

from dataclasses import dataclass
from enum import StrEnum

from auto_detect.analysis.nodes import NodeGroups
from auto_detect.known.accelerators import HANDLERS
from auto_detect.objects.accelerators import RuntimeClass
from auto_detect.objects.core import Node


class HandlerPresence(StrEnum):
    """Presence of a handler on usable nodes."""

    PRESENT = "present"
    ABSENT = "absent"
    UNREPORTED = "unreported"
    """No selected node reports it, and some report no handlers at all (kubelets before 1.30)."""
    NO_NODE = "no node"
    """The class selects no usable node."""


@dataclass(frozen=True)
class Handler:
    """The handler of a RuntimeClass on usable, real nodes."""

    presence: HandlerPresence
    nodes: frozenset[str]
    """Nodes that report it; if no node does, nodes that report no handlers and may have it."""
    missing: frozenset[str]
    """Nodes that report other handlers only."""


def hands_out_accelerators(handler: str) -> bool:
    """Return whether a runtime injects accelerators into ordinary containers."""
    return handler.startswith(HANDLERS)


def handler_of(item: RuntimeClass, kinds: NodeGroups) -> Handler:
    """Join a RuntimeClass with the handlers that its selected nodes report."""
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
