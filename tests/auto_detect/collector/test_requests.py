"""The number of requests on typical platforms, and lists that are read only when needed."""

from collections.abc import Callable

import pytest

from auto_detect.api.client import KubeReader
from auto_detect.collector.collect import collect
from auto_detect.detectors.detect import finding_for
from auto_detect.resources.registry import PODS
from checklists.model.finding import Outcome
from tests.examples import slow
from tests.server.cluster import FakeCluster, Obj, obj, small
from tests.server.platforms.usual_platforms import USUAL_PLATFORMS

LIMIT = 40
READY_NODE: Obj = {"conditions": [{"type": "Ready", "status": "True"}]}


@pytest.mark.parametrize("name", USUAL_PLATFORMS)
def test_a_typical_platform_takes_few_requests(cluster: FakeCluster, reader: KubeReader, name: str) -> None:
    for component in USUAL_PLATFORMS[name]:
        component(cluster)
    snapshot = collect(reader, keep_names=True)
    assert snapshot.requests == len(cluster.stub.requests) <= LIMIT
    assert snapshot.complete
    sent = [(request.path, *request.query.items()) for request in cluster.stub.requests]
    assert len(sent) == len(set(sent))
    operators = finding_for(snapshot, "robust_controller")
    assert operators.outcome is Outcome.DETECTED, operators.summary


@pytest.mark.parametrize(
    ("name", "others"),
    [case for name in USUAL_PLATFORMS for case in ((name, 45), slow(name, 400))],
)
def test_nodes_of_other_kinds_add_no_request(cluster: FakeCluster, reader: KubeReader, name: str, others: int) -> None:
    for component in USUAL_PLATFORMS[name]:
        component(cluster)
    spec = {"providerID": "aws:///app"}
    present = len(cluster.resources["v1/nodes"]) - 3
    cluster.serve("v1/nodes", *(obj(f"app-{n}", None, spec=spec, status=READY_NODE) for n in range(others - present)))
    snapshot = collect(reader, keep_names=True)
    assert snapshot.requests <= LIMIT
    assert {pod.spec.node_name for pod in snapshot.listing(PODS).items} == {"gpu-0", "gpu-1", "gpu-2"}


@pytest.mark.parametrize(
    ("served", "queries"),
    [
        ("ray.io/v1/rayclusters", "ray.io/node-type=head"),
        ("serving.kserve.io/v1beta1/inferenceservices", "serving.kserve.io/inferenceservice"),
        ("nvidia.com/v1beta1/dynamographdeployments", "nvidia.com/metrics-enabled=true"),
    ],
)
@pytest.mark.parametrize(
    ("change", "sent"),
    [
        (lambda c, served: c.serve(served), False),
        (lambda c, served: c.serve(served, obj("one", "a")), True),
        (lambda c, served: (c.serve(served), c.denied.add(served.rpartition("/")[2])), True),
    ],
)
def test_pods_of_an_operator_are_queried_only_if_it_may_have_created_one(
    cluster: FakeCluster,
    reader: KubeReader,
    change: Callable[[FakeCluster, str], object],
    sent: bool,
    served: str,
    queries: str,
) -> None:
    small(cluster)
    change(cluster, served)
    collect(reader, keep_names=True)
    assert (queries in [r.query.get("labelSelector") for r in cluster.stub.asked("/api/v1/pods")]) is sent


def requested(cluster: FakeCluster, reader: KubeReader, resource: str) -> list[str]:
    cluster.stub.requests.clear()
    collect(reader, keep_names=True)
    paths = [request.path for request in cluster.stub.requests if f"/{resource}" in request.path]
    return [path.partition(f"/{resource}")[0].rpartition("/")[2] for path in paths]


def policy(*, own_objects: bool) -> Obj:
    return obj("policy", spec={"driver": {"useNvidiaDriverCRD": own_objects}}, status={"state": "ready"})


CLAIMS, DRIVERS = "resource.k8s.io/v1/resourceclaims", "nvidia.com/v1alpha1/nvidiadrivers"
READY = {"status": {"state": "ready"}}


@pytest.mark.parametrize(
    ("served", "change", "lists"),
    [
        (CLAIMS, lambda _: None, 0),
        (CLAIMS, lambda c: c.serve("resource.k8s.io/v1/deviceclasses", obj("gpu")), 1),
        (CLAIMS, lambda c: c.serve("resource.k8s.io/v1/resourceslices", obj("slice")), 1),
        (CLAIMS, lambda c: c.denied.add("resourceslices"), 1),
        (DRIVERS, lambda _: None, 1),
        (DRIVERS, lambda c: c.serve("nvidia.com/v1/clusterpolicies", policy(own_objects=True)), 1),
        (DRIVERS, lambda c: c.serve("nvidia.com/v1/clusterpolicies", policy(own_objects=False)), 0),
        ("ray.io/v1/rayjobs", lambda _: None, 1),
        ("ray.io/v1/rayjobs", lambda c: c.serve("ray.io/v1/rayclusters", obj("broken", "a")), 1),
        ("ray.io/v1/rayjobs", lambda c: c.serve("ray.io/v1/rayclusters", obj("ray", "a", **READY)), 0),
        ("ray.io/v1/rayjobs", lambda c: c.denied.add("rayclusters"), 1),
        ("networking.gke.io/v1/gkenetworkparamsets", lambda _: None, 0),
        (
            "networking.gke.io/v1/gkenetworkparamsets",
            lambda c: c.serve("networking.gke.io/v1/networks", obj("gpu-net")),
            1,
        ),
    ],
)
def test_dependent_lists_are_read_only_when_needed(
    cluster: FakeCluster, reader: KubeReader, served: str, change: Callable[[FakeCluster], None], lists: int
) -> None:
    small(cluster)
    cluster.serve("ray.io/v1/rayclusters")
    cluster.serve("nvidia.com/v1/clusterpolicies")
    cluster.serve(served)
    change(cluster)
    assert len(requested(cluster, reader, served.rpartition("/")[2])) == lists


def test_an_unneeded_list_is_reported_as_not_needed(cluster: FakeCluster, reader: KubeReader) -> None:
    small(cluster)
    results = {
        source.path: (source.result, source.read)
        for source in finding_for(collect(reader, keep_names=True), "dra_support").sources
    }
    assert results["/apis/resource.k8s.io/v1/resourceclaims"] == ("not needed here", False)
    assert results["/apis/resource.k8s.io/v1/deviceclasses"] == ("0 objects", True)


def test_a_denied_list_is_reported_once_and_causes_no_error(cluster: FakeCluster, reader: KubeReader) -> None:
    small(cluster)
    cluster.serve("ray.io/v1/rayclusters")
    cluster.denied.add("deployments")
    snapshot = collect(reader, keep_names=True)
    assert [str(permission) for permission in snapshot.denied] == ["list deployments.apps"]
    assert not snapshot.errors


@pytest.mark.parametrize(("bytes_each", "sent"), [(100, 1), (10_000, 3)])
def test_large_lists_are_queried_again(cluster: FakeCluster, reader: KubeReader, bytes_each: int, sent: int) -> None:
    small(cluster)
    cluster.serve("v1/services", *(obj(f"s{n}", "a", note="x" * bytes_each) for n in range(450)))
    assert len(requested(cluster, reader, "services")) >= sent
    assert (len(requested(cluster, reader, "services")) == 1) is (sent == 1)
