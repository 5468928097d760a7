import json
from collections.abc import Callable
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any

import pytest

from auto_detect.api.client import KubeReader
from auto_detect.collector.collect import LABELS, Progress, collect
from auto_detect.objects.core import Object
from auto_detect.resources import registry
from auto_detect.resources.registry import RESOURCES
from auto_detect.resources.resource import Resource
from auto_detect.snapshot.snapshot import Listing, ReadOutcome, Snapshot
from tests.conftest import SHARED
from tests.server.cluster import FakeCluster, Obj, obj, small
from tests.server.stub import Answer, StubServer


def names(snapshot: Snapshot, resource: Resource[Any]) -> list[str]:
    return [item.metadata.name for item in snapshot.listing(resource).items]


def test_no_resource_is_listed_twice() -> None:
    assert len({resource.group_resource for resource in RESOURCES}) == len(RESOURCES)


# --- what is read ------------------------------------------------------------------------------------


def test_a_small_cluster_takes_few_requests_and_only_gets(cluster: FakeCluster, reader: KubeReader) -> None:
    small(cluster)
    cluster.serve("v1/nodes", obj("n1", status={"allocatable": {"cpu": "4", "nvidia.com/gpu": "8"}}))
    snapshot = collect(reader, keep_names=True, now=lambda: datetime(2026, 11, 24, 9, 8, 7, 6, UTC))
    assert snapshot.taken_at == "2026-11-24T09:08:07Z"
    assert (snapshot.server_version, snapshot.context, snapshot.complete) == ("v1.37.2", "test", True)
    assert names(snapshot, registry.NODES) == ["n1"]
    assert snapshot.requests == len(cluster.stub.requests) <= 25
    assert {request.method for request in cluster.stub.requests} == {"GET"}
    assert len({(r.path, *r.query.items()) for r in cluster.stub.requests}) == len(cluster.stub.requests)
    assert all(snapshot.listing(resource).readable for resource in RESOURCES)
    paths = cluster.paths()
    assert not any("secrets" in path or path.endswith(("configmaps", "events")) for path in paths)
    assert all("labelSelector" in r.query for r in cluster.stub.requests if r.path.endswith("/pods"))


def test_resources_missing_from_discovery_are_absent_and_not_requested(
    cluster: FakeCluster, reader: KubeReader
) -> None:
    small(cluster)
    snapshot = collect(reader, keep_names=True)
    assert snapshot.listing(registry.GATEWAYS) == Listing(ReadOutcome.ABSENT)
    assert not any("gateway" in path for path in cluster.paths())


@pytest.mark.parametrize(
    ("served", "asked"),
    [
        (["v1"], "v1"),
        (["v1beta1", "v1beta2"], "v1beta2"),
        (["v1beta1", "v1"], "v1"),
        (["v1alpha3", "v1beta1"], "v1beta1"),
    ],
)
def test_the_best_known_version_is_requested(
    cluster: FakeCluster, reader: KubeReader, served: list[str], asked: str
) -> None:
    for version in served:
        cluster.serve(f"resource.k8s.io/{version}/deviceclasses", obj("gpu"))
    snapshot = collect(reader, keep_names=True)
    assert snapshot.listing(registry.DEVICE_CLASSES).version == asked
    assert [path for path in cluster.paths() if "deviceclasses" in path] == [
        f"/apis/resource.k8s.io/{asked}/deviceclasses"
    ]


def test_an_unknown_version_is_not_reported_as_absent(cluster: FakeCluster, reader: KubeReader) -> None:
    cluster.serve("ray.io/v9/rayclusters", obj("a", "b"))
    snapshot = collect(reader, keep_names=True)
    listing = snapshot.listing(registry.OPERATOR_RESOURCES[0])
    assert (listing.outcome, listing.readable) == (ReadOutcome.FAILED, False)
    assert listing.reason == "rayclusters are served as v9 only; this version of aiconform reads v1, v1alpha1."
    assert not snapshot.complete


def test_all_pages_of_nodes_are_read_and_one_of_claims(cluster: FakeCluster, reader: KubeReader) -> None:
    cluster.serve("v1/nodes", *(obj(f"n{n}") for n in range(1203)))
    cluster.serve("resource.k8s.io/v1/deviceclasses", obj("gpu.example.com"))
    cluster.serve("resource.k8s.io/v1/resourceclaims", *(obj(f"c{n}", "a") for n in range(30)))
    seen: list[Progress] = []
    snapshot = collect(reader, keep_names=True, progress=seen.append)
    assert names(snapshot, registry.NODES) == [f"n{n}" for n in range(1203)]
    assert not snapshot.listing(registry.NODES).more
    assert (len(names(snapshot, registry.RESOURCE_CLAIMS)), snapshot.listing(registry.RESOURCE_CLAIMS).more) == (
        20,
        True,
    )
    nodes = [(p.objects, p.expected, p.finished) for p in seen if p.label == "Nodes"]
    assert nodes == [(0, None, False), (500, 1203, False), (1000, 1203, False), (1203, None, False), (1203, None, True)]


