"""Which nodes count: ready, schedulable, real."""

from collections.abc import Iterable, Sequence

from auto_detect.analysis.health import condition
from auto_detect.analysis.label_selectors import matches
from auto_detect.analysis.memoize import memoize_last
from auto_detect.objects.core import Node, kept_key
from auto_detect.objects.dra import NodeSelector, NodeSelectorTerm

NodeGroups = Sequence[tuple[Node, list[str]]]
"""Nodes that are alike, with their names."""

_KWOK = "kwok.x-k8s.io/"
_FAKE = "run.ai/simulated-gpu"
"""Begins the label of nodes for which the fake GPU operator invents devices."""


def is_usable(node: Node) -> bool:
    """Ready and open to new pods; any other node keeps numbers from better days."""
    ready = condition(node.status.conditions, "Ready")
    return ready is not None and ready.status == "True" and not node.spec.unschedulable


def is_simulated(node: Node) -> bool:
    """Whether kwok plays the node, or somebody its accelerators: what is "running" there proves nothing."""
    keys = " ".join((*node.metadata.annotations, *node.metadata.labels, *(taint.key for taint in node.spec.taints)))
    return node.spec.provider_id == "kwok" or f" {_KWOK}" in f" {keys}" or _FAKE in keys


def simulated_node_names(nodes: Iterable[Node]) -> frozenset[str]:
    """Names of the nodes that are simulated."""
    return frozenset(name for node, names in group_identical(nodes) if is_simulated(node) for name in names)


@memoize_last
def group_identical(nodes: Iterable[Node]) -> NodeGroups:
    """Nodes that differ in nothing but their names, each with all of those names.

    A look keeps equal parts of nodes once, so that thousands of nodes are often a handful of kinds.
    """
    groups: dict[tuple[int, ...], tuple[Node, list[str]]] = {}
    for node in nodes:
        parts = (node.metadata.labels, node.metadata.annotations, node.spec, node.status)
        groups.setdefault(tuple(map(id, parts)), (node, []))[1].append(node.metadata.name)
    return list(groups.values())


def usable_real_nodes(nodes: Iterable[Node]) -> NodeGroups:
    """Usable nodes that nobody plays."""
    return [(node, names) for node, names in group_identical(nodes) if is_usable(node) and not is_simulated(node)]


def selector_matches(selector: NodeSelector, node: Node) -> bool:
    """Whether a core/v1 NodeSelector may select a node.

    A snapshot keeps few labels, so a demand on a label that it never keeps is taken as met; so is one by number.
    """
    return any(_term_matches(term, node) for term in selector.node_selector_terms)


def _term_matches(term: NodeSelectorTerm, node: Node) -> bool:
    name = node.metadata.name
    values = node.metadata.labels
    fields = [matches(r, name if r.key == "metadata.name" else None, otherwise=True) for r in term.match_fields]
    labels = [not kept_key(r.key) or matches(r, values.get(r.key), otherwise=True) for r in term.match_expressions]
    return bool(fields or labels) and all(fields) and all(labels)
