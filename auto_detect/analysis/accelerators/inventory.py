"""The accelerators of a cluster: on which usable nodes, whose, how many."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from auto_detect.analysis.accelerators.dra_pools import Driver, drivers
from auto_detect.analysis.accelerators.node_accelerators import Offer, labelled, offers
from auto_detect.analysis.coverage import why_unread
from auto_detect.analysis.memoize import once
from auto_detect.analysis.nodes import alike, simulated, usable
from auto_detect.resources import registry
from auto_detect.snapshot.snapshot import Snapshot


@dataclass(frozen=True)
class Held:
    """Accelerators of one vendor on one usable, real node."""

    vendor: str
    node: str
    plugin: int
    """What the device plugin offers, shares and parts included."""
    published: int
    """Pieces of hardware behind what DRA drivers publish."""
    hardware: int | None
    """Pieces of hardware; None where nothing counts them."""


@dataclass(frozen=True)
class Inventory:
    """Accelerators as pods could get them now."""

    unread: str | None
    """Why nodes could not be read; then nothing here says "none"."""
    nodes: Mapping[str, frozenset[str]]
    """Names of the usable, real nodes with accelerators, by vendor."""
    held: tuple[Held, ...]
    """The same with what each of them offers."""
    devices: Mapping[str, int]
    """Pieces of hardware by vendor, where they are counted on each of its nodes; never shares or parts."""
    simulated: frozenset[str]
    """Usable nodes with accelerators that are only played."""
    unusable: int
    """Nodes with accelerators that are not ready or cordoned."""
    empty: int
    """Usable nodes whose device plugin offers none: all devices unhealthy."""
    idle: int
    """Usable nodes that are labelled as having accelerators, and where nothing offers them."""
    drivers: tuple[Driver, ...]

    @cached_property
    def all_nodes(self) -> frozenset[str]:
        """Names of all usable, real nodes with accelerators."""
        return frozenset().union(*self.nodes.values())

    @property
    def fabric(self) -> Mapping[str, int]:
        """Pieces of hardware that several nodes can use, by vendor."""
        found: dict[str, int] = defaultdict(int)
        for driver in self.drivers:
            if driver.vendor and driver.fabric:
                found[driver.vendor] += driver.fabric
        return found

    @property
    def mediated(self) -> bool:
        """Whether a pod can get an accelerator here."""
        return bool(self.nodes or self.fabric)


@once(registry.NODES, registry.RESOURCE_SLICES)
def inventory(snapshot: Snapshot) -> Inventory:
    """Joins what nodes offer with what DRA drivers publish."""
    published = drivers(snapshot)
    by_dra = _by_node(published)
    held: list[Held] = []
    played: set[str] = set()
    unusable = empty = idle = 0
    for node, names in alike(snapshot.of(registry.NODES).items):
        offered = {offer.vendor: offer for offer in offers(node)}
        there, real = usable(node), not simulated(node)
        for name in names:
            dra = by_dra.get(name, {})
            vendors = {vendor for vendor, offer in offered.items() if offer.units} | dra.keys()
            if not there:
                unusable += bool(vendors)
            elif not vendors:
                empty += bool(offered)
                idle += not offered and labelled(node)
            elif real:
                held.extend(_held(vendor, name, offered.get(vendor), dra.get(vendor, 0)) for vendor in sorted(vendors))
            else:
                played.add(name)
    nodes: dict[str, set[str]] = defaultdict(set)
    for one in held:
        nodes[one.vendor].add(one.node)
    return Inventory(
        why_unread(snapshot, registry.NODES),
        {vendor: frozenset(names) for vendor, names in sorted(nodes.items())},
        tuple(held),
        _devices(held, published),
        frozenset(played),
        unusable,
        empty,
        idle,
        published,
    )


def _by_node(published: tuple[Driver, ...]) -> dict[str, dict[str, int]]:
    """Pieces of hardware that DRA drivers publish, by node and vendor."""
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for driver in published:
        for node, number in driver.on_nodes().items() if driver.vendor else ():
            found[node][driver.vendor or ""] += number
    return found


def _held(vendor: str, node: str, offer: Offer | None, published: int) -> Held:
    """What a device plugin and DRA both offer is there once."""
    units = offer.units if offer else 0
    hardware = offer.hardware if offer and units else 0
    known = published or None if hardware is None else max(hardware, published)
    return Held(vendor, node, units, published, known)


def _devices(held: list[Held], published: tuple[Driver, ...]) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for one in held:
        found[one.vendor] += one.hardware or 0
    for driver in published:
        if driver.vendor and driver.fabric:
            found[driver.vendor] += driver.fabric
    for vendor in {one.vendor for one in held if one.hardware is None}:
        found.pop(vendor)
    return {vendor: number for vendor, number in found.items() if number}
