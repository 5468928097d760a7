"""A second collection replaces only what it could read."""

from typing import Any

import msgspec
import pytest

from auto_detect.api.client import KubeReader
from auto_detect.collector.collect import collect
from auto_detect.detectors.detect import detect
from auto_detect.objects.metrics import Scrape, ScrapeResult, ScrapeTarget
from auto_detect.resources import registry
from auto_detect.snapshot.merge import merge_snapshots
from auto_detect.snapshot.snapshot import (
    Discovery,
    Listing,
    NamePolicy,
    Permission,
    ReadOutcome,
    ServedVersion,
    Snapshot,
)
from auto_detect.snapshot.snapshot_file import decode_snapshot, encode_snapshot
from checklists.model.finding import Outcome
from tests.auto_detect.detectors.cluster import Cluster
from tests.auto_detect.detectors.test_detect import checklist
from tests.server.cluster import FakeCluster, obj, small
from tests.server.stub import status

EARLIER, LATER = "2026-11-24T09:08:07Z", "2026-11-25T10:00:00Z"
SERVED = Discovery(ReadOutcome.READ, {"": (ServedVersion("v1", ("nodes",)),)})
UNREAD = [outcome for outcome in ReadOutcome if outcome not in (ReadOutcome.READ, ReadOutcome.ABSENT)]
READ: Listing[Any] = Listing(ReadOutcome.READ, "v1", (registry.NODES.type(),))
EMPTY: Listing[Any] = Listing(ReadOutcome.READ, "v1")


def snapshot(at: str, nodes: Listing[Any] | None, **fields: Any) -> Snapshot:
    listings = {} if nodes is None else {"nodes": nodes}
    whole = Snapshot(at, "v1.37.2", "edge-1", SERVED, listings, names=NamePolicy("0a1b2c3d4e"))
    return msgspec.structs.replace(whole, **fields)


@pytest.mark.parametrize("outcome", UNREAD)
def test_an_unreadable_resource_keeps_its_earlier_objects_and_time(outcome: ReadOutcome) -> None:
    lost: Listing[Any] = Listing(outcome, reason="Why not.")
    now = snapshot(LATER, lost, denied=(Permission("list", "", "nodes"),), errors=("Why not.",))
    merged = merge_snapshots(now, snapshot(EARLIER, READ))
    assert merged.listings["nodes"] == msgspec.structs.replace(READ, taken_at=EARLIER)
    assert (merged.taken_at, merged.denied, merged.errors) == (LATER, now.denied, now.errors)
    again = merge_snapshots(snapshot("2026-11-26T00:00:00Z", lost), merged)
    assert again.listings["nodes"].taken_at == EARLIER
    assert decode_snapshot(encode_snapshot(merged)) == merged


@pytest.mark.parametrize("found", [EMPTY, Listing(ReadOutcome.ABSENT)])
def test_an_empty_listing_replaces_the_earlier_one(found: Listing[Any]) -> None:
    assert merge_snapshots(snapshot(LATER, found), snapshot(EARLIER, READ)).listings == {"nodes": found}


@pytest.mark.parametrize("before", [None, Listing(ReadOutcome.DENIED), Listing(ReadOutcome.ABSENT)])
def test_an_earlier_failed_listing_is_not_used(before: Listing[Any] | None) -> None:
    lost: Listing[Any] = Listing(ReadOutcome.FAILED)
    assert merge_snapshots(snapshot(LATER, lost), snapshot(EARLIER, before)).listings == {"nodes": lost}


def test_an_unknown_resource_is_dropped_after_a_complete_collection() -> None:
    before = snapshot(EARLIER, READ, listings={"nodes": READ, "acme.example/things": EMPTY})
    assert merge_snapshots(snapshot(LATER, READ), before).listings == {"nodes": READ}
    stopped = snapshot(LATER, READ, errors=("The collection was stopped.",))
    assert set(merge_snapshots(stopped, before).listings) == {"nodes", "acme.example/things"}


def test_discovery_is_kept_as_well() -> None:
    lost = snapshot(LATER, None, discovery=Discovery(ReadOutcome.FAILED, reason="x"), server_version=None)
    merged = merge_snapshots(lost, snapshot(EARLIER, READ))
    assert merged.discovery == msgspec.structs.replace(SERVED, taken_at=EARLIER)
    assert merged.server_version == "v1.37.2"


