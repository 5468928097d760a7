"""AI servers among the pods of a snapshot: by label, by image, by name."""

from collections.abc import Iterable
from dataclasses import dataclass

from auto_detect.known.metrics import SERVER_NAMES, SERVERS, Server
from auto_detect.objects.metrics import SERVER, ScrapeTarget
from auto_detect.objects.pods import ContainerPort, Pod

_NAMES = ("app.kubernetes.io/name", "app")
UNKNOWN_SERVER = Server("AI server")
_PORT_NAMES = ("metrics", "http-metrics", "prometheus", "system")
_API_NAMES = ("http", "http1", "api", "web")


@dataclass(frozen=True)
class AIServerPod:
    """A pod that runs an AI server."""

    pod: Pod
    server: Server

    @property
    def annotated(self) -> bool:
        """Whether it has the annotation `prometheus.io/scrape`."""
        return self.pod.metadata.annotations.get("prometheus.io/scrape") == "true"

    @property
    def target(self) -> ScrapeTarget:
        """Endpoint where its metrics should be."""
        annotations = self.pod.metadata.annotations
        path = annotations.get("prometheus.io/path") or annotations.get("prometheus.kserve.io/path") or self.server.path
        return ScrapeTarget(
            SERVER,
            self.pod.metadata.namespace or "",
            self.pod.metadata.name,
            scheme="https" if annotations.get("prometheus.io/scheme") == "https" else "",
            port=str(self._port()),
            path=path if path.startswith("/") else f"/{path}",
            node=self.pod.spec.node_name,
        )

    def _port(self) -> int:
        annotations = self.pod.metadata.annotations
        annotated_port = annotations.get("prometheus.io/port") or annotations.get("prometheus.kserve.io/port") or ""
        if annotated_port.isascii() and annotated_port.isdigit():
            return int(annotated_port)
        ports = [port for container in self.pod.spec.containers for port in container.ports]

        def rank(port: ContainerPort) -> tuple[bool, bool, bool]:
            by_name = port.name not in _PORT_NAMES
            return by_name, port.container_port != self.server.port, port.name not in _API_NAMES

        return min(ports, key=rank).container_port if ports else self.server.port


def ai_server_pods(pods: Iterable[Pod]) -> tuple[AIServerPod, ...]:
    """Return the pods that serve models or route to model servers, the ready ones first."""
    found = (AIServerPod(pod, server) for pod in pods if (server := _server(pod)) is not None)
    return tuple(sorted(found, key=lambda serving: not serving.pod.ready))


def _server(pod: Pod) -> Server | None:
    labels = pod.metadata.all_labels
    images = [f"/{container.image.lower()}" for container in pod.spec.containers]
    for server in SERVERS:
        if any(labels.get(key) == value or (not value and key in labels) for key, value in server.labels):
            return server
        if any(mark in image for mark in server.images for image in images):
            return server
    return UNKNOWN_SERVER if any(labels.get(key) in SERVER_NAMES for key in _NAMES) else None
