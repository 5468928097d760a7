"""Fields of monitoring objects: metrics collectors, and the monitors that configure their targets."""

import msgspec

from auto_detect.objects.core import Condition, Meta, Object
from auto_detect.objects.labels import LabeledMeta, Selector
from auto_detect.text_kinds import NamespaceName, Word


class MonitorEndpoint(Object, frozen=True):
    """Port of a monitor, by name in the Service or pod, or by number."""

    port: Word | int = ""
    target_port: Word | int = ""
    port_number: int | None = None
    path: Word = ""
    scheme: Word = ""


class NamespaceSelector(Object, frozen=True):
    """Namespaces of the Services or pods that a monitor selects; default: its own namespace."""

    any: bool = False
    match_names: list[NamespaceName] = []


class MonitorSpec(Object, frozen=True):
    """Spec of a ServiceMonitor, PodMonitor or similar kind, reduced."""

    selector: Selector = Selector()
    namespace_selector: NamespaceSelector = NamespaceSelector()
    endpoints: list[MonitorEndpoint] = []
    pod_metrics_endpoints: list[MonitorEndpoint] = []

    @property
    def ports(self) -> list[MonitorEndpoint]:
        """Endpoints, from the field that the kind uses for them."""
        return [*self.endpoints, *self.pod_metrics_endpoints]


class MonitorStatus(Object, frozen=True):
    """Status of a monitor, written by a managed collector."""

    conditions: list[Condition] = []


class Monitor(Object, frozen=True):
    """ServiceMonitor, PodMonitor, PodMonitoring, VMServiceScrape or similar kind."""

    metadata: LabeledMeta = LabeledMeta()
    spec: MonitorSpec = MonitorSpec()
    status: MonitorStatus = MonitorStatus()


class PrometheusCR(Object, frozen=True):
    """Monitors that an OpenTelemetry target allocator reads."""

    enabled: bool = False
    service_monitor_selector: Selector | None = None
    pod_monitor_selector: Selector | None = None


class TargetAllocator(Object, frozen=True):
    """Target allocator of an OpenTelemetryCollector, which reads monitors."""

    enabled: bool = False
    prometheus_cr: PrometheusCR = msgspec.field(default=PrometheusCR(), name="prometheusCR")


class Present(Object, frozen=True):
    """Object of which only the presence matters."""


class Web(Object, frozen=True):
    """Web configuration; `tls_config` means HTTPS."""

    tls_config: Present | None = None


class CollectorSpec(Object, frozen=True):
    """Spec of a Prometheus, PrometheusAgent, VMAgent or OpenTelemetryCollector, reduced."""

    replicas: int | None = None
    replica_count: int | None = None
    """Of a VMAgent."""
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
    """Ready replicas of an OpenTelemetryCollector: `1/1`."""

    status_replicas: Word = ""


class CollectorStatus(Object, frozen=True):
    """Status of a collector, reduced."""

    conditions: list[Condition] = []
    available_replicas: int = 0
    update_status: Word = ""
    """Set by a VMAgent only."""
    scale: Scale = Scale()


class CollectorResource(Object, frozen=True):
    """Prometheus, PrometheusAgent, VMAgent or OpenTelemetryCollector."""

    metadata: Meta = Meta()
    spec: CollectorSpec = CollectorSpec()
    status: CollectorStatus = CollectorStatus()


class Toggle(Object, frozen=True):
    """Switch of a component of a GPU operator."""

    enable: bool = False


class OperatorSpec(Object, frozen=True):
    """Spec of AMD's DeviceConfig, reduced; the exporter is off by default."""

    metrics_exporter: Toggle = Toggle()
    driver: Toggle = Toggle()


class Rollout(Object, frozen=True):
    """Rollout of a component of AMD's GPU operator, in nodes."""

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
