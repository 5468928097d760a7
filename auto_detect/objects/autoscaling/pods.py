"""Fields of HorizontalPodAutoscalers and KEDA objects."""

import msgspec

from auto_detect.known.metric_names import ai_metrics
from auto_detect.objects.core import Condition, ConditionsStatus, Meta, Object
from auto_detect.text_kinds import Name, Word


class ScaleTarget(Object, frozen=True):
    """Scaled workload; KEDA omits the kind of a Deployment."""

    api_version: Word = ""
    kind: Word = ""
    name: Name = ""


class MetricIdentifier(Object, frozen=True):
    """autoscaling/v2 MetricIdentifier without its selector."""

    name: Name = ""


class MetricSource(Object, frozen=True):
    """Metric source of type Pods, Object or External, reduced."""

    metric: MetricIdentifier = MetricIdentifier()


class Metric(Object, frozen=True):
    """autoscaling/v2 MetricSpec or MetricStatus, without the name of a source of type Resource."""

    type: Word = ""
    pods: MetricSource | None = None
    of_object: MetricSource | None = msgspec.field(default=None, name="object")
    external: MetricSource | None = None

    @property
    def name(self) -> str:
        """Name of the metric; empty for resources such as cpu."""
        source = self.pods or self.of_object or self.external
        return source.metric.name if source is not None else ""


class AutoscalerSpec(Object, frozen=True):
    """autoscaling/v2 HorizontalPodAutoscalerSpec, reduced."""

    scale_target_ref: ScaleTarget = ScaleTarget()
    min_replicas: int | None = None
    max_replicas: int = 0
    metrics: list[Metric] = []


class AutoscalerStatus(Object, frozen=True):
    """autoscaling/v2 HorizontalPodAutoscalerStatus, reduced."""

    observed_generation: int | None = None
    last_scale_time: Word | None = None
    current_metrics: list[Metric] = []
    conditions: list[Condition] = []


class HorizontalPodAutoscaler(Object, frozen=True):
    """autoscaling/v2 HorizontalPodAutoscaler."""

    metadata: Meta = Meta()
    spec: AutoscalerSpec = AutoscalerSpec()
    status: AutoscalerStatus = AutoscalerStatus()


class Trigger(Object, frozen=True):
    """keda.sh ScaleTrigger: its type, and the accelerator and AI metrics in its query."""

    type: Word = ""
    metadata: dict[Word, Word] = {}
    series: list[Word] = []

    def __post_init__(self) -> None:
        """Keep names of metrics only, not queries, addresses and credentials."""
        if self.metadata:
            named = ai_metrics(" ".join(self.metadata.get(key, "") for key in ("query", "metricName")))
            msgspec.structs.force_setattr(self, "series", list(named))
            msgspec.structs.force_setattr(self, "metadata", {})


class ScaledObjectSpec(Object, frozen=True):
    """keda.sh ScaledObjectSpec, reduced."""

    scale_target_ref: ScaleTarget = ScaleTarget()
    min_replica_count: int | None = None
    max_replica_count: int | None = None
    idle_replica_count: int | None = None
    triggers: list[Trigger] = []


class ScaledObjectStatus(ConditionsStatus, frozen=True):
    """keda.sh ScaledObjectStatus, reduced."""

    hpa_name: Name = ""
    last_active_time: Word | None = None


class ScaledObject(Object, frozen=True):
    """keda.sh ScaledObject."""

    metadata: Meta = Meta()
    spec: ScaledObjectSpec = ScaledObjectSpec()
    status: ScaledObjectStatus = ScaledObjectStatus()
