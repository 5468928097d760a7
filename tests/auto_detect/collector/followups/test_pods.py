"""Which nodes' pods are read: few nodes, few pods each, queried by real names and stored under pseudonyms."""

import json

import pytest

from auto_detect.analysis.accelerators.pod_sample import sample_pods
from auto_detect.api.client import KubeReader
from auto_detect.collector.archive.selectors import by_fields
from auto_detect.collector.collect import collect
from auto_detect.resources import registry
from tests.auto_detect.detectors.accelerator_clusters import gpu_node, pod, runtime_class, with_handlers
from tests.auto_detect.detectors.cluster import Json, node
from tests.server.cluster import FakeCluster, small


def asked(cluster: FakeCluster) -> list[str]:
    """Return the nodes whose pods were requested."""
    every = [item["metadata"]["name"] for item in cluster.resources["v1/nodes"]]
    found: list[str] = []
    for request in cluster.stub.requests:
        fields = request.query.get("fieldSelector", "")
        if fields.endswith("status.phase=Running"):
            on_nodes = by_fields(fields.removesuffix("status.phase=Running"))
            nodes = [name for name in every if on_nodes({"spec": {"nodeName": name}})]
            assert (request.path, request.query["limit"]) == ("/api/v1/pods", str(100 * len(nodes)))
            found += nodes
    return sorted(found)


def requests_for_pods_of_nodes(cluster: FakeCluster) -> int:
    return sum("fieldSelector" in request.query for request in cluster.stub.asked("/api/v1/pods"))


def serving(cluster: FakeCluster, *nodes: Json) -> None:
    small(cluster)
    cluster.serve("node.k8s.io/v1/runtimeclasses")
    cluster.serve("v1/nodes", *nodes)


@pytest.mark.parametrize(
    ("nodes", "expected"),
    [
        ([gpu_node("a"), gpu_node("b")], ["a", "b"]),
        ([gpu_node(name) for name in "edcba"], ["a", "b", "c"]),
        ([*(gpu_node(name) for name in "abcde"), node("t", {"google.com/tpu": "4"})], ["a", "b", "t"]),
        ([node("plain")], []),
        ([gpu_node("a", ready="False"), gpu_node("b", cordoned=True), gpu_node("c", provider="kwok://c")], []),
        ([gpu_node("a,metadata.name=x"), gpu_node("UPPER")], []),
    ],
)
def test_pods_of_three_accelerator_nodes_at_most(
    cluster: FakeCluster, reader: KubeReader, nodes: list[Json], expected: list[str]
) -> None:
    serving(cluster, *nodes)
    collect(reader, keep_names=True)
    assert asked(cluster) == expected


@pytest.mark.parametrize(("others", "requests"), [(0, 1), (45, 1), (46, 3)])
def test_one_request_excludes_a_few_other_nodes(
    cluster: FakeCluster, reader: KubeReader, others: int, requests: int
) -> None:
    serving(cluster, *(gpu_node(name) for name in "abc"), *(node(f"plain-{n}") for n in range(others)))
    collect(reader, keep_names=True)
    assert (asked(cluster), requests_for_pods_of_nodes(cluster)) == (["a", "b", "c"], requests)


def test_pods_of_two_nodes_more_where_sandboxes_can_run(cluster: FakeCluster, reader: KubeReader) -> None:
    sandboxed = [with_handlers(node(name), "runsc") for name in ("s1", "s2", "s3")]
    serving(cluster, gpu_node("a"), *sandboxed, with_handlers(node("plain"), "runc"))
    collect(reader, keep_names=True)
    assert asked(cluster) == ["a"]
    cluster.stub.requests.clear()
    cluster.serve("node.k8s.io/v1/runtimeclasses", runtime_class("gvisor", "runsc"))
    collect(reader, keep_names=True)
    assert asked(cluster) == ["a", "s1", "s2"]


def test_queries_use_real_names_and_the_snapshot_pseudonyms(cluster: FakeCluster, reader: KubeReader) -> None:
    serving(cluster, gpu_node("rack-7"))
    cluster.serve("v1/pods", pod("train-0", "rack-7", namespace="customer", limits={"nvidia.com/gpu": "1"}))
    snapshot = collect(reader)
    assert asked(cluster) == ["rack-7"]
    looked = sample_pods(snapshot)
    assert (looked.nodes, len(looked.pods), len(looked.holders)) == (1, 1, 1)
    kept = str(snapshot)
    assert not any(name in kept for name in ("rack-7", "train-0", "customer"))


def test_without_permission_to_list_pods_the_sample_is_denied(cluster: FakeCluster, reader: KubeReader) -> None:
    serving(cluster, gpu_node("a"))
    cluster.denied.add("pods")
    snapshot = collect(reader, keep_names=True)
    assert not snapshot.listing(registry.PODS).readable


def test_only_pod_fields_that_detectors_read_are_stored(cluster: FakeCluster, reader: KubeReader) -> None:
    serving(cluster, gpu_node("a"))
    secret = {"env": [{"name": "TOKEN", "value": "s3cret"}], "args": ["--token=s3cret"], "command": ["s3cret"]}
    volumes = [{"name": "v", "hostPath": {"path": "/home/s3cret"}}, {"name": "w", "secret": {"secretName": "s3cret"}}]
    status = {"podIP": "10.7.7.7", "hostIP": "10.8.8.8"}
    found = pod("p", "a", container=secret, volumes=volumes, annotations={"note": "s3cret"})
    found["status"] |= status
    cluster.serve("v1/pods", found)
    kept = json.dumps(str(collect(reader, keep_names=True)))
    assert "s3cret" not in kept
    assert "10.7.7.7" not in kept
    assert "10.8.8.8" not in kept
