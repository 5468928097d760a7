import json
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from auto_detect.api.client import KubeReader, connect
from auto_detect.api.reader import FailureKind, ReadFailure
from auto_detect.collector.collect import Progress, collect
from auto_detect.resources import registry
from auto_detect.resources.autoscaling import EVENTS, STATEFUL_SETS
from auto_detect.resources.monitoring import NAMESPACES
from auto_detect.resources.registry import RESOURCES
from auto_detect.resources.resource import Resource
from auto_detect.snapshot.snapshot import Permission, ReadOutcome, Snapshot
from checklists.errors import ClusterError
from tests.local_web import NOT_HUNG
from tests.server.cluster import FakeCluster, obj, small
from tests.server.kubeconfigs import kubeconfig
from tests.server.stub import Answer, Request, StubServer, status


def names(snapshot: Snapshot, resource: Resource[Any]) -> list[str]:
    return [item.metadata.name for item in snapshot.listing(resource).items]


# --- unreadable resources ----------------------------------------------------------------------------


def test_denied_resources_name_the_missing_permission(cluster: FakeCluster, reader: KubeReader) -> None:
    small(cluster)
    cluster.serve("gateway.networking.k8s.io/v1/gatewayclasses")
    cluster.denied |= {"nodes", "deployments", "customresourcedefinitions"}
    snapshot = collect(reader, keep_names=True)
    for resource in (registry.NODES, registry.DEPLOYMENTS, registry.CRDS):
        assert (snapshot.listing(resource).outcome, snapshot.listing(resource).readable) == (ReadOutcome.DENIED, False)
    assert snapshot.listing(registry.NODES).reason == "Not allowed to list nodes."
    assert snapshot.denied == (
        Permission("list", "apiextensions.k8s.io", "customresourcedefinitions"),
        Permission("list", "apps", "deployments"),
        Permission("list", "", "nodes"),
    )
    assert (snapshot.errors, snapshot.complete) == ((), False)


def test_an_unreadable_webhook_list_makes_its_endpoints_unknown(cluster: FakeCluster, reader: KubeReader) -> None:
    small(cluster)
    cluster.denied.add("validatingwebhookconfigurations")
    snapshot = collect(reader, keep_names=True)
    assert snapshot.listing(registry.ENDPOINT_SLICES).outcome is ReadOutcome.DENIED
    assert [str(p) for p in snapshot.denied] == ["list validatingwebhookconfigurations.admissionregistration.k8s.io"]


def test_without_discovery_every_version_is_tried_and_404_means_absent(
    cluster: FakeCluster, reader: KubeReader
) -> None:
    small(cluster)
    cluster.serve("kueue.x-k8s.io/v1beta1/clusterqueues", obj("cq"))
    cluster.denied |= {"/api", "/apis"}
    snapshot = collect(reader, keep_names=True)
    assert snapshot.discovery.outcome is ReadOutcome.DENIED
    assert names(snapshot, registry.CLUSTER_QUEUES) == ["cq"]
    assert snapshot.listing(registry.CLUSTER_QUEUES).version == "v1beta1"
    assert snapshot.listing(registry.GATEWAYS).outcome is ReadOutcome.ABSENT
    assert [str(p) for p in snapshot.denied] == ["get /api", "get /apis"]


def test_a_server_without_aggregated_discovery_is_read(cluster: FakeCluster, reader: KubeReader) -> None:
    small(cluster)
    cluster.serve("v1/nodes", obj("n1"))
    cluster.overrides["/api"] = Answer({"kind": "APIVersions", "versions": ["v1"]})
    cluster.overrides["/apis"] = Answer({"kind": "APIGroupList", "groups": []})
    snapshot = collect(reader, keep_names=True)
    assert snapshot.discovery.outcome is ReadOutcome.FAILED
    assert names(snapshot, registry.NODES) == ["n1"]
    assert snapshot.errors == ("The server's API groups are unknown. The server does not offer aggregated discovery.",)


def test_a_stale_group_makes_only_its_resources_unavailable(cluster: FakeCluster, reader: KubeReader) -> None:
    small(cluster)
    cluster.stale |= {"visibility.kueue.x-k8s.io", "ray.io"}
    snapshot = collect(reader, keep_names=True)
    listing = snapshot.listing(registry.OPERATOR_RESOURCES[0])
    assert (listing.outcome, listing.reason) == (
        ReadOutcome.UNAVAILABLE,
        "The API group ray.io is registered and does not answer.",
    )
    assert snapshot.listing(registry.NODES).outcome is ReadOutcome.READ
    assert len(snapshot.errors) == 1


