"""Metrics exporters for accelerators, found by name or by their monitors, with the nodes that they cover."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from auto_detect.analysis.health import Health, daemon_set_health, ready_endpoints
from auto_detect.analysis.monitoring.monitors import accelerator_monitors
from auto_detect.analysis.versions import workload_version
from auto_detect.analysis.wording import count, join_names, observe_object
from auto_detect.known.accelerator_names import names_accelerator
from auto_detect.known.components import EXPORTER_WORDS, EXPORTERS, VENDORS
from auto_detect.objects.apps import DaemonSet
from auto_detect.objects.pods import Pod
from auto_detect.objects.services import Endpoint, Service
from auto_detect.resources import registry
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Observation

_Key = tuple[str | None, str]
"""Namespace and name."""
_Identity = tuple[str, str | None]
"""Display name and vendor."""

_LABELS = ("app", "k8s-app", "app.kubernetes.io/name", "app.kubernetes.io/component", "app.kubernetes.io/part-of")


@dataclass(frozen=True)
class Exporter:
    """An exporter: a DaemonSet, a Service, a DaemonSet with its Service, or the target of a monitor."""

    name: str
    """Display name."""
    vendor: str | None
    """None if it may serve any vendor."""
    daemon_set: DaemonSet | None
    service: Service | None
    endpoints: tuple[Endpoint, ...]
    """Ready endpoints of the Service."""
    member_pods: tuple[Pod, ...] = ()
    """Ready pods, queried where no Service selects them."""
    by_monitor: bool = False
    """Recognized only by the texts of a monitor."""

    @property
    def health(self) -> Health | None:
        """Health of the DaemonSet."""
        return daemon_set_health(self.daemon_set) if self.daemon_set is not None else None

    @property
    def scheduled(self) -> bool:
        """Whether it should run on at least one node: a DaemonSet that selects no node proves nothing."""
        if self.daemon_set is None:
            return bool(self.endpoints or self.member_pods)
        return self.daemon_set.status.desired_number_scheduled > 0

    @property
    def running(self) -> bool:
        """Whether at least 1 pod is ready."""
        return self.scheduled and self.pods > 0

    @property
    def pods(self) -> int:
        """Number of ready pods."""
        ready = self.daemon_set.status.number_ready if self.daemon_set is not None else 0
        return max(ready, len(self.endpoints), len(self.member_pods))

    @property
    def nodes(self) -> frozenset[str]:
        """Names of the nodes with a ready endpoint or pod, where known."""
        by_endpoint = (endpoint.node_name for endpoint in self.endpoints)
        by_pod = (pod.spec.node_name for pod in self.member_pods)
        return frozenset(name for name in (*by_endpoint, *by_pod) if name)

    @property
    def version(self) -> str | None:
        """Version of the exporter's container."""
        marks = tuple(word for exporter in EXPORTERS for word in exporter.words)
        return workload_version(self.daemon_set.spec, marks) if self.daemon_set is not None else None


def exporters(snapshot: Snapshot) -> tuple[Exporter, ...]:
    """Return every exporter recognized by name; without any, the targets of accelerator monitors."""
    named = tuple(
        Exporter(
            *identity,
            daemon_set,
            service,
            _service_endpoints(snapshot, service),
            _member_pods(snapshot, daemon_set, service),
        )
        for identity, daemon_set, service in _exporter_workloads(
            snapshot.listing(registry.DAEMON_SETS).items, snapshot.listing(registry.SERVICES).items
        )
    )
    return named or tuple(_monitored_exporters(snapshot))


def daemon_sets_without_service(daemon_sets: Iterable[DaemonSet], services: Iterable[Service]) -> tuple[DaemonSet, ...]:
    """Return the DaemonSets of exporters that have pods and no Service."""
    return tuple(
        daemon_set
        for _, daemon_set, service in _exporter_workloads(daemon_sets, services)
        if daemon_set is not None and service is None and daemon_set.status.desired_number_scheduled
    )


def any_exporter(daemon_sets: Iterable[DaemonSet], services: Iterable[Service]) -> bool:
    """Return whether an exporter is recognized by name."""
    return any(_exporter_workloads(daemon_sets, services))


def _exporter_workloads(
    daemon_sets: Iterable[DaemonSet], services: Iterable[Service]
) -> Iterator[tuple[_Identity, DaemonSet | None, Service | None]]:
    """Yield each exporter's DaemonSet with its Service, then the Services without a DaemonSet."""
    left = {
        (service.metadata.namespace, service.metadata.name): (service, identity)
        for service in services
        if (identity := _identity(_service_names(service))) is not None
    }
    for daemon_set in daemon_sets:
        identity = _identity(_daemon_set_names(daemon_set))
        if identity is not None:
            service, _ = left.pop(_matching_service(daemon_set, left), (None, None))
            yield identity, daemon_set, service
    yield from ((identity, None, service) for service, identity in left.values())