def test_equal_parts_of_nodes_are_stored_once(cluster: FakeCluster, reader: KubeReader) -> None:
    def piece(n: int) -> Obj:
        devices = [{"name": "gpu-0", "attributes": {"type": {"string": "gpu"}, "uuid": {"string": f"GPU-{n}"}}}]
        return obj(f"s{n}", spec={"driver": "d", "nodeName": f"n{n}", "devices": devices})

    ready = {"allocatable": {"nvidia.com/gpu": "8"}, "conditions": [{"type": "Ready", "status": "True"}]}
    cluster.serve("v1/nodes", *(obj(f"n{n}", None, {"app": "x"}, status=ready) for n in range(600)))
    cluster.serve("resource.k8s.io/v1/resourceslices", *(piece(n) for n in range(600)))
    snapshot = collect(reader)
    nodes, slices = snapshot.listing(registry.NODES).items, snapshot.listing(registry.RESOURCE_SLICES).items
    assert len({node.metadata.name for node in nodes}) == len({piece.spec.node_name for piece in slices}) == 600
    for parts in ("status", "spec", "metadata.labels", "metadata.annotations"):
        assert len({id(attrgetter(parts)(node)) for node in nodes}) == 1, parts
    assert len({id(piece.spec.devices) for piece in slices}) == 1


def test_each_line_of_progress_starts_and_finishes_once(cluster: FakeCluster, reader: KubeReader) -> None:
    small(cluster)
    cluster.serve("gateway.networking.k8s.io/v1/gateways", obj("a", "b"))
    cluster.denied.add("services")
    seen: list[Progress] = []
    collect(reader, keep_names=True, progress=seen.append)
    finished = {p.label: p for p in seen if p.finished}
    assert [p.label for p in seen[: len(LABELS)]] == list(LABELS)
    assert sum(p.finished for p in seen) == len(finished) == len(LABELS)
    for label in LABELS:
        assert [p for p in seen if p.label == label][-1].finished
    assert (finished["Gateways"].objects, finished["Gateways"].outcome) == (1, ReadOutcome.READ)
    assert finished["Scheduling"].outcome is ReadOutcome.ABSENT
    assert finished["Metrics endpoints"].outcome is ReadOutcome.DENIED
    assert finished["Metrics endpoints"].reason == "Not allowed to list services."
    assert finished["API groups"].objects == 9


def webhook(name: str, group: str, service: str, namespace: str = "kueue-system") -> Obj:
    return obj(
        name,
        webhooks=[
            {
                "name": "v.kb.io",
                "clientConfig": {"service": {"name": service, "namespace": namespace}, "caBundle": "eHg="},
                "rules": [{"apiGroups": [group], "resources": ["*"]}],
            }
        ],
    )


def test_endpoints_of_webhooks_and_exporters_are_read(cluster: FakeCluster, reader: KubeReader) -> None:
    small(cluster)
    cluster.serve(
        "admissionregistration.k8s.io/v1/validatingwebhookconfigurations",
        webhook("kueue", "kueue.x-k8s.io", "kueue-webhook"),
        webhook("policy", "policies.example", "policy-webhook", "policy"),
        webhook("everything", "*", "any-webhook", "policy"),
        webhook("hostile", "ray.io", "../../secrets", "kueue-system"),
    )
    cluster.serve(
        "admissionregistration.k8s.io/v1/mutatingwebhookconfigurations",
        webhook("kueue", "kueue.x-k8s.io", "kueue-webhook"),
        webhook("ray", "ray.io", "ray-webhook", "ray"),
    )
    cluster.serve("v1/services", obj("dcgm", "gpu", {"app": "nvidia-dcgm-exporter"}), obj("web", "a", {"app": "web"}))
    cluster.serve(
        "discovery.k8s.io/v1/endpointslices",
        obj("kueue-1", "kueue-system", {"kubernetes.io/service-name": "kueue-webhook"}),
        obj("ray-1", "ray", {"kubernetes.io/service-name": "ray-webhook"}),
        obj("dcgm-1", "gpu", {"kubernetes.io/service-name": "dcgm"}),
        obj("web-1", "a", {"kubernetes.io/service-name": "web"}),
    )
    cluster.serve(
        "apps/v1/deployments",
        obj("kueue", "kueue-system", {"app.kubernetes.io/name": "kueue"}),
        obj("renamed", "ray"),
        obj("web", "a"),
    )
    snapshot = collect(reader, keep_names=True)
    assert names(snapshot, registry.ENDPOINT_SLICES) == ["kueue-1", "ray-1", "dcgm-1"]
    assert names(snapshot, registry.DEPLOYMENTS) == ["kueue", "renamed"]
    assert names(snapshot, registry.SERVICES) == ["dcgm"]
    assert not any("policy" in path or "secrets" in path for path in cluster.paths())
    assert snapshot.complete


