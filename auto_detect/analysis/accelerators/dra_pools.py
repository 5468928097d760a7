"""What DRA drivers publish, counted as the scheduler would: complete pools of the newest generation, usable devices."""

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
    """Devices of a complete pool that a usable node can use."""

    pool: str
    node: str | None
    """Their node; None where several nodes can use them."""
    summary: DeviceSummary
    shared_counters: bool = False
    """Their pool says which of them cannot be used at the same time."""


@dataclass(frozen=True)
class Driver:
    """All that one DRA driver publishes."""

    name: str
    vendor: str | None
    """A vendor's name, or the driver's own for an unknown one; None where the devices are no accelerators."""
    pools: int
    complete: int
    superseded: int
    """Slices of older pool generations, which nobody uses any more."""
    devices: int
    """Devices that a pod can get: of a complete pool, without a blocking taint, reachable from a usable node."""
    tainted: int
    unreachable: int
    """Devices whose node is gone, not ready or cordoned."""
    types: tuple[str, ...]
    placed_devices: tuple[PlacedDevices, ...] = ()
    """Those devices, by where they are."""

    @cached_property
    def nodes(self) -> frozenset[str]:
        """Usable nodes with such devices on them."""
        return frozenset(placed.node for placed in self.placed_devices if placed.node is not None)

    @cached_property
    def shared_hardware(self) -> int:
        """Pieces of hardware that no single node owns."""
        return hardware_count(placed.summary for placed in self.placed_devices if placed.node is None)

    def hardware_by_node(self) -> dict[str, int]:
        """Pieces of hardware by the one node that owns them."""
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
        """What the devices are, for drivers of no accelerators."""
        return OTHER_DRIVERS.get(self.name, "devices")


def drivers(slices: Iterable[ResourceSlice], nodes: Iterable[Node] | None) -> tuple[Driver, ...]:
    """Return every driver that has ResourceSlices, by name.

    Args:
        slices: all that were read.
        nodes: all nodes; None where they could not be read.
    """
    reach = _Reach(nodes)
    by_driver: dict[str, list[ResourceSlice]] = defaultdict(list)
    for resource_slice in slices:
        by_driver[resource_slice.spec.driver].append(resource_slice)
    return tuple(_driver(name, published, reach) for name, published in sorted(by_driver.items()))


class _Reach:
    """Where devices can be used from; where nodes could not be read, everywhere."""

    def __init__(self, nodes: Iterable[Node] | None) -> None:
        self._known = nodes is not None
        self._usable = {node.metadata.name: node for node in nodes or () if is_usable(node)}
        self._selected: dict[str, bool] = {}

    def reaches(self, location: DeviceBody | ResourceSliceSpec) -> bool:
        """Whether a usable node can use what is there."""
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
    """What is in lists of devices; slices share equal lists, so each is looked through once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, bool], tuple[tuple[DeviceBody | None, DeviceSummary], ...]] = {}

    def of(self, spec: ResourceSliceSpec) -> tuple[tuple[DeviceBody | None, DeviceSummary], ...]:
        """The devices of a slice, with what says where they are; None where the slice does."""
        key = (id(spec.devices), spec.per_device_node_selection)
        if key not in self._known:
            devices = spec.devices or []
            by_location = _by_location(devices) if spec.per_device_node_selection else [(None, devices)]
            self._known[key] = tuple(
                (location, summarize_devices(devices_there)) for location, devices_there in by_location
            )
        return self._known[key]


def _by_location(devices: list[Device]) -> list[tuple[DeviceBody | None, list[Device]]]:
    """Devices that say themselves where they are, those of one place together."""
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