@pytest.mark.parametrize(
    ("answer", "outcome", "reason"),
    [
        (status(503, "no endpoints"), ReadOutcome.UNAVAILABLE, "The server behind /api/v1/nodes does not answer."),
        (status(500, "etcd"), ReadOutcome.FAILED, "The API server failed on /api/v1/nodes (HTTP 500)."),
        (status(404), ReadOutcome.ABSENT, None),
        (Answer(b"<html>"), ReadOutcome.FAILED, "The response for nodes is not a Kubernetes list."),
        (Answer(b'{"items": 7}'), ReadOutcome.FAILED, "The response for nodes is not a Kubernetes list."),
        (Answer(b"[" * 100_000), ReadOutcome.FAILED, "The response for nodes is not a Kubernetes list."),
        (Answer(b"{}", length=10), ReadOutcome.FAILED, "closed the connection before it responded."),
        (Answer({"items": None}), ReadOutcome.READ, None),
        (Answer({"metadata": {"continue": "x"}, "items": []}), ReadOutcome.FAILED, "sent the same page"),
        (
            status(429, headers={"Retry-After": "3600"}),
            ReadOutcome.FAILED,
            "The API server is busy and rejects requests for now.",
        ),
        (
            status(429, headers={"Retry-After": "0"}),
            ReadOutcome.FAILED,
            "The API server is busy and rejects requests for now.",
        ),
    ],
)
def test_a_broken_response_fails_only_its_resource(
    cluster: FakeCluster, reader: KubeReader, answer: Answer, outcome: ReadOutcome, reason: str | None
) -> None:
    small(cluster)
    cluster.overrides["/api/v1/nodes"] = answer
    snapshot = collect(reader, keep_names=True)
    listing = snapshot.listing(registry.NODES)
    assert listing.outcome is outcome
    assert (listing.reason or "").find(reason or "") >= 0
    assert sum(not snapshot.listing(resource).readable for resource in RESOURCES) == (not listing.readable)
    assert bool(snapshot.errors) is (not listing.readable)


def test_retry_after_of_a_busy_server_is_respected(cluster: FakeCluster, reader: KubeReader) -> None:
    small(cluster)
    cluster.serve("v1/nodes", obj("n1"))
    busy = iter(range(2))

    def first(request: Request) -> Answer | None:
        wanted = request.path == "/api/v1/nodes" and next(busy, None) is not None
        return status(429, headers={"Retry-After": "0"}) if wanted else None

    cluster.first = first
    snapshot = collect(reader, keep_names=True)
    assert names(snapshot, registry.NODES) == ["n1"]
    assert cluster.paths().count("/api/v1/nodes") == 3


@pytest.mark.parametrize(("times", "outcome", "count"), [(1, ReadOutcome.READ, 1203), (2, ReadOutcome.FAILED, 500)])
def test_a_list_that_expires_is_started_again_once(
    cluster: FakeCluster, reader: KubeReader, times: int, outcome: ReadOutcome, count: int
) -> None:
    cluster.serve("v1/nodes", *(obj(f"n{n}") for n in range(1203)))
    gone = iter(range(times))

    def first(request: Request) -> Answer | None:
        wanted = request.query.get("continue") == "500" and next(gone, None) is not None
        return status(410, "expired") if wanted else None

    cluster.first = first
    listing = collect(reader, keep_names=True).listing(registry.NODES)
    assert (listing.outcome, len(listing.items), listing.more) == (outcome, count, outcome is ReadOutcome.FAILED)


def test_a_malformed_object_is_skipped_alone(cluster: FakeCluster, reader: KubeReader) -> None:
    small(cluster)
    body = json.dumps(
        {
            "items": [
                obj("good", status={"conditions": [{"type": "Ready", "status": "True"}]}),
                obj("nulls", status={"conditions": None, "allocatable": {"nvidia.com/gpu": 8, "x/y": None}}),
                obj("numbers", spec={"unschedulable": "true", "taints": [None, {"key": "a"}]}),
                obj("b\x1b[31mad", status=[1, 2]),
                {"metadata": 7},
                "text",
                {"metadata": {"name": "SURROGATE"}},
            ]
        }
    ).replace("SURROGATE", "sur\\ud800rogate")
    cluster.overrides["/api/v1/nodes"] = Answer(body.encode())
    snapshot = collect(reader, keep_names=True)
    listing = snapshot.listing(registry.NODES)
    assert names(snapshot, registry.NODES) == ["good", "nulls", "numbers", "sur?rogate"]
    assert (listing.outcome, listing.malformed) == (ReadOutcome.READ, 3)
    assert listing.items[1].status.allocatable == {"nvidia.com/gpu": 8}
    assert listing.items[2].spec.unschedulable is True
    assert snapshot.errors == (
        "Left out, because they do not match the API's schema: Node bad, Node without a name, Node without a name.",
    )


