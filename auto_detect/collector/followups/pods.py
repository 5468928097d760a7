"""Running pods of a few nodes: how they get at accelerators, which runtimes and networks they use."""

from collections.abc import Iterable

from auto_detect.analysis.accelerators.inventory import take_inventory
from auto_detect.analysis.accelerators.pod_sample import MAX_PODS as MOST
from auto_detect.analysis.accelerators.pod_sample import sampled_nodes, sandbox_nodes
from auto_detect.collector.followups.backends import valid_names
from auto_detect.collector.query import Listings, Query
from auto_detect.objects.core import Object
from auto_detect.resources.registry import PODS
from auto_detect.snapshot.snapshot import Discovery, ReadOutcome, Snapshot


def node_pods(listings: Listings) -> Iterable[Query[Object]]:
    """Where nodes could not be read, nobody who reads these pods gets as far as to count them."""
    so_far = Snapshot("", None, "", Discovery(ReadOutcome.READ), dict(listings))
    for name in (*sampled_nodes(take_inventory(so_far)), *sandbox_nodes(so_far)):
        if valid_names("any", name):
            yield Query(PODS, fields=f"spec.nodeName={name},status.phase=Running", limit=MOST)
