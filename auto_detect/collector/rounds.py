"""Follow-up queries in three rounds, and merging of all listings of a resource."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from auto_detect.collector.followups.autoscaling import (
    openshift_status_report,
    scale_up_events,
    scaled_workloads,
    status_report,
    status_report_of_controller,
)
from auto_detect.collector.followups.backends import gateway_endpoints, service_endpoints, webhook_deployments
from auto_detect.collector.followups.conditional_lists import (
    device_claims,
    driver_settings,
    further_resources,
    network_settings,
)
from auto_detect.collector.followups.controllers import controllers, missing_controllers
from auto_detect.collector.followups.crds import crds
from auto_detect.collector.followups.inference import missing_roles, pool_pods, role_pods, role_pods_like_seen
from auto_detect.collector.followups.monitoring import (
    exporter_pods,
    monitored_services,
    operated_server_pods,
    server_pods,
)
from auto_detect.collector.followups.pods import node_pods
from auto_detect.collector.followups.unknown_operators import unknown_custom_resources, unknown_pod_group_queries
from auto_detect.collector.progress import worst
from auto_detect.collector.query import Listings, Query, SkippedQuery
from auto_detect.objects.core import Object
from auto_detect.resources.registry import RESOURCES
from auto_detect.resources.resource import Resource, T
from auto_detect.snapshot.snapshot import Discovery, Listing, ReadOutcome

FROM_DISCOVERY: tuple[Callable[[Discovery], Iterable[Query[Object]]], ...] = (
    controllers,
    crds,
    role_pods,
    status_report,
    unknown_pod_group_queries,
    server_pods,
)
"""Functions that derive queries from discovery only."""
FROM_LISTINGS: tuple[Callable[[Listings], Iterable[Query[Object] | SkippedQuery]], ...] = (
    device_claims,
    driver_settings,
    network_settings,
    further_resources,
    webhook_deployments,
    service_endpoints,
    gateway_endpoints,
    missing_roles,
    pool_pods,
    status_report_of_controller,
    scale_up_events,
    scaled_workloads,
    unknown_custom_resources,
    operated_server_pods,
    monitored_services,
    exporter_pods,
    node_pods,
)
"""Functions that derive queries from the listings of the first round."""
FROM_FOLLOWUPS: tuple[Callable[[Discovery, Listings], Iterable[Query[Object] | SkippedQuery]], ...] = (
    missing_controllers,
    openshift_status_report,
    lambda _, listings: monitored_services(listings),
    lambda _, listings: role_pods_like_seen(listings),
)
"""Functions that derive queries from the second round, for example from AI servers on sampled nodes."""

_KNOWN_RESOURCES = frozenset(resource.group_resource for resource in RESOURCES)


def discovery_queries(discovery: Discovery, versions: Mapping[str, str]) -> list[Query[Object]]:
    """Return the queries of the first round.

    Args:
        discovery: the server's API groups and resources.
        versions: the version to use by resource; resources that are not served are missing.
    """
    return with_versions((query for source in FROM_DISCOVERY for query in source(discovery)), versions)


def followup_queries(listings: Listings) -> Sequence[Query[Object] | SkippedQuery]:
    """Return the queries that the listings lead to."""
    return [query for source in FROM_LISTINGS for query in source(listings)]


def late_queries(
    discovery: Discovery, listings: Listings, versions: Mapping[str, str], sent: Iterable[Query[Object]]
) -> list[Query[Object]]:
    """Return the queries of the third round, without those that were sent before."""
    queries = with_versions((query for source in FROM_FOLLOWUPS for query in source(discovery, listings)), versions)
    before = set(sent)
    return [query for query in queries if query not in before]


def with_versions(queries: Iterable[Query[Object] | SkippedQuery], versions: Mapping[str, str]) -> list[Query[Object]]:
    """Return distinct queries for served resources, each with its version."""
    return [
        replace(query, version=version)
        for query in dict.fromkeys(queries)
        if isinstance(query, Query) and (version := _version(query.resource, versions))
    ]


def _version(resource: Resource[Object], versions: Mapping[str, str]) -> str | None:
    """Return the version to request; an unregistered resource specifies its own."""
    return (
        versions.get(resource.group_resource) if resource.group_resource in _KNOWN_RESOURCES else resource.versions[0]
    )


def merge_listings(listings: Sequence[Listing[T]]) -> Listing[T]:
    """Merge the listings of a resource without duplicates; the worst outcome wins."""
    decisive = worst(listings)
    if decisive is None:
        return Listing(ReadOutcome.READ)
    if len(listings) == 1:
        return decisive
    items: dict[object, T] = {}
    for listing in listings:
        for item in listing.items:
            meta = getattr(item, "metadata", None)
            items.setdefault((meta.namespace, meta.name) if meta else id(item), item)
    return Listing(
        decisive.outcome,
        next((listing.version for listing in listings if listing.version), None),
        tuple(items.values()),
        any(listing.more for listing in listings),
        sum(listing.malformed for listing in listings),
        decisive.reason,
    )
