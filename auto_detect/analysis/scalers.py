"""HorizontalPodAutoscalers and KEDA's ScaledObjects that scale by custom or external metrics, each listed once."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from auto_detect.analysis.controller_liveness import ControllerLiveness, ControllerState
from auto_detect.analysis.health import ConditionState, condition, condition_state, reason_suffix
from auto_detect.analysis.wording import clean_name, join_names
from auto_detect.known.autoscaling import METRICS_APIS
from auto_detect.known.metric_names import names_ai
from auto_detect.objects.autoscaling.pods import HorizontalPodAutoscaler, ScaledObject, ScaleTarget
from auto_detect.objects.core import Meta, Object
from auto_detect.resources.autoscaling import HPAS, SCALED_OBJECTS
from auto_detect.resources.resource import Resource

CUSTOM, EXTERNAL = METRICS_APIS
MAX_TARGETS = 4
_NO_METRIC = ("cpu", "memory", "cron")
"""KEDA triggers that use no custom or external metric of the workload."""
_KEDA_LABEL = "scaledobject.keda.sh/name"
_PAUSED = "autoscaling.keda.sh/paused"


class ScalerState(StrEnum):
    """State of a scaler."""

    ACTIVE = "active"
    IDLE = "idle"
    """Works, but no replicas are needed."""
    BROKEN = "broken"
    RESOURCE_ONLY = "plain"
    """Scales by cpu or memory only."""


@dataclass(frozen=True)
class ScaleTargetRef:
    """Reference to the scaled workload."""

    kind: str
    namespace: str
    name: str


@dataclass(frozen=True)
class Scaler:
    """A scaler with its metrics and its state."""

    resource: Resource[Object]
    meta: Meta
    target: ScaleTargetRef
    state: ScalerState
    metrics: tuple[str, ...]
    """Names of its custom or external metrics; for KEDA triggers without a metric name, the trigger type."""
    detail: str
    """A clause."""
    apis: frozenset[str] = frozenset()
    """Metrics APIs that it reads; at least one has to answer."""
    last_scaled: str | None = None

    @property
    def works(self) -> bool:
        """Whether it scales by a custom or external metric."""
        return self.state in (ScalerState.ACTIVE, ScalerState.IDLE)

    @property
    def uses_ai_metric(self) -> bool:
        """Whether a metric's name refers to accelerators or AI servers."""
        return any(map(names_ai, self.metrics))


_RANK = (ScalerState.ACTIVE, ScalerState.IDLE, ScalerState.BROKEN, ScalerState.RESOURCE_ONLY)


def scalers(hpas: Iterable[HorizontalPodAutoscaler], objects: Iterable[ScaledObject]) -> tuple[Scaler, ...]:
    """Return all scalers, working ones first; an HPA that KEDA created counts with its ScaledObject."""
    every, scaled_objects = tuple(hpas), tuple(objects)
    by_object = {_key(item.metadata): _own_hpa(item, every) for item in scaled_objects}
    owned = {id(hpa) for hpa in by_object.values()}
    found = [
        *(_hpa(hpa) for hpa in every if id(hpa) not in owned),
        *(_scaled_object(item, by_object[_key(item.metadata)]) for item in scaled_objects),
    ]
    return tuple(sorted(found, key=lambda scaler: (_RANK.index(scaler.state), not scaler.uses_ai_metric)))


def scale_targets(
    hpas: Iterable[HorizontalPodAutoscaler], objects: Iterable[ScaledObject]
) -> tuple[ScaleTargetRef, ...]:
    """Return the scaled workloads to read: a few, of the best scalers."""
    found = (s.target for s in scalers(hpas, objects) if s.state is not ScalerState.RESOURCE_ONLY)
    return tuple(dict.fromkeys(found))[:MAX_TARGETS]


