"""Custom resources of operators and schedulers that no table knows: what they say about themselves is their proof."""

from collections.abc import Iterable

from auto_detect.analysis.unknown_operators import MAX_INSPECTED, inspected_operators, unlisted_pod_groups
from auto_detect.collector.query import FollowupQuery, Listings
from auto_detect.resources import registry
from auto_detect.snapshot.snapshot import Discovery


def unknown_pod_group_queries(discovery: Discovery) -> Iterable[FollowupQuery]:
    """Groups of pods of schedulers that are not known here."""
    for resource in unlisted_pod_groups(discovery)[:MAX_INSPECTED]:
        yield FollowupQuery(resource)


def unknown_custom_resources(listings: Listings) -> Iterable[FollowupQuery]:
    """What the operators that are not known here have reconciled."""
    webhooks, services = (
        listings[resource.group_resource].items for resource in (registry.VALIDATING_WEBHOOKS, registry.API_SERVICES)
    )
    for operator in inspected_operators(webhooks, services):
        yield FollowupQuery(operator.custom_resource)
