"""Queries about autoscaling: the status report and events of Cluster Autoscaler, and scaled workloads."""

from collections.abc import Iterable

from auto_detect.analysis.health import is_controller
from auto_detect.analysis.nodes import group_identical
from auto_detect.analysis.scalers import scale_targets
from auto_detect.collector.object_names import valid_names
from auto_detect.collector.progress import worst
from auto_detect.collector.query import Listings, Query, SkippedQuery
from auto_detect.known.autoscaling import CLUSTER_AUTOSCALER, MAX_SIZES, OPENSHIFT, REPORT_NAMESPACE
from auto_detect.known.managed_platforms import NODE_POOL_LABELS, SCALED_FROM_INSIDE
from auto_detect.objects.core import Object
from auto_detect.resources.autoscaling import (
    AUTOSCALER_REPORTS,
    EVENTS,
    HPAS,
    MACHINE_SETS,
    NODE_POOLS,
    REPORT_NAME,
    SCALED_OBJECTS,
    STATEFUL_SETS,
)
from auto_detect.resources.registry import DEPLOYMENTS, NODES
from auto_detect.snapshot.snapshot import Discovery, Listing

SCALE_UP_EVENTS = "reason=TriggeredScaleUp"


def status_report(discovery: Discovery) -> Iterable[Query[Object]]:
    """Yield the query for Cluster Autoscaler's status report in its usual namespace.

    OpenShift's autoscaler reports elsewhere, see `openshift_status_report`.
    """
    group, resource, _ = OPENSHIFT
    if not discovery.serves(group, resource):
        yield Query(AUTOSCALER_REPORTS, namespace=REPORT_NAMESPACE, name=REPORT_NAME)


def status_report_of_controller(listings: Listings) -> Iterable[Query[Object]]:
    """Yield queries for the status report in the namespaces of its controllers."""
    for deployment in listings[DEPLOYMENTS.group_resource].items:
        namespace = deployment.metadata.namespace or ""
        if is_controller(deployment, CLUSTER_AUTOSCALER) and valid_names(namespace):
            yield Query(AUTOSCALER_REPORTS, namespace=namespace, name=REPORT_NAME)


def openshift_status_report(discovery: Discovery, listings: Listings) -> Iterable[Query[Object]]:
    """Yield the query for the status report on OpenShift if a MachineSet has bounds: it scales no other."""
    group, resource, namespace = OPENSHIFT
    readable = listings[MACHINE_SETS.group_resource].readable
    if discovery.serves(group, resource) and (not readable or _bounded_machine_sets(listings)):
        yield Query(AUTOSCALER_REPORTS, namespace=namespace, name=REPORT_NAME)


def _bounded_machine_sets(listings: Listings) -> bool:
    sets = listings[MACHINE_SETS.group_resource].items
    return any(not item.metadata.annotations.keys().isdisjoint(MAX_SIZES) for item in sets)


def scale_up_events(listings: Listings) -> Iterable[Query[Object] | SkippedQuery]:
    """Yield the query for scale-up events if Cluster Autoscaler may exist; otherwise their absence means nothing.

    If Karpenter has NodePools, node groups that only an autoscaler in the cluster can grow do not suggest a second
    autoscaler.
    """
    reports, deployments = listings[AUTOSCALER_REPORTS.group_resource], listings[DEPLOYMENTS.group_resource]
    by_karpenter = bool(listings[NODE_POOLS.group_resource].items)
    labels = NODE_POOL_LABELS.keys() - (SCALED_FROM_INSIDE if by_karpenter else frozenset())
    if (
        reports.items
        or _bounded_machine_sets(listings)
        or any(is_controller(deployment, CLUSTER_AUTOSCALER) for deployment in deployments.items)
        or any(
            not labels.isdisjoint(node.metadata.labels)
            for node, _ in group_identical(listings[NODES.group_resource].items)
        )
    ):
        yield Query(EVENTS, fields=SCALE_UP_EVENTS)
    elif unreadable := worst(listing for listing in (reports, deployments) if not listing.readable):
        reason = "The lists that show whether an autoscaler exists could not be read."
        yield SkippedQuery(EVENTS, Listing(unreadable.outcome, reason=reason))


def scaled_workloads(listings: Listings) -> Iterable[Query[Object] | SkippedQuery]:
    """Yield queries for a few workloads that are scaled by custom metrics."""
    scalers = (listings[HPAS.group_resource], listings[SCALED_OBJECTS.group_resource])
    resources = {"Deployment": DEPLOYMENTS, "StatefulSet": STATEFUL_SETS}
    for target in scale_targets(scalers[0].items, scalers[1].items):
        if target.kind in resources and valid_names(target.namespace, target.name):
            yield Query(resources[target.kind], namespace=target.namespace, name=target.name)
    if unreadable := worst(listing for listing in scalers if not listing.readable):
        reason = "The lists that show which workloads are scaled could not be read."
        yield SkippedQuery(STATEFUL_SETS, Listing(unreadable.outcome, reason=reason))
