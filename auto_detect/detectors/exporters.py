"""Metrics exporters for accelerators: found by shape, counted by the nodes that they answer on."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from auto_detect import areas
from auto_detect.detectors.accelerators import says_accelerator
from auto_detect.detectors.health import Health, daemon_set_health, image_version, ready_endpoints
from auto_detect.detectors.known import EXPORTER_WORDS, EXPORTERS, VENDORS
from auto_detect.detectors.wording import count, observe_object
from auto_detect.objects import Endpoint, Service
from auto_detect.objects_apps import DaemonSet
from auto_detect.snapshot import Snapshot
from checklists.finding import Observation

_Key = tuple[str | None, str]
"""Namespace and name."""
_Identity = tuple[str, str | None]
"""Name for people, and vendor."""

_LABELS = ("app", "k8s-app", "app.kubernetes.io/name", "app.kubernetes.io/component", "app.kubernetes.io/part-of")


@dataclass(frozen=True)
class Found:
    """One exporter: a DaemonSet, a Service, or a Service that belongs to a DaemonSet."""

    name: str
    """For people."""
    vendor: str | None
    """None where it serves, or may serve, any vendor."""
    daemon_set: DaemonSet | None
    service: Service | None
    endpoints: tuple[Endpoint, ...]
    """Ready endpoints of the Service."""

    @property
    def health(self) -> Health | None:
        """Of the DaemonSet."""
        return daemon_set_health(self.daemon_set) if self.daemon_set is not None else None

    @property
    def wanted(self) -> bool:
        """It is meant to be on some node: a DaemonSet that selects none proves nothing."""
        if self.daemon_set is None:
            return bool(self.endpoints)
        return self.daemon_set.status.desired_number_scheduled > 0

    @property
    def running(self) -> bool:
        """At least one pod is ready."""
        return self.wanted and self.pods > 0

    @property
    def pods(self) -> int:
        """How many of its pods are ready."""
        return max(self.daemon_set.status.number_ready if self.daemon_set is not None else 0, len(self.endpoints))

    @property
    def nodes(self) -> frozenset[str]:
        """Nodes that a ready endpoint is on, as far as EndpointSlices name them."""
        return frozenset(endpoint.node_name for endpoint in self.endpoints if endpoint.node_name)

    @property
    def version(self) -> str | None:
        """Of the DaemonSet's image."""
        return image_version(self.daemon_set.spec, self.daemon_set.metadata) if self.daemon_set is not None else None


def exporters(snapshot: Snapshot) -> tuple[Found, ...]:
    """Every exporter, known by name or by what its name says; a Service joins its DaemonSet by name and namespace."""
    services = {
        (service.metadata.namespace, service.metadata.name): (service, identity)
        for service in snapshot.of(areas.SERVICES).items
        if (identity := _identity(_words_of_service(service))) is not None
    }
    found = []
    for daemon_set in snapshot.of(areas.DAEMON_SETS).items:
        identity = _identity(_words_of_daemon_set(daemon_set))
        if identity is None:
            continue
        service, _ = services.pop(_partner(daemon_set, services), (None, None))
        found.append(Found(*identity, daemon_set, service, _answering(snapshot, service)))
    found.extend(
        Found(*identity, None, service, _answering(snapshot, service)) for service, identity in services.values()
    )
    return tuple(found)


def observe_exporter(snapshot: Snapshot, found: Found) -> tuple[Observation, ...]:
    """The DaemonSet and the Service, each with its state."""
    seen = []
    if found.daemon_set is not None and found.health is not None:
        version = f" {found.version}" if found.version else ""
        seen.append(
            observe_object(
                areas.DAEMON_SETS,
                found.daemon_set.metadata,
                f"{found.name}{version}. {found.health.sentence}",
                version=snapshot.of(areas.DAEMON_SETS).version,
                doubtful=not found.wanted,
            )
        )
    if found.service is not None:
        ports = ", ".join(f"{port.name or 'port'} {port.port}" for port in found.service.spec.ports[:2])
        detail = f"{count(len(found.endpoints), 'ready endpoint')}{f' at {ports}' if ports else ''}."
        seen.append(
            observe_object(
                areas.SERVICES,
                found.service.metadata,
                detail,
                version=snapshot.of(areas.SERVICES).version,
                doubtful=not found.endpoints,
            )
        )
    return tuple(seen)


def _words_of_daemon_set(daemon_set: DaemonSet) -> list[str]:
    labels = {**daemon_set.spec.template.metadata.labels, **daemon_set.metadata.labels}
    images = [container.image for container in daemon_set.spec.template.spec.containers]
    return [daemon_set.metadata.name, *images, *(labels[key] for key in _LABELS if key in labels)]


def _words_of_service(service: Service) -> list[str]:
    labels = service.metadata.labels
    return [service.metadata.name, *(labels[key] for key in _LABELS if key in labels)]


def _identity(words: Iterable[str]) -> _Identity | None:
    """Name and vendor of the exporter that the words tell of; None where they tell of none."""
    texts = [word.lower() for word in words]
    for exporter in EXPORTERS:
        if any(mark in text for mark in exporter.words for text in texts):
            return exporter.name, exporter.vendor
    for text in texts:
        last = text.partition("@")[0].rpartition(":")[0] or text
        if any(mark in last for mark in EXPORTER_WORDS) and says_accelerator(last):
            return "Accelerator metrics exporter", _vendor(last)
    return None


def _vendor(text: str) -> str | None:
    tokens = re.split(r"[^a-z0-9]+", text)
    return next((v.name for v in VENDORS if any(w in tokens or ("-" in w and w in text) for w in v.words)), None)


def _answering(snapshot: Snapshot, service: Service | None) -> tuple[Endpoint, ...]:
    if service is None:
        return ()
    return ready_endpoints(snapshot, service.metadata.name, service.metadata.namespace)


def _partner(daemon_set: DaemonSet, services: Mapping[_Key, tuple[Service, _Identity]]) -> _Key:
    """The Service of a DaemonSet: of the same name, else the only one beside it that has its labels or its name."""
    meta = daemon_set.metadata
    own = (meta.namespace, meta.name)
    if own in services:
        return own
    labels = {**daemon_set.spec.template.metadata.labels, **meta.labels}
    told = {(key, labels[key]) for key in _LABELS if key in labels}
    beside = [
        key
        for key, (service, _) in services.items()
        if key[0] == meta.namespace and (told & set(service.metadata.labels.items()) or key[1].startswith(meta.name))
    ]
    return beside[0] if len(beside) == 1 else own
