"""`ai_service_metrics`: a monitoring system that finds an AI server's metrics and collects them.

Without a query, the ladder is: something collects, an AI server runs, a monitor selects it at a port that is there, and
the collector reads that monitor. A Prometheus that has series of an AI server shows all of it at once.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from auto_detect.analysis.coverage import among, why_undiscovered, why_unread
from auto_detect.analysis.monitoring.ai_servers import Serving, servers
from auto_detect.analysis.monitoring.monitors import MOST, Watch, followed_for_servers, services_of, watches
from auto_detect.analysis.nodes import played
from auto_detect.analysis.wording import capital, count, few, listed, observe_object
from auto_detect.detectors.evidence_ladder import (
    Ladder,
    Rung,
    Step,
    conclude,
    could_not_check,
    detected,
    missing,
    shown,
    unknown,
)
from auto_detect.detectors.observability.collectors import Found, collectors
from auto_detect.detectors.observability.target_observations import observe_target, reasons
from auto_detect.known.measures import says_server
from auto_detect.objects.core import Object
from auto_detect.objects.metrics import SERVER, Queried
from auto_detect.objects.read_outcome import ReadOutcome
from auto_detect.resources import registry
from auto_detect.resources.monitoring import COLLECTORS, MONITORS_OF_PODS, MONITORS_OF_SERVICES
from auto_detect.resources.resource import Area, T
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Finding, Observation

ID = "ai_service_metrics"
_BEST = (Step.SHOWN, Step.UNKNOWN, Step.MISSING)
_AGREE = "That the numbers agree with the requests that were sent."
_NO_QUERY = "That the metrics arrive: no query was sent to what collects them."


def detect_ai_service_metrics(snapshot: Snapshot) -> Finding:
    """Whether metrics of an AI server are collected."""
    unread = why_undiscovered(snapshot)
    if unread:
        return could_not_check(ID, unread)
    found = collectors(snapshot)
    serving = _serving(snapshot)
    queried = _answered(snapshot)
    read = tuple(_read(snapshot))
    has = [one for one in queried if _series(one)]
    if has:
        return _by_query(has[0], (*_collecting(found), *_running(snapshot, serving), *read))
    ladder = Ladder("Monitoring", tuple(_climb(snapshot, found, serving)))
    seen = (*ladder.seen, *read)
    return conclude(
        ID,
        ladder,
        seen,
        found=lambda: _selected(snapshot, ladder, found, serving, seen),
        some=f"{capital(ladder.why_missing)}.",
    )


def _climb(snapshot: Snapshot, found: Sequence[Found], serving: Sequence[Serving]) -> Iterator[Rung]:
    """Up to the first rung that is not shown; then what a query says against it."""
    for rung in (_collects(snapshot, found), _serves(snapshot, serving)):
        yield rung
        if rung.step is not Step.SHOWN:
            return
    alive = [collector for collector in found if collector.alive]
    yield _watched(snapshot, alive, serving)
    yield from _empty(snapshot, alive)


def _collects(snapshot: Snapshot, found: Sequence[Found]) -> Rung:
    seen = _collecting(found)
    if any(collector.alive for collector in found):
        return shown(*seen)
    if found:
        return missing(f"{found[0].name} does not count: {found[0].why_not}", *seen)
    unread = _why(snapshot, *COLLECTORS, registry.SERVICES, registry.DAEMON_SETS)
    return unknown(unread) if unread else missing("nothing that collects metrics is visible here")


def _serves(snapshot: Snapshot, serving: Sequence[Serving]) -> Rung:
    seen = _running(snapshot, serving)
    if any(one.pod.ready for one in serving):
        return shown(*seen)
    if serving:
        return missing("something collects metrics, but none of the AI servers that were seen is ready", *seen)
    unread = _why(snapshot, registry.PODS)
    none = f"something collects metrics, but no AI server was seen{among(snapshot, registry.PODS)}"
    return unknown(unread) if unread else missing(none)


def _watched(snapshot: Snapshot, alive: Sequence[Found], serving: Sequence[Serving]) -> Rung:
    """A monitor selects an AI server, and a collector reads that monitor: the best of all pairs."""
    rungs = [
        rung
        for one in serving
        if one.pod.ready
        for watch, item in _selecting(snapshot, one)
        for rung in _chosen(snapshot, alive, watch, item)
    ]
    if rungs:
        return min(rungs, key=lambda rung: _BEST.index(rung.step))
    unread = _why(snapshot, *MONITORS_OF_SERVICES, *MONITORS_OF_PODS, registry.SERVICES)
    if unread:
        return unknown(unread)
    beyond = len(followed_for_servers(_items(snapshot))) - MOST
    if beyond > 0:
        return unknown(f"only {MOST} of {MOST + beyond:,} monitors that may select an AI server were followed")
    if any(one.annotated for one in serving):
        return missing("AI servers ask to be scraped by annotation; whether anything acts on that was not asked")
    return missing(f"something collects metrics, and no monitor selects an AI server{among(snapshot, registry.PODS)}")


def _selecting(snapshot: Snapshot, one: Serving) -> Iterator[tuple[Watch, Any]]:
    for watch in watches(_items(snapshot)):
        if watch.of_services:
            yield from ((watch, s) for s in services_of(one, _items(snapshot)) if watch.selects(s))
        elif watch.selects(one.pod):
            yield watch, one.pod


def _chosen(snapshot: Snapshot, alive: Sequence[Found], watch: Watch, item: Any) -> Iterator[Rung]:
    meta = watch.monitor.metadata
    kind, name = watch.area.kind, listed([meta.name])
    version = snapshot.of(watch.area).version
    whom = f"{'Service' if watch.of_services else 'pod'} {listed([item.metadata.name])}"
    ports = listed(watch.ports)
    if not watch.finds_port(item):
        why = f"{kind} {name} selects {whom}, which has no port {ports}"
        yield missing(why, observe_object(watch.area, meta, f"{capital(whom)} has no port {ports}.", doubtful=True))
        return
    for collector in alive:
        rung = collector.reads(snapshot, watch)
        detail = f"Selects {whom} at {ports}; read by {collector.name}."
        if rung.step is Step.SHOWN:
            yield shown(observe_object(watch.area, meta, detail, version=version))
        else:
            doubt = observe_object(watch.area, meta, f"{capital(rung.why)}.", version=version, doubtful=True)
            yield Rung(rung.step, rung.why, (doubt,))


def _empty(snapshot: Snapshot, alive: Sequence[Found]) -> Iterator[Rung]:
    """Where all that collects was asked and has nothing of an AI server, what only looks right does not count."""
    queried = _answered(snapshot)
    asked = {one.target.namespace for one in queried}
    if not queried or len(queried) < len(snapshot.scraped().queried) or not {c.namespace for c in alive} <= asked:
        return
    down = sum(one.servers_down for one in queried)
    if down:
        targets = count(down, "target of AI servers is", "targets of AI servers are")
        yield missing(f"Prometheus answers, and {targets} down")
    else:
        yield missing("Prometheus answers, and has no series of an AI server")


def _by_query(queried: Queried, seen: Sequence[Observation]) -> Finding:
    names = [series.name for series in queried.series if says_server(series.name)]
    detail = f"{count(len(names), 'series name')} of AI servers, such as {listed(names, most=3)}."
    answer = observe_target(queried.target, detail, queried.target.querying(names[0]), doubtful=False)
    return detected(
        ID,
        f"Prometheus has series of AI servers: {listed(names, most=3)}.",
        (answer, *seen),
        unproven=(_AGREE,),
        notes=f"Prometheus collects metrics of AI servers: {listed(names, most=6)}.",
    )


def _selected(
    snapshot: Snapshot, ladder: Ladder, found: Sequence[Found], serving: Sequence[Serving], seen: Sequence[Observation]
) -> Finding:
    collector = next(collector.name for collector in found if collector.alive)
    kinds = listed(dict.fromkeys(one.server.name for one in serving if one.pod.ready))
    watch = next(observation for observation in ladder.rungs[2].seen if not observation.doubtful)
    return detected(
        ID,
        f"{collector} reads {watch.kind} {watch.name}, which selects an AI server ({kinds}).",
        seen,
        unproven=(" ".join((_NO_QUERY, *reasons(snapshot.scraped().queried))), _AGREE),
        notes=f"A {watch.kind} selects an AI server ({kinds}) and the monitoring system reads it. No query was sent.",
    )


def _series(queried: Queried) -> bool:
    return any(says_server(series.name) for series in queried.series)


def _answered(snapshot: Snapshot) -> list[Queried]:
    return [one for one in snapshot.scraped().queried if one.outcome is ReadOutcome.READ]


def _serving(snapshot: Snapshot) -> tuple[Serving, ...]:
    unreal = played(snapshot.of(registry.NODES).items)
    return tuple(s for s in servers(snapshot.of(registry.PODS).items) if s.pod.spec.node_name not in unreal)


def _collecting(found: Sequence[Found]) -> tuple[Observation, ...]:
    return few([collector.observation for collector in found], most=3)


def _running(snapshot: Snapshot, serving: Sequence[Serving]) -> tuple[Observation, ...]:
    version = snapshot.of(registry.PODS).version
    return few(
        [
            observe_object(
                registry.PODS,
                one.pod.metadata,
                f"{one.server.name}, {'ready' if one.pod.ready else 'not ready'}.",
                version=version,
                doubtful=not one.pod.ready,
            )
            for one in serving
        ],
        most=2,
    )


def _read(snapshot: Snapshot) -> Iterator[Observation]:
    """What AI servers showed by themselves, and what Prometheus answered: neither counts alone."""
    seen = []
    for one in snapshot.scraped().exposed:
        if one.target.role != SERVER:
            continue
        names = [series.name for series in one.series]
        told = f"Exposes {listed(names, most=3)}." if names else "Exposes no metric of an AI server."
        seen.append(observe_target(one.target, one.reason or told, doubtful=True))
    for queried in snapshot.scraped().queried:
        told = f"Answers; {queried.up:,} targets up, {queried.down:,} down."
        at = queried.target.querying("up")
        seen.append(observe_target(queried.target, queried.reason or told, at, doubtful=queried.reason is not None))
    yield from few(seen)


def _items(snapshot: Snapshot) -> Any:
    def of(area: Area[T]) -> Sequence[T]:
        return snapshot.of(area).items

    return of


def _why(snapshot: Snapshot, *looked: Area[Object]) -> str:
    """Why something may be there that was not seen."""
    reasons = (why_unread(snapshot, area) for area in looked)
    return "; ".join(dict.fromkeys(reason for reason in reasons if reason))
