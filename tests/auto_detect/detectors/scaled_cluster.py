"""A cluster with a metrics adapter or KEDA, and a workload that they scale."""

from auto_detect.resources import registry
from auto_detect.resources.autoscaling import HPAS, SCALED_OBJECTS
from tests.auto_detect.detectors.cluster import Cluster, Json, meta, true, workload

CUSTOM, EXTERNAL = "custom.metrics.k8s.io", "external.metrics.k8s.io"


def api(group: str, service: str = "prometheus-adapter", *, status: str = "True", reason: str = "Passed") -> Json:
    """Return the APIService of an adapter."""
    return {
        "metadata": meta(f"v1beta1.{group}"),
        "spec": {"group": group, "version": "v1beta1", "service": {"name": service, "namespace": "monitoring"}},
        "status": {"conditions": [true("Available", status=status, reason=reason, generation=None)]},
    }


def pods_metric(name: str) -> Json:
    return {"type": "Pods", "pods": {"metric": {"name": name}}}


CPU: Json = {"type": "Resource", "resource": {"name": "cpu"}}


def hpa(name: str = "llm", *metrics: Json, target: str = "llm", kind: str = "Deployment") -> Json:
    """Return an HPA that all of its metrics keep active."""
    return {
        "metadata": meta(name, "serving"),
        "spec": {"scaleTargetRef": {"kind": kind, "name": target}, "maxReplicas": 4, "metrics": list(metrics)},
        "status": {
            "currentMetrics": list(metrics),
            "lastScaleTime": "2026-11-24T09:30:00Z",
            "conditions": [
                true("AbleToScale", generation=None),
                true("ScalingActive", reason="ValidMetricFound", generation=None),
            ],
        },
    }


def model(name: str = "llm", *, limits: Json | None = None) -> Json:
    """Return a workload of the namespace, by default with one accelerator."""
    found = workload(name, "serving", labels={"app": name})
    container = found["spec"]["template"]["spec"]["containers"][0]
    container["resources"] = {"limits": {"nvidia.com/gpu": 1} if limits is None else limits}
    return found


def adapter() -> Cluster:
    """Return a cluster in which prometheus-adapter serves a GPU metric that scales a GPU Deployment through an HPA."""
    cluster = Cluster().add(registry.API_SERVICES, api(CUSTOM))
    cluster.add(registry.DEPLOYMENTS, model()).add(HPAS, hpa("llm", pods_metric("gpu_utilization")))
    return cluster.measure(CUSTOM, "gpu_utilization", others=120)


def scaled_object(*conditions: Json, kind: str = "") -> Json:
    """Return a ScaledObject that scales by GPU utilization."""
    query = 'avg(DCGM_FI_DEV_GPU_UTIL{pod=~"acme-.*"})'
    trigger = {"type": "prometheus", "metadata": {"serverAddress": "http://secret.example:9090", "query": query}}
    return {
        "metadata": meta("llm", "serving"),
        "spec": {"scaleTargetRef": {"name": "llm", **({"kind": kind} if kind else {})}, "triggers": [trigger]},
        "status": {"hpaName": "keda-hpa-llm", "conditions": list(conditions)},
    }


def keda() -> Cluster:
    """Scale KEDA's target to zero, which disables its HPA."""
    generated = hpa("keda-hpa-llm", {"type": "External", "external": {"metric": {"name": "s0-prometheus"}}})
    generated["status"] = {"conditions": [true("ScalingActive", status="False", reason="ScalingDisabled")]}
    operator = workload("keda-operator", "keda", labels={"app": "keda-operator"}, image="ghcr.io/kedacore/keda:2.20.1")
    cluster = Cluster().add(registry.API_SERVICES, api(EXTERNAL, "keda-operator-metrics-apiserver"))
    cluster.add(registry.DEPLOYMENTS, model(), operator).add(HPAS, generated)
    ready = [true("Ready", generation=None), true("Active", status="False", generation=None)]
    return cluster.add(SCALED_OBJECTS, scaled_object(*ready), version="v1alpha1")
