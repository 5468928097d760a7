"""`high_performance_networking`: pods can discover, request and attach fast network interfaces.

The requirement is conditional, so without evidence the finding ends with a question and never answers *N/A* itself.
"""

from collections.abc import Sequence

from auto_detect.analysis.accelerators.inventory import take_inventory
from auto_detect.analysis.coverage import discovery_failure, partial_note, read_failure
from auto_detect.analysis.wording import api_path, clean_name, count, first_few, join_names, observe, observe_object
from auto_detect.detectors.evidence_ladder import could_not_check, detected, not_detected, partly_detected
from auto_detect.detectors.networking.network_interfaces import (
    observe_attached,
    observe_attachments,
    observe_cards,
    observe_nvlink_domains,
    observe_offered,
    observe_published,
    observe_unknown,
)
from auto_detect.resources import registry
from auto_detect.resources.networking import NIC_POLICIES, SRIOV_NODE_STATES
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Finding, Observation

ID = "high_performance_networking"
_QUESTION = (
    "Does any workload on this platform need RDMA, InfiniBand, SR-IOV or NVLink across nodes, and how would it "
    "request it?"
)
_MOVED = "That two pods can exchange data over a fast interface, and how fast: no traffic was sent."


def detect_high_performance_networking(snapshot: Snapshot) -> Finding:
    """Detect whether fast interfaces are published, offered, or attached to running pods."""
    failure = discovery_failure(snapshot)
    if failure:
        return could_not_check(ID, failure)
    inventory = take_inventory(snapshot)
    slices, plugins, pods = (
        (*observe_published(snapshot), *observe_nvlink_domains(snapshot)),
        observe_offered(snapshot),
        observe_attached(snapshot),
    )
    networks, operators = (
        observe_attachments(snapshot),
        (*_observe_operators(snapshot, bool(plugins)), *_observe_sriov(snapshot)),
    )
    unknown = observe_unknown(snapshot)
    observations = (*slices, *plugins, *pods, *networks, *operators, *observe_cards(snapshot), *unknown)
    if inventory.read_failure:
        return could_not_check(ID, inventory.read_failure, observations)
    counted = [o for o in (*slices, *plugins, *pods) if not o.doubtful]
    if counted:
        return _detected(snapshot, counted, observations)
    failure = read_failure(snapshot, registry.RESOURCE_SLICES)
    if failure:
        return could_not_check(ID, failure, observations)
    if any(not o.doubtful for o in (*networks, *operators)):
        return partly_detected(
            ID, "Fast interfaces are configured, but no usable node offers one and no pod has one.", observations
        )
    if observe_nvlink_domains(snapshot):
        return partly_detected(
            ID, "Channels of NVLink domains are published, but no usable node is labeled as part of one.", observations
        )
    if unknown:
        what = f"the resource {unknown[0].name} may count network interfaces, but is not recognized"
        return could_not_check(ID, what, observations, needed="a check by hand of what the resource counts")
    return not_detected(ID, f"No fast interface is offered or attached. {_QUESTION}", observations)


def _detected(snapshot: Snapshot, counted: Sequence[Observation], observations: Sequence[Observation]) -> Finding:
    kinds = {observation.kind for observation in counted}
    ways = (
        ("ResourceSlice", "published through DRA"),
        ("Node", "offered by device plugins"),
        ("Pod", "attached to running pods"),
    )
    kinds_text = join_names(what for kind, what in ways if kind in kinds)
    unproven = [_MOVED]
    if "ResourceSlice" not in kinds:
        unproven.append("That interfaces are discoverable through DRA, which the requirement prefers.")
    if "Pod" not in kinds:
        failure = read_failure(snapshot, registry.PODS)
        why = failure or f"none was seen{partial_note(snapshot, registry.PODS)}"
        unproven.append(f"That pods have a fast interface: {why}.")
    summary = f"Fast interfaces are {kinds_text}."
    return detected(ID, summary, observations, unproven=unproven, notes=f"{summary} Bandwidth was not measured.")


def _observe_operators(snapshot: Snapshot, offering: bool) -> tuple[Observation, ...]:
    """Return the policies of NVIDIA's network operator; they count only if a node offers interfaces."""
    listing = snapshot.listing(NIC_POLICIES)
    observations = []
    for policy in listing.items:
        ready = policy.status.state_name == "ready"
        if not ready:
            detail = f"Not counted: its state is {clean_name(policy.status.state_name) or 'not reported'}."
        else:
            detail = "State ready." if offering else "State ready, but no usable node offers what it manages."
        doubtful = not (ready and offering)
        observations.append(
            observe_object(NIC_POLICIES, policy.metadata, detail, version=listing.version, doubtful=doubtful)
        )
    return first_few(observations)


def _observe_sriov(snapshot: Snapshot) -> tuple[Observation, ...]:
    """Return what the SR-IOV operator configured, as numbers: the objects have the names of nodes."""
    listing = snapshot.listing(SRIOV_NODE_STATES)
    if not listing.items:
        return ()
    done = [item for item in listing.items if item.status.sync_status == "Succeeded"]
    functions = sum(max(0, interface.num_vfs) for item in done for interface in item.status.interfaces)
    infiniband = any(i.link_type.upper() == "IB" for item in done for i in item.status.interfaces if i.num_vfs > 0)
    nodes = count(len(listing.items), "node")
    detail = f"{len(done):,} of {nodes} synchronized, with {count(functions, 'virtual function')}"
    where = api_path(SRIOV_NODE_STATES, listing.version)
    name = "InfiniBand" if infiniband else "SR-IOV"
    return (observe(SRIOV_NODE_STATES.kind, name, f"{detail}.", path=where, doubtful=not functions),)
