"""Running pods of a few nodes: how they get at accelerators, which runtimes and networks they use."""

from collections.abc import Iterable

from auto_detect.analysis.accelerators.inventory import inventory
from auto_detect.analysis.accelerators.pod_sample import PODS as MOST
from auto_detect.analysis.accelerators.pod_sample import sampled_nodes, sandbox_nodes
from auto_detect.collector.followups.backends import usable
from auto_detect.collector.query import Ask, Listings
from auto_detect.resources.registry import PODS
from auto_detect.snapshot.snapshot import Discovery, ReadOutcome, Snapshot


def on_nodes(listings: Listings) -> Iterable[Ask]:
    """Where nodes could not be read, nobody who reads these pods gets as far as to count them."""
    so_far = Snapshot("", None, "", Discovery(ReadOutcome.READ), dict(listings))
    for name in (*sampled_nodes(inventory(so_far)), *sandbox_nodes(so_far)):
        if usable("any", name):
            yield Ask(PODS, fields=f"spec.nodeName={name},status.phase=Running", limit=MOST)