def with_metrics_api(scaler: Scaler, answering: frozenset[str]) -> Scaler:
    """Return the scaler, marked as broken if none of its metrics APIs answers: its status may be outdated."""
    if not scaler.works or scaler.apis & answering:
        return scaler
    detail = f"{scaler.detail}, but {join_names(sorted(scaler.apis))} does not answer"
    return replace(scaler, state=ScalerState.BROKEN, detail=detail)


def with_writer(scaler: Scaler, keda: ControllerLiveness) -> Scaler:
    """Return the scaler, marked as broken if KEDA writes its conditions and is not known to run."""
    if not scaler.works or scaler.resource is not SCALED_OBJECTS or keda.running:
        return scaler
    unknown = "whether KEDA runs is unknown: " if keda.state is ControllerState.UNREADABLE else ""
    return replace(scaler, state=ScalerState.BROKEN, detail=f"{scaler.detail}, but {unknown}{keda.problem}")


def _key(meta: Meta) -> tuple[str | None, str]:
    return meta.namespace, meta.name


def _own_hpa(item: ScaledObject, hpas: Iterable[HorizontalPodAutoscaler]) -> HorizontalPodAutoscaler | None:
    """Return the HPA that KEDA created for a ScaledObject: by the name in its status, else by KEDA's label."""
    meta = item.metadata
    name = item.status.hpa_name or f"keda-hpa-{meta.name}"
    inside = [hpa for hpa in hpas if hpa.metadata.namespace == meta.namespace]
    named = next((hpa for hpa in inside if hpa.metadata.name == name), None)
    return named or next((hpa for hpa in inside if hpa.metadata.labels.get(_KEDA_LABEL) == meta.name), None)


def _target(meta: Meta, reference: ScaleTarget) -> ScaleTargetRef:
    return ScaleTargetRef(reference.kind or "Deployment", meta.namespace or "", reference.name)


def _hpa(item: HorizontalPodAutoscaler) -> Scaler:
    metrics = tuple(metric.name for metric in item.spec.metrics if metric.name)
    state, detail = _hpa_state(item, metrics)
    target = _target(item.metadata, item.spec.scale_target_ref)
    apis = frozenset(EXTERNAL if metric.external else CUSTOM for metric in item.spec.metrics if metric.name)
    return Scaler(HPAS, item.metadata, target, state, metrics, detail, apis, item.status.last_scale_time)


def _hpa_state(item: HorizontalPodAutoscaler, metrics: tuple[str, ...]) -> tuple[ScalerState, str]:
    status, name = item.status, join_names(metrics)
    if not metrics:
        return ScalerState.RESOURCE_ONLY, "scales by cpu or memory only"
    lowest = 1 if item.spec.min_replicas is None else item.spec.min_replicas
    if 0 < item.spec.max_replicas <= lowest:
        return ScalerState.BROKEN, f"has no room to scale by {name} ({lowest} to {item.spec.max_replicas} replicas)"
    problem = _condition_problem(item, ("AbleToScale", "ScalingActive"))
    if problem:
        return ScalerState.BROKEN, f"does not scale by {name}, because {problem}"
    current = {metric.name for metric in status.current_metrics}
    if not current & set(metrics):
        return ScalerState.BROKEN, f"does not scale by {name}, because the metric has no current value"
    scaled = f", last scaled {clean_name(status.last_scale_time)}" if status.last_scale_time else ", has never scaled"
    return ScalerState.ACTIVE, f"scales by {join_names(m for m in metrics if m in current)}{scaled}"


def _scaled_object(item: ScaledObject, hpa: HorizontalPodAutoscaler | None) -> Scaler:
    triggers = [trigger for trigger in item.spec.triggers if trigger.type not in _NO_METRIC]
    metrics = tuple(dict.fromkeys(name for trigger in triggers for name in trigger.series or (trigger.type,)))
    state, detail = _keda_state(item, hpa, metrics)
    target = _target(item.metadata, item.spec.scale_target_ref)
    apis = frozenset({EXTERNAL})
    last_scaled = (hpa.status.last_scale_time if hpa is not None else None) or item.status.last_active_time
    return Scaler(SCALED_OBJECTS, item.metadata, target, state, metrics, detail, apis, last_scaled)