def _monitored_exporters(snapshot: Snapshot) -> Iterator[Exporter]:
    for watch in accelerator_monitors(lambda resource: snapshot.listing(resource).items):
        texts = [watch.monitor.metadata.name, *watch.monitor.spec.selector.match_labels.values()]
        vendor = next((found for text in texts if (found := _vendor(text.lower()))), None)
        name = f"The target of {watch.resource.kind} {join_names([watch.monitor.metadata.name])}"
        if watch.of_services:
            for service in snapshot.listing(registry.SERVICES).items:
                if watch.selects(service):
                    yield Exporter(name, vendor, None, service, _service_endpoints(snapshot, service), by_monitor=True)
        elif pods := tuple(pod for pod in snapshot.listing(registry.PODS).items if pod.ready and watch.selects(pod)):
            yield Exporter(name, vendor, None, None, (), pods, by_monitor=True)


def _member_pods(snapshot: Snapshot, daemon_set: DaemonSet | None, service: Service | None) -> tuple[Pod, ...]:
    if daemon_set is None or service is not None:
        return ()
    labels = daemon_set.spec.template.metadata.labels
    return tuple(
        pod
        for pod in snapshot.listing(registry.PODS).items
        if labels
        and pod.ready
        and pod.metadata.namespace == daemon_set.metadata.namespace
        and labels.items() <= pod.metadata.labels.items()
    )


def observe_exporter(snapshot: Snapshot, exporter: Exporter) -> tuple[Observation, ...]:
    """Return observations of the DaemonSet and the Service with their states."""
    observations = []
    if exporter.daemon_set is not None and exporter.health is not None:
        version = f" {exporter.version}" if exporter.version else ""
        observations.append(
            observe_object(
                registry.DAEMON_SETS,
                exporter.daemon_set.metadata,
                f"{exporter.name}{version}. {exporter.health.sentence}",
                version=snapshot.listing(registry.DAEMON_SETS).version,
                doubtful=not exporter.scheduled,
            )
        )
    if exporter.service is not None:
        ports = ", ".join(
            f"{port.name} ({port.port})" if port.name else str(port.port) for port in exporter.service.spec.ports[:2]
        )
        detail = f"{count(len(exporter.endpoints), 'ready endpoint')}{f' at port {ports}' if ports else ''}."
        observations.append(
            observe_object(
                registry.SERVICES,
                exporter.service.metadata,
                detail,
                version=snapshot.listing(registry.SERVICES).version,
                doubtful=not exporter.endpoints,
            )
        )
    if exporter.member_pods and exporter.daemon_set is None:
        detail = f"{exporter.name}: {count(len(exporter.member_pods), 'ready pod')} read."
        observations.append(observe_object(registry.PODS, exporter.member_pods[0].metadata, detail, version="v1"))
    return tuple(observations)


def _daemon_set_names(daemon_set: DaemonSet) -> list[str]:
    labels = {**daemon_set.spec.template.metadata.labels, **daemon_set.metadata.labels}
    images = [container.image for container in daemon_set.spec.template.spec.containers]
    return [daemon_set.metadata.name, *images, *(labels[key] for key in _LABELS if key in labels)]


def _service_names(service: Service) -> list[str]:
    labels = service.metadata.labels
    return [service.metadata.name, *(labels[key] for key in _LABELS if key in labels)]


def _identity(words: Iterable[str]) -> _Identity | None:
    """Return name and vendor of the exporter that the texts name; None where they name none."""
    texts = [word.lower() for word in words]
    for exporter in EXPORTERS:
        if any(mark in text for mark in exporter.words for text in texts):
            return exporter.name, exporter.vendor
    for text in texts:
        last = text.partition("@")[0].rpartition(":")[0] or text
        if any(mark in last for mark in EXPORTER_WORDS) and names_accelerator(last):
            return "Accelerator metrics exporter", _vendor(last)
    return None


def _vendor(text: str) -> str | None:
    tokens = re.split(r"[^a-z0-9]+", text)
    return next((v.name for v in VENDORS if any(w in tokens or ("-" in w and w in text) for w in v.words)), None)


def _service_endpoints(snapshot: Snapshot, service: Service | None) -> tuple[Endpoint, ...]:
    if service is None:
        return ()
    return ready_endpoints(snapshot, service.metadata.name, service.metadata.namespace)


def _matching_service(daemon_set: DaemonSet, services: Mapping[_Key, tuple[Service, _Identity]]) -> _Key:
    """Return the key of a DaemonSet's Service: same name, else the only match by labels or name in its namespace."""
    meta = daemon_set.metadata
    own = (meta.namespace, meta.name)
    if own in services:
        return own
    labels = {**daemon_set.spec.template.metadata.labels, **meta.labels}
    labels_of_interest = {(key, labels[key]) for key in _LABELS if key in labels}
    candidates = [
        key
        for key, (service, _) in services.items()
        if key[0] == meta.namespace
        and (labels_of_interest & set(service.metadata.labels.items()) or key[1].startswith(meta.name))
    ]
    return candidates[0] if len(candidates) == 1 else own
