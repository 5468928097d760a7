"""Scraping of metrics through the API server's proxy: opt-in, a small sample, GET only.

Responses come from workloads and are untrusted; only counts are kept.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

from auto_detect.analysis.monitoring.scrape_targets import exporter_targets, prometheus_targets, server_targets
from auto_detect.api.reader import FailureKind, ProxyReader, ProxyResponse, ReadFailure, ResponseBody
from auto_detect.collector.metrics import exposition, prometheus
from auto_detect.collector.metrics.summary import summarize
from auto_detect.collector.object_names import valid_names
from auto_detect.collector.progress import METRICS, ProgressBoard
from auto_detect.collector.session import CollectionSession, ObjectCount
from auto_detect.json_errors import JSON_ERRORS
from auto_detect.objects.metrics import PROMETHEUS, QUERY_PATH, QueryResult, Scrape, ScrapeResult, ScrapeTarget
from auto_detect.parallel import run_all
from auto_detect.read_outcome import ReadOutcome
from auto_detect.snapshot.snapshot import Listing, Permission, Snapshot
from checklists.decoders import decode
from checklists.text import count

_THREADS = 4
_PORT = re.compile(r"[a-z0-9]([-a-z0-9]{0,62}[a-z0-9])?")
_PATH = re.compile(r"(/(?!\.\.?(/|$))[A-Za-z0-9._~:-]+)*/?")
_UNREACHABLE = frozenset({500, 502, 503, 504})
_UNREACHED = "The API server could not reach it."

_Result = ScrapeResult | QueryResult
_Failure = tuple[ReadOutcome, str]
"""Outcome and reason of a failed attempt."""


def scrape(session: CollectionSession, proxy: ProxyReader, progress: ProgressBoard, snapshot: Snapshot) -> Scrape:
    """Scrape a sample of the endpoints that a snapshot shows.

    Args:
        session: the session of the snapshot; records missing permissions.
        proxy: reader of the same cluster.
        progress: progress of the collection; has the line already.
        snapshot: the collected snapshot.
    """
    sample = (*exporter_targets(snapshot), *server_targets(snapshot), *prometheus_targets(snapshot))
    targets = [target for target in dict.fromkeys(sample) if _is_safe(target)]
    jobs = {number: _job(session, proxy, target) for number, target in enumerate(targets)}
    results: dict[int, _Result] = {}

    def done(number: int, result: _Result) -> None:
        results[number] = result
        progress.count(ObjectCount(METRICS, 1))
        progress.record(METRICS, Listing(result.outcome, reason=result.reason))

    run_all(jobs, threads=_THREADS, on_notice=lambda _: None, on_done=done, cancelled=session.cancelled)
    progress.finish(METRICS)
    ordered = [results.get(number) or _cancelled(target) for number, target in enumerate(targets)]
    return Scrape(
        exposed=[result for result in ordered if isinstance(result, ScrapeResult)],
        queried=[result for result in ordered if isinstance(result, QueryResult)],
    )


def scrape_errors(scraped: Scrape) -> Iterator[str]:
    """Yield sentences about failures other than missing permissions, without repetitions."""
    results = scraped.results
    failed = Counter(
        result.reason for result in results if result.outcome in (ReadOutcome.FAILED, ReadOutcome.UNAVAILABLE)
    )
    for reason, number in failed.items():
        yield f"Not read: {number} of {count(len(results), 'endpoint')} of metrics. {reason or ''}".strip()


def _cancelled(target: ScrapeTarget) -> _Result:
    outcome, reason = ReadOutcome.CANCELLED, "The collection was stopped first."
    return QueryResult(target, outcome, reason) if target.role == PROMETHEUS else ScrapeResult(target, outcome, reason)


def _is_safe(target: ScrapeTarget) -> bool:
    """Return whether a target's path is safe; its parts come from annotations and untrusted objects."""
    named = valid_names(target.namespace, target.pod or target.service)
    return named and bool(_PORT.fullmatch(target.port) and _PATH.fullmatch(target.path)) and len(target.path) < 200


def _job(session: CollectionSession, proxy: ProxyReader, target: ScrapeTarget) -> Callable[[Any], _Result]:
    def read(_: object) -> _Result:
        query = target.role == PROMETHEUS
        try:
            if query:
                return prometheus.query_prometheus(
                    target, lambda parameters: _get(session, proxy, target, parameters).body
                )
            reply = _get(session, proxy, target, {})
            return summarize(target, reply.body, reply.content_type)
        except _ScrapeFailed as ended:
            outcome, reason = ended.failure
        except prometheus.PrometheusError as error:
            outcome, reason = ReadOutcome.FAILED, str(error)
        except ReadFailure as failure:
            cancelled = failure.kind is FailureKind.CANCELLED
            outcome, reason = (ReadOutcome.CANCELLED if cancelled else ReadOutcome.FAILED), failure.public_message
        return QueryResult(target, outcome, reason) if query else ScrapeResult(target, outcome, reason)

    return read


def _get(
    session: CollectionSession, proxy: ProxyReader, target: ScrapeTarget, query: Mapping[str, str]
) -> ProxyResponse:
    is_prometheus = target.role == PROMETHEUS
    path = f"{target.proxy_path}{QUERY_PATH}" if is_prometheus else target.proxy_path
    accept = prometheus.ACCEPT if is_prometheus else exposition.ACCEPT
    reply = session.get_proxied(proxy, path, query, accept=accept)
    if reply.status == 200 or (is_prometheus and _has_status(reply.body, "error")):
        return reply
    ended = _failure_of(reply)
    if ended[0] is ReadOutcome.DENIED:
        permission = Permission("get", "", target.permission, target.namespace)
        session.record_denied(permission)
        ended = ReadOutcome.DENIED, f"Not allowed to {permission}."
    raise _ScrapeFailed(ended)


def _failure_of(reply: ProxyResponse) -> _Failure:
    """Return who failed: the API server, whose response is a Status, or the workload behind its proxy."""
    if _is_status(reply.body):
        match reply.status:
            case 403:
                return ReadOutcome.DENIED, ""
            case 404:
                return ReadOutcome.UNAVAILABLE, "It no longer exists."
            case 503 if b"no endpoints available" in reply.body:
                return ReadOutcome.UNAVAILABLE, "It has no ready endpoint."
            case status if status in _UNREACHABLE:
                return ReadOutcome.UNAVAILABLE, _UNREACHED
            case status:
                return ReadOutcome.FAILED, f"The API server responds with HTTP {status}."
    match reply.status:
        case 401 | 403:
            return ReadOutcome.FAILED, "It requires credentials, which aiconform does not send."
        case 502 | 503 | 504:
            return ReadOutcome.UNAVAILABLE, _UNREACHED
        case status if 300 <= status < 400:
            return ReadOutcome.FAILED, "It redirects to another address, which aiconform does not follow."
        case status:
            return ReadOutcome.FAILED, f"It responds with HTTP {status}."


class _Status(msgspec.Struct, rename="camel"):
    kind: str = ""
    api_version: str = ""
    status: str = ""


def _is_status(body: ResponseBody) -> bool:
    found = _status(body)
    return (found.kind, found.api_version) == ("Status", "v1")


def _has_status(body: ResponseBody, status: str) -> bool:
    return _status(body).status == status


def _status(body: ResponseBody) -> _Status:
    try:
        return decode(body, _Status)
    except JSON_ERRORS:
        return _Status()


class _ScrapeFailed(Exception):
    """Failed attempt to scrape a target."""

    def __init__(self, failure: _Failure) -> None:
        super().__init__(failure[1])
        self.failure = failure
