"""`ai_service_metrics`: a monitoring system finds and collects an AI server's metrics.

Without a query, the checks are: a collector runs, an AI server runs, a monitor selects it at an existing port, and the
collector reads that monitor. A Prometheus with series of an AI server proves all of them at once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from auto_detect.analysis.coverage import discovery_failure, partial_note, read_failure
from auto_detect.analysis.monitoring.ai_servers import UNKNOWN_SERVER, AIServerPod, ai_server_pods
from auto_detect.analysis.monitoring.monitors import (
    MAX_MONITORS,
    WatchedMonitor,
    server_monitors,
    services_selecting,
    watched_monitors,
)
from auto_detect.analysis.nodes import simulated_node_names
from auto_detect.analysis.wording import capitalize, count, first_few, join_names, observe_object
from auto_detect.detectors.evidence_ladder import (
    Ladder,
    Rung,
    RungState,
    conclude,
    confirmed,
    could_not_check,
    detected,
    missing,
    unknown,
)
from auto_detect.detectors.observability.collectors import Collector, collectors
from auto_detect.detectors.observability.target_observations import failure_reasons, observe_target
from auto_detect.known.measures import is_server_metric
from auto_detect.objects.core import Object
from auto_detect.objects.metrics import SERVER, QueryResult
from auto_detect.read_outcome import ReadOutcome
from auto_detect.resources import registry
from auto_detect.resources.monitoring import COLLECTORS, MONITORS_OF_PODS, MONITORS_OF_SERVICES
from auto_detect.resources.resource import Resource, T
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Finding, Observation

ID = "ai_service_metrics"
_BEST_FIRST = (RungState.CONFIRMED, RungState.UNKNOWN, RungState.MISSING)
_MONITOR = "a monitor that selects a ready AI server at an existing port, read by a running collector"
_COLLECTED = "a running metrics collector with a monitor that selects a ready AI server"
_SERVED = "a ready AI server with a monitor that the collector reads"
_SERIES = "series of an AI server in Prometheus"
_AGREE = "That the numbers agree with the requests that were sent."
_NO_QUERY = "That the metrics arrive: no query was sent to the collector."


@dataclass(frozen=True)
class _Pair:
    """An AI server with a monitor that selects it, and whether a collector reads that monitor."""

    server: AIServerPod
    monitor: WatchedMonitor
    collector: str
    """Display name; empty if the monitor's port does not exist."""
    rung: Rung

    @property
    def read(self) -> bool:
        """Whether the collector reads the monitor."""
        return self.rung.state is RungState.CONFIRMED


def detect_ai_service_metrics(snapshot: Snapshot) -> Finding:
    """Detect whether metrics of an AI server are collected."""
    failure = discovery_failure(snapshot)
    if failure:
        return could_not_check(ID, failure)
    found = collectors(snapshot)
    server_pods = _server_pods(snapshot)
    queried = _query_results(snapshot)
    scraped = tuple(_scrape_observations(snapshot))
    with_series = [result for result in queried if _has_ai_series(result)]
    if with_series:
        return _detected_by_query(
            with_series[0],
            (*_collector_observations(found), *_server_observations(snapshot, server_pods, server_pods), *scraped),
        )
    alive = [collector for collector in found if collector.alive]
    pairs = list(_monitored_servers(snapshot, alive, server_pods))
    ladder = Ladder("Monitoring", tuple(_build_rungs(snapshot, found, server_pods, pairs)))
    observations = (*ladder.observations, *scraped)
    return conclude(
        ID,
        ladder,
        observations,
        when_detected=lambda: _detected(snapshot, pairs, observations),
        partly_summary=f"{capitalize(ladder.missing_reason)}.",
    )


def _build_rungs(
    snapshot: Snapshot, found: Sequence[Collector], server_pods: Sequence[AIServerPod], pairs: Sequence[_Pair]
) -> Iterator[Rung]:
    """Yield the checks up to the first that fails, then contradicting query results."""
    for rung in (_collector_rung(snapshot, found), _server_rung(snapshot, server_pods, pairs)):
        yield rung
        if rung.state is not RungState.CONFIRMED:
            return
    yield _monitor_rung(snapshot, [pair.rung for pair in pairs], server_pods)
    yield from _contradicting_queries(snapshot, [collector for collector in found if collector.alive])


def _collector_rung(snapshot: Snapshot, found: Sequence[Collector]) -> Rung:
    observations = _collector_observations(found)
    if any(collector.alive for collector in found):
        return confirmed(*observations)
    unread = next((collector.unread for collector in found if collector.unread), "")
    if unread:
        return unknown(unread, *observations)
    if found:
        problem = f"{found[0].name} does not count: {found[0].problem}"
        return missing(problem, *observations, needed=_COLLECTED)
    failure = _read_failures(snapshot, *COLLECTORS, registry.SERVICES, registry.DAEMON_SETS)
    return unknown(failure) if failure else missing("no metrics collector is visible here", needed=_COLLECTED)


