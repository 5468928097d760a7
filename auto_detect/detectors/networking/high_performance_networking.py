"""`high_performance_networking`: fast interfaces can be discovered, asked for, and attached to pods.

The requirement has a condition, so where nothing is seen the finding asks; it never says what the answer is.
"""

from collections.abc import Sequence

from auto_detect.analysis.accelerators.inventory import inventory
from auto_detect.analysis.coverage import among, why_undiscovered, why_unread
from auto_detect.analysis.wording import count, few, listed, observe, observe_object, path, word
from auto_detect.detectors.evidence_ladder import could_not_check, detected, not_detected, partly
from auto_detect.detectors.networking.network_interfaces import (
    attached,
    attachments,
    cards,
    domains,
    offered,
    published,
)
from auto_detect.resources import registry
from auto_detect.resources.networking import NIC_POLICIES, SRIOV_NODE_STATES
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Finding, Observation

ID = "high_performance_networking"
_QUESTION = (
    "Does any workload on this platform need RDMA, InfiniBand, SR-IOV or NVLink across nodes, and how would it ask "
    "for it?"
)
_MOVED = "That data moves over such an interface between two pods, and how fast: nothing was sent."


def detect_high_performance_networking(snapshot: Snapshot) -> Finding:
    """Whether fast interfaces are published, offered, or attached to running pods."""
    unread = why_undiscovered(snapshot)
    if unread:
        return could_not_check(ID, unread)
    stock = inventory(snapshot)
    slices, plugins, pods = (*published(snapshot), *domains(snapshot)), offered(snapshot), attached(snapshot)
    networks, operators = attachments(snapshot), (*_operators(snapshot, bool(plugins)), *_states(snapshot))
    seen = (*slices, *plugins, *pods, *networks, *operators, *cards(snapshot))
    if stock.unread:
        return could_not_check(ID, stock.unread, seen)
    shown = [o for o in (*slices, *plugins, *pods) if not o.doubtful]
    if shown:
        return _found(snapshot, shown, seen)
    unread = why_unread(snapshot, registry.RESOURCE_SLICES)
    if unread:
        return could_not_check(ID, unread, seen)
    if any(not o.doubtful for o in (*networks, *operators)):
        return partly(ID, "Fast interfaces are set up, and no usable node offers one and no pod has one.", seen)
    if domains(snapshot):
        return partly(ID, "Channels of NVLink domains are published, and no usable node says that it is in one.", seen)
    return not_detected(ID, f"No fast interface is offered or attached here. {_QUESTION}", seen)


def _found(snapshot: Snapshot, shown: Sequence[Observation], seen: Sequence[Observation]) -> Finding:
    kinds = {observation.kind for observation in shown}
    ways = (
        ("ResourceSlice", "published through DRA"),
        ("Node", "offered by device plugins"),
        ("Pod", "attached to running pods"),
    )
    said = listed(what for kind, what in ways if kind in kinds)
    unproven = [_MOVED]
    if "ResourceSlice" not in kinds:
        unproven.append("That what an interface can do is discoverable through DRA, which the requirement prefers.")
    if "Pod" not in kinds:
        unread = why_unread(snapshot, registry.PODS)
        why = unread or f"none with more than one interface was seen{among(snapshot, registry.PODS)}"
        unproven.append(f"That pods are attached to such an interface: {why}.")
    summary = f"Fast interfaces are {said}."
    return detected(ID, summary, seen, unproven=unproven, notes=f"{summary} Bandwidth was not measured.")


def _operators(snapshot: Snapshot, offering: bool) -> tuple[Observation, ...]:
    """NVIDIA's network operator; one that is ready and serves no node is in nobody's use."""
    listing = snapshot.of(NIC_POLICIES)
    seen = []
    for policy in listing.items:
        ready = policy.status.word == "ready"
        if not ready:
            detail = f"Not counted: its state is {word(policy.status.word) or 'not reported'}."
        else:
            detail = "State ready." if offering else "State ready, and no usable node offers what it manages."
        doubtful = not (ready and offering)
        seen.append(observe_object(NIC_POLICIES, policy.metadata, detail, version=listing.version, doubtful=doubtful))
    return few(seen)


def _states(snapshot: Snapshot) -> tuple[Observation, ...]:
    """What the SR-IOV operator has set up, as numbers: the objects are named after nodes."""
    listing = snapshot.of(SRIOV_NODE_STATES)
    if not listing.items:
        return ()
    done = [item for item in listing.items if item.status.sync_status == "Succeeded"]
    functions = sum(max(0, interface.num_vfs) for item in done for interface in item.status.interfaces)
    infiniband = any(i.link_type.upper() == "IB" for item in done for i in item.status.interfaces if i.num_vfs > 0)
    detail = (
        f"{len(done):,} of {count(len(listing.items), 'node')} in step, with {count(functions, 'virtual function')}"
    )
    where = path(SRIOV_NODE_STATES, listing.version)
    name = "InfiniBand" if infiniband else "SR-IOV"
    return (observe(SRIOV_NODE_STATES.kind, name, f"{detail}.", path=where, doubtful=not functions),)
