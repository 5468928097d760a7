"""Reads metrics through the API server's proxy: a separate choice, a small sample, GET alone.

What comes back is text of workloads; counts are kept of it and nothing else.
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
from auto_detect.objects.read_outcome import ReadOutcome
from auto_detect.parallel import run_all
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
"""How an attempt ended that brought nothing, and why, as a sentence."""


def scrape(session: CollectionSession, proxy: ProxyReader, progress: ProgressBoard, snapshot: Snapshot) -> Scrape:
    """Read the sample that a snapshot leads to.

    Args:
        session: the look that the snapshot comes from; told of missing permissions.
        proxy: the same cluster.
        progress: told how far it is; holds the line already.
        snapshot: what was read before.
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
    """Sentences about what was not read for other reasons than permissions, equal ones once."""
    results = scraped.results
    failed = Counter(
        result.reason for result in results if result.outcome in (ReadOutcome.FAILED, ReadOutcome.UNAVAILABLE)
    )
    for reason, number in failed.items():
        yield f"Not read: {number} of {count(len(results), 'endpoint')} of metrics. {reason or ''}".strip()


def _cancelled(target: ScrapeTarget) -> _Result:
    outcome, reason = ReadOutcome.CANCELLED, "The look was stopped before it was read."
    return QueryResult(target, outcome, reason) if target.role == PROMETHEUS else ScrapeResult(target, outcome, reason)


def _is_safe(target: ScrapeTarget) -> bool:
    """Whether it leads to where it says: names, ports and paths come from annotations and other people's objects."""
    named = valid_names(target.namespace, target.pod or target.service)
    return named and bool(_PORT.fullmatch(target.port) and _PATH.fullmatch(target.path)) and len(target.path) < 200


def _job(session: CollectionSession, proxy: ProxyReader, target: ScrapeTarget) -> Callable[[Any], _Result]:
    def read(_: object) -> _Result:
        query = target.role == PROMETHEUS
        try:
            if query:
                return prometheus.query_prometheus(target, lambda asked: _get(session, proxy, target, asked).body)
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
    """Who refused: the API server says so with a Status, anything else comes from whoever is behind its proxy."""
    if _is_status(reply.body):
        match reply.status:
            case 403:
                return ReadOutcome.DENIED, ""
            case 404:
                return ReadOutcome.UNAVAILABLE, "It is not there any more."
            case 503 if b"no endpoints available" in reply.body:
                return ReadOutcome.UNAVAILABLE, "No endpoint is behind it."
            case status if status in _UNREACHABLE:
                return ReadOutcome.UNAVAILABLE, _UNREACHED
            case status:
                return ReadOutcome.FAILED, f"The API server answers with HTTP {status}."
    match reply.status:
        case 401 | 403:
            return ReadOutcome.FAILED, "It wants credentials of its own, which are never sent to it."
        case 502 | 503 | 504:
            return ReadOutcome.UNAVAILABLE, _UNREACHED
        case status if 300 <= status < 400:
            return ReadOutcome.FAILED, "It sends on to another address, which is not followed."
        case status:
            return ReadOutcome.FAILED, f"It answers with HTTP {status}."


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
    """An attempt brought nothing."""

    def __init__(self, failure: _Failure) -> None:
        super().__init__(failure[1])
        self.failure = failure
