"""Driver versions that nodes publish: in ResourceSlices, else in labels."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from auto_detect.analysis.accelerators.devices import DeviceSummary
from auto_detect.analysis.accelerators.inventory import Inventory, NodeAccelerators, take_inventory
from auto_detect.analysis.memoize import memoize_by_resources
from auto_detect.objects.core import Node
from auto_detect.objects.timestamps import parse_timestamp
from auto_detect.resources import registry
from auto_detect.snapshot.snapshot import Snapshot

_NUMBERS = re.compile(r"\d{1,9}")
_FULL = {
    "NVIDIA": ("nvidia.com/cuda.driver-version.full",),
    "AMD": ("amd.com/gpu.driver-version", "beta.amd.com/gpu.driver-version"),
}
_PIECES = {
    "NVIDIA": (
        tuple(f"nvidia.com/cuda.driver-version.{part}" for part in ("major", "minor", "revision")),
        tuple(f"nvidia.com/cuda.driver.{part}" for part in ("major", "minor", "rev")),
    )
}
"""Labels that split the version, as older releases write them."""
_OWNERS = ("nvidia.com/", "amd.com/", "beta.amd.com/")
_VERSION_LABEL = re.compile(r"driver[-._]?version(?:\.full)?$")
_SECONDS = re.compile(r"[0-9]{1,11}")
_WRITTEN = "nvidia.com/gfd.timestamp"
_UPGRADE = "nvidia.com/gpu-driver-upgrade-state"


@dataclass(frozen=True)
class PublishedVersion:
    """Driver versions that each of several nodes publishes for one vendor."""

    vendor: str
    nodes: tuple[str, ...]
    by_slices: frozenset[str]
    by_label: str
    unversioned: int
    """Devices without a version in slices whose other devices have one."""
    modules: frozenset[str]
    written: int
    """Time at which the labels were written, in seconds since 1970; 0 if unknown."""
    upgrade: str
    """State of an unfinished driver upgrade; empty if none is running."""

    @cached_property
    def versions(self) -> frozenset[str]:
        """Published versions; slices come directly from the driver, so they take precedence over labels."""
        return self.by_slices or frozenset({self.by_label} - {""})

    @cached_property
    def conflict(self) -> str:
        """Disagreement between versions, as a clause; empty if they agree."""
        if _differ(self.by_slices):
            return "its devices publish different versions"
        if self.by_label and _differ(self.by_slices | {self.by_label}):
            return "its labels and its ResourceSlices publish different versions"
        return ""


@memoize_by_resources(registry.NODES, registry.RESOURCE_SLICES)
def published_versions(snapshot: Snapshot) -> tuple[PublishedVersion, ...]:
    """Return the entries of all vendors and usable, real accelerator nodes."""
    inventory = take_inventory(snapshot)
    summaries = _by_node(inventory)
    return tuple(
        _published(item.vendor, item.node, nodes, found)
        for item in inventory.node_accelerators
        for found, nodes in _by_summaries(item, summaries[item.vendor])
    )


_Summaries = tuple[DeviceSummary, ...]


def _by_node(inventory: Inventory) -> Mapping[str, Mapping[str, _Summaries]]:
    """Return the summaries of all devices by vendor and node."""
    by_vendor: dict[str, dict[str, _Summaries]] = defaultdict(dict)
    for driver in inventory.drivers:
        found = by_vendor[driver.vendor or ""]
        for placed in driver.placed_devices if driver.vendor else ():
            alone = (placed.summary,)
            for node in (node for _, node in placed.places if node is not None):
                found[node] = (*found[node], *alone) if node in found else alone
    return by_vendor


def _by_summaries(
    item: NodeAccelerators, summaries: Mapping[str, _Summaries]
) -> Iterable[tuple[_Summaries, tuple[str, ...]]]:
    """Group nodes whose devices have the same summaries."""
    groups: dict[tuple[int, ...], tuple[_Summaries, list[str]]] = {}
    for name in item.names:
        found = summaries.get(name, ())
        groups.setdefault(tuple(map(id, found)), (found, []))[1].append(name)
    return [(found, tuple(nodes)) for found, nodes in groups.values()]


def _published(vendor: str, node: Node, nodes: tuple[str, ...], found: _Summaries) -> PublishedVersion:
    labels = node.metadata.labels
    upgrade = labels.get(_UPGRADE, "") if vendor == "NVIDIA" else ""
    versions = frozenset[str]().union(*(summary.versions for summary in found))
    return PublishedVersion(
        vendor,
        nodes,
        versions,
        _label(vendor, labels),
        sum(summary.unversioned for summary in found) if versions else 0,
        frozenset[str]().union(*(summary.modules for summary in found)),
        _seconds(labels.get(_WRITTEN, "")) if vendor == "NVIDIA" else 0,
        "" if upgrade == "upgrade-done" else upgrade,
    )


def _seconds(text: str) -> int:
    return int(text) if _SECONDS.fullmatch(text) else 0


def _label(vendor: str, labels: Mapping[str, str]) -> str:
    """Return the version in the vendor's labels; for other vendors, in any label named like a driver version."""
    for key in _FULL.get(vendor, ()):
        if labels.get(key):
            return labels[key]
    for pieces in _PIECES.get(vendor, ()):
        if labels.get(pieces[0]):
            return ".".join(labels[key] for key in pieces if labels.get(key))
    if vendor in _FULL:
        return ""
    named = sorted(key for key in labels if not key.startswith(_OWNERS) and _VERSION_LABEL.search(key))
    return labels[named[0]] if named else ""


@lru_cache(maxsize=1024)
def _differ(versions: frozenset[str]) -> bool:
    """Return whether versions differ in the components they all have: 580.65.6 = 580.65.06 = 580.65."""
    parts = [tuple(map(int, _NUMBERS.findall(version))) for version in versions]
    shortest = min(map(len, parts), default=0)
    if not shortest:
        return len(versions) > 1
    return len({numbers[:shortest] for numbers in parts}) > 1


def hours_old(written: int, taken_at: str) -> int | None:
    """Return how many hours before a collection labels were written; None if unknown."""
    taken = parse_timestamp(taken_at)
    return int(taken.timestamp() - written) // 3600 if taken is not None and written else None
