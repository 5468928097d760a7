"""ai_service_metrics: an AI server runs, a monitor selects it, and a running collector reads the monitor."""

from collections.abc import Callable
from typing import Any

import pytest

from auto_detect.detectors.detect import finding_for
from auto_detect.detectors.observability.ai_service_metrics import detect_ai_service_metrics
from auto_detect.objects.core import Object
from auto_detect.resources import monitoring, registry
from auto_detect.resources.resource import Resource
from checklists.model.checklist import Status
from checklists.model.finding import Outcome
from tests.auto_detect.detectors.cluster import Change, Cluster, daemon_set, endpoints, meta, node, same, true
from tests.auto_detect.detectors.finding_text import counted, doubtful
from tests.auto_detect.detectors.monitored_cluster import classic, healthy, monitor, pod, prometheus, service

MONITORS, PODS_MONITORED = monitoring.SERVICE_MONITORS, monitoring.POD_MONITORS
FOUND, PARTLY, NOTHING, UNKNOWN = Outcome.DETECTED, Outcome.PARTLY, Outcome.NOT_DETECTED, Outcome.COULD_NOT_CHECK


def test_a_monitor_that_selects_a_server_and_is_read() -> None:
    finding = detect_ai_service_metrics(healthy().snapshot())
    assert (finding.outcome, finding.suggested_status) == (FOUND, Status.IMPLEMENTED)
    assert finding.summary == "Prometheus k8s reads ServiceMonitor vllm, which selects an AI server (vLLM)."
    assert finding.unproven[0] == "That the metrics arrive: no query was sent to the collector."
    assert "ServiceMonitor vllm: Selects Service vllm at port http; read by Prometheus k8s." in counted(finding)
    assert "serving" not in (finding.suggested_notes or "")


def _put(resource: Resource[Any], *objects: dict[str, Any]) -> Change:
    """Replace the objects of a resource."""
    return lambda cluster: cluster.drop(resource).add(resource, *objects)


def _collector(**spec: Any) -> Change:
    return _put(monitoring.PROMETHEUSES, prometheus(**spec))


def _namespace(**labels: str) -> Change:
    """Let the Prometheus select namespaces by label; the namespace's labels were read."""

    def change(cluster: Cluster) -> None:
        _collector(serviceMonitorNamespaceSelector={"matchLabels": {"monitoring": "on"}})(cluster)
        if labels:
            cluster.add(monitoring.NAMESPACES, {"metadata": meta("serving", labels=labels)})

    return change


def _status(**status: Any) -> Change:
    return lambda cluster: cluster.one(monitoring.PROMETHEUSES)["status"].update(status)


def _operator(name: str = "prometheus-operator", *, available: int) -> Change:
    return lambda c: c.one(registry.DEPLOYMENTS, name)["status"].update(availableReplicas=available)


def _without_operator(name: str = "prometheus-operator", *, then: Change = same) -> Change:
    def change(cluster: Cluster) -> None:
        then(cluster)
        cluster.drop(registry.DEPLOYMENTS, name)

    return change


def _answering(service: str, namespace: str = "monitoring") -> Change:
    return lambda c: c.add(registry.ENDPOINT_SLICES, endpoints(service, namespace, "cpu-0"))


def _agent(cluster: Cluster) -> None:
    cluster.drop(monitoring.PROMETHEUSES).add(monitoring.AGENTS, prometheus("edge"))


def _pod_monitor(**more: Any) -> Change:
    return lambda cluster: (
        cluster.drop(MONITORS).drop(registry.SERVICES).add(PODS_MONITORED, monitor(of_pods=True, **more))
    )


def _only(*areas_and_objects: tuple[Resource[Any], dict[str, Any]]) -> Change:
    """Replace the Prometheus operator's monitoring by another."""

    def change(cluster: Cluster) -> None:
        cluster.unserve("monitoring.coreos.com")
        for resource, item in areas_and_objects:
            cluster.add(resource, item)

    return change


def _vm(state: str, **spec: Any) -> Change:
    agent = {"metadata": meta("vm", "monitoring"), "spec": spec, "status": {"updateStatus": state}}
    return _only((monitoring.VM_AGENTS, agent), (monitoring.VM_SERVICE_SCRAPES, monitor(labels={})))


def _google(ready: int, *, resource: Resource[Any] = monitoring.GOOGLE_POD_MONITORS) -> Change:
    chosen = {"selector": {"matchLabels": {"app": "vllm"}}, "endpoints": [{"port": 8000}]}
    namespace = "serving" if resource is monitoring.GOOGLE_POD_MONITORS else None
    return _only(
        (resource, {"metadata": meta("vllm", namespace), "spec": chosen}),
        (registry.DAEMON_SETS, daemon_set("collector", "gmp-system", desired=3, ready=ready)),
    )


