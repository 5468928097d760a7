"""Findings name every list that was incomplete or malformed."""

from typing import Any

import msgspec
import pytest

from auto_detect.analysis.coverage import read_failure
from auto_detect.detectors.detect import DETECTORS
from auto_detect.resources import registry
from auto_detect.resources.resource import Resource
from auto_detect.snapshot.snapshot import Permission, Snapshot
from checklists.model.finding import Outcome
from tests.auto_detect.detectors.cluster import Cluster, meta, true, workload


def with_listing(cluster: Cluster, resource: Resource[Any], **listing: object) -> Snapshot:
    """Return the snapshot with one resource's listing changed."""
    snapshot = cluster.snapshot()
    replaced = msgspec.structs.replace(snapshot.listing(resource), **listing)
    return msgspec.structs.replace(snapshot, listings={**snapshot.listings, resource.group_resource: replaced})


def volcano() -> Cluster:
    """Return a cluster that runs Volcano; its only queue is closed."""
    cluster = Cluster().add(
        registry.DEPLOYMENTS,
        workload("s", "v", labels={"app": "volcano-scheduler"}),
        workload("c", "v", labels={"app": "volcano-controller"}),
    )
    return cluster.add(registry.VOLCANO_QUEUES, {"metadata": meta("default"), "status": {"state": "Closed"}})


def coscheduling() -> Cluster:
    """Return a cluster that runs coscheduling, which has placed no pod."""
    image = "scheduler-plugins/kube-scheduler:1"
    cluster = Cluster().add(
        registry.DEPLOYMENTS,
        workload("s", "x", labels={"component": "scheduler"}, image=image),
        workload("c", "x", labels={"app": "scheduler-plugins-controller"}),
    )
    return cluster.add(registry.COSCHEDULING_POD_GROUPS, {"metadata": meta("pg", "x"), "spec": {"minMember": 3}})


def gateways() -> Cluster:
    """Return a cluster whose GatewayClass no controller accepted."""
    conditions = [true("Accepted", status="Unknown")]
    item = {"metadata": meta("a"), "spec": {"controllerName": "x.example/c"}, "status": {"conditions": conditions}}
    return Cluster().add(registry.GATEWAY_CLASSES, item)


CASES = [
    ("gang_scheduling", volcano(), registry.VOLCANO_QUEUES, "Volcano: no queue is open"),
    ("gang_scheduling", coscheduling(), registry.COSCHEDULING_POD_GROUPS, "no group of two or more pods was scheduled"),
    ("ai_inference", gateways(), registry.GATEWAY_CLASSES, "No GatewayClass is accepted by a controller"),
]


@pytest.mark.parametrize(
    ("listing", "tail"),
    [
        ({}, "."),
        ({"more": True}, " among the first 1 that were read."),
        ({"malformed": 2}, " among the 1 that could be decoded."),
    ],
)
@pytest.mark.parametrize(("requirement", "cluster", "resource", "words"), CASES)
def test_a_summary_names_an_incomplete_listing(
    requirement: str, cluster: Cluster, resource: Resource[Any], words: str, listing: dict[str, object], tail: str
) -> None:
    finding = DETECTORS[requirement](with_listing(cluster, resource, **listing))
    assert finding.outcome is Outcome.PARTLY
    assert finding.summary.endswith(words + tail)


@pytest.mark.parametrize(("requirement", "cluster", "resource", "words"), CASES)
def test_a_listing_of_malformed_objects_is_not_empty(
    requirement: str, cluster: Cluster, resource: Resource[Any], words: str
) -> None:
    snapshot = with_listing(cluster, resource, items=(), malformed=1)
    finding = DETECTORS[requirement](snapshot)
    assert finding.outcome is not Outcome.NOT_DETECTED
    assert words not in finding.summary
    assert read_failure(snapshot, resource)


@pytest.mark.parametrize(
    ("namespaces", "why"),
    [
        ([None], "not allowed to list endpointslices.discovery.k8s.io"),
        (["gpu"], "not allowed to list endpointslices.discovery.k8s.io in gpu"),
        (["gpu", "web"], "not allowed to list endpointslices.discovery.k8s.io"),
    ],
)
def test_a_denied_namespace_leaves_the_resource_unreadable(namespaces: list[str | None], why: str) -> None:
    resource = registry.ENDPOINT_SLICES
    cluster = Cluster().deny(resource)
    cluster.denied = [Permission("list", resource.group, resource.plural, namespace) for namespace in namespaces]
    assert read_failure(cluster.snapshot(), resource) == why