OTHER = NamePolicy("ffffffffff")


@pytest.mark.parametrize(
    ("names", "context", "items", "merges"),
    [
        (OTHER, "edge-1", READ, False),
        (OTHER, "edge-1", Listing(ReadOutcome.DENIED), True),
        (OTHER, "edge-2", Listing(ReadOutcome.DENIED), False),
        (NamePolicy("0a1b2c3d4e", kept=True), "edge-1", Listing(ReadOutcome.DENIED), False),
        (NamePolicy("0a1b2c3d4e"), "edge-2", READ, True),
    ],
)
def test_only_snapshots_of_the_same_cluster_are_merged(
    names: NamePolicy, context: str, items: Listing[Any], merges: bool
) -> None:
    earlier = snapshot(EARLIER, READ, listings={"services": READ})
    now = snapshot(LATER, items, names=names, context=context, errors=("Stopped.",))
    assert ("services" in merge_snapshots(now, earlier).listings) is merges


def test_snapshots_without_a_cluster_id_are_not_merged() -> None:
    unknown = NamePolicy(kept=True)
    before, now = snapshot(EARLIER, READ, names=unknown), snapshot(LATER, Listing(ReadOutcome.FAILED), names=unknown)
    assert merge_snapshots(now, before) is now
    assert merge_snapshots(now, None) is now


def test_two_real_collections_are_merged(cluster: FakeCluster, reader: KubeReader) -> None:
    small(cluster)
    cluster.serve("v1/namespaces", {"metadata": {"name": "kube-system", "uid": "u"}})
    cluster.serve("v1/nodes", obj("n1"))
    first = collect(reader)
    cluster.overrides["/api/v1/nodes"] = status(500)
    cluster.resources["resource.k8s.io/v1/deviceclasses"].append(obj("gpu"))
    merged = merge_snapshots(collect(reader), first)
    assert merged.listing(registry.NODES).items == first.listing(registry.NODES).items
    assert len(merged.listing(registry.DEVICE_CLASSES).items) == 1
    cluster.first = lambda _: status(403)
    nothing = merge_snapshots(collect(reader), merged)
    assert nothing.listing(registry.NODES).items == first.listing(registry.NODES).items
    assert len(nothing.listing(registry.DEVICE_CLASSES).items) == 1


def test_findings_report_the_age_of_their_data() -> None:
    now = Cluster().snapshot()
    old = msgspec.structs.replace(now.listing(registry.NODES), taken_at=EARLIER)
    aged = msgspec.structs.replace(now, listings={**now.listings, registry.NODES.group_resource: old})
    fresh, found = (detect(one, checklist("accelerator_metrics"))[0] for one in (now, aged))
    assert found.outcome is fresh.outcome is Outcome.NOT_DETECTED
    assert found.unproven == (
        *fresh.unproven,
        f"That this is still true: nodes could not be read again since {EARLIER}.",
    )
    assert any(looked.result.endswith(f"as of {EARLIER}") for looked in found.sources)
    (without,) = detect(aged, checklist("ai_inference"))
    assert EARLIER not in repr(without)


_METRICS = Scrape([ScrapeResult(ScrapeTarget(namespace="gpu-operator", pod="a", port="9400"), devices=8)])
_REFUSED = Scrape([ScrapeResult(ScrapeTarget(), ReadOutcome.DENIED, "Not allowed to get pods/proxy.")])


@pytest.mark.parametrize(
    ("new", "old", "kept", "aged"),
    [
        (None, _METRICS, _METRICS, True),
        (_REFUSED, _METRICS, _METRICS, True),
        (_METRICS, _REFUSED, _METRICS, False),
        (_REFUSED, None, _REFUSED, False),
        (None, None, None, False),
    ],
)
def test_metrics_stay_until_they_are_read_again(
    new: Scrape | None, old: Scrape | None, kept: Scrape | None, aged: bool
) -> None:
    merged = merge_snapshots(snapshot(LATER, READ, scrape=new), snapshot(EARLIER, READ, scrape=old))
    expected = msgspec.structs.replace(kept, taken_at=EARLIER) if kept is not None and aged else kept
    assert merged.scrape == expected
    assert decode_snapshot(encode_snapshot(merged)) == merged
    (finding,) = detect(merged, checklist("accelerator_metrics"))
    assert f"metrics could not be read again since {EARLIER}" in " ".join(finding.unproven) or not aged
