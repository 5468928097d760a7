"""Inventory of accelerators: vendors, counts and the usable nodes that offer them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property

from auto_detect.analysis.accelerators.dra_pools import Driver, drivers
from auto_detect.analysis.accelerators.node_accelerators import PluginOffer, labeled, offers, unknown_resources
from auto_detect.analysis.coverage import read_failure
from auto_detect.analysis.memoize import memoize_by_resources, memoize_last
from auto_detect.analysis.nodes import NodeGroups, group_identical, is_simulated, is_usable, simulated_node_names
from auto_detect.known.components import OTHER_DRIVERS
from auto_detect.known.networking import NETWORK_DRIVERS, SRIOV_DRIVERS, may_be_interface
from auto_detect.objects.core import Node
from auto_detect.objects.dra import ResourceSlice
from auto_detect.resources import registry
from auto_detect.snapshot.snapshot import Snapshot


@dataclass(frozen=True)
class NodeAccelerators:
    """Accelerators of one vendor on each of several identical, usable, real nodes."""

    vendor: str
    node: Node
    """One of the nodes."""
    names: tuple[str, ...]
    """The names of all of them."""
    plugin: int
    """Allocatable units of the device plugin, including shares and partitions."""
    published: int
    """Physical accelerators that DRA drivers publish."""
    hardware: int | None
    """Physical accelerators; None if unknown."""
    by_amount: bool = False
    """Whether its device plugin offers an amount of memory or compute."""

    @property
    def by_plugin(self) -> bool:
        """Whether a device plugin offers them."""
        return self.plugin > 0 or self.by_amount


@dataclass(frozen=True)
class Inventory:
    """Accelerators that pods can request now."""

    read_failure: str | None
    """Why nodes could not be read; empty fields then mean "unknown", not "none"."""
    nodes: Mapping[str, frozenset[str]]
    """Names of the usable, real nodes with accelerators, by vendor."""
    node_accelerators: tuple[NodeAccelerators, ...]
    """The accelerators of these nodes; entries for several vendors of the same nodes share their names."""
    devices: Mapping[str, int]
    """Physical accelerators by vendor; a vendor is missing if one of its nodes has an unknown number."""
    simulated: frozenset[str]
    """Usable nodes whose accelerators are simulated."""
    unusable: int
    """Number of nodes with accelerators that are not ready or cordoned."""
    unhealthy: int
    """Number of usable nodes whose device plugin offers 0 devices: all are unhealthy."""
    idle: int
    """Number of usable nodes with an accelerator label but no device plugin or DRA driver."""
    drivers: tuple[Driver, ...]
    unknown_resources: tuple[tuple[str, int], ...] = ()
    """Resources of usable, real nodes that look like accelerators but are not recognized, with the number of nodes."""
    simulated_nodes: frozenset[str] = frozenset()
    """Every simulated node, with accelerators or without."""

    @cached_property
    def unknown_drivers(self) -> tuple[str, ...]:
        """DRA drivers whose devices may be accelerators; neither names nor attributes identify them."""
        return tuple(
            driver.name
            for driver in self.drivers
            if driver.devices and driver.vendor is None and driver.name not in OTHER_DRIVERS
            if not (driver.nodes and driver.nodes <= self.simulated_nodes) and not _publishes_interfaces(driver)
        )

    @cached_property
    def groups(self) -> NodeGroups:
        """Groups of identical usable, real nodes with accelerators."""
        return tuple({id(item.names): (item.node, item.names) for item in self.node_accelerators}.values())

    @cached_property
    def all_nodes(self) -> frozenset[str]:
        """Names of all usable, real nodes with accelerators."""
        return frozenset().union(*self.nodes.values())

    @property
    def shared_hardware(self) -> Mapping[str, int]:
        """Physical accelerators that several nodes can access, by vendor."""
        hardware: dict[str, int] = defaultdict(int)
        for driver in self.drivers:
            if driver.vendor and driver.shared_hardware:
                hardware[driver.vendor] += driver.shared_hardware
        return hardware

    @property
    def allocatable(self) -> bool:
        """Whether a pod can get an accelerator."""
        return bool(self.nodes or self.shared_hardware)


@memoize_by_resources(registry.NODES, registry.RESOURCE_SLICES)
def take_inventory(snapshot: Snapshot) -> Inventory:
    """Return the inventory of a snapshot: offers of device plugins joined with devices of DRA drivers."""
    nodes, slices = snapshot.listing(registry.NODES).items, snapshot.listing(registry.RESOURCE_SLICES).items
    return inventory_of(nodes, slices, read_failure(snapshot, registry.NODES))


@memoize_last
def inventory_of(nodes: Sequence[Node], slices: Iterable[ResourceSlice], failure: str | None) -> Inventory:
    """Join nodes with ResourceSlices; `failure` is the reason why nodes could not be read."""
    published = drivers(slices, nodes if failure is None else None)
    groups = tuple(_node_groups(nodes, _by_node(published)))
    names: dict[_State, list[str]] = defaultdict(list)
    for group in groups:
        names[group.state].extend(group.names)
    node_accelerators = tuple(
        group.accelerators(vendor) for group in groups if group.state is _State.USABLE for vendor in group.vendors
    )
    return Inventory(
        read_failure=failure,
        nodes=_names_by_vendor(node_accelerators),
        node_accelerators=node_accelerators,
        devices=_devices(node_accelerators, published),
        simulated=frozenset(names[_State.SIMULATED]),
        unusable=len(names[_State.UNUSABLE]),
        unhealthy=len(names[_State.UNHEALTHY]),
        idle=len(names[_State.IDLE]),
        drivers=published,
        unknown_resources=_unknown_resources(groups),
        simulated_nodes=simulated_node_names(nodes),
    )


class _State(Enum):
    """Whether pods can get the accelerators of a node; `Inventory` describes the states."""

    USABLE = auto()
    SIMULATED = auto()
    UNUSABLE = auto()
    UNHEALTHY = auto()
    IDLE = auto()
    WITHOUT_ACCELERATORS = auto()


@dataclass(frozen=True)
class _NodeGroup:
    """Identical nodes for which DRA drivers publish the same numbers of accelerators."""

    node: Node
    """One of the nodes."""
    names: tuple[str, ...]
    offers: Mapping[str, PluginOffer]
    """Offers of device plugins by vendor."""
    published: Mapping[str, int]
    """Physical accelerators that DRA drivers publish for each node, by vendor."""

    @property
    def vendors(self) -> list[str]:
        """Vendors whose accelerators a device plugin or a DRA driver offers."""
        return sorted({vendor for vendor, offer in self.offers.items() if offer.available} | self.published.keys())

    @cached_property
    def state(self) -> _State:
        """Whether pods can get the accelerators."""
        if not is_usable(self.node):
            return _State.UNUSABLE if self.vendors else _State.WITHOUT_ACCELERATORS
        if self.vendors:
            return _State.SIMULATED if is_simulated(self.node) else _State.USABLE
        if self.offers:
            return _State.UNHEALTHY
        return _State.IDLE if labeled(self.node) else _State.WITHOUT_ACCELERATORS

    def accelerators(self, vendor: str) -> NodeAccelerators:
        """Count a vendor's accelerators; each counts once if both a device plugin and DRA offer it."""
        offer, published = self.offers.get(vendor), self.published.get(vendor, 0)
        hardware = offer.hardware if offer and offer.available else 0
        return NodeAccelerators(
            vendor,
            self.node,
            self.names,
            plugin=offer.units if offer else 0,
            published=published,
            hardware=published or None if hardware is None else max(hardware, published),
            by_amount=offer.by_amount if offer else False,
        )


