"""Unusual and malformed objects and responses: each is read, or only it is skipped."""

import json
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from auto_detect.api import client
from auto_detect.api.client import KubeReader, connect
from auto_detect.collector.collect import collect
from auto_detect.detectors.detect import DETECTORS
from auto_detect.resources import registry
from auto_detect.snapshot.snapshot import Listing, ReadOutcome
from checklists.text import clean_line
from tests.server.cluster import FakeCluster, obj, small
from tests.server.kubeconfigs import kubeconfig
from tests.server.stub import Answer, Request, StubServer

READY = {"conditions": [{"type": "Ready", "status": "True"}]}


def nodes(cluster: FakeCluster, reader: KubeReader) -> Listing[Any]:
    return collect(reader, keep_names=True).listing(registry.NODES)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ({"allocatable": {"nvidia.com/gpu": 8}}, {"nvidia.com/gpu": 8}),
        ({"allocatable": {"nvidia.com/gpu": 8.0}}, {"nvidia.com/gpu": 8.0}),
        ({"allocatable": {"nvidia.com/gpu": None, "amd.com/gpu": "1"}}, {"amd.com/gpu": "1"}),
        ({"conditions": [{"type": "Ready"}]}, {}),
        ({"conditions": [{}]}, {}),
        ({"conditions": None, "nodeInfo": None}, {}),
        ({"nobodyKnows": {"this": ["field"]}}, {}),
        ({}, {}),
        (None, {}),
    ],
)
def test_values_of_unexpected_types_are_read(
    cluster: FakeCluster, reader: KubeReader, status: Any, expected: dict[str, Any]
) -> None:
    small(cluster)
    cluster.serve("v1/nodes", obj("odd", status=status), obj("good", status=READY))
    listing = nodes(cluster, reader)
    assert [node.metadata.name for node in listing.items] == ["odd", "good"]
    assert (listing.outcome, listing.malformed) == (ReadOutcome.READ, 0)
    assert listing.items[0].status.allocatable == expected


@pytest.mark.parametrize(
    ("version", "device"),
    [
        ("v1", {"name": "gpu-0", "attributes": {"type": {"string": "gpu"}}}),
        ("v1beta2", {"name": "gpu-0", "attributes": {"type": {"string": "gpu"}}}),
        ("v1beta1", {"name": "gpu-0", "basic": {"attributes": {"type": {"string": "gpu"}}}}),
        ("v1beta1", {"name": "gpu-0", "basic": {"attributes": {"type": {"string": "gpu"}}, "capacity": {"m": "1Gi"}}}),
    ],
)
def test_slices_of_every_version_are_read(
    cluster: FakeCluster, reader: KubeReader, version: str, device: dict[str, Any]
) -> None:
    spec = {"driver": "gpu.nvidia.com", "pool": {"name": "p", "generation": 1, "resourceSliceCount": 1}}
    cluster.serve(f"resource.k8s.io/{version}/resourceslices", obj("s", spec={**spec, "devices": [device]}))
    (piece,) = collect(reader).listing(registry.RESOURCE_SLICES).items
    assert piece.spec.devices is not None
    assert piece.spec.devices[0].body.attributes["type"].string == "gpu"


def test_text_that_looks_like_markup_or_moves_the_cursor_stays_text(cluster: FakeCluster, reader: KubeReader) -> None:
    small(cluster)
    for hostile in ("[bold]x[/bold]", "x\x1b[2J\u202ey", "[link='https://evil']x[/link]", "a\nb"):
        cluster.serve("gateway.networking.k8s.io/v1/gatewayclasses", obj(hostile, spec={"controllerName": hostile}))
    for keep_names in (False, True):
        snapshot = collect(reader, keep_names=keep_names)
        for detector in DETECTORS.values():
            finding = detector(snapshot)
            for text in (finding.summary, *(o.name + o.detail for o in finding.observations)):
                assert text == clean_line(text)


