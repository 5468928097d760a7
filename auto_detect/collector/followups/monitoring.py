"""Pods that serve models, and what monitors of metrics lead to: a few of each."""

from collections.abc import Iterable
from typing import Any

from auto_detect.analysis.label_selectors import as_query
from auto_detect.analysis.monitoring.exporters import any_exporter, daemon_sets_alone
from auto_detect.analysis.monitoring.monitors import (
    MOST,
    Items,
    Watch,
    followed_for_accelerators,
    followed_for_servers,
    wants_namespaces,
)
from auto_detect.collector.followups.backends import usable
from auto_detect.collector.progress import worst
from auto_detect.collector.query import Ask, Listings, Unasked
from auto_detect.known.metrics import SERVER_NAMES
from auto_detect.resources.monitoring import COLLECTORS, MONITORS_OF_SERVICES, NAMESPACES
from auto_detect.resources.registry import DAEMON_SETS, ENDPOINT_SLICES, PODS, SERVICES
from auto_detect.snapshot.snapshot import Discovery, Listing

_FEW = 5
_NAMED = f"in ({','.join(sorted(SERVER_NAMES))})"


def servers(discovery: Discovery) -> Iterable[Ask]:
    """Pods of AI servers by the labels that their charts and operators give them."""
    yield Ask(PODS, selector=f"app.kubernetes.io/name {_NAMED}", limit=_FEW)
    yield Ask(PODS, selector=f"app {_NAMED}", limit=_FEW)
    if discovery.serves("ray.io", "rayclusters"):
        yield Ask(PODS, selector="ray.io/node-type=head", limit=_FEW)
    if discovery.serves("serving.kserve.io", "inferenceservices"):
        yield Ask(PODS, selector="serving.kserve.io/inferenceservice", limit=_FEW)
    if discovery.serves("nvidia.com", "dynamographdeployments"):
        yield Ask(PODS, selector="nvidia.com/metrics-enabled=true", limit=_FEW)


def monitored(listings: Listings) -> Iterable[Ask | Unasked]:
    """The Services of AI servers that monitors select, and the namespaces that collectors choose monitors from."""
    items = _items(listings)
    looked = (listings[area.key] for area in (PODS, *COLLECTORS, *MONITORS_OF_SERVICES))
    if unread := worst(listing for listing in looked if not listing.readable):
        reason = "Which namespaces matter to monitoring is in lists that could not be read."
        yield Unasked(NAMESPACES, Listing(unread.outcome, reason=reason))
    watches = followed_for_servers(items)[:MOST]
    for watch in watches:
        yield from _followed(watch)
    if any(wants_namespaces(collector) for area in COLLECTORS for collector in listings[area.key].items):
        for namespace in dict.fromkeys(watch.monitor.metadata.namespace or "" for watch in watches):
            if usable(namespace, "any"):
                yield Ask(NAMESPACES, name=namespace)


def exporters(listings: Listings) -> Iterable[Ask]:
    """Pods of exporters that no Service leads to; where no exporter is known, what monitors call by that name."""
    daemon_sets = listings[DAEMON_SETS.key].items
    for daemon_set in daemon_sets_alone(daemon_sets, listings[SERVICES.key].items)[:MOST]:
        labels = daemon_set.spec.template.metadata.labels
        namespace = daemon_set.metadata.namespace or ""
        if labels and usable(namespace, "any"):
            selector = ",".join(f"{key}={value}" for key, value in sorted(labels.items()))
            yield Ask(PODS, namespace=namespace, selector=selector)
    if not any_exporter(daemon_sets, listings[SERVICES.key].items):
        for watch in followed_for_accelerators(_items(listings))[:MOST]:
            yield from _followed(watch, behind=True)


def _items(listings: Listings) -> Items[Any]:
    return lambda area: listings[area.key].items


def _followed(watch: Watch, *, behind: bool = False) -> Iterable[Ask]:
    """What a monitor selects in the first of its namespaces, and what is behind that."""
    where = watch.monitor.spec.namespace_selector
    namespace = (where.match_names or [watch.monitor.metadata.namespace or ""])[0]
    selector = as_query(watch.monitor.spec.selector)
    inside = None if where.any else namespace
    if not usable(inside, "any") if inside is not None else not selector:
        return
    if not watch.of_services:
        yield Ask(PODS, namespace=inside, selector=selector, limit=_FEW)
        return
    yield Ask(SERVICES, namespace=inside, selector=selector)
    if behind:
        yield Ask(ENDPOINT_SLICES, namespace=inside, selector=selector)
