"""What DRA drivers publish, counted as the scheduler would: complete pools of the newest generation, usable devices."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from auto_detect.analysis.accelerators.devices import Traits, hardware, traits
from auto_detect.analysis.coverage import why_unread
from auto_detect.analysis.nodes import selects, usable
from auto_detect.known.accelerator_names import says_accelerator
from auto_detect.known.components import OTHER_DRIVERS, VENDORS
from auto_detect.objects.dra import Device, DeviceBody, NodeSelector, ResourceSlice, ResourceSliceSpec
from auto_detect.resources import registry
from auto_detect.snapshot.snapshot import Snapshot


@dataclass(frozen=True)
class Placed:
    """Devices of a complete pool that a usable node can use."""

    pool: str
    node: str | None
    """Their node; None where several nodes can use them."""
    traits: Traits
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
    out_of_reach: int
    """Devices whose node is gone, not ready or cordoned."""
    types: tuple[str, ...]
    placed: tuple[Placed, ...] = ()
    """Those devices, by where they are."""

    @cached_property
    def nodes(self) -> frozenset[str]:
        """Usable nodes with such devices on them."""
        return frozenset(placed.node for placed in self.placed if placed.node is not None)

    @cached_property
    def fabric(self) -> int:
        """Pieces of hardware that no single node owns."""
        return hardware(placed.traits for placed in self.placed if placed.node is None)

    def on_nodes(self) -> dict[str, int]:
        """Pieces of hardware by the one node that owns them."""
        places: dict[tuple[str, str], list[Traits]] = defaultdict(list)
        for placed in self.placed:
            if placed.node is not None:
                places[placed.node, placed.pool].append(placed.traits)
        found: dict[str, int] = defaultdict(int)
        for (node, _), lists in places.items():
            found[node] += hardware(lists)
        return found

    @property
    def what(self) -> str:
        """What the devices are, for drivers of no accelerators."""
        return OTHER_DRIVERS.get(self.name, "devices")


def drivers(snapshot: Snapshot) -> tuple[Driver, ...]:
    """Every driver that has ResourceSlices, by name."""
    reach = _Reach(snapshot)
    by_driver: dict[str, list[ResourceSlice]] = defaultdict(list)
    for piece in snapshot.of(registry.RESOURCE_SLICES).items:
        by_driver[piece.spec.driver].append(piece)
    return tuple(_driver(name, pieces, reach) for name, pieces in sorted(by_driver.items()))


class _Reach:
    """Where devices can be used from; where nodes could not be read, everywhere."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._known = why_unread(snapshot, registry.NODES) is None
        self._usable = {node.metadata.name: node for node in snapshot.of(registry.NODES).items if usable(node)}
        self._selected: dict[str, bool] = {}

    def reaches(self, place: DeviceBody | ResourceSliceSpec) -> bool:
        """Whether a usable node can use what is there."""
        if not self._known:
            return True
        if place.node_name is not None:
            return place.node_name in self._usable
        if place.node_selector is not None:
            return self._selects(place.node_selector)
        return place.all_nodes and bool(self._usable)

    def _selects(self, selector: NodeSelector) -> bool:
        key = repr(selector)
        if key not in self._selected:
            self._selected[key] = any(selects(selector, node) for node in self._usable.values())
        return self._selected[key]


def _driver(name: str, pieces: list[ResourceSlice], reach: _Reach) -> Driver:
    pools: dict[str, list[ResourceSlice]] = defaultdict(list)
    for piece in pieces:
        pools[piece.spec.pool.name].append(piece)
    found_pools = {pool: _current(slices) for pool, slices in pools.items()}
    complete = [current for current in found_pools.values() if _is_complete(current)]
    kinds = _Kinds()
    published = tainted = 0
    placed: list[Placed] = []
    for current in complete:
        counters = any(piece.spec.shared_counters for piece in current)
        for piece in current:
            for place, found in kinds.of(piece.spec):
                published += found.devices
                tainted += found.tainted
                if found.clean and reach.reaches(place or piece.spec):
                    placed.append(Placed(piece.spec.pool.name, (place or piece.spec).node_name, found, counters))
    types = sorted({kind for piece in pieces for _, found in kinds.of(piece.spec) for kind in found.types})
    usable_devices = sum(one.traits.clean for one in placed)
    return Driver(
        name,
        _vendor(name, types),
        pools=len(pools),
        complete=len(complete),
        superseded=len(pieces) - sum(map(len, found_pools.values())),
        devices=usable_devices,
        tainted=tainted,
        out_of_reach=published - tainted - usable_devices,
        types=tuple(types),
        placed=tuple(placed),
    )


class _Kinds:
    """What is in lists of devices; slices share equal lists, so each is looked through once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, bool], tuple[tuple[DeviceBody | None, Traits], ...]] = {}

    def of(self, spec: ResourceSliceSpec) -> tuple[tuple[DeviceBody | None, Traits], ...]:
        """The devices of a slice, with what says where they are; None where the slice does."""
        key = (id(spec.devices), spec.per_device_node_selection)
        if key not in self._known:
            devices = spec.devices or []
            own = _by_place(devices) if spec.per_device_node_selection else [(None, devices)]
            self._known[key] = tuple((place, traits(there)) for place, there in own)
        return self._known[key]


def _by_place(devices: list[Device]) -> list[tuple[DeviceBody | None, list[Device]]]:
    """Devices that say themselves where they are, those of one place together."""
    places: dict[str, list[Device]] = defaultdict(list)
    for device in devices:
        places[repr((device.body.node_name, device.body.all_nodes, device.body.node_selector))].append(device)
    return [(there[0].body, there) for there in places.values()]


def _current(pool: list[ResourceSlice]) -> list[ResourceSlice]:
    newest = max(piece.spec.pool.generation for piece in pool)
    return [piece for piece in pool if piece.spec.pool.generation == newest]


def _is_complete(current: list[ResourceSlice]) -> bool:
    return {piece.spec.pool.resource_slice_count for piece in current} == {len(current)}


def _vendor(name: str, types: list[str]) -> str | None:
    known = next((vendor.name for vendor in VENDORS if name in vendor.drivers), None)
    if known is not None:
        return known
    if name in OTHER_DRIVERS:
        return None
    return name if says_accelerator(name) or any(says_accelerator(kind) for kind in types) else None
