"""Suggested flags of the upstream tests for a cluster.

Source: the flags of `go test ./test` in kubernetes-sigs/ai-conformance.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

from auto_detect.analysis.accelerators.inventory import take_inventory
from auto_detect.analysis.monitoring.exporters import exporters
from auto_detect.analysis.monitoring.scrape_targets import prometheus_targets
from auto_detect.detectors.observability import accelerator_metrics, ai_service_metrics
from auto_detect.detectors.scheduling import cluster_autoscaling, gang_scheduling
from auto_detect.detectors.scheduling.queues import active_cluster_queues
from auto_detect.known.managed_platforms import NODE_POOL_LABELS
from auto_detect.resources import registry
from auto_detect.resources.monitoring import PROMETHEUSES
from auto_detect.snapshot.snapshot import Snapshot

_AMD_METRIC_FLAGS = ("-metrics-utilization-metric=gpu_gfx_activity", "-metrics-memory-metric=gpu_used_vram")
"""The default patterns of the test do not match these metrics."""


def upstream_flags(requirement: str, snapshot: Snapshot) -> tuple[str, ...]:
    """Return the flags for the test of a requirement; none if the cluster gives no hint."""
    source = _FLAGS.get(requirement)
    return tuple(source(snapshot)) if source is not None else ()


def _accelerators(snapshot: Snapshot) -> Iterator[str]:
    """Yield how test pods request accelerators."""
    inventory = take_inventory(snapshot)
    if "NVIDIA" in inventory.nodes:
        yield "-accelerator-type=nvidia"
    published = any(driver.vendor and driver.devices for driver in inventory.drivers)
    if inventory.nodes:
        yield f"-allocation-mode={'dra' if published else 'device-plugin'}"


def _gang(snapshot: Snapshot) -> Iterator[str]:
    """Yield a LocalQueue of an active ClusterQueue, else Volcano's scheduler."""
    active = {queue.metadata.name for queue in active_cluster_queues(snapshot)}
    local = next((q for q in snapshot.listing(registry.LOCAL_QUEUES).items if q.spec.cluster_queue in active), None)
    if local is not None:
        yield f"-gang-scheduler-namespace={local.metadata.namespace}"
        yield f"-gang-job-labels=kueue.x-k8s.io/queue-name={local.metadata.name}"
    elif snapshot.listing(registry.VOLCANO_QUEUES).items:
        yield "-gang-scheduler-name=volcano"


def _node_pool(snapshot: Snapshot) -> Iterator[str]:
    """Yield the label of a node pool with a usable accelerator node."""
    labels = (
        f"{key}={node.metadata.labels[key]}"
        for node, _ in take_inventory(snapshot).groups
        for key in NODE_POOL_LABELS
        if key in node.metadata.labels
    )
    yield from (f"-autoscaler-node-pool-label={label}" for label in sorted(set(labels))[:1])
    yield from _accelerators(snapshot)


def _exporter(snapshot: Snapshot) -> Iterator[str]:
    """Yield the Service of a running exporter."""
    found = next((e for e in exporters(snapshot) if e.running and not e.by_monitor and e.service is not None), None)
    if found is None or found.service is None:
        return
    meta, ports = found.service.metadata, found.service.spec.ports
    yield f"-metrics-namespace={meta.namespace}"
    yield f"-metrics-service-name={meta.name}"
    yield from (f"-metrics-service-port={port.port}" for port in ports[:1])
    yield from _AMD_METRIC_FLAGS if found.vendor == "AMD" else ()


def _prometheus(snapshot: Snapshot) -> Iterator[str]:
    """Yield the Prometheus Service, and the label that its monitor selector requires."""
    for target in prometheus_targets(snapshot)[:1]:
        yield f"-service-metrics-prometheus-service={target.namespace}/{target.service}:{target.port}"
    for item in snapshot.listing(PROMETHEUSES).items[:1]:
        wanted = item.spec.service_monitor_selector
        release = wanted.match_labels.get("release") if wanted is not None else None
        if release:
            yield f"-service-metrics-scrape-labels=release={release}"


_FLAGS: Mapping[str, Callable[[Snapshot], Iterable[str]]] = {
    accelerator_metrics.ID: _exporter,
    ai_service_metrics.ID: _prometheus,
    cluster_autoscaling.ID: _node_pool,
    gang_scheduling.ID: _gang,
    "secure_accelerator_access": _accelerators,
}
