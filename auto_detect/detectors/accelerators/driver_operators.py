"""Operators, DaemonSets and RuntimeClasses that install drivers and inject devices, with their state."""

from auto_detect.analysis.accelerators.inventory import Inventory
from auto_detect.analysis.health import ConditionState, condition_state, daemon_set_health
from auto_detect.analysis.runtime_handlers import Handler, HandlerPresence, handler_of, hands_out_accelerators
from auto_detect.analysis.wording import clean_name, count, first_few, observe_object
from auto_detect.known.accelerators import DRIVER_DAEMONS
from auto_detect.objects.core import ConditionsStatus, Meta
from auto_detect.resources import registry
from auto_detect.resources.accelerators import CLUSTER_POLICIES, NVIDIA_DRIVERS, RUNTIME_CLASSES
from auto_detect.resources.monitoring import DEVICE_CONFIGS
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Observation


def observe_operators(snapshot: Snapshot) -> tuple[Observation, ...]:
    """Return the custom resources of driver operators with the state they report."""
    found = []
    for resource, listing in (
        (CLUSTER_POLICIES, snapshot.listing(CLUSTER_POLICIES)),
        (NVIDIA_DRIVERS, snapshot.listing(NVIDIA_DRIVERS)),
    ):
        for item in listing.items:
            fault = _fault(item.metadata, item.status)
            detail = f"Not counted: {fault}." if fault else "State ready."
            found.append(observe_object(resource, item.metadata, detail, version=listing.version, doubtful=bool(fault)))
    configs = snapshot.listing(DEVICE_CONFIGS)
    for config in configs.items:
        rollout = config.status.driver if config.status.driver.desired_number else config.status.device_plugin
        what = "driver" if config.status.driver.desired_number else "device plugin"
        done = 0 < rollout.desired_number <= rollout.available_number
        detail = f"Its {what} runs on {rollout.available_number} of {count(rollout.desired_number, 'node')}."
        found.append(
            observe_object(DEVICE_CONFIGS, config.metadata, detail, version=configs.version, doubtful=not done)
        )
    return first_few(found)


def _fault(meta: Meta, status: ConditionsStatus) -> str:
    if meta.deletion_timestamp:
        return "it is being deleted"
    if status.state_name != "ready":
        return f"its state is {clean_name(status.state_name)}" if status.state_name else "it reports no state"
    match condition_state(meta, status.conditions, "Ready", status.observed_generation):
        case ConditionState.FALSE:
            return "its condition Ready is false"
        case ConditionState.STALE:
            return "its state is of an older generation"
    return ""


def observe_daemons(snapshot: Snapshot) -> tuple[Observation, ...]:
    """Return the DaemonSets; those of drivers select no node if the nodes have drivers preinstalled."""
    found = []
    listing = snapshot.listing(registry.DAEMON_SETS)
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
    return first_few(found, limit=4)


def observe_runtimes(snapshot: Snapshot, inventory: Inventory) -> tuple[Observation, ...]:
    """Return the RuntimeClasses that inject accelerators, and whether accelerator nodes have their handlers."""
    listing = snapshot.listing(RUNTIME_CLASSES)
    found = []
    for item in listing.items:
        if hands_out_accelerators(item.handler):
            handler = handler_of(item, inventory.groups)
            detail = f"Handler {clean_name(item.handler)}: {_handler_nodes(handler)}."
            present = handler.presence is HandlerPresence.PRESENT
            found.append(
                observe_object(RUNTIME_CLASSES, item.metadata, detail, version=listing.version, doubtful=not present)
            )
    return first_few(found)


def _handler_nodes(handler: Handler) -> str:
    number = count(len(handler.nodes), "accelerator node")
    match handler.presence:
        case HandlerPresence.PRESENT:
            lacking = f", not on {count(len(handler.missing), 'other')}" if handler.missing else ""
            return f"on {number}{lacking}"
        case HandlerPresence.ABSENT:
            return "no usable accelerator node reports it"
        case HandlerPresence.NO_NODE:
            return "the class selects no usable accelerator node"
        case _:
            verb = "does not report its" if len(handler.nodes) == 1 else "do not report their"
            return f"{number} {verb} runtime handlers"
