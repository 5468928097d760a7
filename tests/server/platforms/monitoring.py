"""Accelerators with an exporter, an AI server and a Prometheus, whose pods are on the separate test host."""

from typing import Any

from tests.server import metrics_endpoints
from tests.server.api_server import ApiServer
from tests.server.platforms.healthy_platform import served
from tests.server.platforms.objects import TRUE, Obj, condition, daemon_set, definition, namespaced

MONITORS = namespaced("/apis/monitoring.coreos.com/v1", "serving", "servicemonitors")
PROMETHEUSES = namespaced("/apis/monitoring.coreos.com/v1", "monitoring", "prometheuses")
EXPORTERS = namespaced("/apis/discovery.k8s.io/v1", "gpu-operator", "endpointslices")
MERGE = "application/merge-patch+json"

_GROUP = "monitoring.coreos.com"
_DEFINITIONS = (
    definition("servicemonitors", "ServiceMonitor", _GROUP, "v1"),
    definition("podmonitors", "PodMonitor", _GROUP, "v1"),
    definition("prometheuses", "Prometheus", _GROUP, "v1"),
)


def populate(server: ApiServer, address: str) -> None:
    """Create everything."""
    for name in ("gpu-operator", "serving", "monitoring"):
        labels = {"monitoring": "on"} if name == "serving" else {}
        server.create("/api/v1/namespaces", {"metadata": {"name": name, "labels": labels}})
    server.create("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", *_DEFINITIONS)
    server.wait_for(lambda: served(server) >= {d["metadata"]["name"] for d in _DEFINITIONS})
    for n in range(2):
        server.create("/api/v1/nodes", _node(f"gpu-{n}"))
    _exporter(server, address)
    _server(server, address)
    _prometheus(server, address)


def _node(name: str) -> Obj:
    return {
        "metadata": {"name": name, "labels": {"nvidia.com/gpu.present": "true", "nvidia.com/gpu.count": "8"}},
        "status": {
            "allocatable": {"nvidia.com/gpu": "8"},
            "capacity": {"nvidia.com/gpu": "8"},
            "conditions": [{"type": "Ready", "status": TRUE, "reason": "KubeletReady"}],
        },
    }


def _pod(name: str, node: str, labels: Obj, image: str, address: str, port: int) -> Obj:
    return {
        "metadata": {"name": name, "labels": labels},
        "spec": {
            "nodeName": node,
            "containers": [{"name": "c", "image": image, "ports": [{"name": "http", "containerPort": port}]}],
        },
        "status": {
            "phase": "Running",
            "podIP": address,
            "podIPs": [{"ip": address}],
            "conditions": [{"type": "Ready", "status": TRUE}],
        },
    }


def _service(
    server: ApiServer, namespace: str, name: str, labels: Obj, address: str, port: int, pods: dict[str, str]
) -> None:
    """Create a Service and its pods, by name and node."""
    selector = {"app": name}
    spec = {"ports": [{"name": "web", "port": port}], "selector": selector}
    server.create(
        namespaced("/api/v1", namespace, "services"), {"metadata": {"name": name, "labels": labels}, "spec": spec}
    )
    server.create(
        namespaced("/apis/discovery.k8s.io/v1", namespace, "endpointslices"),
        {
            "metadata": {"name": name, "labels": {**labels, "kubernetes.io/service-name": name}},
            "addressType": "IPv4",
            "endpoints": [
                {
                    "addresses": [address],
                    "conditions": {"ready": True},
                    "nodeName": node,
                    "targetRef": {"kind": "Pod", "namespace": namespace, "name": pod},
                }
                for pod, node in pods.items()
            ],
            "ports": [{"name": "web", "port": port, "protocol": "TCP"}],
        },
    )


def _exporter(server: ApiServer, address: str) -> None:
    called = "nvidia-dcgm-exporter"
    labels = {"app": called}
    image = "nvcr.io/nvidia/k8s/dcgm-exporter:4.2.3-4.1.3"
    pods = {f"{called}-{n}": f"gpu-{n}" for n in range(2)}
    server.create(
        namespaced("/apis/apps/v1", "gpu-operator", "daemonsets"),
        daemon_set(called, "gpu-operator", labels, image, nodes=2),
    )
    for name, node in pods.items():
        found = _pod(name, node, labels, image, address, metrics_endpoints.DCGM_PORT)
        server.create(namespaced("/api/v1", "gpu-operator", "pods"), found)
    _service(server, "gpu-operator", called, labels, address, metrics_endpoints.DCGM_PORT, pods)


def _server(server: ApiServer, address: str) -> None:
    labels = {"app": "vllm", "team": "search"}
    found = _pod("vllm-0", "gpu-0", labels, "vllm/vllm-openai:v0.11.0", address, metrics_endpoints.VLLM_PORT)
    server.create(namespaced("/api/v1", "serving", "pods"), found)
    _service(server, "serving", "vllm", {"team": "search"}, address, metrics_endpoints.VLLM_PORT, {"vllm-0": "gpu-0"})
    server.create(
        MONITORS,
        _custom(
            "ServiceMonitor", "vllm", {"release": "kps"}, _selecting({"team": "search"}, endpoints=[{"port": "web"}])
        ),
    )


def _prometheus(server: ApiServer, address: str) -> None:
    mine = {"matchLabels": {"release": "kps"}}
    spec = {
        "serviceMonitorSelector": mine,
        "serviceMonitorNamespaceSelector": {"matchLabels": {"monitoring": "on"}},
        "podMonitorSelector": mine,
        "podMonitorNamespaceSelector": {},
    }
    status = {"availableReplicas": 1, "conditions": [condition("Available"), condition("Reconciled")]}
    server.create(PROMETHEUSES, {**_custom("Prometheus", "k8s", {}, spec), "status": status})
    labels = {"operated-prometheus": "true"}
    pod = _pod(
        "prometheus-k8s-0", "gpu-1", labels, "prometheus/prometheus:v3", address, metrics_endpoints.PROMETHEUS_PORT
    )
    server.create(namespaced("/api/v1", "monitoring", "pods"), pod)
    pods = {"prometheus-k8s-0": "gpu-1"}
    _service(server, "monitoring", "prometheus-operated", labels, address, metrics_endpoints.PROMETHEUS_PORT, pods)


def _selecting(labels: Obj, **more: Any) -> Obj:
    return {"selector": {"matchLabels": labels}, **more}


def _custom(kind: str, name: str, labels: Obj, spec: Obj) -> Obj:
    return {
        "apiVersion": f"{_GROUP}/v1",
        "kind": kind,
        "metadata": {"name": name, "labels": labels},
        "spec": spec,
    }
