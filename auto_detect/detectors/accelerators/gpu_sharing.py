"""`gpu_sharing`: several pods can share one accelerator, by partition, time-slicing or software.

It shows that shares are schedulable, not that two pods run on one device at the same time.
"""

from collections.abc import Sequence

from auto_detect.analysis.accelerators.inventory import Inventory, take_inventory
from auto_detect.analysis.accelerators.pod_sample import sample_pods
from auto_detect.analysis.accelerators.sharing import (
    Isolation,
    NodeSharing,
    SharingMode,
    capable_nodes,
    sharing_modes,
    unread_sharing,
)
from auto_detect.analysis.coverage import discovery_failure, read_failure
from auto_detect.analysis.wording import api_path, clean_name, count, first_few, join_names, observe
from auto_detect.detectors.evidence_ladder import could_not_check, detected, not_detected, partly_detected
from auto_detect.detectors.inventory_observations import observe_inventory
from auto_detect.resources import registry
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Finding, Observation

ID = "gpu_sharing"
_QUESTION = "Can users share an accelerator on this platform, and how do they request a share?"
_FRACTIONS = frozenset({"gpu-fraction", "gpu-memory"})
"""Annotations of pods that request a fraction of a GPU from KAI Scheduler."""
_NEEDED_UNREAD = "a check by hand of what the label or resource means"
_ISOLATION_TEXTS = {
    Isolation.HARDWARE: "Isolated by hardware.",
    Isolation.TIME: "Pods run on one device without isolation of memory or faults.",
    Isolation.SOFTWARE: "Isolated by software.",
    Isolation.CLAIMS: "Isolation depends on the driver.",
    Isolation.UNKNOWN: "What shares the devices, and its isolation, is unknown.",
}


def detect_gpu_sharing(snapshot: Snapshot) -> Finding:
    """Detect whether shares or partitions of accelerators are schedulable on usable nodes."""
    failure = discovery_failure(snapshot)
    if failure:
        return could_not_check(ID, failure)
    inventory = take_inventory(snapshot)
    found = (*_kai_fractions(snapshot), *sharing_modes(snapshot))
    working = [share.mode for share in found if share.mode.in_effect]
    unread = unread_sharing(snapshot)
    observations = (
        *first_few([_observed(share) for share in found], limit=5),
        *observe_inventory(inventory),
        *first_few([_observe_unread(key, nodes) for key, nodes in unread]),
    )
    if working:
        return _detected(working, observations)
    if inventory.read_failure:
        return could_not_check(ID, inventory.read_failure, observations)
    unseen = next((share.mode for share in found if share.mode.unknown), None)
    if unseen:
        return could_not_check(
            ID, f"sharing is set up by {unseen.name}, but it is unknown {unseen.unknown}", observations
        )
    if found:
        return partly_detected(
            ID, f"Sharing is set up but does not work: {found[0].mode.name} ({found[0].mode.fault}).", observations
        )
    failure = read_failure(snapshot, registry.RESOURCE_SLICES)
    if failure:
        return could_not_check(ID, failure, observations)
    if unread or inventory.unknown_resources:
        kind, (key, nodes) = ("label", unread[0]) if unread else ("resource", inventory.unknown_resources[0])
        seen = f"{count(nodes, 'usable node has', 'usable nodes have')} the {kind} {clean_name(key)}"
        reason = f"{seen}, which suggests shared accelerators but is not recognized"
        return could_not_check(ID, reason, (*_observe_capable(snapshot), *observations), needed=_NEEDED_UNREAD)
    if inventory.unknown_drivers and not inventory.allocatable:
        reason = f"the DRA driver {clean_name(inventory.unknown_drivers[0])} publishes devices that are not recognized"
        return could_not_check(ID, reason, observations, needed="a check by hand of what the driver publishes")
    return not_detected(
        ID, f"{_not_found(snapshot, inventory)} {_QUESTION}", (*_observe_capable(snapshot), *observations)
    )


def _observe_unread(key: str, nodes: int) -> Observation:
    detail = f"Not recognized: suggests shared accelerators, on {count(nodes, 'usable node')}; not counted."
    return observe("Node", f"label {key}", detail, path=api_path(registry.NODES), doubtful=True)


def _observed(share: NodeSharing) -> Observation:
    mode = share.mode
    nodes = f"On {count(share.nodes, 'usable node')}"
    if mode.in_effect:
        detail = f"{nodes}. {_ISOLATION_TEXTS[mode.isolation]}"
    else:
        detail = (
            f"{nodes}, but does not work: {mode.fault}."
            if mode.fault
            else f"{nodes}, but it is unknown {mode.unknown}."
        )
    where = api_path(registry.RESOURCE_SLICES if mode.published else registry.NODES)
    return observe("Sharing", mode.name, detail, path=where, doubtful=not mode.in_effect)


def _detected(working: Sequence[SharingMode], observations: Sequence[Observation]) -> Finding:
    names = join_names(mode.name for mode in working)
    summary = f"Shares of accelerators are schedulable: {names}."
    unproven = ["That two pods run on one accelerator at the same time: no pod was created."]
    if all(mode.isolation is Isolation.SOFTWARE for mode in working):
        unproven.append("That pods stay within their share: only software enforces it.")
    if any(mode.isolation is Isolation.TIME for mode in working):
        unproven.append("That the pods are isolated: time-slicing and MPS have no isolation in hardware.")
    notes = f"Accelerators can be shared through {names}. Running two pods on one device was not tested."
    return detected(ID, summary, observations, unproven=unproven, notes=notes)


def _not_found(snapshot: Snapshot, inventory: Inventory) -> str:
    if not inventory.allocatable:
        return "No usable node offers accelerators, so nothing can be shared."
    if capable_nodes(snapshot):
        return "The hardware supports sharing, but sharing is not set up."
    return "No share or partition of an accelerator is offered."


def _observe_capable(snapshot: Snapshot) -> tuple[Observation, ...]:
    number = capable_nodes(snapshot)
    if not number:
        return ()
    detail = "Labeled as capable of sharing, which does not prove that it is shared."
    return (observe("Node", count(number, "node"), detail, path=api_path(registry.NODES), doubtful=True),)


def _kai_fractions(snapshot: Snapshot) -> tuple[NodeSharing, ...]:
    """Return sharing by KAI Scheduler, from running pods of the sample that hold a fraction."""
    holders = [
        pod
        for pod in sample_pods(snapshot).pods
        if pod.spec.scheduler_name == "kai-scheduler" and not _FRACTIONS.isdisjoint(pod.metadata.annotations)
    ]
    nodes = {pod.spec.node_name for pod in holders}
    return (NodeSharing(SharingMode("fractions by KAI Scheduler", Isolation.SOFTWARE), len(nodes)),) if holders else ()
