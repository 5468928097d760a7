"""Accelerators that the device plugins of one node offer: units that pods request, and the hardware behind them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from auto_detect.known.accelerator_names import vendor_of_resource, whole_number
from auto_detect.known.accelerators import AMD_PARTITION, HARDWARE_LABELS, PARTS, REGISTERED, SAME_SILICON, UNDIVIDED
from auto_detect.objects.core import Node


@dataclass(frozen=True)
class PluginOffer:
    """Accelerators that the device plugins of one vendor offer on one node."""

    vendor: str
    units: int
    """Units that pods can request, including shares and partitions."""
    hardware: int | None
    """Physical accelerators; None if unknown."""


def offers(node: Node) -> tuple[PluginOffer, ...]:
    """Return the offer of each vendor on a node; 0 units if all devices are unhealthy."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for key, quantity in node.status.allocatable.items():
        vendor = vendor_of_resource(key)
        if vendor is not None:
            found[vendor][key.lower()] = whole_number(quantity)
    return tuple(PluginOffer(vendor, _units(keys), _hardware(vendor, keys, node)) for vendor, keys in found.items())


def labeled(node: Node) -> bool:
    """Return whether the node has an accelerator label, whatever it offers."""
    labels = node.metadata.labels
    return any(labels.get(key) not in (None, "", "false") for key in HARDWARE_LABELS)


def _units(keys: Mapping[str, int]) -> int:
    """Sum the units; keys that count the same silicon in different units count once."""
    same = [number for key, number in keys.items() if key in SAME_SILICON]
    return sum(number for key, number in keys.items() if key not in SAME_SILICON) + max(same, default=0)


def _hardware(vendor: str, keys: Mapping[str, int], node: Node) -> int | None:
    if vendor == "NVIDIA":
        return _nvidia(keys, node)
    whole_devices = {key: number for key, number in keys.items() if not counts_parts(key)}
    counted = any(key in SAME_SILICON for key in whole_devices)
    divided = not node.metadata.labels.get(AMD_PARTITION, UNDIVIDED).lower().startswith(UNDIVIDED)
    return (
        None if divided or (sum(whole_devices.values()) < sum(keys.values()) and not counted) else _units(whole_devices)
    )


def counts_parts(key: str) -> bool:
    """Return whether an allocatable key counts partitions of accelerators."""
    lower = key.lower()
    return any(fnmatchcase(lower, part) for part in PARTS) and not lower.startswith(f"amd.com/{UNDIVIDED}")


def _nvidia(keys: Mapping[str, int], node: Node) -> int | None:
    """Return the number of GPUs by label; with MIG strategy `single` the labels count slices, so it is unknown."""
    labels = node.metadata.labels
    if "-MIG-" in labels.get("nvidia.com/gpu.product", "") and labels.get("nvidia.com/mig.strategy") == "single":
        return None
    counted = whole_number(labels.get("nvidia.com/gpu.count", ""))
    registered = max((whole_number(node.metadata.annotations.get(key, "")) for key in REGISTERED), default=0)
    if counted or registered:
        return counted or registered
    shared = keys.get("nvidia.com/gpu", 0) + keys.get("nvidia.com/gpu.shared", 0)
    replicas = whole_number(labels.get("nvidia.com/gpu.replicas", ""))
    if "nvidia.com/gpu.shared" in keys and replicas < 2:
        return None
    return shared // max(replicas, 1) if shared == sum(keys.values()) else None