def _keda_state(
    item: ScaledObject, hpa: HorizontalPodAutoscaler | None, metrics: tuple[str, ...]
) -> tuple[ScalerState, str]:
    """Return the state of a ScaledObject; since KEDA 2.20 `Ready` only means that its definition is correct."""
    conditions, name = item.status.conditions, join_names(metrics)
    if not metrics:
        return ScalerState.RESOURCE_ONLY, "scales by cpu, memory or the clock only"
    match condition_state(item.metadata, conditions, "Ready", item.status.observed_generation):
        case ConditionState.TRUE:
            pass
        case ConditionState.STALE:
            return ScalerState.BROKEN, f"does not scale by {name}, because Ready is older than its last change"
        case _:
            why = f"it is not ready{reason_suffix(conditions, 'Ready')}"
            return ScalerState.BROKEN, f"does not scale by {name}, because {why}"
    status = {kind: condition_state(item.metadata, conditions, kind) for kind in ("Paused", "HPAActive", "Fallback")}
    if status["Paused"] is ConditionState.TRUE or _is_paused(item):
        return ScalerState.BROKEN, f"does not scale by {name}, because it is paused"
    if status["Fallback"] is ConditionState.TRUE:
        return ScalerState.BROKEN, f"runs on its fallback, because {name} cannot be read"
    lowest, highest = item.spec.min_replica_count or 0, item.spec.max_replica_count
    if highest is not None and highest <= lowest:
        return ScalerState.BROKEN, f"has no room to scale by {name} ({lowest} to {highest} replicas)"
    active = condition_state(item.metadata, conditions, "Active") is ConditionState.TRUE
    if hpa is None:
        return ScalerState.BROKEN, f"has no HorizontalPodAutoscaler that scales by {name}"
    scaling = condition(hpa.status.conditions, "ScalingActive")
    at_zero = not active and scaling is not None and scaling.reason == "ScalingDisabled" and _scales_to_zero(item)
    if status["HPAActive"] is ConditionState.FALSE and not at_zero:
        why = f"HPAActive is false{reason_suffix(conditions, 'HPAActive')}"
        return ScalerState.BROKEN, f"does not scale by {name}, because {why}"
    problem = _condition_problem(hpa, () if at_zero else ("ScalingActive",), " of its HorizontalPodAutoscaler")
    if problem:
        return ScalerState.BROKEN, f"does not scale by {name}, because {problem}"
    if active:
        return ScalerState.ACTIVE, f"scales by {name}"
    return ScalerState.IDLE, f"is ready to scale by {name}, idle now"


def _is_paused(item: ScaledObject) -> bool:
    annotations = item.metadata.annotations
    return annotations.get(_PAUSED) == "true" or f"{_PAUSED}-replicas" in annotations


def _scales_to_zero(item: ScaledObject) -> bool:
    """Return whether KEDA itself scales it from zero; without a minimum the default is zero."""
    return not item.spec.min_replica_count or item.spec.idle_replica_count == 0


def _condition_problem(item: HorizontalPodAutoscaler, kinds: tuple[str, ...], owner: str = "") -> str:
    """Return the condition of an HPA that is not true, as a clause; empty if all are true."""
    conditions = item.status.conditions
    for kind in kinds:
        found = condition(conditions, kind)
        match condition_state(item.metadata, conditions, kind, item.status.observed_generation):
            case ConditionState.FALSE if found is not None and found.reason == "ScalingDisabled":
                return "its target has no replicas (ScalingDisabled)"
            case ConditionState.FALSE:
                return f"{kind}{owner} is false{reason_suffix(conditions, kind)}"
            case ConditionState.STALE:
                return f"{kind}{owner} is older than its last change"
            case ConditionState.UNKNOWN:
                return f"{kind}{owner} is not reported"
    return ""
