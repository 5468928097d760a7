"""Where metrics would be read, if somebody chose so: a small sample, each exporter on a node that is known."""

from collections.abc import Iterator

from auto_detect.analysis.accelerators.inventory import Inventory, inventory
from auto_detect.analysis.monitoring.ai_servers import servers
from auto_detect.analysis.monitoring.exporters import Found, exporters
from auto_detect.known.metrics import OPERATED, PROMETHEUS_NAMES
from auto_detect.objects.metrics import EXPORTER, PROMETHEUS, Target
from auto_detect.objects.pods import Pod
from auto_detect.objects.services import EndpointSlice, Service
from auto_detect.resources import registry
from auto_detect.resources.monitoring import PROMETHEUSES
from auto_detect.snapshot.snapshot import Snapshot

MOST_NODES = 3
MOST_SERVERS = 3
MOST_PROMETHEUS = 2
_TWINS = 2
"""Exporters that are read on one node: several may be there for the same accelerators."""
_WEB = ("web", "http-web", "https-web", "http", "http-query")


def exporter_targets(snapshot: Snapshot) -> tuple[Target, ...]:
    """Exporters on a few accelerator nodes, each vendor's among them; a Service where no pod is known."""
    stock = inventory(snapshot)
    running = [exporter for exporter in exporters(snapshot) if exporter.running]
    found = []
    for node in _sample(stock):
        there = (target for exporter in running if (target := _on(snapshot, exporter, node)) is not None)
        found += list(there)[:_TWINS]
    if not found:
        services = (exporter.service for exporter in running if exporter.service is not None)
        found = [_through(service) for service in services][:_TWINS]
    return tuple(found)


def server_targets(snapshot: Snapshot) -> tuple[Target, ...]:
    """A few ready AI servers, of different kinds where there are."""
    ready = [serving for serving in servers(snapshot.of(registry.PODS).items) if serving.pod.ready]
    kinds = {serving.server.name: serving for serving in reversed(ready)}
    ordered = [*kinds.values(), *(serving for serving in ready if serving not in kinds.values())]
    return tuple(serving.target for serving in ordered[:MOST_SERVERS])


def prometheus_targets(snapshot: Snapshot) -> tuple[Target, ...]:
    """What can be queried: one a namespace, those first that an operator made."""
    found: dict[str, Target] = {}
    for item in snapshot.of(PROMETHEUSES).items:
        namespace, spec = item.metadata.namespace or "", item.spec
        if item.status.available_replicas and not spec.listen_local:
            prefix = f"/{spec.route_prefix.strip('/')}" if spec.route_prefix.strip("/") else ""
            scheme = "https" if spec.web.tls_config is not None else ""
            target = Target(PROMETHEUS, namespace, "", OPERATED, scheme, spec.port_name or "web", prefix)
            found.setdefault(namespace, target)
    for service in snapshot.of(registry.SERVICES).items:
        meta = service.metadata
        if meta.labels.get("app.kubernetes.io/name") in PROMETHEUS_NAMES and service.spec.ports:
            port = min(service.spec.ports, key=lambda port: port.name not in _WEB)
            scheme = "https" if "https" in port.name else ""
            target = Target(PROMETHEUS, meta.namespace or "", "", meta.name, scheme, port.name or str(port.port), "")
            found.setdefault(target.namespace, target)
    return tuple(found.values())[:MOST_PROMETHEUS]


def _sample(stock: Inventory) -> list[str]:
    """One node of each vendor, then others, always the same ones."""
    first = dict.fromkeys(min(nodes) for nodes in stock.nodes.values() if nodes)
    return list(dict.fromkeys((*first, *sorted(stock.all_nodes))))[:MOST_NODES]


def _on(snapshot: Snapshot, exporter: Found, node: str) -> Target | None:
    """The exporter's pod on a node."""
    if exporter.service is not None:
        for piece in _slices(snapshot, exporter.service):
            for endpoint in piece.endpoints or ():
                ref = endpoint.target_ref
                named = ref is not None and ref.kind == "Pod" and ref.name
                if named and endpoint.node_name == node and endpoint.conditions.ready is not False:
                    return _of_pod(exporter, exporter.service.metadata.namespace, named, node, _port(exporter, piece))
    for pod in exporter.members:
        if pod.spec.node_name == node:
            return _of_pod(exporter, pod.metadata.namespace, pod.metadata.name, node, _pods_port(pod))
    return None


def _slices(snapshot: Snapshot, service: Service) -> Iterator[EndpointSlice]:
    meta = service.metadata
    for piece in snapshot.of(registry.ENDPOINT_SLICES).items:
        if (piece.metadata.namespace, piece.metadata.labels.get("kubernetes.io/service-name")) == (
            meta.namespace,
            meta.name,
        ):
            yield piece


def _of_pod(exporter: Found, namespace: str | None, pod: str, node: str, port: tuple[int, str]) -> Target | None:
    number, name = port
    if not number:
        return None
    notes = _notes(exporter)
    secure = "https" in (name, notes.get("prometheus.io/scheme")) or name.startswith("https-")
    scheme = "https" if secure else ""
    return Target(EXPORTER, namespace or "", pod, scheme=scheme, port=str(number), path=_path(notes), node=node)


def _through(service: Service) -> Target:
    port = min(service.spec.ports, key=lambda port: "metric" not in port.name, default=None)
    number = (port.name or str(port.port)) if port is not None else "metrics"
    path = _path(service.metadata.annotations)
    return Target(EXPORTER, service.metadata.namespace or "", "", service.metadata.name, "", number, path)


def _notes(exporter: Found) -> dict[str, str]:
    """Annotations that say where the metrics are."""
    template = exporter.daemon_set.spec.template.metadata.annotations if exporter.daemon_set is not None else {}
    return {**template, **(exporter.service.metadata.annotations if exporter.service is not None else {})}


def _path(notes: dict[str, str]) -> str:
    path = notes.get("prometheus.io/path") or "/metrics"
    return path if path.startswith("/") else f"/{path}"


def _port(exporter: Found, piece: EndpointSlice) -> tuple[int, str]:
    """The pods' port for metrics, by number and name: as annotated, else the one that is called so, else the first."""
    return _best([(port.port or 0, port.name or "") for port in piece.ports or ()], _notes(exporter))


def _pods_port(pod: Pod) -> tuple[int, str]:
    ports = [(port.container_port, port.name) for container in pod.spec.containers for port in container.ports]
    return _best(ports, pod.metadata.annotations)


def _best(ports: list[tuple[int, str]], notes: dict[str, str]) -> tuple[int, str]:
    told = notes.get("prometheus.io/port", "")
    if told.isascii() and told.isdigit():
        return int(told), next((name for number, name in ports if number == int(told)), "")
    return min(ports, key=lambda port: "metric" not in port[1], default=(0, ""))