def _azure(resource: Resource[Any]) -> Change:
    return _only(
        (resource, monitor()),
        (registry.DAEMON_SETS, daemon_set("ama-metrics-node", "kube-system", desired=3)),
    )


def _otel(*, enabled: bool = True, replicas: str = "1/1") -> Change:
    item = {
        "metadata": meta("otel", "observability"),
        "spec": {
            "targetAllocator": {"enabled": True, "prometheusCR": {"enabled": enabled, "serviceMonitorSelector": {}}}
        },
        "status": {"scale": {"statusReplicas": replicas}},
    }
    return lambda cluster: cluster.drop(monitoring.PROMETHEUSES).add(monitoring.OTEL_COLLECTORS, item)


def _annotated(cluster: Cluster) -> None:
    classic(cluster)
    cluster.drop(registry.PODS).add(registry.PODS, pod(annotations={"prometheus.io/scrape": "true"}))


CASES: list[tuple[str, Change, Outcome, str]] = [
    ("healthy", same, FOUND, "reads ServiceMonitor vllm"),
    ("a PodMonitor", _pod_monitor(), FOUND, "reads PodMonitor vllm"),
    ("a port by number", _pod_monitor(port="", podMetricsEndpoints=[{"portNumber": 8000}]), FOUND, "PodMonitor vllm"),
    ("a PodMonitor's port that no container has", _pod_monitor(port="metrics"), PARTLY, "which has no port metrics"),
    (
        "without the label of the release",
        _put(MONITORS, monitor(labels={"app": "vllm"})),
        PARTLY,
        "its selector (release) does not match",
    ),
    ("with another release", _put(MONITORS, monitor(labels={"release": "x"})), PARTLY, "ignores ServiceMonitor vllm"),
    (
        "a selector with an unread label",
        _collector(serviceMonitorSelector={"matchLabels": {"a": "b"}}),
        PARTLY,
        "(a)",
    ),
    ("an empty selector takes all", _collector(serviceMonitorSelector={}), FOUND, "reads ServiceMonitor"),
    ("no selector takes none", _collector(serviceMonitorSelector=None), PARTLY, "selects no ServiceMonitor"),
    (
        "monitors of its own namespace only",
        _collector(serviceMonitorNamespaceSelector=None),
        PARTLY,
        "it reads monitors in its own namespace only",
    ),
    (
        "monitors in its namespace",
        _collector(namespace="serving", serviceMonitorNamespaceSelector=None),
        FOUND,
        "reads",
    ),
    ("a namespace that is selected", _namespace(monitoring="on"), FOUND, "reads"),
    ("a namespace that is not", _namespace(monitoring="off"), PARTLY, "its namespace selector does not match"),
    ("a namespace whose labels were not read", _namespace(), UNKNOWN, "labels of the namespace"),
    (
        "the Service lacks the port",
        _put(MONITORS, monitor(port="metrics")),
        PARTLY,
        "Service vllm, which has no port metrics",
    ),
    ("the Service's port has no name", _put(registry.SERVICES, service(port="")), PARTLY, "has no port http"),
    ("the port of the pods", _put(MONITORS, monitor(port="", endpoints=[{"targetPort": 8000}])), FOUND, "reads"),
    ("a Service of other pods", _put(registry.SERVICES, service(app="web")), PARTLY, "no monitor selects an AI server"),
    ("a Service that another label leads from", _put(registry.SERVICES, service(team="search")), FOUND, "reads"),
    ("a monitor of another namespace", _put(MONITORS, monitor(namespace="web")), PARTLY, "no monitor selects"),
    (
        "a monitor in another namespace that selects this one",
        _put(MONITORS, monitor(namespace="web", namespaceSelector={"matchNames": ["serving"]})),
        FOUND,
        "reads",
    ),
    (
        "a monitor that selects all namespaces",
        _put(MONITORS, monitor(namespace="web", namespaceSelector={"any": True})),
        FOUND,
        "reads",
    ),
    (
        "a demand that is an expression",
        _put(
            MONITORS,
            monitor(selector={"matchExpressions": [{"key": "tier", "operator": "NotIn", "values": ["serving"]}]}),
        ),
        PARTLY,
        "no monitor selects",
    ),
    ("no monitor", _put(MONITORS), PARTLY, "no monitor selects an AI server"),
    ("no AI server", _put(registry.PODS), PARTLY, "no AI server was seen"),
    ("an AI server that is not ready", _put(registry.PODS, pod(ready=False)), PARTLY, "no AI server is ready"),
    ("a web server", _put(registry.PODS, pod(image="nginx", labels={"app": "web"})), PARTLY, "no AI server was seen"),
    (
        "an AI server on a simulated node",
        lambda c: c.drop(registry.NODES).add(registry.NODES, node("gpu-0", provider="kwok://gpu-0")),
        PARTLY,
        "no AI server was seen",
    ),
    ("nothing collects", lambda c: c.unserve("monitoring.coreos.com"), NOTHING, "no metrics collector"),
    (
        "its condition is from before the last change",
        _status(conditions=[true("Available", generation=2), true("Reconciled", generation=2)]),
        NOTHING,
        "older than its last change, so its operator may be gone",
    ),
    (
        "not reconciled",
        _status(conditions=[true("Available", generation=3), true("Reconciled", generation=3, status="False")]),
        NOTHING,
        "could not apply its configuration",
    ),
    ("never reconciled", _status(conditions=[]), NOTHING, "has not reported that it is available"),
    ("no replica", _status(availableReplicas=0), NOTHING, "none of its replicas is available"),
    ("paused", lambda c: c.one(monitoring.PROMETHEUSES)["spec"].update(paused=True), NOTHING, "it is paused"),
    ("the operator is down", _operator(available=0), NOTHING, "Prometheus operator is not running"),
    ("the operator runs", _operator(available=1), FOUND, "reads"),
    ("the operator is gone", _without_operator(), NOTHING, "no running Prometheus operator is visible from here"),
    ("another operator", _without_operator(then=_answering("prometheus-operated")), FOUND, "reads"),
    (
        "the operator is gone, endpoints of another namespace",
        _without_operator(then=_answering("prometheus-operated", "other")),
        NOTHING,
        "no ready endpoint of the collector",
    ),
    (
        "operators denied",
        lambda c: c.deny(registry.DEPLOYMENTS),
        Outcome.COULD_NOT_CHECK,
        "Not allowed to list deployments.apps",
    ),
    (
        "the operator is not visible, endpoints denied",
        _without_operator(then=lambda c: c.deny(registry.ENDPOINT_SLICES)),
        Outcome.COULD_NOT_CHECK,
        "Not allowed to list endpointslices.discovery.k8s.io",
    ),
    ("endpoints denied, the operator runs", lambda c: c.deny(registry.ENDPOINT_SLICES), FOUND, "reads"),
    ("an agent without its operator", _without_operator(then=_agent), NOTHING, "no running Prometheus operator"),
    (
        "VictoriaMetrics without its operator",
        _without_operator("victoria-metrics-operator", then=_vm("operational", selectAllByDefault=True)),
        NOTHING,
        "no running VictoriaMetrics operator",
    ),
    (
        "VictoriaMetrics without its operator, answering",
        _without_operator(
            "victoria-metrics-operator",
            then=lambda c: (_vm("operational", selectAllByDefault=True)(c), _answering("vmagent-vm")(c)),
        ),
        FOUND,
        "VMAgent vm reads",
    ),
    (
        "OpenTelemetry without its operator",
        _without_operator("opentelemetry-operator", then=_otel()),
        NOTHING,
        "no running OpenTelemetry operator",
    ),
    (
        "OpenTelemetry without its operator, answering",
        _without_operator(
            "opentelemetry-operator",
            then=lambda c: (_otel()(c), _answering("otel-targetallocator", "observability")(c)),
        ),
        FOUND,
        "OpenTelemetryCollector otel reads",
    ),
    ("an agent", _agent, FOUND, "PrometheusAgent edge reads"),
    (
        "VictoriaMetrics, all by default",
        _vm("operational", selectAllByDefault=True),
        FOUND,
        "VMAgent vm reads VMServiceScrape",
    ),
    ("VictoriaMetrics, none by default", _vm("operational"), PARTLY, "selects no VMServiceScrape"),
    ("VictoriaMetrics, by namespace", _vm("operational", serviceScrapeNamespaceSelector={}), FOUND, "reads"),
    (
        "VictoriaMetrics scaled to zero",
        _vm("operational", selectAllByDefault=True, replicaCount=0),
        NOTHING,
        "it is scaled to zero",
    ),
    ("VictoriaMetrics fails", _vm("failed", selectAllByDefault=True), NOTHING, "its state is failed"),
    ("Google", _google(3), FOUND, "reads PodMonitoring vllm"),
    (
        "Google, the whole cluster",
        _google(3, resource=monitoring.GOOGLE_CLUSTER_POD_MONITORS),
        FOUND,
        "reads ClusterPod",
    ),
    ("Google's collector is down", _google(0), NOTHING, "none of its pods is ready"),
    ("Azure", _azure(monitoring.AZURE_SERVICE_MONITORS), FOUND, "Azure Monitor"),
    (
        "Azure does not read the operator's monitors",
        lambda c: c.drop(monitoring.PROMETHEUSES).add(
            registry.DAEMON_SETS, daemon_set("ama-metrics-node", "kube-system", desired=3)
        ),
        PARTLY,
        "does not read ServiceMonitors of monitoring.coreos.com",
    ),
    ("OpenTelemetry", _otel(), FOUND, "OpenTelemetryCollector otel reads"),
    ("OpenTelemetry that reads no monitors", _otel(enabled=False), NOTHING, "does not read monitors"),
    ("OpenTelemetry without a replica", _otel(replicas="0/1"), NOTHING, "none of its replicas is ready"),
    ("a classic Prometheus", classic, PARTLY, "no monitor selects an AI server"),
    ("annotations alone", _annotated, PARTLY, "scrape annotation, but whether a collector follows it was not queried"),
    (
        "a monitor of accelerators is not a monitor of a server",
        _put(MONITORS, monitor("dcgm", selector={"matchLabels": {"app": "dcgm-exporter"}})),
        PARTLY,
        "no monitor selects an AI server",
    ),
]


