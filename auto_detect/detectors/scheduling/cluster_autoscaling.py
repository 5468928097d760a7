"""`cluster_autoscaling`: an autoscaler runs and may add nodes with accelerators.

The requirement is conditional, so without an autoscaler the finding ends with a question and never answers *N/A*
    itself.
"""

from collections.abc import Sequence

from auto_detect.analysis.coverage import discovery_failure, read_failure
from auto_detect.analysis.nodes import group_identical, is_simulated
from auto_detect.analysis.wording import api_path, capitalize, count, observe
from auto_detect.detectors.evidence_ladder import (
    Ladder,
    conclude,
    could_not_check,
    deciding_ladder,
    detected,
    not_detected,
    observe_other,
)
from auto_detect.detectors.scheduling.cluster_autoscaler import NAME, Autoscaler, cluster_autoscaler, observe_scale_ups
from auto_detect.detectors.scheduling.compute_classes import NAME as COMPUTE_CLASSES
from auto_detect.detectors.scheduling.compute_classes import compute_classes
from auto_detect.detectors.scheduling.karpenter import (
    accelerator_claims,
    karpenter,
    managed_by_provider,
    only_admits_accelerators,
)
from auto_detect.detectors.scheduling.node_groups import provider_groups
from auto_detect.known.accelerator_resources import vendor_of_resource
from auto_detect.known.autoscaling import REQUESTS
from auto_detect.resources.autoscaling import AUTOSCALER_REPORTS
from auto_detect.resources.registry import DEPLOYMENTS, NODES
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Finding, Observation

ID = "cluster_autoscaling"
_QUESTION = (
    "No autoscaler is visible from here. Does the platform add and remove nodes automatically, perhaps from outside "
    "the cluster, or is the hardware fixed?"
)
_UNPROVEN = (
    "That a pod waiting for an accelerator adds a node, and that the node is removed again: no pod was created.",
)


def detect_cluster_autoscaling(snapshot: Snapshot) -> Finding:
    """Detect whether an autoscaler runs and may add nodes with accelerators."""
    failure = discovery_failure(snapshot)
    if failure:
        return could_not_check(ID, failure)
    autoscaler = cluster_autoscaler(snapshot)
    known = (
        karpenter(snapshot),
        autoscaler.ladder if autoscaler is not None else None,
        compute_classes(snapshot),
    )
    ladders = [ladder for ladder in known if ladder is not None]
    chosen = deciding_ladder(ladders)
    if chosen is None:
        return _not_found(snapshot, (*_observe_hints(snapshot), *_observe_simulated(snapshot)))
    others = (
        observe_other("Autoscaler", ladder, "Passes every check as well.") for ladder in ladders if ladder is not chosen
    )
    observations = (*chosen.observations, *others, *_observe_simulated(snapshot))
    return conclude(
        ID,
        chosen,
        observations,
        when_detected=lambda: _detected(snapshot, chosen, autoscaler, observations),
        partly_summary=f"{chosen.name}: {chosen.missing_reason}.",
        missing_summary=f"{_QUESTION} {chosen.name} does not count: {chosen.missing_reason}.",
    )


def _detected(
    snapshot: Snapshot, chosen: Ladder, autoscaler: Autoscaler | None, observations: Sequence[Observation]
) -> Finding:
    unproven = list(_UNPROVEN)
    history = ""
    if chosen.name == COMPUTE_CLASSES:
        unproven.append("That GKE's autoscaler runs: it runs outside the cluster.")
        summary = "GKE creates node pools for a ComputeClass that names accelerators."
    elif autoscaler is None or autoscaler.ladder is not chosen:
        up = accelerator_claims(snapshot)
        history = (
            f" It has launched {count(up, 'node')} with accelerators that still {'runs' if up == 1 else 'run'}."
            if up
            else ""
        )
        outside = managed_by_provider(snapshot)
        if outside and not any(o.kind == DEPLOYMENTS.kind and not o.doubtful for o in chosen.observations):
            unproven.append(f"That Karpenter's controller runs: {outside} runs it outside the cluster.")
        if only_admits_accelerators(snapshot):
            unproven.append("That Karpenter adds nodes with accelerators: its NodePool also admits other machines.")
        summary = "Karpenter runs with a NodePool that may add nodes with accelerators."
    else:
        grown = [observation for observation in observe_scale_ups(snapshot) if not observation.doubtful]
        history = " The bounds of an accelerator node group let it scale." if autoscaler.with_room else ""
        history += " Events show that an accelerator node group grew recently." if grown else ""
        if not any(group.by_nodes for group in autoscaler.with_room):
            unproven.append("That nodes of the group have accelerators: only its name suggests it.")
        external = "An autoscaler outside the cluster adds nodes, including nodes with accelerators."
        summary = f"{NAME} runs and may add nodes with accelerators." if chosen.name == NAME else external
    return detected(ID, summary, observations, unproven=unproven, notes=f"{summary}{history} Scaling was not tested.")


def _not_found(snapshot: Snapshot, others_seen: Sequence[Observation]) -> Finding:
    failure = next(
        (why for resource in (AUTOSCALER_REPORTS, DEPLOYMENTS) if (why := read_failure(snapshot, resource))), None
    )
    if failure:
        return could_not_check(ID, failure, others_seen)
    return not_detected(ID, _QUESTION, others_seen)


def _observe_hints(snapshot: Snapshot) -> tuple[Observation, ...]:
    """Return traces of an autoscaler outside the cluster."""
    nodes = (
        observe(
            "Node",
            whose,
            f"{count(number, 'node')}; whether the provider adds and removes nodes is not visible from here.",
            path=api_path(NODES),
            doubtful=True,
        )
        for whose, number in provider_groups(snapshot).items()
    )
    served = (
        observe(
            "API",
            group,
            f"{resource} are served; an autoscaler would act on them.",
            path=f"/apis/{group}",
            doubtful=True,
        )
        for group, resource in REQUESTS
        if snapshot.discovery.serves(group, resource)
    )
    return (*nodes, *served)


def _observe_simulated(snapshot: Snapshot) -> tuple[Observation, ...]:
    simulated = sum(
        len(names)
        for node, names in group_identical(snapshot.listing(NODES).items)
        if is_simulated(node) and any(map(vendor_of_resource, node.status.allocatable))
    )
    if not simulated:
        return ()
    detail = f"{capitalize(count(simulated, 'node'))} with accelerators that are simulated; not counted."
    return (observe("Node", "Simulated", detail, path=api_path(NODES), doubtful=True),)