def test_queries_for_webhook_endpoints_are_bounded(cluster: FakeCluster, reader: KubeReader) -> None:
    small(cluster)
    cluster.serve(
        "admissionregistration.k8s.io/v1/validatingwebhookconfigurations",
        *(webhook(f"w{n}", "ray.io", f"s{n}", f"ns{n}") for n in range(500)),
    )
    snapshot = collect(reader, keep_names=True)
    assert snapshot.requests <= 40
    slices = snapshot.listing(registry.ENDPOINT_SLICES)
    assert (slices.outcome, slices.reason) == (
        ReadOutcome.FAILED,
        "Only the endpoints of 50 of 500 Services were read.",
    )
    controllers = snapshot.listing(registry.DEPLOYMENTS)
    assert controllers.outcome is ReadOutcome.FAILED
    assert controllers.reason == "Only 5 of 500 namespaces with webhooks were searched."


def test_with_denied_webhooks_controllers_may_be_in_any_namespace(cluster: FakeCluster, reader: KubeReader) -> None:
    small(cluster)
    cluster.serve("kueue.x-k8s.io/v1beta2/clusterqueues")
    cluster.serve("apps/v1/deployments", obj("kueue", "x", {"app.kubernetes.io/name": "kueue"}), obj("renamed", "x"))
    cluster.serve("v1/services", obj("dcgm", "gpu", {"app": "nvidia-dcgm-exporter"}))
    cluster.denied.add("validatingwebhookconfigurations")
    snapshot = collect(reader, keep_names=True)
    assert snapshot.listing(registry.ENDPOINT_SLICES).outcome is ReadOutcome.READ
    controllers = snapshot.listing(registry.DEPLOYMENTS)
    assert [item.metadata.name for item in controllers.items] == ["kueue"]
    assert controllers.outcome is ReadOutcome.DENIED
    assert (controllers.reason or "").startswith("The webhook configurations, which show the namespaces")


def test_crds_are_requested_without_schemas(cluster: FakeCluster, reader: KubeReader) -> None:
    small(cluster)
    cluster.serve("gateway.networking.k8s.io/v1/gatewayclasses")
    cluster.serve("apiextensions.k8s.io/v1/customresourcedefinitions", obj("gatewayclasses.gateway.networking.k8s.io"))
    snapshot = collect(reader, keep_names=True)
    assert names(snapshot, registry.CRDS) == ["gatewayclasses.gateway.networking.k8s.io"]
    assert snapshot.listing(registry.CRDS).outcome is ReadOutcome.READ
    (asked,) = (r for r in cluster.stub.requests if r.path.endswith("customresourcedefinitions"))
    assert asked.headers["Accept"].startswith("application/json;as=PartialObjectMetadataList;")


# --- a recorded cluster ------------------------------------------------------------------------------


@pytest.fixture
def living(stub: StubServer) -> dict[str, Any]:
    path = SHARED / "clusters" / "living-1.37.json"
    if not path.is_file():
        pytest.skip(f"the recorded cluster is not at {path}")
    recorded: dict[str, Any] = json.loads(path.read_text())
    cluster = FakeCluster(stub)
    for key, answer in recorded.items():
        if key.endswith(" (aggregated)"):
            kind = {"kind": "APIGroupDiscoveryList", **answer}
            cluster.overrides[key.removesuffix(" (aggregated)")] = Answer(kind)
        elif key == "/version":
            cluster.overrides[key] = Answer(answer)
        else:
            cluster.serve(key.removeprefix("/apis/").removeprefix("/api/"), *answer["items"])
    return recorded


def test_the_recorded_cluster_is_read_as_it_was(living: dict[str, Any], reader: KubeReader) -> None:
    snapshot = collect(reader, keep_names=True)
    assert snapshot.server_version == "v1.37.2"
    assert not snapshot.errors
    assert len(snapshot.listing(registry.NODES).items) == 5
    assert names(snapshot, registry.GATEWAY_CLASSES) == ["eg", "orphan"]
    assert names(snapshot, registry.CLUSTER_QUEUES) == ["cq"]
    assert "nvidia-dcgm-exporter" in names(snapshot, registry.DAEMON_SETS)
    assert "kueue-controller-manager" in names(snapshot, registry.DEPLOYMENTS)
    assert {"kueue.x-k8s.io", "gateway.networking.k8s.io"} <= {
        n.partition(".")[2] for n in names(snapshot, registry.CRDS)
    }
    assert snapshot.listing(registry.ENDPOINT_SLICES).items
    assert snapshot.requests <= 60


def test_every_resource_decodes_a_real_servers_response(living: dict[str, Any], reader: KubeReader) -> None:
    snapshot = collect(reader, keep_names=True)
    listings: list[Listing[Object]] = [snapshot.listing(resource) for resource in RESOURCES]
    assert all(listing.malformed == 0 for listing in listings)
    check: Callable[[Any], bool] = lambda item: not hasattr(item, "metadata") or bool(item.metadata.name)  # noqa: E731
    assert all(check(item) for listing in listings for item in listing.items)
