"""Endpoints whose metrics are read on request: a small sample, each exporter on a known node."""

from auto_detect.analysis.accelerators.inventory import Inventory, take_inventory
from auto_detect.analysis.health import service_slices
from auto_detect.analysis.monitoring.ai_servers import ai_server_pods
from auto_detect.analysis.monitoring.exporters import Exporter, exporters
from auto_detect.known.metrics import OPERATED, PROMETHEUS_NAMES
from auto_detect.objects.metrics import EXPORTER, PROMETHEUS, ScrapeTarget
from auto_detect.objects.pods import Pod
from auto_detect.objects.services import EndpointSlice, Service
from auto_detect.resources import registry
from auto_detect.resources.monitoring import PROMETHEUSES
from auto_detect.snapshot.snapshot import Snapshot

MAX_NODES = 3
MAX_SERVERS = 3
MAX_PROMETHEUS = 2
_PER_NODE = 2
"""Maximum number of exporters that are read per node: several may serve the same accelerators."""
_WEB = ("web", "http-web", "https-web", "http", "http-query")


def exporter_targets(snapshot: Snapshot) -> tuple[ScrapeTarget, ...]:
    """Return exporters on a few accelerator nodes of every vendor; a Service where no pod is known."""
    accelerators = take_inventory(snapshot)
    running = [exporter for exporter in exporters(snapshot) if exporter.running]
    found = []
    for node in _sampled_nodes(accelerators):
        on_node = (target for exporter in running if (target := _target_on_node(snapshot, exporter, node)) is not None)
        found += list(on_node)[:_PER_NODE]
    if not found:
        services = (exporter.service for exporter in running if exporter.service is not None)
        found = [_service_target(service) for service in services][:_PER_NODE]
    return tuple(found)


def server_targets(snapshot: Snapshot) -> tuple[ScrapeTarget, ...]:
    """Return a few ready AI servers, of different kinds if possible."""
    ready = [serving for serving in ai_server_pods(snapshot.listing(registry.PODS).items) if serving.pod.ready]
    kinds = {serving.server.name: serving for serving in reversed(ready)}
    ordered = [*kinds.values(), *(serving for serving in ready if serving not in kinds.values())]
    return tuple(serving.target for serving in ordered[:MAX_SERVERS])


def prometheus_targets(snapshot: Snapshot) -> tuple[ScrapeTarget, ...]:
    """Return Prometheus endpoints to query: 1 per namespace, those of an operator first."""
    found: dict[str, ScrapeTarget] = {}
    for item in snapshot.listing(PROMETHEUSES).items:
        namespace, spec = item.metadata.namespace or "", item.spec
        if item.status.available_replicas and not spec.listen_local:
            prefix = f"/{spec.route_prefix.strip('/')}" if spec.route_prefix.strip("/") else ""
            scheme = "https" if spec.web.tls_config is not None else ""
            target = ScrapeTarget(PROMETHEUS, namespace, "", OPERATED, scheme, spec.port_name or "web", prefix)
            found.setdefault(namespace, target)
    for service in snapshot.listing(registry.SERVICES).items:
        meta = service.metadata
        if meta.labels.get("app.kubernetes.io/name") in PROMETHEUS_NAMES and service.spec.ports:
            port = min(service.spec.ports, key=lambda port: port.name not in _WEB)
            scheme = "https" if "https" in port.name else ""
            target = ScrapeTarget(
                PROMETHEUS, meta.namespace or "", "", meta.name, scheme, port.name or str(port.port), ""
            )
            found.setdefault(target.namespace, target)
    return tuple(found.values())[:MAX_PROMETHEUS]


def _sampled_nodes(accelerators: Inventory) -> list[str]:
    """Return 1 node of each vendor, then others, in a stable order."""
    first = dict.fromkeys(min(nodes) for nodes in accelerators.nodes.values() if nodes)
    return list(dict.fromkeys((*first, *sorted(accelerators.all_nodes))))[:MAX_NODES]


def _target_on_node(snapshot: Snapshot, exporter: Exporter, node: str) -> ScrapeTarget | None:
    """Return the exporter's pod on a node."""
    if exporter.service is not None:
        service = exporter.service.metadata
        for endpoint_slice in service_slices(snapshot, service.name, service.namespace):
            for endpoint in endpoint_slice.endpoints or ():
                ref = endpoint.target_ref
                named = ref is not None and ref.kind == "Pod" and ref.name
                if named and endpoint.node_name == node and endpoint.conditions.ready is not False:
                    return _pod_target(exporter, service.namespace, named, node, _port(exporter, endpoint_slice))
    for pod in exporter.member_pods:
        if pod.spec.node_name == node:
            return _pod_target(exporter, pod.metadata.namespace, pod.metadata.name, node, _pod_port(pod))
    return None


def _pod_target(
    exporter: Exporter, namespace: str | None, pod: str, node: str, port: tuple[int, str]
) -> ScrapeTarget | None:
    number, name = port
    if not number:
        return None
    annotations = _annotations(exporter)
    secure = "https" in (name, annotations.get("prometheus.io/scheme")) or name.startswith("https-")
    scheme = "https" if secure else ""
    return ScrapeTarget(
        EXPORTER, namespace or "", pod, scheme=scheme, port=str(number), path=_path(annotations), node=node
    )


def _service_target(service: Service) -> ScrapeTarget:
    port = min(service.spec.ports, key=lambda port: "metric" not in port.name, default=None)
    number = (port.name or str(port.port)) if port is not None else "metrics"
    path = _path(service.metadata.annotations)
    return ScrapeTarget(EXPORTER, service.metadata.namespace or "", "", service.metadata.name, "", number, path)


def _annotations(exporter: Exporter) -> dict[str, str]:
    """Return the annotations that name the metrics endpoint."""
    template = exporter.daemon_set.spec.template.metadata.annotations if exporter.daemon_set is not None else {}
    return {**template, **(exporter.service.metadata.annotations if exporter.service is not None else {})}


def _path(annotations: dict[str, str]) -> str:
    path = annotations.get("prometheus.io/path") or "/metrics"
    return path if path.startswith("/") else f"/{path}"


def _port(exporter: Exporter, endpoint_slice: EndpointSlice) -> tuple[int, str]:
    """Return number and name of the metrics port: the annotated port, else a port named metrics, else the first."""
    return _metrics_port(
        [(port.port or 0, port.name or "") for port in endpoint_slice.ports or ()], _annotations(exporter)
    )


def _pod_port(pod: Pod) -> tuple[int, str]:
    ports = [(port.container_port, port.name) for container in pod.spec.containers for port in container.ports]
    return _metrics_port(ports, pod.metadata.annotations)


def _metrics_port(ports: list[tuple[int, str]], annotations: dict[str, str]) -> tuple[int, str]:
    annotated = annotations.get("prometheus.io/port", "")
    if annotated.isascii() and annotated.isdigit():
        return int(annotated), next((name for number, name in ports if number == int(annotated)), "")
    return min(ports, key=lambda port: "metric" not in port[1], default=(0, ""))
