"""A cluster in which Prometheus collects a vLLM server's metrics, according to its objects."""

from typing import Any

from auto_detect.resources import monitoring, registry
from tests.auto_detect.detectors.cluster import Cluster, Json, endpoints, meta, node, true, workload

NAMESPACE = "serving"


def pod(
    name: str = "vllm-0",
    *,
    namespace: str = NAMESPACE,
    labels: dict[str, str] | None = None,
    image: str = "vllm/vllm-openai:v0.11",
    ready: bool = True,
    on: str = "gpu-0",
    annotations: dict[str, str] | None = None,
    ports: tuple[tuple[str, int], ...] = (("http", 8000),),
) -> Json:
    """Return a pod of an AI server."""
    found = {"app": "vllm", "team": "search"} if labels is None else labels
    return {
        "metadata": {**meta(name, namespace, labels=found), "annotations": annotations or {}},
        "spec": {
            "nodeName": on,
            "containers": [
                {"image": image, "ports": [{"name": called, "containerPort": number} for called, number in ports]}
            ],
        },
        "status": {"phase": "Running", "conditions": [true("Ready", status="True" if ready else "False")]},
    }


def service(name: str = "vllm", namespace: str = NAMESPACE, *, port: str = "http", **selector: str) -> Json:
    """Return the Service in front of the AI server."""
    return {
        "metadata": meta(name, namespace, labels={"team": "search", "tier": "serving"}),
        "spec": {
            "selector": selector or {"app": "vllm"},
            "ports": [{"name": port, "port": 80, "targetPort": 8000}],
        },
    }


def monitor(
    name: str = "vllm",
    namespace: str = NAMESPACE,
    *,
    labels: dict[str, str] | None = None,
    port: str | int = "http",
    of_pods: bool = False,
    **spec: Any,
) -> Json:
    """Return a ServiceMonitor, or a PodMonitor."""
    endpoint = "podMetricsEndpoints" if of_pods else "endpoints"
    chosen = {
        "selector": {"matchLabels": {"app": "vllm"} if of_pods else {"tier": "serving"}},
        endpoint: [{"port": port}],
    }
    found = {"release": "kps"} if labels is None else labels
    return {"metadata": meta(name, namespace, labels=found), "spec": {**chosen, **spec}}


def prometheus(name: str = "k8s", namespace: str = "monitoring", *, replicas: int = 2, **spec: Any) -> Json:
    """Return a Prometheus of kube-prometheus-stack: it selects monitors by its release label only."""
    mine: Json = {"matchLabels": {"release": "kps"}}
    found: Json = {
        "serviceMonitorSelector": mine,
        "serviceMonitorNamespaceSelector": {},
        "podMonitorSelector": mine,
        "podMonitorNamespaceSelector": {},
        **spec,
    }
    return {
        "metadata": meta(name, namespace, generation=3),
        "spec": {key: value for key, value in found.items() if value is not None},
        "status": {
            "availableReplicas": replicas,
            "conditions": [true("Available", generation=3), true("Reconciled", generation=3)],
        },
    }


def healthy() -> Cluster:
    """Return the complete cluster."""
    cluster = Cluster().add(registry.NODES, node("gpu-0", {"nvidia.com/gpu": "8"}))
    for resource in (*monitoring.MONITORS_OF_SERVICES[:1], monitoring.POD_MONITORS):
        cluster.serve(resource.group, "v1", resource.plural)
    cluster.add(registry.PODS, pod())
    cluster.add(registry.SERVICES, service())
    names = ("prometheus-operator", "victoria-metrics-operator", "opentelemetry-operator")
    for name in names:
        cluster.add(registry.DEPLOYMENTS, workload(name, "monitoring", labels={"app.kubernetes.io/name": name}))
    cluster.add(monitoring.SERVICE_MONITORS, monitor())
    return cluster.add(monitoring.PROMETHEUSES, prometheus())


def classic(cluster: Cluster) -> None:
    """Replace the operator and its Prometheus by a Prometheus that no operator manages."""
    cluster.unserve("monitoring.coreos.com")
    found = {
        "metadata": meta("prometheus-server", "monitoring", labels={"app.kubernetes.io/name": "prometheus"}),
        "spec": {"ports": [{"name": "http", "port": 80}]},
    }
    cluster.add(registry.SERVICES, found)
    cluster.add(registry.ENDPOINT_SLICES, endpoints("prometheus-server", "monitoring", "cpu-0"))
