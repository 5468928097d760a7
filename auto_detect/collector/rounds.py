"""Every question beyond the lists, in two rounds; and the answers for one area as one listing."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from auto_detect.collector.followups.autoscaling import growth, report, report_elsewhere, scaled
from auto_detect.collector.followups.backends import behind_gateways, behind_services, behind_webhooks
from auto_detect.collector.followups.controllers import controllers
from auto_detect.collector.followups.crds import definitions
from auto_detect.collector.followups.inference import hidden_roles, pool_pods, roles
from auto_detect.collector.followups.monitoring import exporters, monitored, servers
from auto_detect.collector.followups.pods import on_nodes
from auto_detect.collector.followups.unknown_operators import custom_resources, pod_groups
from auto_detect.collector.progress import worst
from auto_detect.collector.query import Ask, Listings, Unasked
from auto_detect.collector.session import Query
from auto_detect.objects.core import Object
from auto_detect.resources.registry import AREAS
from auto_detect.resources.resource import Area, T
from auto_detect.snapshot.snapshot import Discovery, Listing, ReadOutcome

FIRST: tuple[Callable[[Discovery], Iterable[Ask]], ...] = (controllers, definitions, roles, report, pod_groups, servers)
"""Questions that need nothing but discovery."""
THEN: tuple[Callable[[Listings], Iterable[Ask | Unasked]], ...] = (
    behind_webhooks,
    behind_services,
    behind_gateways,
    hidden_roles,
    pool_pods,
    report_elsewhere,
    growth,
    scaled,
    custom_resources,
    monitored,
    exporters,
    on_nodes,
)
"""Questions that follow from the answers to the first, and from the lists."""


_KNOWN = frozenset(area.key for area in AREAS)


def at_once(discovery: Discovery, versions: Mapping[str, str]) -> list[tuple[Area[Object], Query]]:
    """The queries of the first round.

    Args:
        discovery: what the server serves.
        versions: by area key, the version to use; areas that are not served are left out.
    """
    return queries((ask for source in FIRST for ask in source(discovery)), versions)


def afterwards(listings: Listings) -> Sequence[Ask | Unasked]:
    """What follows from what was read so far."""
    return [ask for source in THEN for ask in source(listings)]


def queries(asks: Iterable[Ask | Unasked], versions: Mapping[str, str]) -> list[tuple[Area[Object], Query]]:
    """The questions among them as queries, for the areas that are served."""
    return [
        (ask.area, Query(version, ask.namespace, ask.selector, ask.fields, ask.name, ask.limit))
        for ask in dict.fromkeys(asks)
        if isinstance(ask, Ask) and (version := _version(ask.area, versions))
    ]


def _version(area: Area[Object], versions: Mapping[str, str]) -> str | None:
    """The version to ask in; a resource that nobody here knows by name brings its own."""
    return versions.get(area.key) if area.key in _KNOWN else area.versions[0]


def merged(listings: Sequence[Listing[T]]) -> Listing[T]:
    """Several answers for one area as one listing without duplicates; the worst outcome decides."""
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
