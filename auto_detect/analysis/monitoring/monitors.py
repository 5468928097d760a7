"""Monitors: objects that tell a collector where metrics are. What they select, and whether their port is there."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from auto_detect.analysis.label_selectors import selects
from auto_detect.analysis.monitoring.ai_servers import Serving, servers
from auto_detect.known.accelerator_names import says_accelerator
from auto_detect.objects.monitoring import Collector, Monitor, MonitorEndpoint
from auto_detect.objects.pods import Pod
from auto_detect.objects.services import Service
from auto_detect.resources.monitoring import GOOGLE_CLUSTER_POD_MONITORS, MONITORS_OF_PODS, MONITORS_OF_SERVICES
from auto_detect.resources.registry import PODS, SERVICES
from auto_detect.resources.resource import Area, T

MOST = 2
"""Monitors that are followed for AI servers, and as many for exporters."""

Items = Callable[[Area[T]], Iterable[T]]
"""What was read of an area."""


@dataclass(frozen=True)
class Watch:
    """A monitor and its area."""

    area: Area[Monitor]
    monitor: Monitor

    @property
    def of_services(self) -> bool:
        """It selects Services, not pods."""
        return self.area in MONITORS_OF_SERVICES

    def looks_in(self, namespace: str | None) -> bool:
        """Whether it selects in a namespace."""
        where = self.monitor.spec.namespace_selector
        if where.any or self.area.key == GOOGLE_CLUSTER_POD_MONITORS.key:
            return True
        own = self.monitor.metadata.namespace
        return namespace in where.match_names if where.match_names else namespace == own

    def selects(self, item: Pod | Service) -> bool:
        """Whether it selects a pod or a Service."""
        meta = item.metadata
        return self.looks_in(meta.namespace) and selects(self.monitor.spec.selector, meta.all_labels)

    def finds_port(self, item: Pod | Service) -> bool:
        """Whether a port that it names is there."""
        return any(_has(item, endpoint) for endpoint in self.monitor.spec.ports)

    @property
    def ports(self) -> list[str]:
        """The ports that it names."""
        return [
            str(endpoint.port or endpoint.target_port or endpoint.port_number) for endpoint in self.monitor.spec.ports
        ]

    @property
    def says_accelerator(self) -> bool:
        """Whether its name or its selector does."""
        spec = self.monitor.spec.selector
        values = [*spec.match_labels.values(), *(value for e in spec.match_expressions for value in e.values)]
        return any(says_accelerator(text) or "dcgm" in text for text in (self.monitor.metadata.name, *values))


def watches(items: Items[Any]) -> Iterator[Watch]:
    """Every monitor that was read."""
    for area in (*MONITORS_OF_SERVICES, *MONITORS_OF_PODS):
        yield from (Watch(area, monitor) for monitor in items(area))


def followed_for_servers(items: Items[Any]) -> tuple[Watch, ...]:
    """Monitors of Services that may be those of AI servers: those first that are beside one."""
    namespaces = {serving.pod.metadata.namespace for serving in servers(items(PODS))}
    near = [w for w in watches(items) if w.of_services and any(w.looks_in(namespace) for namespace in namespaces)]
    near = [w for w in near if not w.says_accelerator]
    return tuple(sorted(near, key=lambda w: (w.monitor.metadata.namespace not in namespaces, w.monitor.metadata.name)))


def followed_for_accelerators(items: Items[Any]) -> tuple[Watch, ...]:
    """Monitors that say accelerator."""
    return tuple(watch for watch in watches(items) if watch.says_accelerator)


def services_of(serving: Serving, items: Items[Any]) -> Iterator[Service]:
    """The Services, of those that were read, that send to a pod."""
    labels, namespace = serving.pod.metadata.all_labels.items(), serving.pod.metadata.namespace
    for service in items(SERVICES):
        wanted = {**service.spec.selector, **service.spec.own_selector}
        if wanted and service.metadata.namespace == namespace and wanted.items() <= labels:
            yield service


def _has(item: Pod | Service, endpoint: MonitorEndpoint) -> bool:
    wanted = {str(port) for port in (endpoint.port, endpoint.target_port, endpoint.port_number) if port}
    if isinstance(item, Service):
        by_name = {port.name for port in item.spec.ports if port.name}
        if endpoint.target_port and not endpoint.port:
            by_name = {str(port.target_port) for port in item.spec.ports}
        return bool(wanted & by_name)
    ports = [port for container in item.spec.containers for port in container.ports]
    return bool(wanted & ({port.name for port in ports if port.name} | {str(port.container_port) for port in ports}))


def wants_namespaces(collector: Collector) -> bool:
    """Whether the labels of namespaces decide what it reads."""
    spec = collector.spec
    places = (
        *(spec.service_monitor_namespace_selector, spec.pod_monitor_namespace_selector),
        *(spec.service_scrape_namespace_selector, spec.pod_scrape_namespace_selector),
    )
    return any(place is not None and place.demands for place in places)
