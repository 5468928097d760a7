"""Devices that DRA drivers publish, counted as the scheduler does: newest generation, complete pools, usable nodes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from auto_detect.analysis.accelerators.devices import DeviceSummary, hardware_count, summarize_devices
from auto_detect.analysis.nodes import group_identical, is_usable, selector_matches
from auto_detect.known.accelerator_names import names_accelerator
from auto_detect.known.components import OTHER_DRIVERS, VENDORS
from auto_detect.objects.core import Node
from auto_detect.objects.dra import Device, DeviceBody, NodeSelector, ResourceSlice, ResourceSliceSpec

Place = tuple[str, str | None]
"""Pool and node of devices; no node if several nodes can access them."""


@dataclass(frozen=True)
class PlacedDevices:
    """Devices of complete pools that usable nodes can access; equal device lists are stored once."""

    summary: DeviceSummary
    """Summary of each list of devices."""
    places: tuple[Place, ...]
    """Places of the lists; one place can have several."""
    shared_counters: bool = False
    """Their pools declare shared counters: not all devices can be allocated at the same time."""

    def lists(self, simulated: frozenset[str]) -> int:
        """Return the number of lists that are not on these simulated nodes."""
        return sum(node not in simulated for _, node in self.places) if simulated else len(self.places)


@dataclass(frozen=True)
class Driver:
    """Everything that one DRA driver publishes."""

    name: str
    vendor: str | None
    """A vendor's name, or the driver's own name if the vendor is unknown; None if the devices are not accelerators."""
    pools: int
    complete: int
    superseded: int
    """Slices of older pool generations, which the scheduler ignores."""
    devices: int
    """Allocatable devices: in a complete pool, without a blocking taint, on a usable node."""
    tainted: int
    unreachable: int
    """Devices whose node is gone, not ready or cordoned."""
    types: tuple[str, ...]
    placed_devices: tuple[PlacedDevices, ...] = ()
    """The allocatable devices."""

    @cached_property
    def nodes(self) -> frozenset[str]:
        """Usable nodes that own allocatable devices."""
        return frozenset(node for placed in self.placed_devices for _, node in placed.places if node is not None)

    @cached_property
    def shared_hardware(self) -> int:
        """Physical accelerators that no single node owns."""
        return hardware_count(
            placed.summary for placed in self.placed_devices for _, node in placed.places if node is None
        )

    @cached_property
    def hardware_by_node(self) -> Mapping[str, int]:
        """Physical accelerators by node."""
        by_place: dict[Place, tuple[DeviceSummary, ...]] = {}
        for placed in self.placed_devices:
            alone = (placed.summary,)
            for place in placed.places:
                by_place[place] = (*by_place[place], *alone) if place in by_place else alone
        found: dict[str, int] = defaultdict(int)
        numbers: dict[int, int] = {}  # By the identity of a tuple of lists, which most nodes share.
        for (_, node), lists in by_place.items():
            if node is not None:
                number = numbers.get(id(lists))
                if number is None:
                    number = numbers[id(lists)] = hardware_count(lists)
                found[node] += number
        return found

    @property
    def device_noun(self) -> str:
        """Plain-language name of the devices, for drivers of other hardware."""
        return OTHER_DRIVERS.get(self.name, "devices")


def drivers(slices: Iterable[ResourceSlice], nodes: Sequence[Node] | None) -> tuple[Driver, ...]:
    """Return every driver that has ResourceSlices, sorted by name.

    Args:
        slices: All ResourceSlices that were read.
        nodes: All nodes; None if they could not be read.
    """
    reach = _Reach(nodes)
    by_driver: dict[str, list[ResourceSlice]] = defaultdict(list)
    for resource_slice in slices:
        by_driver[resource_slice.spec.driver].append(resource_slice)
    return tuple(_driver(name, published, reach) for name, published in sorted(by_driver.items()))


class _Reach:
    """Usable nodes and the devices they can access; every device if nodes could not be read."""

    def __init__(self, nodes: Sequence[Node] | None) -> None:
        self._nodes = nodes
        groups = group_identical(nodes or ())
        self._usable = frozenset(name for node, names in groups if is_usable(node) for name in names)
        self._selected: dict[str, bool] = {}

    def reaches(self, location: DeviceBody | ResourceSliceSpec) -> bool:
        """Return whether a usable node can access devices at this location."""
        if self._nodes is None:
            return True
        if location.node_name is not None:
            return location.node_name in self._usable
        if location.node_selector is not None:
            return self._selects(location.node_selector)
        return location.all_nodes and bool(self._usable)

    def _selects(self, selector: NodeSelector) -> bool:
        key = repr(selector)
        if key not in self._selected:
            usable = (node for node in self._nodes or () if node.metadata.name in self._usable)
            self._selected[key] = any(selector_matches(selector, node) for node in usable)
        return self._selected[key]


def _driver(name: str, slices: list[ResourceSlice], reach: _Reach) -> Driver:
    pools: dict[str, list[ResourceSlice]] = defaultdict(list)
    for resource_slice in slices:
        pools[resource_slice.spec.pool.name].append(resource_slice)
    current_pools = {pool: _newest_generation(slices) for pool, slices in pools.items()}
    complete = [current for current in current_pools.values() if _is_complete(current)]
    device_lists = _DeviceLists()
    published = tainted = 0
    placed: dict[tuple[int, bool], tuple[DeviceSummary, list[Place]]] = {}
    for current in complete:
        counters = any(resource_slice.spec.shared_counters for resource_slice in current)
        for spec in (resource_slice.spec for resource_slice in current):
            for location, found in device_lists.of(spec):
                published += found.devices
                tainted += found.tainted
                if found.usable and reach.reaches(location or spec):
                    _, places = placed.setdefault((id(found), counters), (found, []))
                    places.append((spec.pool.name, (location or spec).node_name))
    usable_devices = sum(found.usable * len(places) for found, places in placed.values())
    for resource_slice in slices:  # Their types may be the only sign that an unknown driver publishes accelerators.
        device_lists.of(resource_slice.spec)
    types = sorted(device_lists.types)
    return Driver(
        name,
        _vendor(name, types),
        pools=len(pools),
        complete=len(complete),
        superseded=len(slices) - sum(map(len, current_pools.values())),
        devices=usable_devices,
        tainted=tainted,
        unreachable=published - tainted - usable_devices,
        types=tuple(types),
        placed_devices=tuple(
            PlacedDevices(found, tuple(places), counters) for (_, counters), (found, places) in placed.items()
        ),
    )


class _DeviceLists:
    """Cache of device summaries: many slices share one device list, which is summarized once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, bool], tuple[tuple[DeviceBody | None, DeviceSummary], ...]] = {}

    def of(self, spec: ResourceSliceSpec) -> tuple[tuple[DeviceBody | None, DeviceSummary], ...]:
        """Return the device summaries of a slice with their location; None if the slice itself defines it."""
        key = (id(spec.devices), spec.per_device_node_selection)
        if key not in self._known:
            devices = spec.devices or []
            by_location = _by_location(devices) if spec.per_device_node_selection else [(None, devices)]
            self._known[key] = tuple(
                (location, summarize_devices(devices_there)) for location, devices_there in by_location
            )
        return self._known[key]

    @property
    def types(self) -> frozenset[str]:
        """Types of all devices in the lists so far."""
        return frozenset().union(*(found.types for known in self._known.values() for _, found in known))


def _by_location(devices: list[Device]) -> list[tuple[DeviceBody | None, list[Device]]]:
    """Group devices that define their own location."""
    by_location: dict[str, list[Device]] = defaultdict(list)
    for device in devices:
        by_location[repr((device.body.node_name, device.body.all_nodes, device.body.node_selector))].append(device)
    return [(devices_there[0].body, devices_there) for devices_there in by_location.values()]


def _newest_generation(pool: list[ResourceSlice]) -> list[ResourceSlice]:
    if len(pool) == 1:
        return pool
    newest = max(resource_slice.spec.pool.generation for resource_slice in pool)
    return [resource_slice for resource_slice in pool if resource_slice.spec.pool.generation == newest]


def _is_complete(current: list[ResourceSlice]) -> bool:
    return all(resource_slice.spec.pool.resource_slice_count == len(current) for resource_slice in current)


def _vendor(name: str, types: list[str]) -> str | None:
    known = next((vendor.name for vendor in VENDORS if name in vendor.drivers), None)
    if known is not None:
        return known
    if name in OTHER_DRIVERS:
        return None
    return name if names_accelerator(name) or any(names_accelerator(kind) for kind in types) else None
