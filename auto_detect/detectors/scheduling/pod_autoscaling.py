"""`pod_autoscaling`: a custom or external metric scales pods with accelerators."""

from collections.abc import Sequence
from dataclasses import dataclass

from auto_detect.analysis.controller_liveness import controller_liveness
from auto_detect.analysis.coverage import discovery_failure, partial_note, read_failure
from auto_detect.analysis.scalers import (
    Scaler,
    ScalerState,
    ScaleTargetRef,
    scale_targets,
    scalers,
    with_metrics_api,
    with_writer,
)
from auto_detect.analysis.wording import capitalize, clean_name, first_few, join_names, observe_object
from auto_detect.detectors.evidence_ladder import (
    Ladder,
    Rung,
    conclude,
    confirmed,
    could_not_check,
    detected,
    missing,
    partly_detected,
    unknown,
)
from auto_detect.detectors.scheduling.metrics_apis import available_apis, metrics_rung, served_metrics
from auto_detect.known.accelerator_resources import accelerator_resource
from auto_detect.known.autoscaling import KEDA_OPERATOR
from auto_detect.objects.apps import Deployment, LeaderWorkerSet
from auto_detect.resources.autoscaling import HPAS, SCALED_OBJECTS, STATEFUL_SETS
from auto_detect.resources.registry import DEPLOYMENTS, LEADER_WORKER_SETS
from auto_detect.resources.resource import Resource
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Finding, Observation, Outcome

ID = "pod_autoscaling"
_UNPROVEN = (
    "That pods are added under load and removed afterwards: no load was generated.",
    "That each added pod gets an accelerator of its own.",
)
_ACTIVE = "an active HorizontalPodAutoscaler or ScaledObject with a custom or external metric"
_WORKLOADS: dict[str, Resource[Deployment | LeaderWorkerSet]] = {
    "Deployment": DEPLOYMENTS,
    "StatefulSet": STATEFUL_SETS,
    "LeaderWorkerSet": LEADER_WORKER_SETS,
}


@dataclass(frozen=True)
class _Pods:
    """Accelerators of a target's pods."""

    accelerators: tuple[str, ...]
    """Requested resources, by name."""
    unknown: str = ""
    """Why the pods could not be read, as a clause."""
    unsupported: str = ""
    """Why the pods are not read from this kind of workload, as a clause."""


def detect_pod_autoscaling(snapshot: Snapshot) -> Finding:
    """Detect whether an active scaler scales accelerator pods by a custom or external metric."""
    failure = discovery_failure(snapshot)
    if failure:
        return could_not_check(ID, failure)
    supply = available_apis(snapshot)
    every = scalers(snapshot.listing(HPAS).items, snapshot.listing(SCALED_OBJECTS).items)
    keda = controller_liveness(snapshot, KEDA_OPERATOR)
    found = tuple(with_writer(with_metrics_api(scaler, supply), keda) for scaler in every)
    pods = {scaler.target: _pods(snapshot, scaler.target) for scaler in found if scaler.works}
    ladder = Ladder("Scaler", (metrics_rung(snapshot), _scaler_rung(snapshot, found, pods), _pods_rung(found, pods)))
    observations = (*ladder.observations, *_observe_resource_only(found))
    if ladder.outcome is Outcome.NOT_DETECTED and ladder.observations:
        return partly_detected(ID, f"{capitalize(ladder.missing_reason)}.", observations)
    return conclude(
        ID,
        ladder,
        observations,
        when_detected=lambda: _detected(snapshot, _proof(found, pods), pods, observations),
        partly_summary=f"{capitalize(ladder.missing_reason)}.",
        missing_summary=f"{capitalize(ladder.missing_reason)}; pods are scaled by cpu and memory at most.",
    )


def _scaler_rung(snapshot: Snapshot, found: Sequence[Scaler], pods: dict[ScaleTargetRef, _Pods]) -> Rung:
    observations = first_few(
        [_observed(snapshot, scaler, pods) for scaler in found if scaler.state is not ScalerState.RESOURCE_ONLY],
        limit=4,
    )
    if any(scaler.works for scaler in found):
        return confirmed(*observations)
    sources = (HPAS, SCALED_OBJECTS, *((DEPLOYMENTS,) if any(s.resource is SCALED_OBJECTS for s in found) else ()))
    failure = next((why for resource in sources if (why := read_failure(snapshot, resource))), None)
    if failure:
        return unknown(failure, *observations)
    broken = next((s for s in found if s.state is ScalerState.BROKEN), None)
    if broken is not None:
        name = f"{broken.resource.kind} {clean_name(broken.meta.name)}"
        reason = f"no scaler with a custom or external metric is active: {name} {broken.detail}"
        return missing(reason, *observations, needed=_ACTIVE)
    first = partial_note(snapshot, HPAS) or partial_note(snapshot, SCALED_OBJECTS)
    reason = f"no HorizontalPodAutoscaler or ScaledObject scales by a custom or external metric{first}"
    return missing(reason, needed=_ACTIVE)