@pytest.mark.parametrize(("change", "outcome", "words"), [t[1:] for t in CASES], ids=[t[0] for t in CASES])
def test_only_a_working_setup_counts(change: Change, outcome: Outcome, words: str) -> None:
    cluster = healthy()
    change(cluster)
    finding = detect_ai_service_metrics(cluster.snapshot())
    assert finding.outcome is outcome, finding.summary
    assert words.lower() in finding.summary.lower()


@pytest.mark.parametrize(
    ("denied", "change", "reason"),
    [
        ((monitoring.PROMETHEUSES,), same, "not allowed to list prometheuses.monitoring.coreos.com"),
        ((registry.PODS,), same, "not allowed to list pods"),
        ((MONITORS,), same, "not allowed to list servicemonitors.monitoring.coreos.com"),
        ((registry.SERVICES,), same, "not allowed to list services"),
        ((monitoring.NAMESPACES,), _namespace(), "not allowed to list namespaces"),
    ],
)
def test_a_missing_permission_is_not_reported_as_absent(
    denied: tuple[Resource[Object], ...], change: Change, reason: str
) -> None:
    cluster = healthy()
    change(cluster)
    finding = detect_ai_service_metrics(cluster.deny(*denied).snapshot())
    assert (finding.outcome, finding.reason) == (UNKNOWN, reason)


