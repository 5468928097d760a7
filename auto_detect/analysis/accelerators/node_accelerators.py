"""Accelerators that the device plugins of one node offer: units that pods request, and the hardware behind them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from auto_detect.known.accelerator_resources import Unit, accelerator_resource
from auto_detect.known.accelerators import AMD_PARTITION, HARDWARE_LABELS, REGISTERED, SAME_SILICON, UNDIVIDED
from auto_detect.known.sharing_labels import CLIENTS_PER_DEVICE, DEVICE_COUNTS
from auto_detect.objects.core import Node
from auto_detect.quantities import plain_number, whole_units


@dataclass(frozen=True)
class OfferedResource:
    """One extended resource of a node that counts accelerators or shares of them."""

    key: str
    vendor: str
    unit: Unit
    number: int


@dataclass(frozen=True)
class PluginOffer:
    """Accelerators that the device plugins of one vendor offer on one node."""

    vendor: str
    units: int
    """Units that pods can request, including shares and partitions."""
    hardware: int | None
    """Physical accelerators; None if unknown."""
    by_amount: bool = False
    """Whether pods can request an amount of memory or compute."""

    @property
    def available(self) -> bool:
        """Whether pods can request anything."""
        return self.units > 0 or self.by_amount


def offered_resources(node: Node) -> tuple[OfferedResource, ...]:
    """Return the allocatable accelerator resources of a node, with 0 units if no device is healthy."""
    return tuple(
        OfferedResource(key, kind.vendor, kind.unit, whole_units(quantity))
        for key, quantity in node.status.allocatable.items()
        if (kind := accelerator_resource(key)) is not None
    )


def offers(node: Node) -> tuple[PluginOffer, ...]:
    """Return the offer of each vendor on a node; 0 units if all devices are unhealthy."""
    by_vendor: dict[str, list[OfferedResource]] = defaultdict(list)
    for item in offered_resources(node):
        if item.unit is not Unit.UNKNOWN:
            by_vendor[item.vendor].append(item)
    return tuple(_offer(vendor, items, node) for vendor, items in by_vendor.items())


def unknown_resources(node: Node) -> list[str]:
    """Return the resources of a node that look like accelerators or shares but are not recognized."""
    return [item.key for item in offered_resources(node) if item.unit is Unit.UNKNOWN and item.number]


def labeled(node: Node) -> bool:
    """Return whether the node has an accelerator label, even if it offers no accelerator."""
    labels = node.metadata.labels
    return any(labels.get(key) not in (None, "", "false") for key in HARDWARE_LABELS)


def device_count(node: Node) -> int:
    """Return the number of GPUs that a label of the node gives; 0 if none does."""
    labels = node.metadata.labels
    return next((number for key in DEVICE_COUNTS if (number := plain_number(labels.get(key, "")))), 0)


def is_mig_single(labels: Mapping[str, str]) -> bool:
    """Return whether MIG strategy `single` is in use, with which the labels of a node count slices."""
    return "-MIG-" in labels.get("nvidia.com/gpu.product", "") and labels.get("nvidia.com/mig.strategy") == "single"


def _offer(vendor: str, items: list[OfferedResource], node: Node) -> PluginOffer:
    by_amount = any(item.unit is Unit.AMOUNT and item.number for item in items)
    hardware = _nvidia(items, node) if vendor == "NVIDIA" else _hardware(items, node)
    return PluginOffer(vendor, _units(items), hardware, by_amount)


def _units(items: list[OfferedResource]) -> int:
    """Sum the units; resources that count the same silicon in different units count once."""
    same = [item.number for item in items if item.key.lower() in SAME_SILICON]
    return max(same, default=0) + sum(
        item.number for item in items if item.key.lower() not in SAME_SILICON and item.unit is not Unit.AMOUNT
    )


def _numbers(items: list[OfferedResource], *units: Unit) -> Iterator[int]:
    return (item.number for item in items if item.unit in units)


def _hardware(items: list[OfferedResource], node: Node) -> int | None:
    whole = [item for item in items if item.unit in (Unit.DEVICE, Unit.VIRTUAL_MACHINE)]
    counted = any(item.key.lower() in SAME_SILICON for item in whole)
    divided = not node.metadata.labels.get(AMD_PARTITION, UNDIVIDED).lower().startswith(UNDIVIDED)
    in_parts = any(_numbers(items, Unit.PARTITION, Unit.SHARE)) and not counted
    return None if divided or in_parts else _units(whole) or None


def _nvidia(items: list[OfferedResource], node: Node) -> int | None:
    """Return the number of GPUs by label; with MIG strategy `single` the labels count slices, so it is unknown."""
    labels = node.metadata.labels
    if is_mig_single(labels):
        return None
    registered = max((plain_number(node.metadata.annotations.get(key, "")) for key in REGISTERED), default=0)
    counted = device_count(node) or registered
    if counted:
        return counted
    replicas = max(plain_number(labels.get(key, "")) for key in ("nvidia.com/gpu.replicas", CLIENTS_PER_DEVICE))
    replicated = sum(item.number for item in items if item.key in ("nvidia.com/gpu", "nvidia.com/gpu.shared"))
    if any(item.key == "nvidia.com/gpu.shared" for item in items) and replicas < 2:
        return None
    if any(item.number for item in items if item.unit in (Unit.PARTITION, Unit.SHARE) and item.key[-6:] != "shared"):
        return None
    passed = sum(_numbers(items, Unit.VIRTUAL_MACHINE))
    whole = max((n for item in items if item.unit is Unit.DEVICE and (n := item.number)), default=0)
    return (replicated // max(replicas, 1) if replicated else whole) + passed or None
