"""Metrics collectors: their state, and the monitors that they read."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from auto_detect.analysis.controller_liveness import ControllerState, controller_liveness
from auto_detect.analysis.coverage import read_failure
from auto_detect.analysis.health import (
    ConditionState,
    condition_state,
    daemon_set_health,
    ready_endpoints,
)
from auto_detect.analysis.label_selectors import selects
from auto_detect.analysis.monitoring.monitors import WatchedMonitor
from auto_detect.analysis.wording import clean_name, count, join_names, observe_object
from auto_detect.detectors.evidence_ladder import Rung, confirmed, missing, unknown
from auto_detect.known.components import Controller
from auto_detect.known.metrics import (
    GOVERNING_SERVICES,
    MANAGED,
    OPENTELEMETRY_OPERATOR,
    PROMETHEUS_NAMES,
    PROMETHEUS_OPERATOR,
    VICTORIA_METRICS_OPERATOR,
)
from auto_detect.objects.core import Meta
from auto_detect.objects.labels import Selector
from auto_detect.objects.monitoring import CollectorResource
from auto_detect.resources import registry
from auto_detect.resources.monitoring import (
    AGENTS,
    NAMESPACES,
    OTEL_COLLECTORS,
    POD_MONITORS,
    PROMETHEUSES,
    SERVICE_MONITORS,
    VM_AGENTS,
    VM_POD_SCRAPES,
    VM_SERVICE_SCRAPES,
)
from auto_detect.resources.resource import Resource
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Observation

_NAME = "app.kubernetes.io/name"
_EVERYTHING = Selector()


@dataclass(frozen=True)
class MonitorSelection:
    """Monitors that a collector reads; None selects no monitors, or its own namespace only."""

    groups: frozenset[str]
    of_services: Selector | None = None
    of_services_in: Selector | None = None
    of_pods: Selector | None = None
    of_pods_in: Selector | None = None
    by_default: bool = False
    """Reads all monitors without a selector."""


@dataclass(frozen=True)
class Collector:
    """A metrics collector."""

    name: str
    namespace: str | None
    problem: str
    """Why it does not count, as a clause; empty if it runs."""
    observation: Observation
    selection: MonitorSelection = field(default=MonitorSelection(frozenset()))
    unread: str = ""
    """Why it is unknown whether its status is up to date, as a clause."""

    @property
    def alive(self) -> bool:
        """Whether it runs with its current configuration."""
        return not self.problem

    def reads(self, snapshot: Snapshot, monitored: WatchedMonitor) -> Rung:
        """Check that it reads a monitor."""
        selection, meta = self.selection, monitored.monitor.metadata
        kind, name = monitored.resource.kind, join_names([meta.name])
        if monitored.resource.group not in selection.groups:
            return missing(f"{self.name} does not read {kind}s of {monitored.resource.group}")
        wanted, inside = (
            (selection.of_services, selection.of_services_in)
            if monitored.of_services
            else (selection.of_pods, selection.of_pods_in)
        )
        if selection.by_default and wanted is None and inside is None:
            return confirmed()
        if wanted is None:
            return missing(f"{self.name} selects no {kind}")
        if not selects(wanted, meta.all_labels):
            keys = join_names(sorted({demand.key for demand in wanted.requirements}))
            return missing(f"{self.name} ignores {kind} {name}: its selector ({keys}) does not match")
        return self._inside(snapshot, inside, meta, f"{kind} {name}")

    def _inside(self, snapshot: Snapshot, inside: Selector | None, meta: Meta, what: str) -> Rung:
        if inside is None:
            own = meta.namespace == self.namespace
            return (
                confirmed()
                if own
                else missing(f"{self.name} ignores {what}: it reads monitors in its own namespace only")
            )
        if not inside.requirements:
            return confirmed()
        namespace = next((n for n in snapshot.listing(NAMESPACES).items if n.metadata.name == meta.namespace), None)
        if namespace is None:
            return unknown(read_failure(snapshot, NAMESPACES) or f"the labels of the namespace of {what} were not read")
        if selects(inside, namespace.metadata.all_labels):
            return confirmed()
        return missing(f"{self.name} ignores {what}: its namespace selector does not match")


def collectors(snapshot: Snapshot) -> tuple[Collector, ...]:
    """Return every collector, running ones first."""
    found = [
        *(
            _prometheus(snapshot, resource, item)
            for resource in (PROMETHEUSES, AGENTS)
            for item in snapshot.listing(resource).items
        ),
        *(_vm_agent(snapshot, item) for item in snapshot.listing(VM_AGENTS).items),
        *(_otel(snapshot, i) for i in snapshot.listing(OTEL_COLLECTORS).items if i.spec.target_allocator.enabled),
        *_managed(snapshot),
    ]
    operated = {collector.namespace for collector in found}
    found += [classic for classic in _unmanaged(snapshot) if classic.namespace not in operated]
    return tuple(sorted(found, key=lambda collector: not collector.alive))


def _prometheus(snapshot: Snapshot, resource: Resource[CollectorResource], item: CollectorResource) -> Collector:
    spec, status = item.spec, item.status
    why = _unreconciled(item) or ("it is paused, so new monitors do not reach it" if spec.paused else "")
    if not status.available_replicas:
        why = why or "none of its replicas is available"
    why = why or _writer_problem(snapshot, item, PROMETHEUS_OPERATOR, GOVERNING_SERVICES[resource.group_resource])
    detail = f"Not counted: {why}." if why else f"Available, {count(status.available_replicas, 'replica')}."
    selection = MonitorSelection(
        frozenset({SERVICE_MONITORS.group}),
        spec.service_monitor_selector,
        spec.service_monitor_namespace_selector,
        spec.pod_monitor_selector,
        spec.pod_monitor_namespace_selector,
    )
    return _collector(snapshot, resource, item, why, detail, selection)


def _writer_problem(snapshot: Snapshot, item: CollectorResource, operator: Controller, service: str) -> str:
    """Return why the status of a collector may be outdated, as a clause; empty if it is not.

    A running operator keeps the status up to date. An operator that is not visible may run elsewhere, so the ready
    endpoints of the collector count instead. Without its operator, new monitors do not reach a collector.
    """
    liveness = controller_liveness(snapshot, operator)
    if liveness.running:
        return ""
    if liveness.state is ControllerState.STOPPED:
        return f"{liveness.problem}, so its status is outdated and new monitors do not reach it"
    if ready_endpoints(snapshot, service.format(name=item.metadata.name), item.metadata.namespace):
        return ""
    if liveness.state is ControllerState.UNREADABLE:
        return liveness.problem
    return (
        read_failure(snapshot, registry.ENDPOINT_SLICES)
        or f"{liveness.problem}, and no ready endpoint of the collector is visible either"
    )


def _unreconciled(item: CollectorResource) -> str:
    states = {
        kind: condition_state(item.metadata, item.status.conditions, kind) for kind in ("Available", "Reconciled")
    }
    if ConditionState.STALE in states.values():
        return "its status is older than its last change, so its operator may be gone"
    if states["Reconciled"] is ConditionState.FALSE:
        return "its operator could not apply its configuration"
    return (
        ""
        if states["Available"] in (ConditionState.TRUE, ConditionState.FALSE)
        else "its operator has not reported that it is available"
    )


def _vm_agent(snapshot: Snapshot, item: CollectorResource) -> Collector:
    spec = item.spec
    state = item.status.update_status
    why = "" if state == "operational" else f"its state is {clean_name(state) or 'not known'}"
    why = why or ("it is scaled to zero" if spec.replica_count == 0 else "")
    why = why or _writer_problem(
        snapshot, item, VICTORIA_METRICS_OPERATOR, GOVERNING_SERVICES[VM_AGENTS.group_resource]
    )
    selection = MonitorSelection(
        frozenset({VM_SERVICE_SCRAPES.group, VM_POD_SCRAPES.group}),
        spec.service_scrape_selector or (_EVERYTHING if spec.service_scrape_namespace_selector else None),
        spec.service_scrape_namespace_selector,
        spec.pod_scrape_selector or (_EVERYTHING if spec.pod_scrape_namespace_selector else None),
        spec.pod_scrape_namespace_selector,
        spec.select_all_by_default,
    )
    return _collector(snapshot, VM_AGENTS, item, why, f"Not counted: {why}." if why else "Operational.", selection)


def _otel(snapshot: Snapshot, item: CollectorResource) -> Collector:
    reads = item.spec.target_allocator.prometheus_cr
    ready = item.status.scale.status_replicas.partition("/")[0]
    why = "" if reads.enabled else "its target allocator does not read monitors"
    why = why or ("" if ready.isdigit() and int(ready) else "none of its replicas is ready")
    service = GOVERNING_SERVICES[OTEL_COLLECTORS.group_resource]
    why = why or _writer_problem(snapshot, item, OPENTELEMETRY_OPERATOR, service)
    selection = MonitorSelection(
        frozenset({SERVICE_MONITORS.group, POD_MONITORS.group}),
        reads.service_monitor_selector,
        _EVERYTHING,
        reads.pod_monitor_selector,
        _EVERYTHING,
    )
    detail = f"Not counted: {why}." if why else "Its target allocator reads monitors."
    return _collector(snapshot, OTEL_COLLECTORS, item, why, detail, selection)


def _collector(
    snapshot: Snapshot,
    resource: Resource[CollectorResource],
    item: CollectorResource,
    why: str,
    detail: str,
    selection: MonitorSelection,
) -> Collector:
    observation = observe_object(
        resource, item.metadata, detail, version=snapshot.listing(resource).version, doubtful=bool(why)
    )
    name = f"{resource.kind} {join_names([item.metadata.name])}"
    failures = [read_failure(snapshot, resource) for resource in (registry.DEPLOYMENTS, registry.ENDPOINT_SLICES)]
    unread = why if why in failures else ""
    return Collector(name, item.metadata.namespace, why, observation, selection, unread)


def _managed(snapshot: Snapshot) -> Iterator[Collector]:
    for managed in MANAGED:
        for daemon_set in snapshot.listing(registry.DAEMON_SETS).items:
            meta = daemon_set.metadata
            if meta.name != managed.daemon_set or meta.namespace not in managed.namespaces:
                continue
            ready = daemon_set.status.number_ready
            why = "" if ready else "none of its pods is ready"
            observation = observe_object(
                registry.DAEMON_SETS,
                meta,
                f"{managed.name}. {daemon_set_health(daemon_set).sentence}",
                doubtful=not ready,
            )
            selection = MonitorSelection(frozenset({managed.group}), by_default=True)
            yield Collector(managed.name, meta.namespace, why, observation, selection)


def _unmanaged(snapshot: Snapshot) -> Iterator[Collector]:
    """Yield Prometheus servers without an operator: their configuration selects the pods."""
    for service in snapshot.listing(registry.SERVICES).items:
        meta = service.metadata
        if meta.labels.get(_NAME) not in PROMETHEUS_NAMES:
            continue
        ready = len(ready_endpoints(snapshot, meta.name, meta.namespace))
        why = "" if ready else "no endpoint of its Service is ready"
        observation = observe_object(registry.SERVICES, meta, f"{count(ready, 'ready endpoint')}.", doubtful=not ready)
        yield Collector(f"Prometheus {join_names([meta.name])}", meta.namespace, why, observation)