def _pods_rung(found: Sequence[Scaler], pods: dict[ScaleTargetRef, _Pods]) -> Rung:
    working = [pods[scaler.target] for scaler in found if scaler.works]
    if not working or any(p.accelerators for p in working):
        return confirmed()
    unread = next((p.unknown for p in working if p.unknown), "")
    unsupported = next((p.unsupported for p in working if p.unsupported), "")
    needed = "a scaled workload whose pods request accelerators"
    if unsupported and not unread:
        return missing(unsupported, needed=needed)
    return (
        unknown(unread)
        if unread
        else missing("the workloads scaled by a custom or external metric request no accelerator", needed=needed)
    )


def _pods(snapshot: Snapshot, target: ScaleTargetRef) -> _Pods:
    """Return the requests of a target's pods; a DRA claim counts for any device."""
    resource = _WORKLOADS.get(target.kind)
    if resource is None:
        scaled = f"{clean_name(target.kind)} {clean_name(target.name)}"
        return _Pods((), unsupported=f"{scaled} does not show whether its pods request accelerators")
    for item in snapshot.listing(resource).items:
        if (item.metadata.namespace or "", item.metadata.name) == (target.namespace, target.name):
            return _Pods(_accelerators(item))
    failure = read_failure(snapshot, resource)
    if failure:
        return _Pods((), failure)
    if target not in scale_targets(snapshot.listing(HPAS).items, snapshot.listing(SCALED_OBJECTS).items):
        return _Pods((), "not every scaled workload was read")
    return _Pods(())


def _accelerators(item: Deployment | LeaderWorkerSet) -> tuple[str, ...]:
    specs = [template.spec for template in item.templates]
    containers = [container for spec in specs for container in spec.containers]
    limits = [key for container in containers for key in container.resources.limits if accelerator_resource(key)]
    claims = ["a ResourceClaim"] if any(spec.resource_claims for spec in specs) else []
    return tuple(dict.fromkeys([*limits, *claims]))


def _proof(found: Sequence[Scaler], pods: dict[ScaleTargetRef, _Pods]) -> Scaler:
    return next(scaler for scaler in found if scaler.works and pods[scaler.target].accelerators)


def _observed(snapshot: Snapshot, scaler: Scaler, pods: dict[ScaleTargetRef, _Pods]) -> Observation:
    known = pods.get(scaler.target, _Pods(()))
    counts = scaler.works and bool(known.accelerators)
    without = scaler.works and not counts and not known.unknown and not known.unsupported
    holds = f" with {join_names(known.accelerators)}" if known.accelerators else ""
    target = f"{clean_name(scaler.target.kind)} {clean_name(scaler.target.name)}{holds}"
    detail = (
        f"For {target}: {scaler.detail}{'; not counted, because its pods request no accelerator' if without else ''}."
    )
    version = snapshot.listing(scaler.resource).version
    return observe_object(scaler.resource, scaler.meta, detail, version=version, doubtful=not counts)


def _observe_resource_only(found: Sequence[Scaler]) -> tuple[Observation, ...]:
    plain = (scaler for scaler in found if scaler.state is ScalerState.RESOURCE_ONLY)
    return first_few(
        [observe_object(s.resource, s.meta, f"{capitalize(s.detail)}; not counted.", doubtful=True) for s in plain],
        limit=2,
    )


def _detected(
    snapshot: Snapshot, proof: Scaler, pods: dict[ScaleTargetRef, _Pods], observations: Sequence[Observation]
) -> Finding:
    what, holds = join_names(proof.metrics), join_names(pods[proof.target].accelerators)
    kind = proof.resource.kind
    unproven = list(_UNPROVEN)
    if not proof.uses_ai_metric:
        unproven.append(f"That {what} is a metric of an AI workload: its name does not show it.")
    if proof.state is ScalerState.IDLE:
        unproven.append("That the scaler scales now: it is idle, and its workload may have no replicas.")
    listed_there = served_metrics(snapshot)
    series = f" The metrics APIs list {join_names(listed_there)}." if listed_there else ""
    if proof.last_scaled:
        acted = "was last active" if proof.resource is SCALED_OBJECTS else "scaled last"
        when = f" It {acted} at {clean_name(proof.last_scaled)}."
    else:
        when = " No time of a past scaling is recorded."
    return detected(
        ID,
        f"A {kind} scales pods with {holds} by {what}.",
        observations,
        unproven=unproven,
        notes=f"A {kind} scales pods with {holds} by {what}.{when}{series} Scaling under load was not tested.",
    )
