"""Queries for running pods of a few nodes: their accelerators, runtimes and networks."""

from collections.abc import Iterable

from auto_detect.analysis.accelerators.inventory import inventory_of
from auto_detect.analysis.accelerators.pod_sample import MAX_PODS as MOST
from auto_detect.analysis.accelerators.pod_sample import sampled_nodes, sandbox_nodes
from auto_detect.collector.object_names import valid_names
from auto_detect.collector.query import Listings, Query
from auto_detect.objects.core import Object
from auto_detect.resources.accelerators import RUNTIME_CLASSES
from auto_detect.resources.registry import NODES, PODS, RESOURCE_SLICES


def node_pods(listings: Listings) -> Iterable[Query[Object]]:
    """Yield queries for the running pods of a few nodes."""
    resources = (NODES, RESOURCE_SLICES, RUNTIME_CLASSES)
    nodes, slices, classes = (listings[resource.group_resource].items for resource in resources)
    sampled = sampled_nodes(inventory_of(nodes, slices))
    for name in (*sampled, *sandbox_nodes(classes, nodes, sampled)):
        if valid_names(name):
            yield Query(PODS, fields=f"spec.nodeName={name},status.phase=Running", limit=MOST)
