"""Usable nodes: ready, schedulable, not simulated."""

from collections.abc import Iterable, Sequence

from auto_detect.analysis.health import condition
from auto_detect.analysis.label_selectors import matches
from auto_detect.analysis.memoize import memoize_last
from auto_detect.objects.core import Node, kept_key
from auto_detect.objects.dra import NodeSelector, NodeSelectorTerm

NodeGroups = Sequence[tuple[Node, Sequence[str]]]
"""Groups of nodes that differ only in their names: one node of each group, and the names of all its nodes."""

_KWOK = "kwok.x-k8s.io/"
_FAKE = "run.ai/simulated-gpu"
"""Prefix of the labels of nodes with devices simulated by the fake GPU operator."""


def is_usable(node: Node) -> bool:
    """Return whether a node is ready and schedulable; the status of other nodes is outdated."""
    ready = condition(node.status.conditions, "Ready")
    return ready is not None and ready.status == "True" and not node.spec.unschedulable


def is_simulated(node: Node) -> bool:
    """Return whether kwok simulates the node or the fake GPU operator its devices."""
    keys = " ".join((*node.metadata.annotations, *node.metadata.labels, *(taint.key for taint in node.spec.taints)))
    return node.spec.provider_id == "kwok" or f" {_KWOK}" in f" {keys}" or _FAKE in keys


def simulated_node_names(nodes: Iterable[Node]) -> frozenset[str]:
    """Return the names of simulated nodes."""
    return frozenset(name for node, names in group_identical(nodes) if is_simulated(node) for name in names)


@memoize_last
def group_identical(nodes: Iterable[Node]) -> NodeGroups:
    """Group nodes that differ only in their names.

    A snapshot keeps equal parts once, so thousands of nodes often form a handful of groups.
    """
    groups: dict[tuple[int, ...], tuple[Node, list[str]]] = {}
    for node in nodes:
        meta = node.metadata
        parts = (id(meta.labels), id(meta.annotations), id(node.spec), id(node.status))
        group = groups.get(parts)
        if group is None:
            groups[parts] = group = (node, [])
        group[1].append(meta.name)
    return list(groups.values())


def usable_real_nodes(nodes: Iterable[Node]) -> NodeGroups:
    """Return the usable nodes that are not simulated."""
    return [(node, names) for node, names in group_identical(nodes) if is_usable(node) and not is_simulated(node)]


def selector_matches(selector: NodeSelector, node: Node) -> bool:
    """Return whether a core/v1 NodeSelector may select a node.

    Requirements on labels that snapshots do not keep, and the operators Gt and Lt, count as met.
    """
    return any(_term_matches(term, node) for term in selector.node_selector_terms)


def _term_matches(term: NodeSelectorTerm, node: Node) -> bool:
    name = node.metadata.name
    values = node.metadata.labels
    fields = [matches(r, name if r.key == "metadata.name" else None, otherwise=True) for r in term.match_fields]
    labels = [not kept_key(r.key) or matches(r, values.get(r.key), otherwise=True) for r in term.match_expressions]
    return bool(fields or labels) and all(fields) and all(labels)
