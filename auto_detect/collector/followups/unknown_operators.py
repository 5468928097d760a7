"""Queries for custom resources of unknown operators and schedulers, whose status is the only evidence."""

from collections.abc import Iterable

from auto_detect.analysis.unknown_operators import MAX_INSPECTED, inspected_operators, unlisted_pod_groups
from auto_detect.collector.query import Listings, Query
from auto_detect.objects.core import Object
from auto_detect.resources import registry
from auto_detect.snapshot.snapshot import Discovery


def unknown_pod_group_queries(discovery: Discovery) -> Iterable[Query[Object]]:
    """Yield queries for pod groups of unknown schedulers."""
    for resource in unlisted_pod_groups(discovery)[:MAX_INSPECTED]:
        yield Query(resource)


def unknown_custom_resources(listings: Listings) -> Iterable[Query[Object]]:
    """Yield queries for custom resources that unknown operators reconcile."""
    webhooks, services = (
        listings[resource.group_resource].items for resource in (registry.VALIDATING_WEBHOOKS, registry.API_SERVICES)
    )
    for operator in inspected_operators(webhooks, services):
        yield Query(operator.custom_resource)
