"""What adds nodes: its report, its events. What pods are scaled: whether they hold accelerators."""

from collections.abc import Iterable

from auto_detect.analysis.health import is_controller
from auto_detect.analysis.scalers import targets
from auto_detect.collector.followups.backends import usable
from auto_detect.collector.progress import worst
from auto_detect.collector.query import Ask, Listings, Unasked
from auto_detect.known.autoscaling import CLUSTER_AUTOSCALER, NODE_POOL_LABELS, OPENSHIFT, REPORT_NAMESPACE
from auto_detect.resources.autoscaling import (
    AUTOSCALER_REPORTS,
    EVENTS,
    HPAS,
    REPORT_NAME,
    SCALED_OBJECTS,
    STATEFUL_SETS,
)
from auto_detect.resources.registry import DEPLOYMENTS, NODES
from auto_detect.snapshot.snapshot import Discovery, Listing

GREW = "reason=TriggeredScaleUp"


def report(discovery: Discovery) -> Iterable[Ask]:
    """Cluster Autoscaler's report, where it mostly is."""
    yield Ask(AUTOSCALER_REPORTS, namespace=REPORT_NAMESPACE, name=REPORT_NAME)
    group, resource, namespace = OPENSHIFT
    if discovery.serves(group, resource):
        yield Ask(AUTOSCALER_REPORTS, namespace=namespace, name=REPORT_NAME)


def report_elsewhere(listings: Listings) -> Iterable[Ask]:
    """The same beside the controller, where that is elsewhere."""
    for deployment in listings[DEPLOYMENTS.key].items:
        namespace = deployment.metadata.namespace or ""
        if is_controller(deployment, CLUSTER_AUTOSCALER) and namespace != REPORT_NAMESPACE and usable(namespace, "any"):
            yield Ask(AUTOSCALER_REPORTS, namespace=namespace, name=REPORT_NAME)


def growth(listings: Listings) -> Iterable[Ask | Unasked]:
    """Events about added nodes, if anything says that nodes are added; that there are none would mean nothing."""
    reports, deployments = listings[AUTOSCALER_REPORTS.key], listings[DEPLOYMENTS.key]
    if (
        reports.items
        or any(is_controller(deployment, CLUSTER_AUTOSCALER) for deployment in deployments.items)
        or any(not NODE_POOL_LABELS.keys().isdisjoint(node.metadata.labels) for node in listings[NODES.key].items)
    ):
        yield Ask(EVENTS, fields=GREW)
    elif unread := worst(listing for listing in (reports, deployments) if not listing.readable):
        reason = "Whether anything adds nodes here is in lists that could not be read."
        yield Unasked(EVENTS, Listing(unread.outcome, reason=reason))


def scaled(listings: Listings) -> Iterable[Ask | Unasked]:
    """The workloads that are scaled by a metric of their own, a few of them."""
    scalers = (listings[HPAS.key], listings[SCALED_OBJECTS.key])
    areas = {"Deployment": DEPLOYMENTS, "StatefulSet": STATEFUL_SETS}
    for target in targets(scalers[0].items, scalers[1].items):
        if target.kind in areas and usable(target.namespace, target.name):
            yield Ask(areas[target.kind], namespace=target.namespace, name=target.name)
    if unread := worst(listing for listing in scalers if not listing.readable):
        reason = "Which workloads are scaled is in lists that could not be read."
        yield Unasked(STATEFUL_SETS, Listing(unread.outcome, reason=reason))
