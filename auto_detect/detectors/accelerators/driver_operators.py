"""Who installs and checks drivers and runtimes, and what they say about it."""

from auto_detect.analysis.accelerators.inventory import Inventory
from auto_detect.analysis.health import Says, daemon_set_health, says
from auto_detect.analysis.nodes import real_kinds
from auto_detect.analysis.runtime_handlers import Handler, Place, handler_of, hands_out_accelerators
from auto_detect.analysis.wording import count, few, observe_object, word
from auto_detect.known.accelerators import DRIVER_DAEMONS
from auto_detect.objects.core import ConditionsStatus, Meta
from auto_detect.resources import registry
from auto_detect.resources.accelerators import CLUSTER_POLICIES, NVIDIA_DRIVERS, RUNTIME_CLASSES
from auto_detect.resources.monitoring import DEVICE_CONFIGS
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Observation


def operators(snapshot: Snapshot) -> tuple[Observation, ...]:
    """The objects by which operators of drivers are told what to do, with the state they report."""
    found = []
    for area, listing in (
        (CLUSTER_POLICIES, snapshot.of(CLUSTER_POLICIES)),
        (NVIDIA_DRIVERS, snapshot.of(NVIDIA_DRIVERS)),
    ):
        for item in listing.items:
            fault = _fault(item.metadata, item.status)
            detail = f"Not counted: {fault}." if fault else "State ready."
            found.append(observe_object(area, item.metadata, detail, version=listing.version, doubtful=bool(fault)))
    configs = snapshot.of(DEVICE_CONFIGS)
    for config in configs.items:
        rollout = config.status.driver if config.status.driver.desired_number else config.status.device_plugin
        what = "driver" if config.status.driver.desired_number else "device plugin"
        done = 0 < rollout.desired_number <= rollout.available_number
        detail = f"Its {what} runs on {rollout.available_number} of {count(rollout.desired_number, 'node')}."
        found.append(
            observe_object(DEVICE_CONFIGS, config.metadata, detail, version=configs.version, doubtful=not done)
        )
    return few(found)


def _fault(meta: Meta, status: ConditionsStatus) -> str:
    if meta.deletion_timestamp:
        return "it is being deleted"
    if status.word != "ready":
        return f"its state is {word(status.word)}" if status.word else "it reports no state"
    match says(meta, status.conditions, "Ready", status.observed_generation):
        case Says.FALSE:
            return "its condition Ready is false"
        case Says.STALE:
            return "its state is of an older generation"
    return ""


def daemons(snapshot: Snapshot) -> tuple[Observation, ...]:
    """Their DaemonSets; one of drivers that selects no node is in order where nodes bring drivers along."""
    found = []
    listing = snapshot.of(registry.DAEMON_SETS)
    for item in listing.items:
        if any(item.metadata.name.startswith(name) for name in DRIVER_DAEMONS):
            health = daemon_set_health(item)
            found.append(
                observe_object(
                    registry.DAEMON_SETS,
                    item.metadata,
                    health.sentence,
                    version=listing.version,
                    doubtful=not health.alive,
                )
            )
    return few(found, most=4)


def runtimes(snapshot: Snapshot, stock: Inventory) -> tuple[Observation, ...]:
    """RuntimeClasses that bring accelerators into containers, and whether accelerator nodes have their handlers."""
    listing = snapshot.of(RUNTIME_CLASSES)
    nodes = [node for node in snapshot.of(registry.NODES).items if node.metadata.name in stock.all_nodes]
    kinds = real_kinds(nodes)
    found = []
    for item in listing.items:
        if hands_out_accelerators(item.handler):
            handler = handler_of(item, kinds)
            detail = f"Handler {word(item.handler)}: {_where(handler)}."
            there = handler.place is Place.THERE
            found.append(
                observe_object(RUNTIME_CLASSES, item.metadata, detail, version=listing.version, doubtful=not there)
            )
    return few(found)


def _where(handler: Handler) -> str:
    number = count(len(handler.nodes), "accelerator node")
    match handler.place:
        case Place.THERE:
            lacking = f", not on {len(handler.without):,} others" if handler.without else ""
            return f"on {number}{lacking}"
        case Place.NOWHERE:
            return "no usable accelerator node has it"
        case Place.NO_NODE:
            return "the class selects no usable accelerator node"
        case _:
            return f"{number} do not tell which handlers they have"
