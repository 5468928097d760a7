"""Follow-up queries for monitors, exporters and AI servers: few, however many objects exist."""

from typing import Any

import pytest

from auto_detect.api.client import KubeReader
from auto_detect.collector.collect import collect
from auto_detect.resources import monitoring, registry
from tests.server.cluster import FakeCluster, obj, small
from tests.server.platforms.exporter_cluster import PODS as EXPORTERS
from tests.server.platforms.exporter_cluster import READY, with_exporter

MONITORS, PROMETHEUSES = "monitoring.coreos.com/v1/servicemonitors", "monitoring.coreos.com/v1/prometheuses"
SERVICES, PODS = "/api/v1/namespaces/serving/services", "/api/v1/pods"


def serving(cluster: FakeCluster, *, monitors: int = 1, **prometheus: Any) -> None:
    """Serve an AI server behind a Service that monitors select by a vendor's label."""
    small(cluster)
    container = {"image": "vllm/vllm-openai", "ports": [{"name": "http", "containerPort": 8000}]}
    pod = obj("vllm-0", "serving", {"app": "vllm", "team": "search"}, spec={"containers": [container]}, status=READY)
    cluster.serve("v1/pods", pod)
    ports = {"ports": [{"name": "http", "port": 80}], "selector": {"team": "search"}}
    cluster.serve("v1/services", obj("llm", "serving", {"tier": "secret-tier"}, spec=ports))
    cluster.serve("v1/services", obj("other", "serving", {"tier": "web"}, spec=ports))
    cluster.serve("v1/namespaces", obj("serving", labels={"monitoring": "secret-on"}), obj("web"))
    spec = {"selector": {"matchLabels": {"tier": "secret-tier"}}, "endpoints": [{"port": "http"}]}
    cluster.serve(MONITORS, *(obj(f"m{n}", "serving", spec=spec) for n in range(monitors)))
    everything = {"serviceMonitorSelector": {}, **prometheus}
    conditions = [{"type": kind, "status": "True"} for kind in ("Available", "Reconciled")]
    status = {"availableReplicas": 1, "conditions": conditions}
    cluster.serve(PROMETHEUSES, obj("k8s", "monitoring", spec=everything, status=status))


def asked(cluster: FakeCluster, path: str) -> list[str]:
    return [request.query.get("labelSelector", "") for request in cluster.stub.asked(path)]


@pytest.mark.parametrize("keep_names", [True, False])
@pytest.mark.parametrize("more", [0, 500])
def test_a_monitors_services_are_read_by_its_selector(
    cluster: FakeCluster, reader: KubeReader, keep_names: bool, more: int
) -> None:
    serving(cluster)
    cluster.serve("v1/services", *(obj(f"web-{n}", "shop") for n in range(more)))
    snapshot = collect(reader, keep_names=keep_names)
    assert asked(cluster, SERVICES) == (["tier in (secret-tier)"] if more else [])
    (service,) = (s for s in snapshot.listing(registry.SERVICES).items if s.metadata.name == "llm")
    assert ("secret-tier" in repr(service)) is keep_names
    assert "other" not in [s.metadata.name for s in snapshot.listing(registry.SERVICES).items]


def test_at_most_two_monitors_are_followed(cluster: FakeCluster, reader: KubeReader) -> None:
    serving(cluster, monitors=50)
    cluster.serve("v1/services", *(obj(f"web-{n}", "shop") for n in range(500)))
    collect(reader)
    assert len(asked(cluster, SERVICES)) <= 2


@pytest.mark.parametrize(
    ("selector", "expected"),
    [(None, []), ({}, []), ({"matchLabels": {"monitoring": "secret-on"}}, ["serving"])],
)
def test_a_namespace_is_read_if_a_selector_needs_its_labels(
    cluster: FakeCluster, reader: KubeReader, selector: object, expected: list[str]
) -> None:
    serving(cluster, serviceMonitorNamespaceSelector=selector)
    snapshot = collect(reader, keep_names=True)
    assert [n.metadata.name for n in snapshot.listing(monitoring.NAMESPACES).items] == expected
    assert "/api/v1/namespaces" not in cluster.paths()


@pytest.mark.parametrize(
    ("selector", "expected"),
    [("podMonitorNamespaceSelector", ["serving"]), ("serviceMonitorNamespaceSelector", [])],
)
def test_the_selector_for_pod_monitors_decides_about_their_namespaces(
    cluster: FakeCluster, reader: KubeReader, selector: str, expected: list[str]
) -> None:
    serving(cluster, monitors=0, **{selector: {"matchLabels": {"monitoring": "secret-on"}}})
    spec = {"selector": {"matchLabels": {"app": "vllm"}}, "podMetricsEndpoints": [{"port": "http"}]}
    cluster.serve("monitoring.coreos.com/v1/podmonitors", obj("vllm", "serving", spec=spec))
    snapshot = collect(reader, keep_names=True)
    assert [n.metadata.name for n in snapshot.listing(monitoring.NAMESPACES).items] == expected


