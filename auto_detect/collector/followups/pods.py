"""Queries for running pods of a few nodes: their accelerators, runtimes and networks."""

from collections.abc import Collection, Iterable

from auto_detect.analysis.accelerators.inventory import inventory_of
from auto_detect.analysis.accelerators.pod_sample import MAX_PODS as MOST
from auto_detect.analysis.accelerators.pod_sample import sampled_nodes, sandbox_nodes
from auto_detect.collector.object_names import valid_names
from auto_detect.collector.query import Listings, Query
from auto_detect.objects.core import Node, Object
from auto_detect.resources.accelerators import RUNTIME_CLASSES
from auto_detect.resources.registry import NODES, PODS, RESOURCE_SLICES
from auto_detect.snapshot.snapshot import Listing

_MOST_OTHERS = 45
"""Maximum nodes that a query excludes by name: with names of 63 characters, its URL has 4 KiB of proxies' 8 KiB."""


def node_pods(listings: Listings) -> Iterable[Query[Object]]:
    """Yield queries for the running pods of a few nodes: a single query if few other nodes have to be excluded."""
    resources = (NODES, RESOURCE_SLICES, RUNTIME_CLASSES)
    nodes, slices, classes = (listings[resource.group_resource].items for resource in resources)
    sampled = sampled_nodes(inventory_of(nodes, slices, None))
    chosen = [name for name in (*sampled, *sandbox_nodes(classes, nodes, sampled)) if valid_names(name)]
    others = _others(listings[NODES.group_resource], chosen)
    if len(chosen) > 1 and others is not None:
        excluded = "".join(f"spec.nodeName!={name}," for name in others)
        yield Query(PODS, fields=f"{excluded}status.phase=Running", limit=MOST * len(chosen))
        return
    for name in chosen:
        yield Query(PODS, fields=f"spec.nodeName={name},status.phase=Running", limit=MOST)


def _others(nodes: Listing[Node], chosen: Collection[str]) -> list[str] | None:
    """Return the names of all other nodes; None if they are too many, or not all known."""
    names = [node.metadata.name for node in nodes.items if node.metadata.name not in chosen]
    known = nodes.readable and not nodes.more and not nodes.malformed and valid_names(*names)
    return sorted(names) if known and len(names) <= _MOST_OTHERS else None
