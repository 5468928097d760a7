"""Resources about monitoring: collectors, the monitors that configure them, and settings of exporters."""

from auto_detect.objects import monitoring
from auto_detect.objects.services import Namespace
from auto_detect.resources.resource import Resource

_LABEL = "Monitoring"
_OPERATOR = "monitoring.coreos.com"
_AZURE = "azmonitoring.coreos.com"
_GOOGLE = "monitoring.googleapis.com"
_VICTORIA = "operator.victoriametrics.com"

PROMETHEUSES = Resource(_OPERATOR, "prometheuses", "Prometheus", monitoring.CollectorResource, limit=20, label=_LABEL)
AGENTS = Resource(
    _OPERATOR,
    "prometheusagents",
    "PrometheusAgent",
    monitoring.CollectorResource,
    ("v1alpha1",),
    limit=20,
    label=_LABEL,
)
VM_AGENTS = Resource(
    _VICTORIA, "vmagents", "VMAgent", monitoring.CollectorResource, ("v1beta1",), limit=20, label=_LABEL
)
OTEL_COLLECTORS = Resource(
    "opentelemetry.io",
    "opentelemetrycollectors",
    "OpenTelemetryCollector",
    monitoring.CollectorResource,
    ("v1beta1", "v1alpha1"),
    limit=50,
    label=_LABEL,
)
COLLECTORS = (PROMETHEUSES, AGENTS, VM_AGENTS, OTEL_COLLECTORS)


def _monitors(group: str, resource: str, kind: str, *versions: str) -> Resource[monitoring.Monitor]:
    return Resource(group, resource, kind, monitoring.Monitor, versions or ("v1",), limit=200, label=_LABEL)


SERVICE_MONITORS = _monitors(_OPERATOR, "servicemonitors", "ServiceMonitor")
POD_MONITORS = _monitors(_OPERATOR, "podmonitors", "PodMonitor")
AZURE_SERVICE_MONITORS = _monitors(_AZURE, "servicemonitors", "ServiceMonitor")
AZURE_POD_MONITORS = _monitors(_AZURE, "podmonitors", "PodMonitor")
GOOGLE_POD_MONITORS = _monitors(_GOOGLE, "podmonitorings", "PodMonitoring")
GOOGLE_CLUSTER_POD_MONITORS = _monitors(_GOOGLE, "clusterpodmonitorings", "ClusterPodMonitoring")
VM_SERVICE_SCRAPES = _monitors(_VICTORIA, "vmservicescrapes", "VMServiceScrape", "v1beta1")
VM_POD_SCRAPES = _monitors(_VICTORIA, "vmpodscrapes", "VMPodScrape", "v1beta1")

MONITORS_OF_SERVICES = (SERVICE_MONITORS, AZURE_SERVICE_MONITORS, VM_SERVICE_SCRAPES)
MONITORS_OF_PODS = (
    POD_MONITORS,
    AZURE_POD_MONITORS,
    GOOGLE_POD_MONITORS,
    GOOGLE_CLUSTER_POD_MONITORS,
    VM_POD_SCRAPES,
)

DEVICE_CONFIGS = Resource(
    "amd.com", "deviceconfigs", "DeviceConfig", monitoring.OperatorConfig, ("v1alpha1",), limit=20, label=_LABEL
)

LISTED = (*COLLECTORS, *MONITORS_OF_SERVICES, *MONITORS_OF_PODS, DEVICE_CONFIGS)

# Queried by name.
NAMESPACES = Resource("", "namespaces", "Namespace", Namespace, limit=20, label=_LABEL)
