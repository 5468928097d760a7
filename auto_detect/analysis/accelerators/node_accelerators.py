"""What one node offers of each vendor: by its device plugin, by labels; hardware apart from the shares of it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from auto_detect.known.accelerator_names import vendor_of_resource, whole_number
from auto_detect.known.accelerators import AMD_PARTITION, HARDWARE_LABELS, PARTS, REGISTERED, SAME_SILICON, UNDIVIDED
from auto_detect.objects.core import Node


@dataclass(frozen=True)
class PluginOffer:
    """Accelerators of one vendor that a device plugin offers on one node."""

    vendor: str
    units: int
    """What pods can ask for, shares and parts included."""
    hardware: int | None
    """Pieces of hardware behind it; None where nothing counts them."""


def offers(node: Node) -> tuple[PluginOffer, ...]:
    """What the device plugins of a node offer; with no units where all devices are unhealthy."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for key, quantity in node.status.allocatable.items():
        vendor = vendor_of_resource(key)
        if vendor is not None:
            found[vendor][key.lower()] = whole_number(quantity)
    return tuple(PluginOffer(vendor, _units(keys), _hardware(vendor, keys, node)) for vendor, keys in found.items())


def labeled(node: Node) -> bool:
    """Whether a label says that there are accelerators, offered or not."""
    labels = node.metadata.labels
    return any(labels.get(key) not in (None, "", "false") for key in HARDWARE_LABELS)


def _units(keys: Mapping[str, int]) -> int:
    """Keys that count the same silicon in other units do not add up."""
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
    """Whether an allocatable key counts parts of accelerators."""
    lower = key.lower()
    return any(fnmatchcase(lower, part) for part in PARTS) and not lower.startswith(f"amd.com/{UNDIVIDED}")


def _nvidia(keys: Mapping[str, int], node: Node) -> int | None:
    """The labels of gpu-feature-discovery count GPUs, but for MIG strategy `single`, where they count slices."""
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
