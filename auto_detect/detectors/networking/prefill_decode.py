"""Disaggregated serving: the phase, model and owner of model server pods."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from auto_detect.analysis.coverage import read_failure
from auto_detect.analysis.health import ConditionState, condition_state, is_true
from auto_detect.analysis.nodes import simulated_node_names
from auto_detect.analysis.wording import api_path, clean_name, count, join_names, observe, observe_object
from auto_detect.detectors.component_rungs import controllers_rung
from auto_detect.detectors.evidence_ladder import Ladder, Rung, confirmed, missing, unknown
from auto_detect.known.components import KSERVE, LWS
from auto_detect.known.inference import (
    CACHE_FLAG,
    DECODE,
    LLM_D_ROLE,
    MODEL_LABELS,
    PREFILL,
    ROLE_FLAGS,
    ROLE_LABELS,
    RoleLabel,
    role_named,
)
from auto_detect.objects.inference import DisaggregatedSet, LLMInferenceService
from auto_detect.objects.pods import Pod
from auto_detect.resources.inference import DISAGGREGATED_SETS, LLM_SERVICES
from auto_detect.resources.registry import NODES, PODS
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Observation

_BOTH = "ready prefill and ready decode replicas"
_BY_FLAG = RoleLabel("Model servers (by flags)", "")


@dataclass(frozen=True)
class _ServedModel:
    """The pods of one model."""

    namespace: str | None
    model: str
    by_role: dict[str, tuple[Pod, ...]]
    by: RoleLabel

    @property
    def source(self) -> str:
        """Name of the source of the roles."""
        return self.by.framework


def pod_ladders(snapshot: Snapshot) -> tuple[Ladder, ...]:
    """Return one ladder per model with pods that serve only one phase."""
    failure = read_failure(snapshot, PODS)
    return tuple(_build_ladder(served, failure) for served in _served_models(snapshot))


def observe_unsplit_pods(snapshot: Snapshot) -> tuple[Observation, ...]:
    """Return the number of pods labeled as serving both phases."""
    pods = [p for p in snapshot.listing(PODS).items if (r := p.metadata.labels.get(LLM_D_ROLE)) and not role_named(r)]
    if not pods:
        return ()
    roles = join_names(sorted({pod.metadata.labels[LLM_D_ROLE] for pod in pods}))
    detail = f"{count(len(pods), 'pod')} with the role {roles}, which means both phases; not counted."
    return (observe("Pod", LLM_D_ROLE, detail, path=api_path(PODS), doubtful=True),)


def service_ladders(snapshot: Snapshot) -> tuple[Ladder, ...]:
    """Return one ladder per LLMInferenceService with a prefill section."""
    listing = snapshot.listing(LLM_SERVICES)
    split = [item for item in listing.items if item.spec.prefill is not None]
    alive = controllers_rung(snapshot, KSERVE)
    return tuple(Ladder(KSERVE.name, (alive, _service_rung(item, listing.version))) for item in split)


def set_ladders(snapshot: Snapshot) -> tuple[Ladder, ...]:
    """Return one ladder per DisaggregatedSet."""
    listing = snapshot.listing(DISAGGREGATED_SETS)
    alive = controllers_rung(snapshot, LWS)
    return tuple(Ladder("DisaggregatedSet", (alive, _set_rung(item, listing.version))) for item in listing.items)


def _served_models(snapshot: Snapshot) -> list[_ServedModel]:
    simulated = simulated_node_names(snapshot.listing(NODES).items)
    pods: dict[tuple[str | None, str, RoleLabel], dict[str, list[Pod]]] = defaultdict(lambda: defaultdict(list))
    for pod in snapshot.listing(PODS).items:
        role, by = _role(pod)
        if role and pod.spec.node_name not in simulated:
            pods[pod.metadata.namespace, _model(pod, by), by][role].append(pod)
    return [
        _ServedModel(namespace, model, {role: tuple(found) for role, found in by_role.items()}, by)
        for (namespace, model, by), by_role in pods.items()
    ]


def _role(pod: Pod) -> tuple[str, RoleLabel]:
    """Return the pod's single phase and its source; an empty phase if the pod has both or none."""
    labels = pod.metadata.labels
    for by in ROLE_LABELS:
        if by.key in labels and (not by.group or by.group in labels) and (role := role_named(labels[by.key])):
            return role, by
    if LLM_D_ROLE in labels:
        return "", _BY_FLAG
    flags = {ROLE_FLAGS[flag] for c in pod.spec.containers for flag in c.args if flag in ROLE_FLAGS}
    return (flags.pop() if len(flags) == 1 else ""), _BY_FLAG


