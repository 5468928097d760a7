"""The ways in which one accelerator is handed out to several pods, and whether they are in effect."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from auto_detect.analysis.accelerators.dra_pools import Placed
from auto_detect.analysis.accelerators.inventory import Inventory, inventory
from auto_detect.analysis.accelerators.node_accelerators import counts_parts
from auto_detect.analysis.coverage import why_unread
from auto_detect.analysis.health import daemon_set_health
from auto_detect.analysis.nodes import alike
from auto_detect.analysis.wording import word
from auto_detect.known.accelerator_names import whole
from auto_detect.known.accelerators import AMD_PARTITION, CAPABLE, REGISTERED, UNDIVIDED
from auto_detect.objects.core import Node
from auto_detect.resources import registry
from auto_detect.snapshot.snapshot import Snapshot

_NVIDIA = "nvidia.com/"
_STRATEGY = ".sharing-strategy"
SOFT = re.compile(r"(?:^|[-./])(?:vgpu|sgpu|smlu|vcuda|vnpu)|^huawei\.com/ascend.*-memory$")
"""Allocatable keys that count shares which software keeps apart."""
_HAMI = "vgpu.hami.io"
_PODS_A_DEVICE = "-shared-dev-num "


class By(StrEnum):
    """What keeps the sharers apart."""

    HARDWARE = "hardware"
    TIME = "time"
    """Nothing: they take turns on one device, or run on it at once."""
    SOFTWARE = "software"
    CLAIMS = "claims"
    """Whatever the DRA driver does."""


@dataclass(frozen=True)
class Way:
    """One way."""

    name: str
    by: By
    fault: str = ""
    """Why it is not in effect, as a clause; empty where it is."""
    unseen: str = ""
    """Why nobody could tell whether it is in effect."""
    published: bool = False
    """ResourceSlices show it; otherwise nodes do."""

    @property
    def works(self) -> bool:
        """It is seen to be in effect."""
        return not self.fault and not self.unseen


@dataclass(frozen=True)
class Share:
    """One way, and on how many usable, real nodes."""

    way: Way
    nodes: int


def shares(snapshot: Snapshot) -> tuple[Share, ...]:
    """Every way that shows on nodes or in ResourceSlices; those in effect first."""
    stock = inventory(snapshot)
    found: dict[Way, set[str]] = defaultdict(set)
    nodes = (node for node in snapshot.of(registry.NODES).items if node.metadata.name in stock.all_nodes)
    hami = _hami(snapshot)
    for node, names in alike(nodes):
        for way in _ways(node, hami):
            found[way].update(names)
    for way, placed in _claimed(stock):
        found[way].add(placed.node or placed.pool)
    for way, there in _multiplied(snapshot, stock):
        found[way].update(there)
    counted = (Share(way, len(names)) for way, names in found.items())
    return tuple(sorted(counted, key=lambda share: (not share.way.works, -share.nodes, share.way.name)))


def capable(snapshot: Snapshot) -> int:
    """How many usable, real accelerator nodes say that their hardware could be shared."""
    stock = inventory(snapshot)
    nodes = (node for node in snapshot.of(registry.NODES).items if node.metadata.name in stock.all_nodes)
    return sum(any(node.metadata.labels.get(key) == "true" for key in CAPABLE) for node in nodes)


def _ways(node: Node, hami: Way) -> Iterator[Way]:
    offered = {key: number for key, quantity in node.status.allocatable.items() if (number := whole(quantity))}
    yield from _mig(node, offered)
    yield from _turns(node, offered)
    labels = node.metadata.labels
    partition = labels.get(AMD_PARTITION, UNDIVIDED).lower()
    if any(key.startswith("amd.com/") and counts_parts(key) for key in offered):
        yield Way("AMD partitions", By.HARDWARE)
    elif not partition.startswith(UNDIVIDED) and "amd.com/gpu" in offered:
        yield Way(f"AMD partitions ({word(partition)})", By.HARDWARE)
    for prefix, name in (("huawei.com/", "Ascend virtual instances"), ("aws.amazon.com/", "NeuronCores")):
        if any(key.lower().startswith(prefix) and counts_parts(key) for key in offered):
            yield Way(name, By.HARDWARE)
    soft = sorted(key for key in offered if SOFT.search(key.lower()))
    if soft:
        yield Way(f"shares counted as {word(soft[0])}", By.SOFTWARE)
    if any(whole(node.metadata.annotations.get(key, "")) for key in REGISTERED) and f"{_NVIDIA}gpu" in offered:
        yield hami


def _mig(node: Node, offered: dict[str, int]) -> Iterator[Way]:
    labels = node.metadata.labels
    state = labels.get(f"{_NVIDIA}mig.config.state", "success")
    pending = "" if state == "success" else f"the state of its configuration is {word(state)}"
    if any(key.startswith(f"{_NVIDIA}mig-") for key in offered):
        yield Way("MIG, strategy mixed", By.HARDWARE, pending)
    elif labels.get(f"{_NVIDIA}mig.strategy") == "single" and "-MIG-" in labels.get(f"{_NVIDIA}gpu.product", ""):
        invalid = labels[f"{_NVIDIA}gpu.product"].endswith("-MIG-INVALID")
        fault = "the GPUs of the node are not divided alike" if invalid else pending
        yield Way(
            "MIG, strategy single", By.HARDWARE, fault if f"{_NVIDIA}gpu" in offered else "none of it is allocatable"
        )
    elif pending:
        yield Way("MIG", By.HARDWARE, pending)


def _turns(node: Node, offered: dict[str, int]) -> Iterator[Way]:
    """Time-slicing and MPS, of whole GPUs and of MIG slices; older labels tell the replicas and no strategy."""
    labels = node.metadata.labels
    for key in [key for key in labels if key.startswith(_NVIDIA) and key.endswith(".replicas")]:
        resource = key.removesuffix(".replicas")
        strategy = labels.get(f"{resource}{_STRATEGY}", "time-slicing")
        replicas = whole(labels[key])
        if replicas < 2 or strategy == "none":
            continue
        counted = whole(labels.get(f"{resource}.count", ""))
        units = offered.get(resource, 0) + offered.get(f"{resource}.shared", 0)
        fault = "none of it is allocatable" if not units else ""
        if counted and units and units <= counted:
            fault = f"the node offers {units} for {counted}, as if there were no replicas"
        yield Way(word(strategy), By.TIME, fault)
    if f"{_NVIDIA}gpu.shared" in offered and whole(labels.get(f"{_NVIDIA}gpu.replicas", "")) < 2:
        yield Way("time-slicing", By.TIME)


def _claimed(stock: Inventory) -> Iterator[tuple[Way, Placed]]:
    for driver in stock.drivers:
        if driver.vendor is None:
            continue
        for placed in driver.placed:
            if placed.node in stock.simulated:
                continue
            found = placed.traits
            name = word(driver.name)
            if found.parts:
                yield Way(f"parts published by {name}", By.HARDWARE, published=True), placed
            elif placed.shared_counters and found.clean > len(found.counters) > 0:
                yield Way(f"devices of {name} that draw on shared counters", By.HARDWARE, published=True), placed
            if found.multiple:
                yield Way(f"devices of {name} that several claims may hold", By.CLAIMS, published=True), placed


def _multiplied(snapshot: Snapshot, stock: Inventory) -> Iterator[tuple[Way, frozenset[str]]]:
    """Device plugins that were told how many pods may have one device."""
    for daemon_set in snapshot.of(registry.DAEMON_SETS).items:
        flags = [flag for c in daemon_set.spec.template.spec.containers for flag in c.args if _PODS_A_DEVICE in flag]
        number = max((whole(flag.rpartition(" ")[2]) for flag in flags), default=0)
        if number > 1 and daemon_set_health(daemon_set).alive and "Intel" in stock.nodes:
            yield Way(f"up to {number} pods a device of the Intel plugin", By.TIME), stock.nodes["Intel"]


def _hami(snapshot: Snapshot) -> Way:
    """HAMi, which leaves what it wrote on nodes behind; without its webhook no pod gets a share."""
    configurations = snapshot.of(registry.MUTATING_WEBHOOKS).items
    if any(hook.name == _HAMI for configuration in configurations for hook in configuration.webhooks):
        return Way("HAMi", By.SOFTWARE)
    unread = why_unread(snapshot, registry.MUTATING_WEBHOOKS)
    if unread:
        return Way("HAMi", By.SOFTWARE, unseen=f"whether its webhook is there: {unread}")
    return Way("HAMi", By.SOFTWARE, "no webhook of it is left to let pods ask for shares")
