"""Flags of the upstream tests, derived from the cluster's resources."""

import pytest

from auto_detect.detectors.upstream_flags import upstream_flags
from auto_detect.resources import registry
from auto_detect.resources.monitoring import PROMETHEUSES
from tests.auto_detect.detectors.cluster import Change, Cluster, daemon_set, endpoints, meta, node, service, true
from tests.auto_detect.detectors.monitored_cluster import classic, prometheus

KUEUE = "kueue.x-k8s.io"


def _kueue(cluster: Cluster) -> None:
    queue = {
        "metadata": meta("gpus"),
        "spec": {"resourceGroups": [{"coveredResources": ["nvidia.com/gpu"]}]},
        "status": {"conditions": [true("Active")]},
    }
    cluster.add(registry.CLUSTER_QUEUES, queue)
    for name, target in (("lost", "gone"), ("team", "gpus")):
        cluster.add(registry.LOCAL_QUEUES, {"metadata": meta(name, "a"), "spec": {"clusterQueue": target}})


def _gpu_node(cluster: Cluster) -> None:
    labels = {"cloud.google.com/gke-nodepool": "gpus"}
    cluster.add(registry.NODES, node("n1", {"nvidia.com/gpu": "8"}, labels=labels))


def _amd(cluster: Cluster) -> None:
    labels = {"app": "amd-device-metrics-exporter"}
    name = "amd-device-metrics-exporter"
    cluster.add(registry.NODES, node("n1", {"amd.com/gpu": "8"}))
    cluster.add(registry.DAEMON_SETS, daemon_set(name, "m", labels=labels, desired=1))
    cluster.add(registry.SERVICES, service(name, "m", labels=labels, port=5000))
    cluster.add(registry.ENDPOINT_SLICES, endpoints(name, "m", "n1"))


@pytest.mark.parametrize(
    ("requirement", "change", "expected"),
    [
        (
            "gang_scheduling",
            _kueue,
            ("-gang-scheduler-namespace=a", "-gang-job-labels=kueue.x-k8s.io/queue-name=team"),
        ),
        (
            "gang_scheduling",
            lambda c: c.add(registry.VOLCANO_QUEUES, {"metadata": meta("default")}),
            ("-gang-scheduler-name=volcano",),
        ),
        ("gang_scheduling", _gpu_node, ()),
        ("secure_accelerator_access", _gpu_node, ("-accelerator-type=nvidia", "-allocation-mode=device-plugin")),
        (
            "ai_service_metrics",
            lambda c: c.add(PROMETHEUSES, prometheus()),
            (
                "-service-metrics-prometheus-service=monitoring/prometheus-operated:web",
                "-service-metrics-scrape-labels=release=kps",
            ),
        ),
        (
            "ai_service_metrics",
            classic,
            ("-service-metrics-prometheus-service=monitoring/prometheus-server:http",),
        ),
        ("secure_accelerator_access", _amd, ("-allocation-mode=device-plugin",)),
        (
            "cluster_autoscaling",
            _gpu_node,
            (
                "-autoscaler-node-pool-label=cloud.google.com/gke-nodepool=gpus",
                "-accelerator-type=nvidia",
                "-allocation-mode=device-plugin",
            ),
        ),
        (
            "accelerator_metrics",
            _amd,
            (
                "-metrics-namespace=m",
                "-metrics-service-name=amd-device-metrics-exporter",
                "-metrics-service-port=5000",
                "-metrics-utilization-metric=gpu_gfx_activity",
                "-metrics-memory-metric=gpu_used_vram",
            ),
        ),
        ("accelerator_metrics", _gpu_node, ()),
        ("ai_inference", _gpu_node, ()),
    ],
)
def test_flags_follow_the_cluster(requirement: str, change: Change, expected: tuple[str, ...]) -> None:
    cluster = Cluster()
    change(cluster)
    assert upstream_flags(requirement, cluster.snapshot()) == expected