def _model(pod: Pod, by: RoleLabel) -> str:
    keys = (by.group,) if by.group else MODEL_LABELS
    return next((pod.metadata.labels[key] for key in keys if key in pod.metadata.labels), "")


def _build_ladder(served: _ServedModel, failure: str | None) -> Ladder:
    observations = tuple(_observed(served, role) for role in (PREFILL, DECODE) if role in served.by_role)
    ready = {role: [pod for pod in served.by_role.get(role, ()) if pod.ready] for role in (PREFILL, DECODE)}
    both = (_ready(role, ready[role], served.by_role.get(role, ()), failure) for role in (PREFILL, DECODE))
    shared = not served.by.own_replicas and _owners(ready[PREFILL]) & _owners(ready[DECODE])
    separate = (
        missing(
            "prefill and decode pods belong to the same workload, so they do not scale independently",
            needed="prefill and decode pods of different workloads",
        )
        if shared
        else confirmed()
    )
    return Ladder(served.source, (confirmed(*observations), *both, separate))


def _ready(role: str, ready: list[Pod], pods: tuple[Pod, ...], failure: str | None) -> Rung:
    if ready:
        return confirmed()
    if failure:
        return unknown(failure)
    return missing(f"no {role} pod is ready" if pods else f"no {role} pod exists", needed=f"a ready {role} pod")


def _owners(pods: Iterable[Pod]) -> set[tuple[str, str]]:
    """Return the owners of the pods; a pod without one is its own owner."""
    found = ((pod, next(iter(pod.metadata.owner_references), None)) for pod in pods)
    return {(owner.kind, owner.name) if owner else ("Pod", pod.metadata.name) for pod, owner in found}


def _observed(served: _ServedModel, role: str) -> Observation:
    pods = served.by_role[role]
    ready = sum(pod.ready for pod in pods)
    detail = f"{ready:,} of {count(len(pods), 'pod')} ready, from {count(len(_owners(pods)), 'workload')}"
    if any(CACHE_FLAG in container.args for pod in pods for container in pod.spec.containers):
        detail += ", configured to transfer their cache"
    alone = role == DECODE and PREFILL not in served.by_role
    detail += "; without prefill pods they may serve both phases; not counted." if alone else "."
    place = api_path(PODS).replace("/pods", f"/namespaces/{clean_name(served.namespace or '')}/pods")
    return observe(
        "Pod", f"{served.source} {role}", detail, namespace=served.namespace, path=place, doubtful=alone or not ready
    )


def _service_rung(item: LLMInferenceService, read: str | None) -> Rung:
    spec, prefill = item.spec, item.spec.prefill
    parts = (("MainWorkloadReady", spec.replicas), ("PrefillWorkloadReady", prefill.replicas if prefill else None))
    why = ""
    for kind, replicas in parts:
        if replicas == 0:
            why = why or f"{kind.removesuffix('WorkloadReady').lower()} is scaled to zero"
        elif not is_true(item.metadata, item.status, kind):
            stale = (
                condition_state(item.metadata, item.status.conditions, kind, item.status.observed_generation)
                is ConditionState.STALE
            )
            why = why or (f"{kind} is of an older generation" if stale else f"{kind} is not true")
    detail = f"Not counted: {why}." if why else "Its prefill and main workloads are ready."
    observation = observe_object(LLM_SERVICES, item.metadata, detail, version=read, doubtful=bool(why))
    return missing(why, observation, needed=_BOTH) if why else confirmed(observation)


def _set_rung(item: DisaggregatedSet, read: str | None) -> Rung:
    ready = {role.name: role.ready_replicas for role in item.status.role_statuses}
    named = {part: [n for name, n in ready.items() if part in name.lower()] for part in (PREFILL, DECODE)}
    why = next((f"none of its roles is called {part}" for part, found in named.items() if not found), "")
    why = why or next((f"its {part} role has no ready replica" for part, found in named.items() if not sum(found)), "")
    available = condition_state(item.metadata, item.status.conditions, "Available")
    if available is not ConditionState.TRUE:
        why = why or (
            "its condition Available is of an older generation"
            if available is ConditionState.STALE
            else "it is not available"
        )
    sizes = ", ".join(f"{clean_name(name)} {number:,}" for name, number in list(ready.items())[:4])
    detail = f"Not counted: {why}." if why else f"Available, ready replicas: {sizes}."
    observation = observe_object(DISAGGREGATED_SETS, item.metadata, detail, version=read, doubtful=bool(why))
    return missing(why, observation, needed=_BOTH) if why else confirmed(observation)
