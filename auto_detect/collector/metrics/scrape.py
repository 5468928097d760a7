"""Reads metrics through the API server's proxy: a separate choice, a small sample, GET alone.

What comes back is text of workloads; counts are kept of it and nothing else.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

from auto_detect.analysis.monitoring.scrape_targets import exporter_targets, prometheus_targets, server_targets
from auto_detect.api.reader import Body, FailureKind, ProxyReader, ReadFailure, Reply
from auto_detect.collector.metrics import exposition, prometheus
from auto_detect.collector.metrics.summary import tally
from auto_detect.collector.progress import METRICS, Board
from auto_detect.collector.session import Count, Look
from auto_detect.json_errors import BAD_JSON
from auto_detect.objects.metrics import PROMETHEUS, QUERY_PATH, Exposed, Queried, Scrape, Target
from auto_detect.objects.read_outcome import ReadOutcome
from auto_detect.parallel import run_all
from auto_detect.snapshot.snapshot import Listing, Permission, Snapshot
from checklists.catalog.decoders import decode
from checklists.text import count

_THREADS = 4
_NAME = re.compile(r"[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?")
_PORT = re.compile(r"[a-z0-9]([-a-z0-9]{0,62}[a-z0-9])?")
_PATH = re.compile(r"(/(?!\.\.?(/|$))[A-Za-z0-9._~:-]+)*/?")
_GONE_BEHIND = frozenset({500, 502, 503, 504})
_UNREACHED = "The API server could not reach it."

_Answer = Exposed | Queried
_Ended = tuple[ReadOutcome, str]
"""How an attempt ended that brought nothing, and why, as a sentence."""


def scrape(look: Look, proxy: ProxyReader, board: Board, snapshot: Snapshot) -> Scrape:
    """Read the sample that a snapshot leads to.

    Args:
        look: the look that the snapshot comes from; told of missing permissions.
        proxy: the same cluster.
        board: told how far it is; holds the line already.
        snapshot: what was read before.
    """
    sample = (*exporter_targets(snapshot), *server_targets(snapshot), *prometheus_targets(snapshot))
    targets = [target for target in dict.fromkeys(sample) if _sound(target)]
    jobs = {number: _job(look, proxy, target) for number, target in enumerate(targets)}
    answers: dict[int, _Answer] = {}

    def done(number: int, answer: _Answer) -> None:
        answers[number] = answer
        board.count(Count(METRICS, 1))
        board.settle(METRICS, Listing(answer.outcome, reason=answer.reason))

    run_all(jobs, threads=_THREADS, tell=lambda _: None, done=done, cancelled=look.cancelled)
    board.release(METRICS)
    ordered = [answers.get(number) or _stopped(target) for number, target in enumerate(targets)]
    return Scrape(
        exposed=[answer for answer in ordered if isinstance(answer, Exposed)],
        queried=[answer for answer in ordered if isinstance(answer, Queried)],
    )


def unread(scraped: Scrape) -> Iterator[str]:
    """Sentences about what was not read for other reasons than permissions, equal ones once."""
    answers = scraped.answers
    failed = Counter(
        answer.reason for answer in answers if answer.outcome in (ReadOutcome.FAILED, ReadOutcome.UNAVAILABLE)
    )
    for reason, number in failed.items():
        yield f"Not read: {number} of {count(len(answers), 'endpoint')} of metrics. {reason or ''}".strip()


def _stopped(target: Target) -> _Answer:
    outcome, reason = ReadOutcome.CANCELLED, "The look was stopped before it was read."
    return Queried(target, outcome, reason) if target.role == PROMETHEUS else Exposed(target, outcome, reason)


def _sound(target: Target) -> bool:
    """Whether it leads to where it says: names, ports and paths come from annotations and other people's objects."""
    named = bool(_NAME.fullmatch(target.namespace) and _NAME.fullmatch(target.pod or target.service))
    return named and bool(_PORT.fullmatch(target.port) and _PATH.fullmatch(target.path)) and len(target.path) < 200


def _job(look: Look, proxy: ProxyReader, target: Target) -> Callable[[Any], _Answer]:
    def read(_: object) -> _Answer:
        query = target.role == PROMETHEUS
        try:
            if query:
                return prometheus.ask(target, lambda asked: _ask(look, proxy, target, asked).body)
            reply = _ask(look, proxy, target, {})
            return tally(target, reply.body, reply.content_type)
        except _NothingThereError as ended:
            outcome, reason = ended.ended
        except prometheus.AnswerError as error:
            outcome, reason = ReadOutcome.FAILED, str(error)
        except ReadFailure as failure:
            cancelled = failure.kind is FailureKind.CANCELLED
            outcome, reason = (ReadOutcome.CANCELLED if cancelled else ReadOutcome.FAILED), failure.told
        return Queried(target, outcome, reason) if query else Exposed(target, outcome, reason)

    return read


def _ask(look: Look, proxy: ProxyReader, target: Target, query: Mapping[str, str]) -> Reply:
    asks_prometheus = target.role == PROMETHEUS
    path = f"{target.proxy}{QUERY_PATH}" if asks_prometheus else target.proxy
    accept = prometheus.ACCEPT if asks_prometheus else exposition.ACCEPT
    reply = look.ask_proxied(proxy, path, query, accept=accept)
    if reply.status == 200 or (asks_prometheus and _says_status(reply.body, "error")):
        return reply
    ended = _ended(reply)
    if ended[0] is ReadOutcome.DENIED:
        permission = Permission("get", "", target.permission, target.namespace)
        look.deny(permission)
        ended = ReadOutcome.DENIED, f"Not allowed to {permission}."
    raise _NothingThereError(ended)


def _ended(reply: Reply) -> _Ended:
    """Who refused: the API server says so with a Status, anything else comes from whoever is behind its proxy."""
    if _says_kind(reply.body):
        match reply.status:
            case 403:
                return ReadOutcome.DENIED, ""
            case 404:
                return ReadOutcome.UNAVAILABLE, "It is not there any more."
            case 503 if b"no endpoints available" in reply.body:
                return ReadOutcome.UNAVAILABLE, "No endpoint is behind it."
            case status if status in _GONE_BEHIND:
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


def _says_kind(body: Body) -> bool:
    found = _status(body)
    return (found.kind, found.api_version) == ("Status", "v1")


def _says_status(body: Body, status: str) -> bool:
    return _status(body).status == status


def _status(body: Body) -> _Status:
    try:
        return decode(body, _Status)
    except BAD_JSON:
        return _Status()


class _NothingThereError(Exception):
    """An attempt brought nothing."""

    def __init__(self, ended: _Ended) -> None:
        super().__init__(ended[1])
        self.ended = ended