def test_pods_are_queried_by_label_with_a_limit(cluster: FakeCluster, reader: KubeReader) -> None:
    small(cluster)
    cluster.serve("v1/pods", *(obj(f"vllm-{n}", "serving", {"app": "vllm"}) for n in range(2_000)))
    snapshot = collect(reader)
    for request in cluster.stub.asked(PODS):
        assert request.query.get("labelSelector") or request.query.get("fieldSelector")
        assert int(request.query["limit"]) <= 20
    assert len(snapshot.listing(registry.PODS).items) <= 10


def test_exporter_pods_are_queried_without_a_service(cluster: FakeCluster, reader: KubeReader) -> None:
    with_exporter(cluster)
    label = {"app": "nvidia-dcgm-exporter"}
    cluster.serve("v1/pods", obj("dcgm-0", "gpu-operator", label))
    collect(reader)
    assert asked(cluster, EXPORTERS) == []
    cluster.resources["v1/services"].clear()
    (daemon_set,) = cluster.resources["apps/v1/daemonsets"]
    daemon_set["spec"] = {"template": {"metadata": {"labels": label}}}
    collect(reader)
    assert asked(cluster, EXPORTERS) == ["app=nvidia-dcgm-exporter"]


def test_services_of_an_accelerator_monitor_are_read_without_a_known_exporter(
    cluster: FakeCluster, reader: KubeReader
) -> None:
    small(cluster)
    labels = {"team": "infra"}
    cluster.serve("v1/services", obj("stats", "infra", labels))
    cluster.serve("discovery.k8s.io/v1/endpointslices", obj("stats-x", "infra", labels))
    cluster.serve(MONITORS, obj("gpu-stats", "infra", spec={"selector": {"matchLabels": labels}}))
    snapshot = collect(reader, keep_names=True)
    assert [s.metadata.name for s in snapshot.listing(registry.SERVICES).items] == ["stats"]
    assert [s.metadata.name for s in snapshot.listing(registry.ENDPOINT_SLICES).items] == ["stats-x"]


def test_a_server_on_a_sampled_node_leads_to_its_service(cluster: FakeCluster, reader: KubeReader) -> None:
    small(cluster)
    node = obj("gpu-0", None, status={"allocatable": {"nvidia.com/gpu": "8"}})
    node["status"]["conditions"] = [{"type": "Ready", "status": "True"}]
    cluster.serve("v1/nodes", node)
    pod = obj("engine-0", "serving", {"model": "qwen"})
    pod["spec"] = {"nodeName": "gpu-0", "containers": [{"image": "vllm/vllm-openai:v0.11.0"}]}
    cluster.serve("v1/pods", pod)
    cluster.serve("v1/services", obj("engine", "serving", {"tier": "x"}, spec={"selector": {"model": "qwen"}}))
    cluster.serve(MONITORS, obj("engine", "serving", spec={"selector": {"matchLabels": {"tier": "x"}}}))
    snapshot = collect(reader, keep_names=True)
    assert [s.metadata.name for s in snapshot.listing(registry.SERVICES).items] == ["engine"]
    paths = [(request.path, tuple(request.query.items())) for request in cluster.stub.requests]
    assert len(paths) == len(set(paths))


@pytest.mark.parametrize(
    "where",
    [{"any": True}, {"matchNames": ["a", "serving"]}, {"matchNames": ["serving"]}],
    ids=["any", "several", "one"],
)
def test_a_monitor_in_another_namespace_is_followed_to_the_server(
    cluster: FakeCluster, reader: KubeReader, where: object
) -> None:
    small(cluster)
    cluster.serve("v1/pods", obj("vllm-0", "serving", {"app": "vllm"}))
    cluster.serve("v1/services", obj("vllm", "serving", {"tier": "x"}), obj("other", "a", {"tier": "x"}))
    spec = {"selector": {"matchLabels": {"tier": "x"}}, "namespaceSelector": where}
    cluster.serve(MONITORS, obj("llm", "monitoring", spec=spec))
    for name in ("a-first", "b-second"):
        cluster.serve(MONITORS, obj(name, "monitoring", spec={"selector": {"matchLabels": {"tier": "y"}}}))
    snapshot = collect(reader, keep_names=True)
    assert [s.metadata.name for s in snapshot.listing(registry.SERVICES).items] == ["vllm"]
