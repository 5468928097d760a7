"""The fields of monitoring objects that detectors read: what collects metrics, and what tells it from where."""

import msgspec

from auto_detect.objects.core import Condition, Meta, Object
from auto_detect.objects.labels import LabeledMeta, Selector
from auto_detect.text_kinds import NamespaceName, Word


class MonitorEndpoint(Object, frozen=True):
    """One port of a monitor: by name in the Service or pod, or by number."""

    port: Word | int = ""
    target_port: Word | int = ""
    port_number: int | None = None
    path: Word = ""
    scheme: Word = ""


class NamespaceSelector(Object, frozen=True):
    """The namespaces whose Services or pods a monitor selects; without any only its own."""

    any: bool = False
    match_names: list[NamespaceName] = []


class MonitorSpec(Object, frozen=True):
    """Spec of a ServiceMonitor, PodMonitor or one of their relatives, reduced."""

    selector: Selector = Selector()
    namespace_selector: NamespaceSelector = NamespaceSelector()
    endpoints: list[MonitorEndpoint] = []
    pod_metrics_endpoints: list[MonitorEndpoint] = []

    @property
    def ports(self) -> list[MonitorEndpoint]:
        """Its endpoints, whatever the kind calls them."""
        return [*self.endpoints, *self.pod_metrics_endpoints]


class MonitorStatus(Object, frozen=True):
    """What a managed collector says of a monitor."""

    conditions: list[Condition] = []


class Monitor(Object, frozen=True):
    """ServiceMonitor, PodMonitor, PodMonitoring, VMServiceScrape and the like."""

    metadata: LabeledMeta = LabeledMeta()
    spec: MonitorSpec = MonitorSpec()
    status: MonitorStatus = MonitorStatus()


class PrometheusCR(Object, frozen=True):
    """Which monitors an OpenTelemetry target allocator reads."""

    enabled: bool = False
    service_monitor_selector: Selector | None = None
    pod_monitor_selector: Selector | None = None


class TargetAllocator(Object, frozen=True):
    """The part of an OpenTelemetryCollector that reads monitors."""

    enabled: bool = False
    prometheus_cr: PrometheusCR = msgspec.field(default=PrometheusCR(), name="prometheusCR")


class Present(Object, frozen=True):
    """Something of which only matters that it is there."""


class Web(Object, frozen=True):
    """Whether it answers by HTTPS."""

    tls_config: Present | None = None


class CollectorSpec(Object, frozen=True):
    """Spec of a Prometheus, PrometheusAgent, VMAgent or OpenTelemetryCollector, reduced."""

    replicas: int | None = None
    paused: bool = False
    listen_local: bool = False
    port_name: Word = ""
    route_prefix: Word = ""
    web: Web = Web()
    service_monitor_selector: Selector | None = None
    service_monitor_namespace_selector: Selector | None = None
    pod_monitor_selector: Selector | None = None
    pod_monitor_namespace_selector: Selector | None = None
    select_all_by_default: bool = False
    service_scrape_selector: Selector | None = None
    service_scrape_namespace_selector: Selector | None = None
    pod_scrape_selector: Selector | None = None
    pod_scrape_namespace_selector: Selector | None = None
    target_allocator: TargetAllocator = TargetAllocator()


class Scale(Object, frozen=True):
    """How many replicas of an OpenTelemetryCollector are ready: `1/1`."""

    status_replicas: Word = ""


class CollectorStatus(Object, frozen=True):
    """Its status, reduced."""

    conditions: list[Condition] = []
    available_replicas: int = 0
    update_status: Word = ""
    """Of a VMAgent."""
    scale: Scale = Scale()


class CollectorResource(Object, frozen=True):
    """What collects metrics."""

    metadata: Meta = Meta()
    spec: CollectorSpec = CollectorSpec()
    status: CollectorStatus = CollectorStatus()


class Toggle(Object, frozen=True):
    """Whether a GPU operator is told to run one of its parts."""

    enable: bool = False


class OperatorSpec(Object, frozen=True):
    """Spec of AMD's DeviceConfig, reduced; its exporter is off unless it is switched on."""

    metrics_exporter: Toggle = Toggle()
    driver: Toggle = Toggle()


class Rollout(Object, frozen=True):
    """How far AMD's GPU operator is with one of its parts, in nodes."""

    desired_number: int = 0
    available_number: int = 0


class OperatorStatus(Object, frozen=True):
    """Status of AMD's DeviceConfig, reduced."""

    driver: Rollout = Rollout()
    device_plugin: Rollout = Rollout()


class OperatorConfig(Object, frozen=True):
    """DeviceConfig of AMD's GPU operator."""

    metadata: Meta = Meta()
    spec: OperatorSpec = OperatorSpec()
    status: OperatorStatus = OperatorStatus()
