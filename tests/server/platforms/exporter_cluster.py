"""A small cluster with an accelerator exporter whose metrics can be read through the proxy."""

from tests.auto_detect.collector.metrics.metric_pages import nvidia
from tests.server.cluster import FakeCluster, obj, small
from tests.server.stub import Answer

TEXT = {"Content-Type": "text/plain; version=0.0.4"}
PODS = "/api/v1/namespaces/gpu-operator/pods"
EXPORTER = f"{PODS}/dcgm-0:9400/proxy/metrics"
READY = {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}


def page(body: bytes) -> Answer:
    """Return the exporter's metrics."""
    return Answer(body, headers=TEXT)


def with_exporter(cluster: FakeCluster, *, nodes: int = 1, annotations: dict[str, str] | None = None) -> None:
    """Serve GPU nodes and an exporter that responds on the first of them."""
    small(cluster)
    label = {"app": "nvidia-dcgm-exporter"}
    for n in range(nodes):
        found = {"allocatable": {"nvidia.com/gpu": "8"}, "conditions": READY["conditions"]}
        cluster.serve("v1/nodes", obj(f"gpu-{n}", labels={"nvidia.com/gpu.count": "8"}, status=found))
    state = {"observedGeneration": 1, "desiredNumberScheduled": nodes, "numberReady": nodes}
    cluster.serve("apps/v1/daemonsets", obj("nvidia-dcgm-exporter", "gpu-operator", label, status=state))
    service = obj("nvidia-dcgm-exporter", "gpu-operator", label, spec={"ports": [{"name": "metrics", "port": 9400}]})
    service["metadata"]["annotations"] = annotations or {}
    cluster.serve("v1/services", service)
    cluster.serve(
        "discovery.k8s.io/v1/endpointslices",
        obj(
            "nvidia-dcgm-exporter",
            "gpu-operator",
            {"kubernetes.io/service-name": "nvidia-dcgm-exporter"},
            endpoints=[
                {"nodeName": f"gpu-{n}", "targetRef": {"kind": "Pod", "name": f"dcgm-{n}"}} for n in range(nodes)
            ],
            ports=[{"name": "metrics", "port": 9400}],
        ),
    )
    cluster.overrides[EXPORTER] = page(nvidia(8))