# --- no response, cancellation, lost servers ---------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (status(401), "The API server does not accept the credentials."),
        (Answer(b"<html>"), "The server of context test does not respond like a Kubernetes API server."),
        (status(404), "The server of context test does not respond like a Kubernetes API server."),
        (status(500, "x"), "The API server failed on /version (HTTP 500). Its message: x."),
    ],
)
def test_an_unreachable_server_has_a_single_error_message(
    cluster: FakeCluster, reader: KubeReader, answer: Answer, message: str
) -> None:
    for path in ("/version", "/api", "/apis"):
        cluster.overrides[path] = answer
    with pytest.raises(ClusterError) as error:
        collect(reader, keep_names=True)
    assert error.value.message == message
    assert error.value.hint
    assert set(cluster.paths()) == {"/version", "/api", "/apis", "/api/v1/namespaces/kube-system"}


def test_a_snapshot_exists_even_if_everything_is_denied(cluster: FakeCluster, reader: KubeReader) -> None:
    small(cluster)
    cluster.first = lambda _: status(403)
    snapshot = collect(reader, keep_names=True)
    assert all(snapshot.listing(resource).outcome is ReadOutcome.DENIED for resource in RESOURCES)
    follow = (registry.ENDPOINT_SLICES, STATEFUL_SETS, EVENTS, NAMESPACES)
    assert len(snapshot.denied) == len(RESOURCES) - len(follow) + 4


def test_a_lost_server_leaves_the_objects_read_before(
    cluster: FakeCluster, reader: KubeReader, stub: StubServer
) -> None:
    small(cluster)
    cluster.serve("v1/nodes", *(obj(f"n{n}") for n in range(1203)))
    cluster.first = lambda request: Answer(b"{", length=100) if request.query.get("continue") == "500" else None
    snapshot = collect(reader, keep_names=True)
    listing = snapshot.listing(registry.NODES)
    assert (listing.outcome, len(listing.items), listing.more) == (ReadOutcome.FAILED, 500, True)
    assert snapshot.errors[0].endswith("Not read, or not completely: nodes.")


class Refusing:
    """Let the server disappear after the first requests."""

    context = "test"

    def __init__(self, inner: KubeReader) -> None:
        self._inner = inner
        self.requests = 0
        self._lock = threading.Lock()

    def get(self, path: str, query: Any = None, *, accept: str = "application/json") -> bytes:
        with self._lock:
            self.requests += 1
        if path in ("/version", "/api", "/apis"):
            return bytes(self._inner.get(path, query or {}, accept=accept))
        raise ReadFailure(FailureKind.TIMEOUT, "It did not answer within 10 s.")

    def close(self) -> None:
        self._inner.close()


def test_requests_stop_when_the_server_stops_responding(cluster: FakeCluster, reader: KubeReader) -> None:
    small(cluster)
    for resource in RESOURCES:
        cluster.serve("/".join(filter(None, (resource.group, resource.versions[0], resource.plural))))
    gone = Refusing(reader)
    snapshot = collect(gone, keep_names=True)
    assert gone.requests <= 3 + 8 + 8
    assert all(snapshot.listing(resource).outcome is ReadOutcome.FAILED for resource in registry.LISTED)
    assert any("The API server stopped responding." in error for error in snapshot.errors)


@pytest.mark.parametrize("after", [0, 1, 5, 12])
def test_cancellation_keeps_the_objects_read_before(cluster: FakeCluster, reader: KubeReader, after: int) -> None:
    small(cluster)
    cluster.serve("v1/nodes", *(obj(f"n{n}") for n in range(3000)))
    start = time.monotonic()
    snapshot = collect(reader, keep_names=True, cancelled=lambda: len(cluster.stub.requests) >= after)
    assert time.monotonic() - start < NOT_HUNG
    outcomes = {snapshot.listing(resource).outcome for resource in RESOURCES}
    assert ReadOutcome.CANCELLED in outcomes
    assert ReadOutcome.FAILED not in outcomes
    assert snapshot.errors[-1] == "The collection was stopped before everything was read."


def test_cancellation_does_not_wait_for_a_hanging_server(
    cluster: FakeCluster, stub: StubServer, tmp_path: Path
) -> None:
    small(cluster)
    never = threading.Event()
    cluster.overrides["/api/v1/nodes"] = Answer(b"{}", wait=never)
    stop = threading.Event()
    with closing(connect([kubeconfig(tmp_path / "config", stub.url)], None, 2 * NOT_HUNG)) as patient:
        start = time.monotonic()

        def progress(line: Progress) -> None:
            if line.label == "Device classes" and line.finished:
                stop.set()

        snapshot = collect(patient, keep_names=True, progress=progress, cancelled=stop.is_set)
        assert time.monotonic() - start < NOT_HUNG
    never.set()
    assert snapshot.listing(registry.NODES).outcome is ReadOutcome.CANCELLED
    assert snapshot.listing(registry.DEVICE_CLASSES).outcome is ReadOutcome.READ
