"""What collects metrics in a cluster: whether it is alive, and which monitors it reads."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from auto_detect.analysis.coverage import why_unread
from auto_detect.analysis.health import (
    Says,
    daemon_set_health,
    deployment_health,
    deployments_of,
    ready_endpoints,
    says,
)
from auto_detect.analysis.label_selectors import selects
from auto_detect.analysis.monitoring.monitors import Watch
from auto_detect.analysis.wording import count, listed, observe_object, word
from auto_detect.detectors.evidence_ladder import Rung, missing, shown, unknown
from auto_detect.known.metrics import MANAGED, PROMETHEUS_NAMES, PROMETHEUS_OPERATOR
from auto_detect.objects.core import Meta
from auto_detect.objects.labels import Selector
from auto_detect.objects.monitoring import Collector
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
from auto_detect.resources.resource import Area
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Observation

_NAME = "app.kubernetes.io/name"
_EVERYTHING = Selector()


@dataclass(frozen=True)
class Chooses:
    """Which monitors of one API group a collector reads; None selects nothing, or its own namespace."""

    groups: frozenset[str]
    of_services: Selector | None = None
    of_services_in: Selector | None = None
    of_pods: Selector | None = None
    of_pods_in: Selector | None = None
    by_default: bool = False
    """It reads all monitors where nothing else is said."""


@dataclass(frozen=True)
class Found:
    """One collector."""

    name: str
    namespace: str | None
    why_not: str
    """Why it does not count, as a clause; empty where it is alive."""
    observation: Observation
    chooses: Chooses = field(default=Chooses(frozenset()))
    answers: bool = True
    """It can be asked for what it has collected."""

    @property
    def alive(self) -> bool:
        """It runs, as it is wanted now."""
        return not self.why_not

    def reads(self, snapshot: Snapshot, watch: Watch) -> Rung:
        """Whether it reads a monitor."""
        rules, meta = self.chooses, watch.monitor.metadata
        kind, name = watch.area.kind, listed([meta.name])
        if watch.area.group not in rules.groups:
            return missing(f"{self.name} does not read {kind}s of {watch.area.group}")
        wanted, inside = (
            (rules.of_services, rules.of_services_in) if watch.of_services else (rules.of_pods, rules.of_pods_in)
        )
        if rules.by_default and wanted is None and inside is None:
            return shown()
        if wanted is None:
            return missing(f"{self.name} selects no {kind} at all")
        if not selects(wanted, meta.all_labels):
            keys = listed(sorted({demand.key for demand in wanted.demands}))
            return missing(f"{self.name} ignores {kind} {name}: it does not carry the label that is asked for ({keys})")
        return self._inside(snapshot, inside, meta, f"{kind} {name}")

    def _inside(self, snapshot: Snapshot, inside: Selector | None, meta: Meta, what: str) -> Rung:
        if inside is None:
            own = meta.namespace == self.namespace
            return shown() if own else missing(f"{self.name} ignores {what}: it looks in its own namespace only")
        if not inside.demands:
            return shown()
        namespace = next((n for n in snapshot.of(NAMESPACES).items if n.metadata.name == meta.namespace), None)
        if namespace is None:
            return unknown(why_unread(snapshot, NAMESPACES) or f"the labels of the namespace of {what} were not read")
        if selects(inside, namespace.metadata.all_labels):
            return shown()
        return missing(f"{self.name} ignores {what}: its namespace is not selected")


def collectors(snapshot: Snapshot) -> tuple[Found, ...]:
    """Every collector, the living ones first."""
    found = [
        *(_prometheus(snapshot, area, item) for area in (PROMETHEUSES, AGENTS) for item in snapshot.of(area).items),
        *(_vm_agent(snapshot, item) for item in snapshot.of(VM_AGENTS).items),
        *(_otel(snapshot, i) for i in snapshot.of(OTEL_COLLECTORS).items if i.spec.target_allocator.enabled),
        *_managed(snapshot),
    ]
    operated = {collector.namespace for collector in found}
    found += [classic for classic in _classic(snapshot) if classic.namespace not in operated]
    return tuple(sorted(found, key=lambda collector: not collector.alive))


def _prometheus(snapshot: Snapshot, area: Area[Collector], item: Collector) -> Found:
    spec, status = item.spec, item.status
    why = _unreconciled(item) or _unoperated(snapshot)
    if not status.available_replicas:
        why = why or "none of its replicas is available"
    detail = f"Not counted: {why}." if why else f"Available, {count(status.available_replicas, 'replica')}."
    rules = Chooses(
        frozenset({SERVICE_MONITORS.group}),
        spec.service_monitor_selector,
        spec.service_monitor_namespace_selector,
        spec.pod_monitor_selector,
        spec.pod_monitor_namespace_selector,
    )
    return _found(snapshot, area, item, why, detail, rules)


def _unreconciled(item: Collector) -> str:
    told = {kind: says(item.metadata, item.status.conditions, kind) for kind in ("Available", "Reconciled")}
    if Says.STALE in told.values():
        return "what it says of itself is from before its last change, so its operator may be gone"
    if told["Reconciled"] is Says.FALSE:
        return "its operator could not put its configuration into effect"
    return "" if told["Available"] in (Says.TRUE, Says.FALSE) else "its operator has not said that it is available"


def _unoperated(snapshot: Snapshot) -> str:
    """Whether its operator is known not to run; one that was not found may have another name."""
    operators = deployments_of(snapshot, PROMETHEUS_OPERATOR)
    alive = any(deployment_health(operator).alive for operator in operators)
    return "its operator does not run, so new monitors do not reach it" if operators and not alive else ""


def _vm_agent(snapshot: Snapshot, item: Collector) -> Found:
    spec = item.spec
    state = item.status.update_status
    why = "" if state == "operational" else f"its state is {word(state) or 'not known'}"
    rules = Chooses(
        frozenset({VM_SERVICE_SCRAPES.group, VM_POD_SCRAPES.group}),
        spec.service_scrape_selector or (_EVERYTHING if spec.service_scrape_namespace_selector else None),
        spec.service_scrape_namespace_selector,
        spec.pod_scrape_selector or (_EVERYTHING if spec.pod_scrape_namespace_selector else None),
        spec.pod_scrape_namespace_selector,
        spec.select_all_by_default,
    )
    return _found(snapshot, VM_AGENTS, item, why, f"Not counted: {why}." if why else "Operational.", rules)


def _otel(snapshot: Snapshot, item: Collector) -> Found:
    reads = item.spec.target_allocator.prometheus_cr
    ready = item.status.scale.status_replicas.partition("/")[0]
    why = "" if reads.enabled else "its target allocator does not read monitors"
    why = why or ("" if ready.isdigit() and int(ready) else "none of its replicas is ready")
    rules = Chooses(
        frozenset({SERVICE_MONITORS.group, POD_MONITORS.group}),
        reads.service_monitor_selector,
        _EVERYTHING,
        reads.pod_monitor_selector,
        _EVERYTHING,
    )
    detail = f"Not counted: {why}." if why else "Its target allocator reads monitors."
    return _found(snapshot, OTEL_COLLECTORS, item, why, detail, rules)


def _found(snapshot: Snapshot, area: Area[Collector], item: Collector, why: str, detail: str, rules: Chooses) -> Found:
    seen = observe_object(area, item.metadata, detail, version=snapshot.of(area).version, doubtful=bool(why))
    name = f"{area.kind} {listed([item.metadata.name])}"
    return Found(name, item.metadata.namespace, why, seen, rules, answers=area is PROMETHEUSES)


def _managed(snapshot: Snapshot) -> Iterator[Found]:
    for managed in MANAGED:
        for daemon_set in snapshot.of(registry.DAEMON_SETS).items:
            meta = daemon_set.metadata
            if meta.name != managed.daemon_set or meta.namespace not in managed.namespaces:
                continue
            ready = daemon_set.status.number_ready
            why = "" if ready else "none of its pods is ready"
            seen = observe_object(
                registry.DAEMON_SETS,
                meta,
                f"{managed.name}. {daemon_set_health(daemon_set).sentence}",
                doubtful=not ready,
            )
            rules = Chooses(frozenset({managed.group}), by_default=True)
            yield Found(managed.name, meta.namespace, why, seen, rules, answers=False)


def _classic(snapshot: Snapshot) -> Iterator[Found]:
    """A Prometheus that no operator made: which pods it reads is in its configuration."""
    for service in snapshot.of(registry.SERVICES).items:
        meta = service.metadata
        if meta.labels.get(_NAME) not in PROMETHEUS_NAMES:
            continue
        ready = len(ready_endpoints(snapshot, meta.name, meta.namespace))
        why = "" if ready else "no endpoint of its Service is ready"
        seen = observe_object(registry.SERVICES, meta, f"{count(ready, 'ready endpoint')}.", doubtful=not ready)
        yield Found(f"Prometheus {listed([meta.name])}", meta.namespace, why, seen)
