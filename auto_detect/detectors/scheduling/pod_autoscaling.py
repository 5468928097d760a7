"""`pod_autoscaling`: pods that hold accelerators are scaled by a metric that matters to AI work."""

from collections.abc import Sequence
from dataclasses import dataclass

from auto_detect.analysis.coverage import among, why_undiscovered, why_unread
from auto_detect.analysis.scalers import Scaler, Scaling, Target, scalers, supplied, targets
from auto_detect.analysis.wording import capital, few, listed, observe_object, word
from auto_detect.detectors.evidence_ladder import (
    Ladder,
    Rung,
    conclude,
    could_not_check,
    detected,
    missing,
    partly,
    shown,
    unknown,
)
from auto_detect.detectors.scheduling.metrics_apis import answering, measured, metrics_rung
from auto_detect.known.accelerator_names import vendor_of_resource
from auto_detect.objects.apps import Deployment
from auto_detect.resources.autoscaling import HPAS, SCALED_OBJECTS, STATEFUL_SETS
from auto_detect.resources.registry import DEPLOYMENTS
from auto_detect.resources.resource import Area
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Finding, Observation, Outcome

ID = "pod_autoscaling"
_UNPROVEN = (
    "That pods are added under load and taken away after it: no load was made.",
    "That each added pod gets an accelerator of its own.",
)
_WORKLOADS: dict[str, Area[Deployment]] = {"Deployment": DEPLOYMENTS, "StatefulSet": STATEFUL_SETS}


@dataclass(frozen=True)
class _Pods:
    """What is known of the pods of a target."""

    accelerators: tuple[str, ...]
    """What they ask for, by name."""
    unseen: str = ""
    """Why nobody could look, as a clause."""


def detect_pod_autoscaling(snapshot: Snapshot) -> Finding:
    """Whether an active scaler moves accelerator pods by a custom or external metric."""
    unread = why_undiscovered(snapshot)
    if unread:
        return could_not_check(ID, unread)
    supply = answering(snapshot)
    every = scalers(snapshot.of(HPAS).items, snapshot.of(SCALED_OBJECTS).items)
    found = tuple(supplied(scaler, supply) for scaler in every)
    pods = {scaler.target: _pods(snapshot, scaler.target) for scaler in found if scaler.works}
    ladder = Ladder("Scaler", (metrics_rung(snapshot), _scaler_rung(snapshot, found, pods), _pods_rung(found, pods)))
    seen = (*ladder.seen, *_plain(found))
    if ladder.outcome is Outcome.NOT_DETECTED and ladder.seen:
        return partly(ID, f"{capital(ladder.why_missing)}.", seen)
    return conclude(
        ID,
        ladder,
        seen,
        found=lambda: _found(snapshot, _proof(found, pods), pods, seen),
        some=f"{capital(ladder.why_missing)}.",
        nothing=f"{capital(ladder.why_missing)}; pods are scaled by cpu and memory at most.",
    )


def _scaler_rung(snapshot: Snapshot, found: Sequence[Scaler], pods: dict[Target, _Pods]) -> Rung:
    seen = few([_observed(snapshot, scaler, pods) for scaler in found if scaler.scaling is not Scaling.PLAIN], most=4)
    if any(scaler.works for scaler in found):
        return shown(*seen)
    unread = next((why for area in (HPAS, SCALED_OBJECTS) if (why := why_unread(snapshot, area))), None)
    if unread:
        return unknown(unread, *seen)
    broken = next((s for s in found if s.scaling is Scaling.BROKEN), None)
    if broken is not None:
        return missing(f"no scaler is active by a metric of its own: one {broken.detail}", *seen)
    first = among(snapshot, HPAS) or among(snapshot, SCALED_OBJECTS)
    return missing(f"no HorizontalPodAutoscaler or ScaledObject scales by a custom or external metric{first}")


def _pods_rung(found: Sequence[Scaler], pods: dict[Target, _Pods]) -> Rung:
    working = [pods[scaler.target] for scaler in found if scaler.works]
    if not working or any(p.accelerators for p in working):
        return shown()
    unseen = next((p.unseen for p in working if p.unseen), "")
    return unknown(unseen) if unseen else missing("what is scaled by a metric of its own holds no accelerator")


def _pods(snapshot: Snapshot, target: Target) -> _Pods:
    """What a target's pods ask for; a claim of DRA counts, whatever device it is for."""
    area = _WORKLOADS.get(target.kind)
    if area is None:
        return _Pods((), f"whether a {word(target.kind)} holds accelerators is not looked into")
    for item in snapshot.of(area).items:
        if (item.metadata.namespace or "", item.metadata.name) == (target.namespace, target.name):
            return _Pods(_accelerators(item))
    unread = why_unread(snapshot, area)
    if unread:
        return _Pods((), unread)
    if target not in targets(snapshot.of(HPAS).items, snapshot.of(SCALED_OBJECTS).items):
        return _Pods((), "not every scaled workload was looked at")
    return _Pods(())


def _accelerators(item: Deployment) -> tuple[str, ...]:
    spec = item.spec.template.spec
    limits = [key for container in spec.containers for key in container.resources.limits if vendor_of_resource(key)]
    claims = ["a ResourceClaim"] if spec.resource_claims else []
    return tuple(dict.fromkeys([*limits, *claims]))


def _proof(found: Sequence[Scaler], pods: dict[Target, _Pods]) -> Scaler:
    return next(scaler for scaler in found if scaler.works and pods[scaler.target].accelerators)


def _observed(snapshot: Snapshot, scaler: Scaler, pods: dict[Target, _Pods]) -> Observation:
    known = pods.get(scaler.target, _Pods(()))
    counts = scaler.works and bool(known.accelerators)
    holds = f" with {listed(known.accelerators)}" if known.accelerators else ""
    detail = f"{capital(scaler.detail)}, for {word(scaler.target.kind)} {word(scaler.target.name)}{holds}."
    if scaler.works and not counts and not known.unseen:
        detail = f"{detail[:-1]}, which holds no accelerator; not counted."
    version = snapshot.of(scaler.area).version
    return observe_object(scaler.area, scaler.meta, detail, version=version, doubtful=not counts)


def _plain(found: Sequence[Scaler]) -> tuple[Observation, ...]:
    plain = (scaler for scaler in found if scaler.scaling is Scaling.PLAIN)
    return few(
        [observe_object(s.area, s.meta, f"{capital(s.detail)}; not counted.", doubtful=True) for s in plain], most=2
    )


def _found(snapshot: Snapshot, proof: Scaler, pods: dict[Target, _Pods], seen: Sequence[Observation]) -> Finding:
    what, holds = listed(proof.metrics), listed(pods[proof.target].accelerators)
    kind = proof.area.kind
    unproven = list(_UNPROVEN)
    if not proof.of_ai:
        unproven.append(f"That {what} is a metric of AI work: its name does not say so.")
    if proof.scaling is Scaling.IDLE:
        unproven.append("That it scales now: it is idle, and its workload may have no replicas.")
    listed_there = measured(snapshot)
    series = f" The metrics APIs list {listed(listed_there)}." if listed_there else ""
    if proof.last_scaled:
        acted = "was last active" if proof.area is SCALED_OBJECTS else "scaled last"
        when = f" It {acted} at {word(proof.last_scaled)}."
    else:
        when = " No time of a past scaling is recorded."
    return detected(
        ID,
        f"A {kind} scales pods with {holds} by {what}.",
        seen,
        unproven=unproven,
        notes=f"A {kind} scales pods with {holds} by {what}.{when}{series} Scaling under load was not exercised.",
    )