def _node_groups(nodes: Sequence[Node], by_dra: Mapping[str, Mapping[str, int]]) -> Iterator[_NodeGroup]:
    for node, names in group_identical(nodes):
        offered = {offer.vendor: offer for offer in offers(node)}
        same: dict[tuple[tuple[str, int], ...], list[str]] = defaultdict(list)
        for name in names:
            same[tuple(by_dra[name].items()) if name in by_dra else ()].append(name)
        for published, places in same.items():
            yield _NodeGroup(node, tuple(places), offered, dict(published))


def _names_by_vendor(node_accelerators: Iterable[NodeAccelerators]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for item in node_accelerators:
        found[item.vendor].update(item.names)
    return {vendor: frozenset(names) for vendor, names in sorted(found.items())}


def _unknown_resources(groups: Iterable[_NodeGroup]) -> tuple[tuple[str, int], ...]:
    found: dict[str, int] = defaultdict(int)
    for group in groups:
        if is_usable(group.node) and not is_simulated(group.node):
            for key in unknown_resources(group.node):
                found[key] += len(group.names)
    return tuple(sorted(found.items()))


def _publishes_interfaces(driver: Driver) -> bool:
    known = driver.name in NETWORK_DRIVERS | SRIOV_DRIVERS or may_be_interface(driver.name)
    return known or any(placed.summary.interfaces for placed in driver.placed_devices)


def _by_node(published: tuple[Driver, ...]) -> dict[str, dict[str, int]]:
    """Return the physical accelerators that DRA drivers publish, by node and vendor."""
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for driver in published:
        for node, number in driver.hardware_by_node.items() if driver.vendor else ():
            found[node][driver.vendor or ""] += number
    return found


def _devices(node_accelerators: Sequence[NodeAccelerators], published: tuple[Driver, ...]) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for item in node_accelerators:
        found[item.vendor] += (item.hardware or 0) * len(item.names)
    for driver in published:
        if driver.vendor and driver.shared_hardware:
            found[driver.vendor] += driver.shared_hardware
    for vendor in {item.vendor for item in node_accelerators if item.hardware is None}:
        found.pop(vendor)
    return {vendor: number for vendor, number in found.items() if number}
