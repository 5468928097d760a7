"""What DRA drivers publish, counted as the scheduler would: complete pools of the newest generation, usable devices."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from auto_detect import areas
from auto_detect.detectors.accelerators import says_accelerator
from auto_detect.detectors.known import OTHER_DRIVERS, VENDORS
from auto_detect.detectors.nodes import selects, usable
from auto_detect.objects import Node
from auto_detect.objects_dra import Device, DeviceBody, ResourceSlice, ResourceSliceSpec
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
    listing = snapshot.of(areas.NODES)
    nodes = {node.metadata.name: node for node in listing.items} if listing.readable else None
    by_driver: dict[str, list[ResourceSlice]] = defaultdict(list)
    for piece in snapshot.of(areas.RESOURCE_SLICES).items:
        by_driver[piece.spec.driver].append(piece)
    return tuple(_driver(name, pieces, nodes) for name, pieces in sorted(by_driver.items()))


def _driver(name: str, pieces: list[ResourceSlice], nodes: Mapping[str, Node] | None) -> Driver:
    pools: dict[str, list[ResourceSlice]] = defaultdict(list)
    for piece in pieces:
        pools[piece.spec.pool.name].append(piece)
    fates: Counter[str] = Counter()
    on: set[str] = set()
    complete = superseded = 0
    for pool in pools.values():
        current = _current(pool)
        superseded += len(pool) - len(current)
        if not _is_complete(current):
            continue
        complete += 1
        for piece in current:
            for device in piece.spec.devices or ():
                fate, node = _fate(piece.spec, device, nodes)
                fates[fate] += 1
                if node is not None:
                    on.add(node)
    types = sorted({kind for piece in pieces for device in piece.spec.devices or () for kind in _types(device.body)})
    return Driver(
        name,
        _vendor(name, types),
        pools=len(pools),
        complete=complete,
        superseded=superseded,
        devices=fates["usable"],
        tainted=fates["tainted"],
        out_of_reach=fates["out of reach"],
        nodes=frozenset(on),
        types=tuple(types),
    )


def _current(pool: list[ResourceSlice]) -> list[ResourceSlice]:
    newest = max(piece.spec.pool.generation for piece in pool)
    return [piece for piece in pool if piece.spec.pool.generation == newest]


def _is_complete(current: list[ResourceSlice]) -> bool:
    counts = {piece.spec.pool.resource_slice_count for piece in current}
    return len(counts) == 1 and counts == {len(current)}


def _fate(spec: ResourceSliceSpec, device: Device, nodes: Mapping[str, Node] | None) -> tuple[str, str | None]:
    """What becomes of a device, and the node that it is on if it is usable and on just one."""
    body = device.body
    if any(taint.effect in _BLOCKING for taint in body.taints):
        return "tainted", None
    place = body if spec.per_device_node_selection else spec
    if nodes is None:
        return "usable", place.node_name
    if place.node_name is not None:
        node = nodes.get(place.node_name)
        return ("usable", place.node_name) if node is not None and usable(node) else ("out of reach", None)
    within: Iterable[Node] = (node for node in nodes.values() if usable(node))
    if place.node_selector is not None:
        within = (node for node in within if selects(place.node_selector, node))
    elif not place.all_nodes:
        return "out of reach", None
    return ("usable", None) if any(True for _ in within) else ("out of reach", None)


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
