"""Where the handler of a RuntimeClass is: a class without one leaves its pods waiting."""

from dataclasses import dataclass
from enum import StrEnum

from auto_detect.analysis.nodes import Kinds
from auto_detect.known.accelerators import HANDLERS
from auto_detect.objects.accelerators import RuntimeClass
from auto_detect.objects.core import Node


class Place(StrEnum):
    """Whether usable nodes have a handler."""

    THERE = "there"
    NOWHERE = "nowhere"
    UNTOLD = "untold"
    """Of the nodes that the class selects some do not tell their handlers, as kubelets before 1.30, and none has it."""
    NO_NODE = "no node"
    """The class selects no usable node."""


@dataclass(frozen=True)
class Handler:
    """The handler of one class, joined with usable, real nodes."""

    place: Place
    nodes: frozenset[str]
    """Those that have it or, where none tells, may have it."""
    without: frozenset[str]
    """Those that tell of others and not of it."""


def hands_out_accelerators(handler: str) -> bool:
    """Whether a runtime is one that brings devices into ordinary containers."""
    return handler.startswith(HANDLERS)


def handler_of(item: RuntimeClass, kinds: Kinds) -> Handler:
    """Joins a class with what the nodes that it selects tell."""
    demanded = item.scheduling.node_selector if item.scheduling else {}
    fitting = [(node, names) for node, names in kinds if _selected(node, demanded)]
    having, telling, silent = set[str](), set[str](), set[str]()
    for node, names in fitting:
        handlers = node.status.runtime_handlers
        (telling if handlers else silent).update(names)
        if any(handler.name == item.handler for handler in handlers):
            having.update(names)
    if having:
        place = Place.THERE
    elif not fitting:
        place = Place.NO_NODE
    else:
        place = Place.UNTOLD if silent else Place.NOWHERE
    return Handler(place, frozenset(having or silent), frozenset(telling - having))


def _selected(node: Node, demanded: dict[str, str]) -> bool:
    return all(node.metadata.labels.get(key) == value for key, value in demanded.items())
