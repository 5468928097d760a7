"""What DRA drivers publish, counted as the scheduler would: complete pools of the newest generation, usable devices."""

from collections import defaultdict
from dataclasses import dataclass

from auto_detect import areas
from auto_detect.detectors.accelerators import says_accelerator
from auto_detect.detectors.known import OTHER_DRIVERS, VENDORS
from auto_detect.detectors.nodes import selects, usable
from auto_detect.detectors.unread import why_unread
from auto_detect.objects_dra import Device, DeviceBody, NodeSelector, ResourceSlice, ResourceSliceSpec
from auto_detect.snapshot import Snapshot

_BLOCKING = ("NoSchedule", "NoExecute")


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
    nodes: frozenset[str]
    """Usable nodes with such devices on them."""
    types: tuple[str, ...]

    @property
    def what(self) -> str:
        """What the devices are, for drivers of no accelerators."""
        return OTHER_DRIVERS.get(self.name, "devices")


def drivers(snapshot: Snapshot) -> tuple[Driver, ...]:
    """Every driver that has ResourceSlices, by name."""
    reach = _Reach(snapshot)
    by_driver: dict[str, list[ResourceSlice]] = defaultdict(list)
    for piece in snapshot.of(areas.RESOURCE_SLICES).items:
        by_driver[piece.spec.driver].append(piece)
    return tuple(_driver(name, pieces, reach) for name, pieces in sorted(by_driver.items()))


class _Reach:
    """Where devices can be used from; where nodes could not be read, everywhere."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._known = why_unread(snapshot, areas.NODES) is None
        self._usable = {node.metadata.name: node for node in snapshot.of(areas.NODES).items if usable(node)}
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
    found = {pool: _current(slices) for pool, slices in pools.items()}
    complete = [current for current in found.values() if _is_complete(current)]
    kinds = _Kinds()
    published = tainted = usable_devices = 0
    nodes: set[str] = set()
    for piece in (piece for current in complete for piece in current):
        groups = kinds.of(piece.spec)
        published += sum(group.devices for group in groups)
        for group in groups:
            place = group.place or piece.spec
            tainted += group.tainted
            if group.clean and reach.reaches(place):
                usable_devices += group.clean
                nodes.update(() if place.node_name is None else (place.node_name,))
    types = sorted({kind for piece in pieces for group in kinds.of(piece.spec) for kind in group.types})
    return Driver(
        name,
        _vendor(name, types),
        pools=len(pools),
        complete=len(complete),
        superseded=len(pieces) - sum(map(len, found.values())),
        devices=usable_devices,
        tainted=tainted,
        out_of_reach=published - tainted - usable_devices,
        nodes=frozenset(nodes),
        types=tuple(types),
    )


@dataclass(frozen=True)
class _Group:
    """Devices of one slice that are in the same place."""

    place: DeviceBody | None
    """What says where they are; None where the slice does."""
    devices: int
    tainted: int
    types: frozenset[str]

    @property
    def clean(self) -> int:
        """Those without a blocking taint."""
        return self.devices - self.tainted


class _Kinds:
    """What is in lists of devices; slices share equal lists, so each is looked through once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, bool], tuple[_Group, ...]] = {}

    def of(self, spec: ResourceSliceSpec) -> tuple[_Group, ...]:
        """The devices of a slice."""
        key = (id(spec.devices), spec.per_device_node_selection)
        if key not in self._known:
            self._known[key] = self._groups(spec)
        return self._known[key]

    def _groups(self, spec: ResourceSliceSpec) -> tuple[_Group, ...]:
        devices = spec.devices or []
        if spec.per_device_node_selection:
            return tuple(_group([device], device.body) for device in devices)
        return (_group(devices, None),)


def _group(devices: list[Device], place: DeviceBody | None) -> _Group:
    types = frozenset(kind for device in devices for kind in _types(device.body))
    return _Group(place, len(devices), sum(map(_tainted, devices)), types)


def _current(pool: list[ResourceSlice]) -> list[ResourceSlice]:
    newest = max(piece.spec.pool.generation for piece in pool)
    return [piece for piece in pool if piece.spec.pool.generation == newest]


def _is_complete(current: list[ResourceSlice]) -> bool:
    return {piece.spec.pool.resource_slice_count for piece in current} == {len(current)}


def _tainted(device: Device) -> bool:
    return any(taint.effect in _BLOCKING for taint in device.body.taints)


def _types(body: DeviceBody) -> list[str]:
    return [
        value.string
        for key, value in body.attributes.items()
        if key.rpartition("/")[2] == "type" and value.string is not None
    ]


def _vendor(name: str, types: list[str]) -> str | None:
    known = next((vendor.name for vendor in VENDORS if name in vendor.drivers), None)
    if known is not None:
        return known
    if name in OTHER_DRIVERS:
        return None
    return name if says_accelerator(name) or any(says_accelerator(kind) for kind in types) else None
