"""Modes of sharing an accelerator between pods (MIG, partitions, time-slicing, vGPU, DRA), and whether they work."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from auto_detect.analysis.accelerators.dra_pools import PlacedDevices
from auto_detect.analysis.accelerators.inventory import Inventory, take_inventory
from auto_detect.analysis.accelerators.node_accelerators import (
    OfferedResource,
    device_count,
    is_mig_single,
    offered_resources,
)
from auto_detect.analysis.coverage import read_failure
from auto_detect.analysis.health import daemon_set_health, ready_endpoints
from auto_detect.analysis.memoize import memoize_by_resources
from auto_detect.analysis.nodes import usable_real_nodes
from auto_detect.analysis.wording import clean_name, count
from auto_detect.known.accelerator_resources import Unit
from auto_detect.known.accelerators import AMD_PARTITION, CAPABLE, HAMI_WEBHOOK, REGISTERED, UNDIVIDED
from auto_detect.known.sharing_labels import SHARING_LABELS, suggests_sharing
from auto_detect.objects.core import Node
from auto_detect.quantities import plain_number
from auto_detect.resources import registry
from auto_detect.snapshot.snapshot import Snapshot

_NVIDIA = "nvidia.com/"
_PARTITIONS = {
    "AMD": "AMD partitions",
    "AWS Neuron": "NeuronCores",
    "Huawei Ascend": "Ascend virtual instances",
}
"""Names of partitions by vendor."""
_STRATEGY = ".sharing-strategy"
_SHARED_DEVICES_FLAG = "-shared-dev-num "


class Isolation(StrEnum):
    """Isolation between the pods that share a device."""

    HARDWARE = "hardware"
    TIME = "time"
    """No isolation: pods run on the device in turns or concurrently."""
    SOFTWARE = "software"
    CLAIMS = "claims"
    """Depends on the DRA driver."""
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class SharingMode:
    """One way to share accelerators."""

    name: str
    isolation: Isolation
    fault: str = ""
    """Why it does not work, as a clause; empty if it works."""
    unknown: str = ""
    """What could not be determined, as a clause that begins with "whether"."""
    published: bool = False
    """Whether it was found in ResourceSlices; otherwise on nodes."""

    @property
    def in_effect(self) -> bool:
        """Whether it works and nothing about it is unknown."""
        return not self.fault and not self.unknown


@dataclass(frozen=True)
class NodeSharing:
    """A sharing mode and the number of usable, real nodes with it."""

    mode: SharingMode
    nodes: int


def sharing_modes(snapshot: Snapshot) -> tuple[NodeSharing, ...]:
    """Return every sharing mode on nodes or in ResourceSlices; working modes first."""
    accelerators = take_inventory(snapshot)
    found: dict[SharingMode, set[str]] = defaultdict(set)
    hami = _hami(snapshot)
    for node, names in accelerators.groups:
        for mode in _node_modes(node, hami):
            found[mode].update(names)
    for node, names in usable_real_nodes(snapshot.listing(registry.NODES).items):
        if not accelerators.all_nodes.issuperset(names):
            for mode in _by_label(node, {}):
                found[mode].update(set(names) - accelerators.all_nodes)
    for mode, placed in _dra_modes(accelerators):
        found[mode].update(node or pool for pool, node in placed.places if node not in accelerators.simulated)
    for mode, on_nodes in _plugin_modes(snapshot, accelerators):
        found[mode].update(on_nodes)
    counted = (NodeSharing(mode, len(names)) for mode, names in found.items())
    return tuple(sorted(counted, key=lambda share: (not share.mode.in_effect, -share.nodes, share.mode.name)))


def capable_nodes(snapshot: Snapshot) -> int:
    """Return the number of usable, real accelerator nodes labeled as capable of sharing."""
    return sum(
        len(names)
        for node, names in take_inventory(snapshot).groups
        if any(node.metadata.labels.get(key) == "true" for key in CAPABLE)
    )


def _node_modes(node: Node, hami: SharingMode) -> Iterator[SharingMode]:
    resources = [item for item in offered_resources(node) if item.number]
    offered = {item.key: item.number for item in resources}
    yield from _mig(node, offered)
    explained = [*_time_sharing(node, offered), *_by_label(node, offered)]
    if any(plain_number(node.metadata.annotations.get(key, "")) for key in REGISTERED) and f"{_NVIDIA}gpu" in offered:
        explained.append(hami)
    yield from explained
    partition = node.metadata.labels.get(AMD_PARTITION, UNDIVIDED).lower()
    if not partition.startswith(UNDIVIDED) and "amd.com/gpu" in offered:
        yield SharingMode(f"AMD partitions ({clean_name(partition)})", Isolation.HARDWARE)
    yield from _by_resource(node, resources)
    counted = device_count(node)
    if not explained and not is_mig_single(node.metadata.labels) and 0 < counted < offered.get(f"{_NVIDIA}gpu", 0):
        yield SharingMode(f"oversubscribed {_NVIDIA}gpu units", Isolation.UNKNOWN)


def _by_resource(node: Node, resources: list[OfferedResource]) -> Iterator[SharingMode]:
    """Yield shares and partitions that device plugins count by resources of their own."""
    labeled = {key for row in SHARING_LABELS if row.key in node.metadata.labels for key in row.resources}
    for vendor in dict.fromkeys(item.vendor for item in resources):
        own = [item for item in resources if item.vendor == vendor and item.key not in labeled]
        parts = [i.key for i in own if i.unit is Unit.PARTITION and not i.key.startswith(f"{_NVIDIA}mig-")]
        if parts:
            name = _PARTITIONS.get(vendor) or f"partitions counted as {clean_name(parts[0])}"
            yield SharingMode(name, Isolation.HARDWARE)
        shares = [i.key for i in own if i.unit is Unit.SHARE and i.key != f"{_NVIDIA}gpu.shared"]
        shares += [i.key for i in own if i.unit is Unit.AMOUNT]
        if shares:
            yield SharingMode(f"shares counted as {clean_name(shares[0])}", Isolation.SOFTWARE)


def _by_label(node: Node, offered: dict[str, int]) -> Iterator[SharingMode]:
    """Yield the modes that labels of managed platforms report."""
    labels = node.metadata.labels
    for row in SHARING_LABELS:
        value = labels.get(row.key, "").lower()
        if value in row.ignored:
            continue
        name, isolation = row.modes.get(value) or row.modes.get("*") or (f"{row.key}={{value}}", Isolation.UNKNOWN)
        units = max((offered.get(key, 0) for key in row.resources), default=0)
        counted = device_count(node)
        fault = "" if units else f"no {' or '.join(row.resources)} is allocatable"
        if units and row.counts_devices and counted and units <= counted:
            fault = f"the node offers {count(units, 'unit')} for {count(counted, 'device')}, so no device is shared"
        yield SharingMode(name.replace("{value}", clean_name(value)), Isolation(isolation), fault)


@memoize_by_resources(registry.NODES)
def unread_sharing(snapshot: Snapshot) -> tuple[tuple[str, int], ...]:
    """Return unrecognized labels of usable nodes that suggest sharing, with the number of nodes."""
    found: dict[str, int] = defaultdict(int)
    for node, names in usable_real_nodes(snapshot.listing(registry.NODES).items):
        for key, value in node.metadata.labels.items():
            if value == "true" and suggests_sharing(key):
                found[clean_name(key)] += len(names)
    return tuple(sorted(found.items()))


def _mig(node: Node, offered: dict[str, int]) -> Iterator[SharingMode]:
    labels = node.metadata.labels
    state = labels.get(f"{_NVIDIA}mig.config.state", "success")
    pending = "" if state == "success" else f"its configuration state is {clean_name(state)}"
    if any(key.startswith(f"{_NVIDIA}mig-") for key in offered):
        yield SharingMode("MIG, strategy mixed", Isolation.HARDWARE, pending)
    elif labels.get(f"{_NVIDIA}mig.strategy") == "single" and "-MIG-" in labels.get(f"{_NVIDIA}gpu.product", ""):
        invalid = labels[f"{_NVIDIA}gpu.product"].endswith("-MIG-INVALID")
        fault = "the GPUs of the node have different MIG layouts" if invalid else pending
        yield SharingMode(
            "MIG, strategy single",
            Isolation.HARDWARE,
            fault if f"{_NVIDIA}gpu" in offered else "no unit is allocatable",
        )
    elif pending:
        yield SharingMode("MIG", Isolation.HARDWARE, pending)


def _time_sharing(node: Node, offered: dict[str, int]) -> Iterator[SharingMode]:
    """Yield time-slicing and MPS of GPUs and MIG slices; older labels have replicas without a strategy."""
    labels = node.metadata.labels
    for key in [key for key in labels if key.startswith(_NVIDIA) and key.endswith(".replicas")]:
        resource = key.removesuffix(".replicas")
        strategy = labels.get(f"{resource}{_STRATEGY}", "time-slicing")
        replicas = plain_number(labels[key])
        if replicas < 2 or strategy == "none":
            continue
        counted = plain_number(labels.get(f"{resource}.count", ""))
        units = offered.get(resource, 0) + offered.get(f"{resource}.shared", 0)
        fault = "no unit is allocatable" if not units else ""
        if counted and units and units <= counted:
            fault = f"the node offers {count(units, 'unit')} for {count(counted, 'device')}, so replicas are not in use"
        yield SharingMode("MPS" if strategy == "mps" else clean_name(strategy), Isolation.TIME, fault)
    if f"{_NVIDIA}gpu.shared" in offered and plain_number(labels.get(f"{_NVIDIA}gpu.replicas", "")) < 2:
        yield SharingMode("time-slicing", Isolation.TIME)


def _dra_modes(accelerators: Inventory) -> Iterator[tuple[SharingMode, PlacedDevices]]:
    for driver in accelerators.drivers:
        if driver.vendor is None:
            continue
        for placed in driver.placed_devices:
            if not placed.lists(accelerators.simulated):
                continue
            found = placed.summary
            name = clean_name(driver.name)
            if found.parts:
                yield SharingMode(f"partitions published by {name}", Isolation.HARDWARE, published=True), placed
            elif placed.shared_counters and found.usable > len(found.counters) > 0:
                yield (
                    SharingMode(f"devices of {name} with shared counters", Isolation.HARDWARE, published=True),
                    placed,
                )
            if found.multiple:
                yield (
                    SharingMode(f"devices of {name} that several claims can hold", Isolation.CLAIMS, published=True),
                    placed,
                )


def _plugin_modes(snapshot: Snapshot, accelerators: Inventory) -> Iterator[tuple[SharingMode, frozenset[str]]]:
    """Yield device plugins with a flag that sets how many pods share one device."""
    for daemon_set in snapshot.listing(registry.DAEMON_SETS).items:
        flags = [
            flag for c in daemon_set.spec.template.spec.containers for flag in c.args if _SHARED_DEVICES_FLAG in flag
        ]
        number = max((plain_number(flag.rpartition(" ")[2]) for flag in flags), default=0)
        if number > 1 and daemon_set_health(daemon_set).alive and "Intel" in accelerators.nodes:
            yield (
                SharingMode(f"Intel's plugin with up to {number} pods per device", Isolation.TIME),
                accelerators.nodes["Intel"],
            )


def _hami(snapshot: Snapshot) -> SharingMode:
    """Return HAMi's state: its annotations remain after an uninstall; without its webhook no pod gets a share."""
    configurations = snapshot.listing(registry.MUTATING_WEBHOOKS).items
    hook = next((h for configuration in configurations for h in configuration.webhooks if h.name == HAMI_WEBHOOK), None)
    failure = read_failure(snapshot, registry.MUTATING_WEBHOOKS)
    if hook is None and failure:
        return SharingMode("HAMi", Isolation.SOFTWARE, unknown=f"whether its webhook exists: {failure}")
    if hook is None:
        return SharingMode("HAMi", Isolation.SOFTWARE, "its webhook does not exist, so pods get no shares")
    service = hook.client_config.service
    if service is None:
        why = "whether its webhook answers: it is called by URL"
        return SharingMode("HAMi", Isolation.SOFTWARE, unknown=why)
    if ready_endpoints(snapshot, service.name, service.namespace or None):
        return SharingMode("HAMi", Isolation.SOFTWARE)
    failure = read_failure(snapshot, registry.ENDPOINT_SLICES)
    if failure:
        return SharingMode("HAMi", Isolation.SOFTWARE, unknown=f"whether its webhook answers: {failure}")
    return SharingMode("HAMi", Isolation.SOFTWARE, "no endpoint of its webhook is ready, so pods get no shares")
