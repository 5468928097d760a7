"""Reads a cluster into a snapshot: what is served, the lists that matter, and what they point at."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from auto_detect.api.reader import ClusterReader, ProxyReader
from auto_detect.collector.cluster_info import read_basics
from auto_detect.collector.discovery import versions_to_ask
from auto_detect.collector.progress import API_GROUPS, LABELS, METRICS, Board, Progress
from auto_detect.collector.query import Unasked
from auto_detect.collector.rounds import afterwards, at_once, merged, queries
from auto_detect.collector.session import Count, Look, Query
from auto_detect.objects.core import Object
from auto_detect.parallel import run_all
from auto_detect.privacy.pseudonyms import Names, cluster_of
from auto_detect.privacy.redaction import Redactor
from auto_detect.resources.registry import AREAS, LISTED, SELECTED
from auto_detect.resources.resource import Area
from auto_detect.snapshot.snapshot import Discovery, Listing, ReadOutcome, Snapshot
from auto_detect.text_kinds import Kind

__all__ = ["LABELS", "Progress", "collect"]

THREADS = 8

_Tell = Callable[[Count], None]
_Job = tuple[Area[Object], Callable[[_Tell], Listing[Any]]]
_AFTERWARDS = frozenset(area.label for area in SELECTED)
"""Lines that more may be asked for once the lists are there."""


def collect(
    reader: ClusterReader,
    *,
    proxy: ProxyReader | None = None,
    keep_names: bool = False,
    progress: Callable[[Progress], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Snapshot:
    """Look at a cluster; whatever could not be read is said in the snapshot.

    Args:
        reader: the cluster.
        proxy: the same cluster, where metrics are to be read through the API server's proxy as well.
        keep_names: leave the names of nodes, pods, namespaces and hosts as they are.
        progress: told how each line is getting on, in the calling thread.
        cancelled: asked between requests; True ends the look, and what was read so far is kept.
        now: the time to put on the snapshot.

    Raises:
        ClusterError: nothing could be read at all.
    """
    look, board = Look(reader, cancelled), Board(progress)
    for label in (*LABELS, METRICS) if proxy is not None else LABELS:
        board.hold(label)
    basics = read_basics(look)
    names = Names(basics.cluster, keep=keep_names)
    look.redactor = Redactor(names)
    board.count(Count(API_GROUPS, len(basics.discovery.groups)))
    board.settle(API_GROUPS, Listing(basics.discovery.outcome, reason=basics.discovery.reason))
    board.release(API_GROUPS)
    listings = _Collection(look, board).run(basics.discovery)
    snapshot = Snapshot(
        taken_at=now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        server_version=names.call(Kind.WORD, basics.server_version or "") or None,
        context=names.call(Kind.CONTEXT, cluster_of(reader.context)),
        discovery=basics.discovery,
        listings=listings,
        requests=reader.requests,
        denied=tuple(sorted(look.denied, key=str)),
        errors=(*basics.errors(), *_errors(listings, look.malformed)),
        names=names.naming,
    )
    return snapshot if proxy is None else _with_metrics(snapshot, look, proxy, board)


def _with_metrics(snapshot: Snapshot, look: Look, proxy: ProxyReader, board: Board) -> Snapshot:
    from auto_detect.collector.metrics.scrape import scrape, unread

    found = scrape(look, proxy, board, snapshot)
    return msgspec.structs.replace(
        snapshot,
        scrape=found,
        requests=look.reader.requests,
        denied=tuple(sorted(look.denied, key=str)),
        errors=(*snapshot.errors, *unread(found)),
    )


class _Collection:
    """The listings of all areas in the making."""

    def __init__(self, look: Look, board: Board) -> None:
        self._look = look
        self._board = board
        self._answers: dict[str, list[Listing[Any]]] = {area.key: [] for area in AREAS}

    def run(self, discovery: Discovery) -> dict[str, Listing[Any]]:
        """Two rounds: what discovery alone leads to, then what the answers lead to."""
        versions = dict(self._versions(discovery))
        jobs = [self._list(area, versions[area.key]) for area in LISTED if area.key in versions]
        best = {area.key: versions[area.key][0] for area in SELECTED if area.key in versions}
        jobs += [self._ask(area, query) for area, query in at_once(discovery, best)]
        self._run(jobs, complete=set(LABELS[1:]) - _AFTERWARDS)
        following = afterwards(self._merged())
        for item in following:
            if isinstance(item, Unasked) and item.area.key in best:
                self._settle(item.area, item.listing)
        self._run([self._ask(area, query) for area, query in queries(following, best)], complete=_AFTERWARDS)
        return self._merged()

    def _versions(self, discovery: Discovery) -> Iterator[tuple[str, tuple[str, ...]]]:
        for area in AREAS:
            versions = versions_to_ask(discovery, area)
            if isinstance(versions, Listing):
                self._settle(area, versions)
            else:
                yield area.key, versions

    def _merged(self) -> dict[str, Listing[Any]]:
        return {key: merged(answers) for key, answers in self._answers.items()}

    def _settle(self, area: Area[Object], listing: Listing[Any]) -> None:
        self._answers[area.key].append(listing)
        self._board.settle(area.label, listing)

    def _ask(self, area: Area[Object], query: Query) -> _Job:
        return area, lambda tell: self._look.read(area, query, tell)

    def _list(self, area: Area[Object], versions: Iterable[str]) -> _Job:
        def job(tell: _Tell) -> Listing[Any]:
            listing: Listing[Any] = Listing(ReadOutcome.ABSENT)
            for version in versions:
                listing = self._look.read(area, Query(version), tell)
                if listing.outcome is not ReadOutcome.ABSENT:
                    break
            return listing

        return area, job

    def _run(self, jobs: list[_Job], *, complete: Iterable[str]) -> None:
        """Run the jobs and keep their answers in the jobs' order; the lines of `complete` wait for nothing else."""
        answers: dict[int, Listing[Any]] = {}
        for area, _ in jobs:
            self._board.hold(area.label)
        for label in complete:
            self._board.release(label)

        def done(number: int, listing: Listing[Any]) -> None:
            answers[number] = listing
            area = jobs[number][0]
            self._board.settle(area.label, listing)
            self._board.release(area.label)

        run_all(
            dict(enumerate(job for _, job in jobs)),
            threads=THREADS,
            tell=self._board.count,
            done=done,
            cancelled=self._look.cancelled,
        )
        for number, (area, _) in enumerate(jobs):
            if number not in answers:
                done(number, Listing(ReadOutcome.CANCELLED, reason="The look was stopped before it was read."))
            self._answers.setdefault(area.key, []).append(answers[number])


def _errors(listings: Mapping[str, Listing[Any]], malformed: Mapping[str, list[str]]) -> Iterator[str]:
    """Sentences about what could not be read for other reasons than permissions; equal reasons share one."""
    reasons: dict[str, list[str]] = {}
    for key, listing in listings.items():
        if listing.outcome in (ReadOutcome.FAILED, ReadOutcome.UNAVAILABLE):
            reasons.setdefault(listing.reason or "", []).append(key)
    for reason, keys in reasons.items():
        yield f"{reason} Not read, or not to the end: {', '.join(keys)}.".strip()
    if any(listing.outcome is ReadOutcome.CANCELLED for listing in listings.values()):
        yield "The look was stopped before everything was read."
    for names in malformed.values():
        more = f" and {len(names) - 5} more" if len(names) > 5 else ""
        yield f"Left out, because they are not what the API promises: {', '.join(names[:5])}{more}."
