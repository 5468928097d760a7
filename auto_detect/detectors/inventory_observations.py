"""The stock of accelerators in words: nodes as numbers, because their names are nobody's business."""

from collections.abc import Sequence

from auto_detect.analysis.accelerators.inventory import Held, Inventory
from auto_detect.analysis.wording import count, listed, observe, path
from auto_detect.detectors.evidence_ladder import Rung, missing, shown, unknown
from auto_detect.resources import registry
from checklists.model.finding import Observation

_PATH = path(registry.NODES)


def stock_rung(stock: Inventory) -> Rung:
    """There are accelerators that a pod can get."""
    if stock.mediated:
        return shown()
    if stock.unread:
        return unknown(stock.unread)
    if stock.simulated:
        return missing("the only nodes with accelerators are simulated")
    return missing("no usable node offers accelerators")


def observe_stock(stock: Inventory) -> tuple[Observation, ...]:
    """What each vendor's nodes offer and by which mechanism, and which nodes do not count."""
    seen = []
    for vendor, nodes in stock.nodes.items():
        held = [one for one in stock.held if one.vendor == vendor]
        detail = f"{count(len(nodes), 'usable node')} with {_number(stock, vendor)}, offered {_mechanism(held)}."
        seen.append(observe("Node", vendor, detail, path=_PATH))
    for vendor, number in stock.fabric.items():
        detail = f"{count(number, 'accelerator')} that several nodes can use, offered through DRA."
        seen.append(observe("ResourceSlice", vendor, detail, path=path(registry.RESOURCE_SLICES)))
    return (*seen, *not_counted(stock))


def not_counted(stock: Inventory) -> tuple[Observation, ...]:
    """Nodes with accelerators that no pod can use, or that are nobody's."""
    doubts = (
        (len(stock.simulated), "Simulated"),
        (stock.unusable, "Not ready or cordoned"),
        (stock.empty, "All its accelerators are unhealthy" if stock.empty == 1 else "All accelerators are unhealthy"),
        (stock.idle, "Labelled as having accelerators, and nothing offers them"),
    )
    return tuple(
        observe("Node", count(number, "node"), f"{what}; not counted.", path=_PATH, doubtful=True)
        for number, what in doubts
        if number
    )


def _number(stock: Inventory, vendor: str) -> str:
    devices = stock.devices.get(vendor, 0) - stock.fabric.get(vendor, 0)
    return count(devices, "accelerator") if devices > 0 else "accelerators"


def _mechanism(held: Sequence[Held]) -> str:
    """How pods get them; where both ways lead to the same devices, that is said."""
    plugin, published = (any(getattr(one, way) for one in held) for way in ("plugin", "published"))
    both = sum(bool(one.plugin and one.published) for one in held)
    ways = [name for name, there in (("by a device plugin", plugin), ("through DRA", published)) if there]
    return f"{listed(ways)}" + (f", on {count(both, 'node')} both" if both else "")