def test_large_annotations_are_not_stored(cluster: FakeCluster, reader: KubeReader) -> None:
    small(cluster)
    big = {"kubectl.kubernetes.io/last-applied-configuration": "x" * 2**20, "nvidia.com/gpu.note": "y" * 2**20}
    cluster.serve("v1/nodes", *({"metadata": {"name": f"n{n}", "annotations": big}} for n in range(3)))
    listing = nodes(cluster, reader)
    assert len(listing.items) == 3
    assert len(repr(listing)) < 2_000


def test_two_thousand_api_groups(cluster: FakeCluster, reader: KubeReader) -> None:
    small(cluster)
    for n in range(2_000):
        cluster.serve(f"group-{n}.example/v1/things{n}")
    snapshot = collect(reader)
    assert len(snapshot.discovery.groups) > 2_000
    assert snapshot.requests <= 40
    assert snapshot.complete


def test_a_page_that_is_too_large_is_read_in_parts(
    cluster: FakeCluster, reader: KubeReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "MAX_RESPONSE", 200_000)
    annotations = {"example.com/note": "x" * 1_000}
    cluster.serve("v1/nodes", *({"metadata": {"name": f"n{n}", "annotations": annotations}} for n in range(700)))
    listing = nodes(cluster, reader)
    assert (listing.outcome, len(listing.items)) == (ReadOutcome.READ, 700)
    limits = [request.query["limit"] for request in cluster.stub.asked("/api/v1/nodes")]
    assert limits[:3] == ["500", "62", "62"]


def test_a_too_large_object_ends_only_its_list(
    cluster: FakeCluster, reader: KubeReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "MAX_RESPONSE", 100_000)
    small(cluster)
    cluster.serve("v1/nodes", obj("n0"), {"metadata": {"name": "n1", "annotations": {"a": "x" * 200_000}}}, obj("n2"))
    snapshot = collect(reader, keep_names=True)
    listing = snapshot.listing(registry.NODES)
    assert (listing.outcome, listing.more) == (ReadOutcome.FAILED, True)
    assert [node.metadata.name for node in listing.items] == ["n0"]
    assert [error.partition(" is larger")[0] for error in snapshot.errors] == ["The response to /api/v1/nodes"]


def test_slow_responses_take_a_bounded_time(cluster: FakeCluster, stub: StubServer, tmp_path: Path) -> None:
    small(cluster)
    cluster.overrides["/api/v1/nodes"] = Answer({"items": [obj(f"n{n}") for n in range(100)]}, drip=0.02)
    with closing(connect([kubeconfig(tmp_path / "config", stub.url)], None, 1)) as hasty:
        snapshot = collect(hasty)
    listing = snapshot.listing(registry.NODES)
    assert listing.outcome is ReadOutcome.FAILED
    assert listing.reason == "The API server did not finish its response within 3 s."
    assert snapshot.listing(registry.DEVICE_CLASSES).outcome is ReadOutcome.READ


def test_at_most_eight_concurrent_requests(cluster: FakeCluster, reader: KubeReader) -> None:
    small(cluster)
    for n, resource in enumerate(registry.RESOURCES):
        cluster.serve("/".join(filter(None, (resource.group, resource.versions[0], resource.plural))), obj(f"o{n}"))
    lock, meanwhile = threading.Lock(), threading.Event()
    under_way = most = 0

    def first(request: Request) -> Answer | None:
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        meanwhile.wait(0.01)
        with lock:
            under_way -= 1
        return None

    cluster.first = first
    collect(reader)
    assert 2 <= most <= 8


@pytest.mark.parametrize("version", ["v1.37.2\x1b[31m", 7, None, {"a": 1}, "https://10.0.0.1/x"])
def test_an_invalid_server_version_is_cleaned(cluster: FakeCluster, reader: KubeReader, version: Any) -> None:
    small(cluster)
    cluster.overrides["/version"] = Answer(json.dumps({"gitVersion": version}).encode())
    cleaned = collect(reader).server_version
    assert cleaned is None or cleaned == "v1.37.2" or cleaned.startswith("hidden-")
