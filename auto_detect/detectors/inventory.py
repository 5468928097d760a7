"""The accelerators of a cluster: on which usable nodes, whose, how many."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from auto_detect import areas
from auto_detect.detectors.accelerators import vendor_of_resource, whole
from auto_detect.detectors.nodes import simulated, usable
from auto_detect.detectors.once import once
from auto_detect.detectors.pools import Driver, drivers
from auto_detect.detectors.unread import why_unread
from auto_detect.objects import Node
from auto_detect.snapshot import Snapshot


@dataclass(frozen=True)
class Inventory:
    """Accelerators as pods could get them now."""

    unread: str | None
    """Why nodes could not be read; then nothing here says "none"."""
    nodes: Mapping[str, frozenset[str]]
    """Names of the usable, real nodes with accelerators, by vendor."""
    devices: Mapping[str, int]
    """Devices by vendor, where a node label or DRA counts them; allocatable counts shares."""
    simulated: frozenset[str]
    """Usable nodes with accelerators that only kwok plays."""
    unusable: int
    """Nodes with accelerators that are not ready or cordoned."""
    empty: int
    """Usable nodes whose device plugin offers none: all devices unhealthy."""
    drivers: tuple[Driver, ...]

    @property
    def all_nodes(self) -> frozenset[str]:
        """Names of all usable, real nodes with accelerators."""
        return frozenset().union(*self.nodes.values())


@once(areas.NODES, areas.RESOURCE_SLICES)
def inventory(snapshot: Snapshot) -> Inventory:
    """Joins what nodes offer with what DRA drivers publish."""
    published = drivers(snapshot)
    by_dra: dict[str, set[str]] = defaultdict(set)
    for driver in published:
        for name in driver.nodes if driver.vendor else ():
            by_dra[name].add(driver.vendor or "")
    on: dict[str, set[str]] = defaultdict(set)
    devices: dict[str, int] = defaultdict(int)
    played: set[str] = set()
    unusable = empty = 0
    for node in snapshot.of(areas.NODES).items:
        offers = _offers(node)
        vendors = {vendor for vendor, number in offers.items() if number} | by_dra.get(node.metadata.name, set())
        if not usable(node):
            unusable += bool(vendors)
        elif not vendors:
            empty += bool(offers)
        elif simulated(node):
            played.add(node.metadata.name)
        else:
            for vendor in vendors:
                on[vendor].add(node.metadata.name)
            devices["NVIDIA"] += whole(node.metadata.labels.get("nvidia.com/gpu.count", ""))
    for driver in published:
        if driver.vendor:
            devices[driver.vendor] = max(devices[driver.vendor], driver.devices)
    return Inventory(
        why_unread(snapshot, areas.NODES),
        {vendor: frozenset(names) for vendor, names in sorted(on.items())},
        {vendor: number for vendor, number in devices.items() if number},
        frozenset(played),
        unusable,
        empty,
        published,
    )


def _offers(node: Node) -> dict[str, int]:
    offers: dict[str, int] = defaultdict(int)
    for key, quantity in node.status.allocatable.items():
        vendor = vendor_of_resource(key)
        if vendor is not None:
            offers[vendor] += whole(quantity)
    return offers
