"""Queries for pods of AI servers, and for the Services and pods that monitors select."""

from collections.abc import Iterable, Sequence
from typing import Any

from auto_detect.analysis.label_selectors import selector_text
from auto_detect.analysis.monitoring.exporters import any_exporter, daemon_sets_without_service
from auto_detect.analysis.monitoring.monitors import (
    MAX_MONITORS,
    ItemsOf,
    WatchedMonitor,
    accelerator_monitors,
    selects_by_namespace,
    server_monitors,
    server_namespaces,
)
from auto_detect.collector.object_names import valid_names
from auto_detect.collector.progress import worst
from auto_detect.collector.query import Listings, Query, SkippedQuery
from auto_detect.known.metrics import SERVER_NAMES
from auto_detect.objects.core import Object
from auto_detect.resources.monitoring import COLLECTORS, MONITORS_OF_PODS, MONITORS_OF_SERVICES, NAMESPACES
from auto_detect.resources.registry import DAEMON_SETS, ENDPOINT_SLICES, PODS, SERVICES
from auto_detect.snapshot.snapshot import Discovery, Listing

_SAMPLE = 5
_OPERATED_SERVERS = {
    "ray.io/rayclusters": "ray.io/node-type=head",
    "serving.kserve.io/inferenceservices": "serving.kserve.io/inferenceservice",
    "nvidia.com/dynamographdeployments": "nvidia.com/metrics-enabled=true",
}
"""By resource, the label of the AI servers that its operator creates."""
_SERVER_NAME_SELECTOR = f"in ({','.join(sorted(SERVER_NAMES))})"


def server_pods(_: Discovery) -> Iterable[Query[Object]]:
    """Yield queries for pods of AI servers by the labels of their charts."""
    yield Query(PODS, selector=f"app.kubernetes.io/name {_SERVER_NAME_SELECTOR}", limit=_SAMPLE)
    yield Query(PODS, selector=f"app {_SERVER_NAME_SELECTOR}", limit=_SAMPLE)


def operated_server_pods(listings: Listings) -> Iterable[Query[Object]]:
    """Yield queries for pods of AI servers by the labels of operators that may have created one."""
    for created, selector in _OPERATED_SERVERS.items():
        listing = listings[created]
        if listing.items or not listing.readable:
            yield Query(PODS, selector=selector, limit=_SAMPLE)


def monitored_services(listings: Listings) -> Iterable[Query[Object] | SkippedQuery]:
    """Yield queries for Services of AI servers that monitors select, and for namespaces that collectors select."""
    items = _items_of(listings)
    searched = (
        listings[resource.group_resource] for resource in (PODS, *COLLECTORS, *MONITORS_OF_SERVICES, *MONITORS_OF_PODS)
    )
    if unreadable := worst(listing for listing in searched if not listing.readable):
        reason = "The lists that show which namespaces are monitored could not be read."
        yield SkippedQuery(NAMESPACES, Listing(unreadable.outcome, reason=reason))
    watches = server_monitors(items)
    namespaces = server_namespaces(items)
    for watch in [watch for watch in watches if watch.of_services][:MAX_MONITORS]:
        yield from _monitor_queries(watch, watch.namespaces_among(namespaces))
    collectors = [collector for resource in COLLECTORS for collector in listings[resource.group_resource].items]
    by_namespace = {
        of_services: any(selects_by_namespace(collector, of_services=of_services) for collector in collectors)
        for of_services in (True, False)
    }
    selected = dict.fromkeys(w.monitor.metadata.namespace or "" for w in watches if by_namespace[w.of_services])
    for namespace in list(selected)[:MAX_MONITORS]:
        if valid_names(namespace):
            yield Query(NAMESPACES, name=namespace)


def exporter_pods(listings: Listings) -> Iterable[Query[Object]]:
    """Yield queries for pods of exporters without a Service; without a known exporter, for targets of monitors."""
    daemon_sets = listings[DAEMON_SETS.group_resource].items
    for daemon_set in daemon_sets_without_service(daemon_sets, listings[SERVICES.group_resource].items)[:MAX_MONITORS]:
        labels = daemon_set.spec.template.metadata.labels
        namespace = daemon_set.metadata.namespace or ""
        if labels and valid_names(namespace):
            selector = ",".join(f"{key}={value}" for key, value in sorted(labels.items()))
            yield Query(PODS, namespace=namespace, selector=selector)
    if not any_exporter(daemon_sets, listings[SERVICES.group_resource].items):
        for watch in accelerator_monitors(_items_of(listings))[:MAX_MONITORS]:
            yield from _monitor_queries(watch, endpoints=True)


def _items_of(listings: Listings) -> ItemsOf[Any]:
    return lambda resource: listings[resource.group_resource].items


def _monitor_queries(
    watch: WatchedMonitor, namespaces: Sequence[str] = (), *, endpoints: bool = False
) -> Iterable[Query[Object]]:
    """Yield queries for what a monitor selects, and for the endpoints behind it.

    Args:
        watch: the monitor.
        namespaces: namespaces that matter, of which the first is queried; by default the first that it selects in.
        endpoints: whether to query the endpoints.
    """
    where = watch.monitor.spec.namespace_selector
    namespace = (*namespaces, *where.match_names, watch.monitor.metadata.namespace or "")[0]
    selector = selector_text(watch.monitor.spec.selector)
    inside = None if where.any and not namespaces else namespace
    if not valid_names(inside) if inside is not None else not selector:
        return
    if not watch.of_services:
        yield Query(PODS, namespace=inside, selector=selector, limit=_SAMPLE)
        return
    yield Query(SERVICES, namespace=inside, selector=selector)
    if endpoints:
        yield Query(ENDPOINT_SLICES, namespace=inside, selector=selector)