@pytest.mark.parametrize("change", [same, _pod_monitor(), _google(3)])
def test_every_observation_names_its_path(change: Callable[[Cluster], object]) -> None:
    cluster = healthy()
    change(cluster)
    assert all(o.path for o in detect_ai_service_metrics(cluster.snapshot()).observations)


def test_only_the_servers_that_a_monitor_selects_are_named() -> None:
    head = pod("ray-head", labels={"ray.io/node-type": "head"}, image="rayproject/ray:2.50.0")
    cluster = healthy().add(registry.PODS, head)
    finding = detect_ai_service_metrics(cluster.snapshot())
    assert finding.summary.endswith("which selects an AI server (vLLM).")
    assert "Pod vllm-0: vLLM, ready." in counted(finding)
    assert "Pod ray-head: KubeRay, ready, but no monitor selects it; not counted." in doubtful(finding)
    cluster.add(registry.SERVICES, service("ray", **{"ray.io/node-type": "head"}))
    both = detect_ai_service_metrics(cluster.snapshot())
    assert both.summary.endswith("which selects an AI server (vLLM and KubeRay).")
    assert not doubtful(both)


def test_the_collector_that_reads_the_monitor_is_named() -> None:
    cluster = healthy().drop(monitoring.PROMETHEUSES)
    cluster.add(monitoring.PROMETHEUSES, prometheus("a", serviceMonitorSelector={"matchLabels": {"release": "other"}}))
    cluster.add(monitoring.PROMETHEUSES, prometheus("b"))
    assert detect_ai_service_metrics(cluster.snapshot()).summary.startswith("Prometheus b reads ServiceMonitor vllm")


def test_missing_parts_are_named() -> None:
    cluster = healthy().drop(MONITORS)
    finding = finding_for(cluster.snapshot(), "ai_service_metrics")
    assert finding.to_detected == (
        "A monitor that selects a ready AI server at an existing port, read by a running collector."
    )
    assert finding_for(healthy().snapshot(), "ai_service_metrics").to_detected is None
