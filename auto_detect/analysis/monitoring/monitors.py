"""Monitors (ServiceMonitor, PodMonitor and similar): their targets, and whether the scraped port exists."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from auto_detect.analysis.label_selectors import selects
from auto_detect.analysis.monitoring.ai_servers import AIServerPod, ai_server_pods
from auto_detect.known.accelerator_names import names_accelerator
from auto_detect.objects.monitoring import CollectorResource, Monitor, MonitorEndpoint
from auto_detect.objects.pods import Pod
from auto_detect.objects.services import Service
from auto_detect.resources.monitoring import GOOGLE_CLUSTER_POD_MONITORS, MONITORS_OF_PODS, MONITORS_OF_SERVICES
from auto_detect.resources.registry import PODS, SERVICES
from auto_detect.resources.resource import Resource, T

MAX_MONITORS = 2
"""Maximum number of monitors that are followed for AI servers, and for exporters."""

ItemsOf = Callable[[Resource[T]], Iterable[T]]
"""Function that returns the objects of a resource."""


@dataclass(frozen=True)
class WatchedMonitor:
    """A monitor with its resource."""

    resource: Resource[Monitor]
    monitor: Monitor

    @property
    def of_services(self) -> bool:
        """Whether it selects Services, not pods."""
        return self.resource in MONITORS_OF_SERVICES

    def covers(self, namespace: str | None) -> bool:
        """Return whether it selects in a namespace."""
        where = self.monitor.spec.namespace_selector
        if where.any or self.resource.group_resource == GOOGLE_CLUSTER_POD_MONITORS.group_resource:
            return True
        own = self.monitor.metadata.namespace
        return namespace in where.match_names if where.match_names else namespace == own

    def selects(self, item: Pod | Service) -> bool:
        """Return whether it selects a pod or a Service."""
        meta = item.metadata
        return self.covers(meta.namespace) and selects(self.monitor.spec.selector, meta.all_labels)

    def finds_port(self, item: Pod | Service) -> bool:
        """Return whether the pod or Service has a port that it names."""
        return any(_has_port(item, endpoint) for endpoint in self.monitor.spec.ports)

    @property
    def ports(self) -> list[str]:
        """The ports that it scrapes, by name or number."""
        return [
            str(endpoint.port or endpoint.target_port or endpoint.port_number) for endpoint in self.monitor.spec.ports
        ]

    def namespaces_among(self, namespaces: Iterable[str | None]) -> list[str]:
        """Return the namespaces that it selects in, those that it names or lives in first."""
        covered = sorted({namespace for namespace in namespaces if namespace and self.covers(namespace)})
        own = {self.monitor.metadata.namespace, *self.monitor.spec.namespace_selector.match_names}
        return sorted(covered, key=lambda namespace: namespace not in own)

    @property
    def names_accelerator(self) -> bool:
        """Whether its name or its selector names an accelerator."""
        spec = self.monitor.spec.selector
        values = [*spec.match_labels.values(), *(value for e in spec.match_expressions for value in e.values)]
        return any(names_accelerator(text) or "dcgm" in text for text in (self.monitor.metadata.name, *values))


def watched_monitors(items: ItemsOf[Any]) -> Iterator[WatchedMonitor]:
    """Yield every monitor."""
    for resource in (*MONITORS_OF_SERVICES, *MONITORS_OF_PODS):
        yield from (WatchedMonitor(resource, monitor) for monitor in items(resource))


def server_monitors(items: ItemsOf[Any]) -> tuple[WatchedMonitor, ...]:
    """Return monitors that may select AI servers; those that name an AI server's namespace first."""
    namespaces = server_namespaces(items)
    covering = [w for w in watched_monitors(items) if any(w.covers(namespace) for namespace in namespaces)]
    covering = [w for w in covering if not w.names_accelerator]
    return tuple(
        sorted(
            covering,
            key=lambda w: (
                namespaces.isdisjoint((w.monitor.metadata.namespace, *w.monitor.spec.namespace_selector.match_names)),
                w.monitor.metadata.name,
            ),
        )
    )


def server_namespaces(items: ItemsOf[Any]) -> set[str | None]:
    """Return the namespaces of AI servers."""
    return {serving.pod.metadata.namespace for serving in ai_server_pods(items(PODS))}


def accelerator_monitors(items: ItemsOf[Any]) -> tuple[WatchedMonitor, ...]:
    """Return the monitors whose names or selectors name an accelerator."""
    return tuple(watch for watch in watched_monitors(items) if watch.names_accelerator)


def services_selecting(serving: AIServerPod, items: ItemsOf[Any]) -> Iterator[Service]:
    """Yield the Services that select a pod."""
    labels, namespace = serving.pod.metadata.all_labels.items(), serving.pod.metadata.namespace
    for service in items(SERVICES):
        wanted = {**service.spec.selector, **service.spec.own_selector}
        if wanted and service.metadata.namespace == namespace and wanted.items() <= labels:
            yield service


def _has_port(item: Pod | Service, endpoint: MonitorEndpoint) -> bool:
    wanted = {str(port) for port in (endpoint.port, endpoint.target_port, endpoint.port_number) if port}
    if isinstance(item, Service):
        by_name = {port.name for port in item.spec.ports if port.name}
        if endpoint.target_port and not endpoint.port:
            by_name = {str(port.target_port) for port in item.spec.ports}
        return bool(wanted & by_name)
    ports = [port for container in item.spec.containers for port in container.ports]
    return bool(wanted & ({port.name for port in ports if port.name} | {str(port.container_port) for port in ports}))


def selects_by_namespace(collector: CollectorResource, *, of_services: bool) -> bool:
    """Return whether the collector selects monitors of Services, or of pods, by labels of namespaces."""
    spec = collector.spec
    places = (
        (spec.service_monitor_namespace_selector, spec.service_scrape_namespace_selector)
        if of_services
        else (spec.pod_monitor_namespace_selector, spec.pod_scrape_namespace_selector)
    )
    return any(place is not None and place.requirements for place in places)
