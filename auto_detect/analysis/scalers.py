"""HorizontalPodAutoscalers and KEDA's ScaledObjects that scale by custom or external metrics, each listed once."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from auto_detect.analysis.health import ConditionState, condition, condition_state
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
        """Scales by a custom or external metric."""
        return self.state in (ScalerState.ACTIVE, ScalerState.IDLE)

    @property
    def uses_ai_metric(self) -> bool:
        """A metric's name refers to accelerators or AI servers."""
        return any(map(names_ai, self.metrics))


_RANK = (ScalerState.ACTIVE, ScalerState.IDLE, ScalerState.BROKEN, ScalerState.RESOURCE_ONLY)


def scalers(hpas: Iterable[HorizontalPodAutoscaler], objects: Iterable[ScaledObject]) -> tuple[Scaler, ...]:
    """Return all scalers, working ones first; an HPA that KEDA created counts with its ScaledObject."""
    metrics = tuple(objects)
    made = {(item.metadata.namespace, item.status.hpa_name or f"keda-hpa-{item.metadata.name}") for item in metrics}
    plain = (
        hpa for hpa in hpas if (hpa.metadata.namespace, hpa.metadata.name) not in made and not _of_keda(hpa, metrics)
    )
    found = [*map(_hpa, plain), *map(_scaled_object, metrics)]
    return tuple(sorted(found, key=lambda scaler: (_RANK.index(scaler.state), not scaler.uses_ai_metric)))


def scale_targets(
    hpas: Iterable[HorizontalPodAutoscaler], objects: Iterable[ScaledObject]
) -> tuple[ScaleTargetRef, ...]:
    """Return the scaled workloads to read: a few, of the best scalers."""
    found = (s.target for s in scalers(hpas, objects) if s.state is not ScalerState.RESOURCE_ONLY)
    return tuple(dict.fromkeys(found))[:MAX_TARGETS]


def with_metrics_api(scaler: Scaler, answering: frozenset[str]) -> Scaler:
    """Return the scaler, as broken if none of its metrics APIs answers: its status may be outdated."""
    if not scaler.works or scaler.apis & answering:
        return scaler
    detail = f"{scaler.detail}, but {join_names(sorted(scaler.apis))} does not answer"
    return replace(scaler, state=ScalerState.BROKEN, detail=detail)


def _of_keda(hpa: HorizontalPodAutoscaler, objects: tuple[ScaledObject, ...]) -> bool:
    name = hpa.metadata.labels.get(_KEDA_LABEL)
    return any((o.metadata.namespace, o.metadata.name) == (hpa.metadata.namespace, name) for o in objects)


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
    for kind in ("AbleToScale", "ScalingActive"):
        found = condition(status.conditions, kind)
        match condition_state(item.metadata, status.conditions, kind, status.observed_generation):
            case ConditionState.FALSE if found is not None and found.reason == "ScalingDisabled":
                return ScalerState.BROKEN, f"switched off for {name}: its target has no replicas (ScalingDisabled)"
            case ConditionState.FALSE:
                return ScalerState.BROKEN, f"{kind} is false for {name}" + (
                    f" ({clean_name(found.reason)})" if found else ""
                )
            case ConditionState.STALE:
                return ScalerState.BROKEN, f"{kind} is from before its last change"
            case ConditionState.UNKNOWN:
                return ScalerState.BROKEN, f"{kind} was never reported for {name}"
    current = {metric.name for metric in status.current_metrics}
    if not current & set(metrics):
        return ScalerState.BROKEN, f"active, but not by {name}, which has no current value"
    scaled = f", last scaled {clean_name(status.last_scale_time)}" if status.last_scale_time else ", has never scaled"
    return ScalerState.ACTIVE, f"scales by {join_names(m for m in metrics if m in current)}{scaled}"


def _scaled_object(item: ScaledObject) -> Scaler:
    triggers = [trigger for trigger in item.spec.triggers if trigger.type not in _NO_METRIC]
    metrics = tuple(dict.fromkeys(name for trigger in triggers for name in trigger.series or (trigger.type,)))
    state, detail = _keda_state(item, metrics)
    target = _target(item.metadata, item.spec.scale_target_ref)
    apis = frozenset({EXTERNAL})
    return Scaler(SCALED_OBJECTS, item.metadata, target, state, metrics, detail, apis, item.status.last_active_time)


def _keda_state(item: ScaledObject, metrics: tuple[str, ...]) -> tuple[ScalerState, str]:
    conditions, name = item.status.conditions, join_names(metrics)
    if not metrics:
        return ScalerState.RESOURCE_ONLY, "scales by cpu, memory or the clock only"
    match condition_state(item.metadata, conditions, "Ready", item.status.observed_generation):
        case ConditionState.TRUE:
            pass
        case ConditionState.STALE:
            return ScalerState.BROKEN, "Ready is from before its last change"
        case _:
            found = condition(conditions, "Ready")
            return ScalerState.BROKEN, f"not ready for {name}" + (f" ({clean_name(found.reason)})" if found else "")
    if condition_state(item.metadata, conditions, "Active") is ConditionState.TRUE:
        return ScalerState.ACTIVE, f"scales by {name}"
    return ScalerState.IDLE, f"ready to scale by {name}, idle now"
