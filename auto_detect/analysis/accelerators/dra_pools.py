"""Devices that DRA drivers publish, counted as the scheduler does: newest generation, complete pools, usable nodes."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from auto_detect.analysis.accelerators.devices import DeviceSummary, hardware_count, summarize_devices
from auto_detect.analysis.nodes import is_usable, selector_matches
from auto_detect.known.accelerator_names import names_accelerator
from auto_detect.known.components import OTHER_DRIVERS, VENDORS
from auto_detect.objects.core import Node
from auto_detect.objects.dra import Device, DeviceBody, NodeSelector, ResourceSlice, ResourceSliceSpec


@dataclass(frozen=True)
class PlacedDevices:
    """Devices of a complete pool that usable nodes can access."""

    pool: str
    node: str | None
    """Their node; None if several nodes can access them."""
    summary: DeviceSummary
    shared_counters: bool = False
    """The pool declares shared counters: not all devices can be allocated at the same time."""


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
    """The allocatable devices by place."""

    @cached_property
    def nodes(self) -> frozenset[str]:
        """Usable nodes that own allocatable devices."""
        return frozenset(placed.node for placed in self.placed_devices if placed.node is not None)

    @cached_property
    def shared_hardware(self) -> int:
        """Physical accelerators that no single node owns."""
        return hardware_count(placed.summary for placed in self.placed_devices if placed.node is None)

    def hardware_by_node(self) -> dict[str, int]:
        """Return the number of physical accelerators by node."""
        by_location: dict[tuple[str, str], list[DeviceSummary]] = defaultdict(list)
        for placed in self.placed_devices:
            if placed.node is not None:
                by_location[placed.node, placed.pool].append(placed.summary)
        found: dict[str, int] = defaultdict(int)
        for (node, _), lists in by_location.items():
            found[node] += hardware_count(lists)
        return found

    @property
    def device_noun(self) -> str:
        """Plain-language name of the devices, for drivers of other hardware."""
        return OTHER_DRIVERS.get(self.name, "devices")


def drivers(slices: Iterable[ResourceSlice], nodes: Iterable[Node] | None) -> tuple[Driver, ...]:
    """Return every driver that has ResourceSlices, sorted by name.

    Args:
        slices: all ResourceSlices that were read.
        nodes: all nodes; None if they could not be read.
    """
    reach = _Reach(nodes)
    by_driver: dict[str, list[ResourceSlice]] = defaultdict(list)
    for resource_slice in slices:
        by_driver[resource_slice.spec.driver].append(resource_slice)
    return tuple(_driver(name, published, reach) for name, published in sorted(by_driver.items()))


class _Reach:
    """Usable nodes and the devices they can access; every device if nodes could not be read."""

    def __init__(self, nodes: Iterable[Node] | None) -> None:
        self._known = nodes is not None
        self._usable = {node.metadata.name: node for node in nodes or () if is_usable(node)}
        self._selected: dict[str, bool] = {}

    def reaches(self, location: DeviceBody | ResourceSliceSpec) -> bool:
        """Return whether a usable node can access devices at this location."""
        if not self._known:
            return True
        if location.node_name is not None:
            return location.node_name in self._usable
        if location.node_selector is not None:
            return self._selects(location.node_selector)
        return location.all_nodes and bool(self._usable)

    def _selects(self, selector: NodeSelector) -> bool:
        key = repr(selector)
        if key not in self._selected:
            self._selected[key] = any(selector_matches(selector, node) for node in self._usable.values())
        return self._selected[key]


def _driver(name: str, slices: list[ResourceSlice], reach: _Reach) -> Driver:
    pools: dict[str, list[ResourceSlice]] = defaultdict(list)
    for resource_slice in slices:
        pools[resource_slice.spec.pool.name].append(resource_slice)
    current_pools = {pool: _newest_generation(slices) for pool, slices in pools.items()}
    complete = [current for current in current_pools.values() if _is_complete(current)]
    device_lists = _DeviceLists()
    published = tainted = 0
    placed_devices: list[PlacedDevices] = []
    for current in complete:
        counters = any(resource_slice.spec.shared_counters for resource_slice in current)
        for resource_slice in current:
            for location, found in device_lists.of(resource_slice.spec):
                published += found.devices
                tainted += found.tainted
                if found.usable and reach.reaches(location or resource_slice.spec):
                    placed_devices.append(
                        PlacedDevices(
                            resource_slice.spec.pool.name, (location or resource_slice.spec).node_name, found, counters
                        )
                    )
    types = sorted(
        {kind for resource_slice in slices for _, found in device_lists.of(resource_slice.spec) for kind in found.types}
    )
    usable_devices = sum(item.summary.usable for item in placed_devices)
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
        placed_devices=tuple(placed_devices),
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


def _by_location(devices: list[Device]) -> list[tuple[DeviceBody | None, list[Device]]]:
    """Group devices that define their own location."""
    by_location: dict[str, list[Device]] = defaultdict(list)
    for device in devices:
        by_location[repr((device.body.node_name, device.body.all_nodes, device.body.node_selector))].append(device)
    return [(devices_there[0].body, devices_there) for devices_there in by_location.values()]


def _newest_generation(pool: list[ResourceSlice]) -> list[ResourceSlice]:
    newest = max(resource_slice.spec.pool.generation for resource_slice in pool)
    return [resource_slice for resource_slice in pool if resource_slice.spec.pool.generation == newest]


def _is_complete(current: list[ResourceSlice]) -> bool:
    return {resource_slice.spec.pool.resource_slice_count for resource_slice in current} == {len(current)}


def _vendor(name: str, types: list[str]) -> str | None:
    known = next((vendor.name for vendor in VENDORS if name in vendor.drivers), None)
    if known is not None:
        return known
    if name in OTHER_DRIVERS:
        return None
    return name if names_accelerator(name) or any(names_accelerator(kind) for kind in types) else None
