"""What scales pods by metrics of their own: HorizontalPodAutoscalers and KEDA's ScaledObjects, each once."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from auto_detect.analysis.health import Says, condition, says
from auto_detect.analysis.wording import listed, word
from auto_detect.known.autoscaling import METRICS_APIS
from auto_detect.known.metric_names import says_ai
from auto_detect.objects.autoscaling.pods import HorizontalPodAutoscaler, ScaledObject, ScaleTarget
from auto_detect.objects.core import Meta, Object
from auto_detect.resources.autoscaling import HPAS, SCALED_OBJECTS
from auto_detect.resources.resource import Area

CUSTOM, EXTERNAL = METRICS_APIS
MOST_TARGETS = 4
_NO_METRIC = ("cpu", "memory", "cron")
"""KEDA's triggers that are no metric of the workload's own."""
_KEDA_LABEL = "scaledobject.keda.sh/name"


class Scaling(StrEnum):
    """How far a scaler works."""

    ACTIVE = "active"
    IDLE = "idle"
    """It works, and has nothing to do: no replicas are wanted."""
    BROKEN = "broken"
    PLAIN = "plain"
    """It scales by cpu or memory only."""


@dataclass(frozen=True)
class Target:
    """The workload that is scaled."""

    kind: str
    namespace: str
    name: str


@dataclass(frozen=True)
class Scaler:
    """One scaler and what it is doing."""

    area: Area[Object]
    meta: Meta
    target: Target
    scaling: Scaling
    metrics: tuple[str, ...]
    """Metrics of its own, by name; KEDA's that have none by the type of their trigger."""
    detail: str
    """A clause."""
    apis: frozenset[str] = frozenset()
    """The APIs that its metrics come from; one of them has to answer."""
    last_scaled: str | None = None

    @property
    def works(self) -> bool:
        """It scales by a metric of its own."""
        return self.scaling in (Scaling.ACTIVE, Scaling.IDLE)

    @property
    def of_ai(self) -> bool:
        """A metric's name says accelerator or AI."""
        return any(map(says_ai, self.metrics))


_RANK = (Scaling.ACTIVE, Scaling.IDLE, Scaling.BROKEN, Scaling.PLAIN)


def scalers(hpas: Iterable[HorizontalPodAutoscaler], objects: Iterable[ScaledObject]) -> tuple[Scaler, ...]:
    """All of them, the best first; an HPA that KEDA made counts with its ScaledObject."""
    own = tuple(objects)
    made = {(item.metadata.namespace, item.status.hpa_name or f"keda-hpa-{item.metadata.name}") for item in own}
    plain = (hpa for hpa in hpas if (hpa.metadata.namespace, hpa.metadata.name) not in made and not _of_keda(hpa, own))
    found = [*map(_hpa, plain), *map(_scaled_object, own)]
    return tuple(sorted(found, key=lambda scaler: (_RANK.index(scaler.scaling), not scaler.of_ai)))


def targets(hpas: Iterable[HorizontalPodAutoscaler], objects: Iterable[ScaledObject]) -> tuple[Target, ...]:
    """The workloads that are looked at: of the scalers that come closest, a few."""
    found = (s.target for s in scalers(hpas, objects) if s.scaling is not Scaling.PLAIN)
    return tuple(dict.fromkeys(found))[:MOST_TARGETS]


def supplied(scaler: Scaler, answering: frozenset[str]) -> Scaler:
    """The scaler, broken where none of its metrics' APIs answers: what it says may be from better days."""
    if not scaler.works or scaler.apis & answering:
        return scaler
    detail = f"{scaler.detail}, but {listed(sorted(scaler.apis))} does not answer"
    return replace(scaler, scaling=Scaling.BROKEN, detail=detail)


def _of_keda(hpa: HorizontalPodAutoscaler, objects: tuple[ScaledObject, ...]) -> bool:
    name = hpa.metadata.labels.get(_KEDA_LABEL)
    return any((o.metadata.namespace, o.metadata.name) == (hpa.metadata.namespace, name) for o in objects)


def _target(meta: Meta, reference: ScaleTarget) -> Target:
    return Target(reference.kind or "Deployment", meta.namespace or "", reference.name)


def _hpa(item: HorizontalPodAutoscaler) -> Scaler:
    own = tuple(metric.name for metric in item.spec.metrics if metric.name)
    scaling, detail = _hpa_state(item, own)
    target = _target(item.metadata, item.spec.scale_target_ref)
    apis = frozenset(EXTERNAL if metric.external else CUSTOM for metric in item.spec.metrics if metric.name)
    return Scaler(HPAS, item.metadata, target, scaling, own, detail, apis, item.status.last_scale_time)


def _hpa_state(item: HorizontalPodAutoscaler, own: tuple[str, ...]) -> tuple[Scaling, str]:
    status, name = item.status, listed(own)
    if not own:
        return Scaling.PLAIN, "scales by cpu or memory only"
    for kind in ("AbleToScale", "ScalingActive"):
        found = condition(status.conditions, kind)
        match says(item.metadata, status.conditions, kind, status.observed_generation):
            case Says.FALSE if found is not None and found.reason == "ScalingDisabled":
                return Scaling.BROKEN, f"switched off for {name}: its target has no replicas (ScalingDisabled)"
            case Says.FALSE:
                return Scaling.BROKEN, f"{kind} is false for {name}" + (f" ({word(found.reason)})" if found else "")
            case Says.STALE:
                return Scaling.BROKEN, f"{kind} is from before its last change"
            case Says.UNKNOWN:
                return Scaling.BROKEN, f"{kind} was never reported for {name}"
    current = {metric.name for metric in status.current_metrics}
    if not current & set(own):
        return Scaling.BROKEN, f"active, but not by {name}, which has no current value"
    scaled = f", last scaled {word(status.last_scale_time)}" if status.last_scale_time else ", has never scaled"
    return Scaling.ACTIVE, f"scales by {listed(m for m in own if m in current)}{scaled}"


def _scaled_object(item: ScaledObject) -> Scaler:
    triggers = [trigger for trigger in item.spec.triggers if trigger.type not in _NO_METRIC]
    own = tuple(dict.fromkeys(name for trigger in triggers for name in trigger.series or (trigger.type,)))
    scaling, detail = _keda_state(item, own)
    target = _target(item.metadata, item.spec.scale_target_ref)
    apis = frozenset({EXTERNAL})
    return Scaler(SCALED_OBJECTS, item.metadata, target, scaling, own, detail, apis, item.status.last_active_time)


def _keda_state(item: ScaledObject, own: tuple[str, ...]) -> tuple[Scaling, str]:
    conditions, name = item.status.conditions, listed(own)
    if not own:
        return Scaling.PLAIN, "scales by cpu, memory or the clock only"
    match says(item.metadata, conditions, "Ready", item.status.observed_generation):
        case Says.TRUE:
            pass
        case Says.STALE:
            return Scaling.BROKEN, "Ready is from before its last change"
        case _:
            found = condition(conditions, "Ready")
            return Scaling.BROKEN, f"not ready for {name}" + (f" ({word(found.reason)})" if found else "")
    if says(item.metadata, conditions, "Active") is Says.TRUE:
        return Scaling.ACTIVE, f"scales by {name}"
    return Scaling.IDLE, f"ready to scale by {name}, idle now"