def _server_rung(snapshot: Snapshot, server_pods: Sequence[AIServerPod], pairs: Sequence[_Pair]) -> Rung:
    observations = _server_observations(snapshot, server_pods, _read_servers(pairs))
    if any(server.pod.ready for server in server_pods):
        return confirmed(*observations)
    if server_pods:
        return missing("a collector runs, but no AI server is ready", *observations, needed=_SERVED)
    failure = _read_failures(snapshot, registry.PODS)
    none = f"a collector runs, but no AI server was seen{partial_note(snapshot, registry.PODS)}"
    return unknown(failure) if failure else missing(none, needed=_SERVED)


def _monitored_servers(
    snapshot: Snapshot, alive: Sequence[Collector], server_pods: Sequence[AIServerPod]
) -> Iterator[_Pair]:
    """Yield every ready AI server with the result of each monitor that selects it and each collector."""
    for server in server_pods:
        if server.pod.ready:
            for monitored, item in _selecting_monitors(snapshot, server):
                for collector, rung in _monitor_rungs(snapshot, alive, monitored, item):
                    yield _Pair(server, monitored, collector, rung)


def _read_servers(pairs: Sequence[_Pair]) -> list[AIServerPod]:
    """Return the AI servers that a monitor selects and a collector reads."""
    return [pair.server for pair in pairs if pair.read]


def _monitor_rung(snapshot: Snapshot, rungs: Sequence[Rung], server_pods: Sequence[AIServerPod]) -> Rung:
    """Return the best result of all pairs of a monitor that selects an AI server and a collector."""
    if rungs:
        return replace(min(rungs, key=lambda rung: _BEST_FIRST.index(rung.state)), needed=_MONITOR)
    failure = _read_failures(snapshot, *MONITORS_OF_SERVICES, *MONITORS_OF_PODS, registry.SERVICES)
    if failure:
        return unknown(failure)
    beyond = len(server_monitors(_items(snapshot))) - MAX_MONITORS
    if beyond > 0:
        return unknown(
            f"only {MAX_MONITORS} of {MAX_MONITORS + beyond:,} monitors that may select an AI server were followed"
        )
    if any(server.annotated for server in server_pods):
        reason = "AI servers have the scrape annotation, but whether a collector follows it was not queried"
        return missing(reason, needed=f"{_MONITOR}, or series of the AI server in a queried Prometheus")
    reason = f"a collector runs, but no monitor selects an AI server{partial_note(snapshot, registry.PODS)}"
    return missing(reason, needed=_MONITOR)


def _selecting_monitors(snapshot: Snapshot, server: AIServerPod) -> Iterator[tuple[WatchedMonitor, Any]]:
    for monitored in watched_monitors(_items(snapshot)):
        if monitored.of_services:
            yield from ((monitored, s) for s in services_selecting(server, _items(snapshot)) if monitored.selects(s))
        elif monitored.selects(server.pod):
            yield monitored, server.pod


def _monitor_rungs(
    snapshot: Snapshot, alive: Sequence[Collector], monitored: WatchedMonitor, item: Any
) -> Iterator[tuple[str, Rung]]:
    """Yield the display name of each collector, and whether it reads a monitor that selects a pod or Service."""
    meta = monitored.monitor.metadata
    kind, name = monitored.resource.kind, join_names([meta.name])
    version = snapshot.listing(monitored.resource).version
    whom = f"{'Service' if monitored.of_services else 'pod'} {join_names([item.metadata.name])}"
    ports = join_names(monitored.ports)
    if not monitored.finds_port(item):
        reason = f"{kind} {name} selects {whom}, which has no port {ports}"
        doubt = observe_object(monitored.resource, meta, f"{capitalize(whom)} has no port {ports}.", doubtful=True)
        yield "", missing(reason, doubt)
        return
    for collector in alive:
        rung = collector.reads(snapshot, monitored)
        detail = f"Selects {whom} at port {ports}; read by {collector.name}."
        if rung.state is RungState.CONFIRMED:
            yield collector.name, confirmed(observe_object(monitored.resource, meta, detail, version=version))
        else:
            reason = capitalize(rung.reason.replace(f"ignores {kind} {name}", "ignores it"))
            doubt = observe_object(monitored.resource, meta, f"{reason}.", version=version, doubtful=True)
            yield collector.name, Rung(rung.state, rung.reason, (doubt,))


