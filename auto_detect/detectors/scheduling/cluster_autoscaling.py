"""`cluster_autoscaling`: an autoscaler runs, and may add nodes with accelerators.

The requirement has a condition, so where nothing is seen the finding asks; it never says what the answer is.
"""

from collections.abc import Sequence

from auto_detect.analysis.coverage import why_undiscovered, why_unread
from auto_detect.analysis.nodes import simulated
from auto_detect.analysis.wording import capital, count, observe, path
from auto_detect.detectors.evidence_ladder import (
    Ladder,
    beside,
    best,
    conclude,
    could_not_check,
    detected,
    not_detected,
)
from auto_detect.detectors.scheduling.cluster_autoscaler import NAME, Autoscaler, cluster_autoscaler, growth
from auto_detect.detectors.scheduling.karpenter import accelerator_claims, karpenter, managed
from auto_detect.detectors.scheduling.node_groups import of_providers
from auto_detect.known.accelerator_names import vendor_of_resource
from auto_detect.known.autoscaling import REQUESTS
from auto_detect.resources.autoscaling import AUTOSCALER_REPORTS
from auto_detect.resources.registry import DEPLOYMENTS, NODES
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Finding, Observation

ID = "cluster_autoscaling"
_QUESTION = (
    "No autoscaler is visible from here. Does the platform add and remove nodes by itself, perhaps from outside the "
    "cluster, or are nodes a matter of fixed hardware?"
)
_UNPROVEN = (
    "That a pod that waits for an accelerator makes a node appear, and that the node goes away again: no pod was made.",
)


def detect_cluster_autoscaling(snapshot: Snapshot) -> Finding:
    """Whether an autoscaler is alive, and may add nodes with accelerators."""
    unread = why_undiscovered(snapshot)
    if unread:
        return could_not_check(ID, unread)
    autoscaler = cluster_autoscaler(snapshot)
    known = (karpenter(snapshot), autoscaler.ladder if autoscaler is not None else None)
    ladders = [ladder for ladder in known if ladder is not None]
    chosen = best(ladders)
    if chosen is None:
        return _nothing(snapshot, (*_hints(snapshot), *_simulated(snapshot)))
    others = (beside("Autoscaler", ladder, "Complete as well.") for ladder in ladders if ladder is not chosen)
    seen = (*chosen.seen, *others, *_simulated(snapshot))
    return conclude(
        ID,
        chosen,
        seen,
        found=lambda: _found(snapshot, chosen, autoscaler, seen),
        some=f"{chosen.name}: {chosen.why_missing}.",
        nothing=f"{_QUESTION} What there is of {chosen.name} does not count: {chosen.why_missing}.",
    )


def _found(snapshot: Snapshot, chosen: Ladder, autoscaler: Autoscaler | None, seen: Sequence[Observation]) -> Finding:
    unproven = list(_UNPROVEN)
    told = ""
    if autoscaler is None or autoscaler.ladder is not chosen:
        up = accelerator_claims(snapshot)
        told = f" It has brought up {count(up, 'node')} with accelerators that are still there." if up else ""
        outside = managed(snapshot)
        if outside and not any(o.kind == DEPLOYMENTS.kind and not o.doubtful for o in chosen.seen):
            unproven.append(f"That its controller runs: {outside} runs it outside the cluster.")
        summary = "Karpenter runs, with a NodePool that may add nodes with accelerators."
    else:
        grown = [observation for observation in growth(snapshot) if not observation.doubtful]
        told = " A group of accelerator nodes has room to grow." if autoscaler.fitting else ""
        told += " Events tell that such a group grew of late." if grown else ""
        if not any(group.by_nodes for group in autoscaler.fitting):
            unproven.append("That nodes of the group have accelerators: only its name says so.")
        subject = f"{NAME} runs" if chosen.name == NAME else "An autoscaler outside the cluster adds nodes"
        summary = f"{subject}, and may add nodes with accelerators."
    return detected(ID, summary, seen, unproven=unproven, notes=f"{summary}{told} No scaling was exercised.")


def _nothing(snapshot: Snapshot, aside: Sequence[Observation]) -> Finding:
    unread = next((why for area in (AUTOSCALER_REPORTS, DEPLOYMENTS) if (why := why_unread(snapshot, area))), None)
    if unread:
        return could_not_check(ID, unread, aside)
    return not_detected(ID, _QUESTION, aside)


def _hints(snapshot: Snapshot) -> tuple[Observation, ...]:
    """Traces of what would add nodes from where nobody inside the cluster can see it."""
    nodes = (
        observe(
            "Node",
            whose,
            f"{count(number, 'node')}; whether the provider adds and removes them is not visible from here.",
            path=path(NODES),
            doubtful=True,
        )
        for whose, number in of_providers(snapshot).items()
    )
    served = (
        observe("API", group, f"{resource} are served, for whatever adds nodes.", path=f"/apis/{group}", doubtful=True)
        for group, resource in REQUESTS
        if snapshot.discovery.serves(group, resource)
    )
    return (*nodes, *served)


def _simulated(snapshot: Snapshot) -> tuple[Observation, ...]:
    nodes = (node for node in snapshot.of(NODES).items if any(map(vendor_of_resource, node.status.allocatable)))
    played = sum(simulated(node) for node in nodes)
    if not played:
        return ()
    detail = f"{capital(count(played, 'node'))} with accelerators that are simulated; not counted."
    return (observe("Node", "Simulated", detail, path=path(NODES), doubtful=True),)
