"""Observations about the inventory of accelerators: nodes as numbers, because their names are private."""

from collections.abc import Sequence

from auto_detect.analysis.accelerators.inventory import Inventory, NodeAccelerators
from auto_detect.analysis.wording import api_path, clean_name, count, first_few, join_names, observe
from auto_detect.detectors.evidence_ladder import Rung, confirmed, missing, unknown
from auto_detect.resources import registry
from checklists.model.finding import Observation

_PATH = api_path(registry.NODES)
_OFFER = "a usable node that offers accelerators"


def inventory_rung(inventory: Inventory) -> Rung:
    """Check that a pod can get an accelerator."""
    if inventory.allocatable:
        return confirmed()
    if inventory.read_failure:
        return unknown(inventory.read_failure)
    if inventory.unknown_resources:
        key, nodes = inventory.unknown_resources[0]
        return unknown(
            f"{count(nodes, 'usable node has', 'usable nodes have')} the resource {clean_name(key)}, "
            "which looks like an accelerator but is not recognized",
            needed="a check by hand of what the resource counts",
        )
    if inventory.unknown_drivers:
        return unknown(
            f"the DRA driver {clean_name(inventory.unknown_drivers[0])} publishes devices that are not recognized",
            needed="a check by hand of what the driver publishes",
        )
    if inventory.simulated:
        return missing("the only nodes with accelerators are simulated", needed=_OFFER)
    return missing("no usable node offers accelerators", needed=_OFFER)


def observe_inventory(inventory: Inventory) -> tuple[Observation, ...]:
    """Return what each vendor's nodes offer, by which mechanism, and which nodes do not count."""
    observations = []
    for vendor, nodes in inventory.nodes.items():
        of_vendor = [item for item in inventory.node_accelerators if item.vendor == vendor]
        detail = (
            f"{count(len(nodes), 'usable node')} with {_number(inventory, vendor)}, offered {_mechanism(of_vendor)}."
        )
        observations.append(observe("Node", vendor, detail, path=_PATH))
    for vendor, number in inventory.shared_hardware.items():
        detail = f"{count(number, 'accelerator')} that several nodes can use, offered through DRA."
        observations.append(observe("ResourceSlice", vendor, detail, path=api_path(registry.RESOURCE_SLICES)))
    return (*observations, *observe_unusable(inventory))


def observe_unusable(inventory: Inventory) -> tuple[Observation, ...]:
    """Return the nodes with accelerators that pods cannot request or that are simulated."""
    unusable = (
        (len(inventory.simulated), "Simulated"),
        (inventory.unusable, "Not ready or cordoned"),
        (
            inventory.unhealthy,
            "All its accelerators are unhealthy" if inventory.unhealthy == 1 else "All accelerators are unhealthy",
        ),
        (inventory.idle, "Labeled as having accelerators, but no device plugin or DRA driver offers them"),
    )
    counted = (
        observe("Node", count(number, "node"), f"{what}; not counted.", path=_PATH, doubtful=True)
        for number, what in unusable
        if number
    )
    unknown_drivers = (
        observe(
            "ResourceSlice",
            name,
            "Not recognized: neither its name nor its devices' types name accelerators; not counted.",
            path=api_path(registry.RESOURCE_SLICES),
            doubtful=True,
        )
        for name in inventory.unknown_drivers
    )
    resources = (_observe_unknown(key, nodes) for key, nodes in inventory.unknown_resources)
    return (*counted, *first_few([*resources, *unknown_drivers]))


def _observe_unknown(key: str, nodes: int) -> Observation:
    detail = f"Not recognized: looks like an accelerator or a share, on {count(nodes, 'usable node')}; not counted."
    return observe("Node", key, detail, path=_PATH, doubtful=True)


def _number(inventory: Inventory, vendor: str) -> str:
    devices = inventory.devices.get(vendor, 0) - inventory.shared_hardware.get(vendor, 0)
    return count(devices, "accelerator") if devices > 0 else "accelerators"


def _mechanism(of_vendor: Sequence[NodeAccelerators]) -> str:
    """Describe how pods request them, and on how many nodes in both ways."""
    plugin, published = (any(getattr(item, way) for item in of_vendor) for way in ("by_plugin", "published"))
    both = sum(len(item.names) for item in of_vendor if item.by_plugin and item.published)
    mechanisms = [name for name, used in (("by a device plugin", plugin), ("through DRA", published)) if used]
    return f"{join_names(mechanisms)}" + (f", on {count(both, 'node')} both" if both else "")