def _contradicting_queries(snapshot: Snapshot, alive: Sequence[Collector]) -> Iterator[Rung]:
    """Yield a missing check if every collector was queried and none has series of an AI server."""
    queried = _query_results(snapshot)
    namespaces = {result.target.namespace for result in queried}
    if not queried or len(queried) < len(snapshot.scraped().queried) or not {c.namespace for c in alive} <= namespaces:
        return
    down = sum(result.servers_down for result in queried)
    if down:
        targets = count(down, "target of AI servers is", "targets of AI servers are")
        yield missing(f"Prometheus answers, but {targets} down", needed=_SERIES)
    else:
        yield missing("Prometheus answers, but has no series of an AI server", needed=_SERIES)


def _detected_by_query(queried: QueryResult, observations: Sequence[Observation]) -> Finding:
    names = [series.name for series in queried.series if is_server_metric(series.name)]
    detail = f"Has {count(len(names), 'metric')} of AI servers: {join_names(names, limit=3)}."
    answer = observe_target(queried.target, detail, queried.target.query_path(names[0]), doubtful=False)
    return detected(
        ID,
        f"Prometheus has series of AI servers: {join_names(names, limit=3)}.",
        (answer, *observations),
        unproven=(_AGREE,),
        notes=f"Prometheus collects metrics of AI servers: {join_names(names, limit=6)}.",
    )


def _detected(snapshot: Snapshot, pairs: Sequence[_Pair], observations: Sequence[Observation]) -> Finding:
    proof = next(pair for pair in pairs if pair.read)
    selected = (pair.server.server.name for pair in pairs if pair.read and pair.monitor == proof.monitor)
    kinds = join_names(name for name in dict.fromkeys(selected) if name != UNKNOWN_SERVER.name)
    server, kind = f"an AI server{f' ({kinds})' if kinds else ''}", proof.monitor.resource.kind
    name = join_names([proof.monitor.monitor.metadata.name])
    return detected(
        ID,
        f"{proof.collector} reads {kind} {name}, which selects {server}.",
        observations,
        unproven=(" ".join((_NO_QUERY, *failure_reasons(snapshot.scraped().queried))), _AGREE),
        notes=f"A {kind} selects {server} and the monitoring system reads it. No query was sent.",
    )


def _has_ai_series(queried: QueryResult) -> bool:
    return any(is_server_metric(series.name) for series in queried.series)


def _query_results(snapshot: Snapshot) -> list[QueryResult]:
    return [result for result in snapshot.scraped().queried if result.outcome is ReadOutcome.READ]


def _server_pods(snapshot: Snapshot) -> tuple[AIServerPod, ...]:
    simulated = simulated_node_names(snapshot.listing(registry.NODES).items)
    return tuple(
        s for s in ai_server_pods(snapshot.listing(registry.PODS).items) if s.pod.spec.node_name not in simulated
    )


def _collector_observations(found: Sequence[Collector]) -> tuple[Observation, ...]:
    return first_few([collector.observation for collector in found], limit=3)


def _server_observations(
    snapshot: Snapshot, server_pods: Sequence[AIServerPod], read: Sequence[AIServerPod]
) -> tuple[Observation, ...]:
    """Return observations of AI servers; if monitors are read for some of them, the others do not count."""
    version = snapshot.listing(registry.PODS).version

    def state(item: AIServerPod) -> tuple[str, bool]:
        if not item.pod.ready:
            return "not ready", False
        return ("ready", True) if item in read or not read else ("ready, but no monitor selects it; not counted", False)

    return first_few(
        [
            observe_object(
                registry.PODS,
                item.pod.metadata,
                f"{item.server.name}, {state(item)[0]}.",
                version=version,
                doubtful=not state(item)[1],
            )
            for item in server_pods
        ],
        limit=2,
    )


def _scrape_observations(snapshot: Snapshot) -> Iterator[Observation]:
    """Yield the metrics of AI servers and the results from Prometheus; neither counts by itself."""
    observations = []
    for result in snapshot.scraped().exposed:
        if result.target.role != SERVER:
            continue
        names = [series.name for series in result.series]
        detail = f"Exposes {join_names(names, limit=3)}." if names else "Exposes no metric of an AI server."
        observations.append(observe_target(result.target, result.reason or detail, doubtful=True))
    for queried in snapshot.scraped().queried:
        detail = f"Answers; {queried.up:,} targets up, {queried.down:,} down."
        at = queried.target.query_path("up")
        observations.append(
            observe_target(queried.target, queried.reason or detail, at, doubtful=queried.reason is not None)
        )
    yield from first_few(observations)


def _items(snapshot: Snapshot) -> Any:
    def of(resource: Resource[T]) -> Sequence[T]:
        return snapshot.listing(resource).items

    return of


def _read_failures(snapshot: Snapshot, *resources: Resource[Object]) -> str:
    """Return why objects may exist that were not read."""
    reasons = (read_failure(snapshot, resource) for resource in resources)
    return "; ".join(dict.fromkeys(reason for reason in reasons if reason))
