"""Collection of a snapshot: discovery, the relevant lists, and the objects that those refer to."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from auto_detect.api.reader import ClusterReader, ProxyReader
from auto_detect.collector.cluster_info import read_cluster_info
from auto_detect.collector.discovery import readable_versions
from auto_detect.collector.progress import API_GROUPS, LABELS, METRICS, Progress, ProgressBoard
from auto_detect.collector.query import Query, SkippedQuery
from auto_detect.collector.rounds import (
    discovery_queries,
    followup_queries,
    late_queries,
    merge_listings,
    with_versions,
)
from auto_detect.collector.session import CollectionSession, ObjectCount
from auto_detect.collector.shared_lists import SHARED, SharedLists
from auto_detect.objects.core import Object
from auto_detect.parallel import run_all
from auto_detect.privacy.pseudonyms import Pseudonyms, cluster_of_context
from auto_detect.privacy.redaction import Redactor
from auto_detect.resources.registry import CONDITIONAL, LISTED, RESOURCES, SELECTED
from auto_detect.resources.resource import Resource
from auto_detect.snapshot.snapshot import Discovery, Listing, ReadOutcome, Snapshot
from auto_detect.text_kinds import TextKind

__all__ = ["LABELS", "Progress", "collect"]

THREADS = 8

_OnCount = Callable[[ObjectCount], None]
_Job = tuple[Resource[Object], Callable[[_OnCount], Listing[Any]]]
_LABELS_WITH_FOLLOWUPS = frozenset(resource.label for resource in SELECTED)
"""Lines of the progress page that follow-up queries extend."""


def collect(
    reader: ClusterReader,
    *,
    proxy: ProxyReader | None = None,
    keep_names: bool = False,
    progress: Callable[[Progress], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Snapshot:
    """Collect a snapshot of a cluster, which also records what could not be read.

    Args:
        reader: reader of the cluster.
        proxy: reader of the same cluster for metrics through the API server's proxy; None to skip metrics.
        keep_names: keep the original names of nodes, pods, namespaces and hosts.
        progress: called with the progress of each line, in the calling thread.
        cancelled: called between requests; True ends the collection, and the objects read so far are kept.
        now: clock for the snapshot's time.

    Raises:
        ClusterError: nothing could be read.
    """
    session, board = CollectionSession(SharedLists(reader), cancelled), ProgressBoard(progress)
    for label in (*LABELS, METRICS) if proxy is not None else LABELS:
        board.start(label)
    info = read_cluster_info(session)
    names = Pseudonyms(info.cluster_uid, keep=keep_names)
    session.redactor = Redactor(names)
    board.count(ObjectCount(API_GROUPS, len(info.discovery.groups)))
    board.record(API_GROUPS, Listing(info.discovery.outcome, reason=info.discovery.reason))
    board.finish(API_GROUPS)
    listings = _Collection(session, board).run(info.discovery)
    snapshot = Snapshot(
        taken_at=now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        server_version=names.name_for(TextKind.WORD, info.server_version or "") or None,
        context=names.name_for(TextKind.CONTEXT, cluster_of_context(reader.context)),
        discovery=info.discovery,
        listings=listings,
        requests=reader.requests,
        denied=tuple(sorted(session.denied, key=str)),
        errors=(*info.errors(), *_errors(listings, session.malformed)),
        names=names.naming,
    )
    return snapshot if proxy is None else _with_metrics(snapshot, session, proxy, board)


def _with_metrics(snapshot: Snapshot, session: CollectionSession, proxy: ProxyReader, board: ProgressBoard) -> Snapshot:
    from auto_detect.collector.metrics.scrape import scrape, scrape_errors

    scraped = scrape(session, proxy, board, snapshot)
    return msgspec.structs.replace(
        snapshot,
        scrape=scraped,
        requests=session.reader.requests,
        denied=tuple(sorted(session.denied, key=str)),
        errors=(*snapshot.errors, *scrape_errors(scraped)),
    )


class _Collection:
    """Listings of all resources while they are collected."""

    def __init__(self, session: CollectionSession, board: ProgressBoard) -> None:
        self._session = session
        self._board = board
        self._listings: dict[str, list[Listing[Any]]] = {resource.group_resource: [] for resource in RESOURCES}

    def run(self, discovery: Discovery) -> dict[str, Listing[Any]]:
        """Collect in three rounds; each sends the queries that follow from the results of the previous round."""
        versions = dict(self._versions(discovery))
        jobs = [
            self._list_job(resource, versions[resource.group_resource])
            for resource in LISTED
            if resource.group_resource in versions
        ]
        preferred_versions = {
            resource.group_resource: versions[resource.group_resource][0]
            for resource in SELECTED
            if resource.group_resource in versions
        }
        first = discovery_queries(discovery, preferred_versions)
        jobs += self._query_jobs(first)
        self._run(jobs, complete=set(LABELS[1:]) - _LABELS_WITH_FOLLOWUPS)
        followups = followup_queries(self._merged())
        for item in followups:
            if isinstance(item, SkippedQuery) and item.resource.group_resource in preferred_versions:
                self._record(item.resource, item.listing)
        second = [query for query in with_versions(followups, preferred_versions) if query not in first]
        whole = [query.resource for query in second if query.resource in CONDITIONAL]
        jobs = [self._list_job(resource, versions[resource.group_resource]) for resource in whole]
        jobs += self._query_jobs(query for query in second if query.resource not in CONDITIONAL)
        self._run(jobs, complete=())
        third = late_queries(discovery, self._merged(), preferred_versions, (*first, *second))
        self._run(self._query_jobs(third), complete=_LABELS_WITH_FOLLOWUPS)
        return self._merged()

    def _versions(self, discovery: Discovery) -> Iterator[tuple[str, tuple[str, ...]]]:
        for resource in RESOURCES:
            versions = readable_versions(discovery, resource)
            if isinstance(versions, Listing):
                self._record(resource, versions)
            else:
                yield resource.group_resource, versions

    def _merged(self) -> dict[str, Listing[Any]]:
        return {key: merge_listings(answers) for key, answers in self._listings.items()}

    def _record(self, resource: Resource[Object], listing: Listing[Any]) -> None:
        self._listings[resource.group_resource].append(listing)
        self._board.record(resource.label, listing)

    def _query_jobs(self, queries: Iterable[Query[Object]]) -> list[_Job]:
        """Return the jobs that send the queries; queries that one list answers share a job, and so a thread."""
        groups: dict[object, list[Query[Object]]] = {}
        for query in queries:
            groups.setdefault(query.resource if query.resource in SHARED else query, []).append(query)
        found = sorted(groups.values(), key=lambda group: group[0].resource not in SHARED)
        return [(group[0].resource, self._query_job(group)) for group in found]

    def _query_job(self, queries: list[Query[Object]]) -> Callable[[_OnCount], Listing[Any]]:
        return lambda on_count: merge_listings([self._session.read(query, on_count) for query in queries])

    def _list_job(self, resource: Resource[Object], versions: Iterable[str]) -> _Job:
        def job(on_count: _OnCount) -> Listing[Any]:
            listing: Listing[Any] = Listing(ReadOutcome.ABSENT)
            for version in versions:
                listing = self._session.read(Query(resource, version), on_count)
                if listing.outcome is not ReadOutcome.ABSENT:
                    break
            return listing

        return resource, job

    def _run(self, jobs: list[_Job], *, complete: Iterable[str]) -> None:
        """Run the jobs and store their listings in the jobs' order; no later job extends the lines of `complete`."""
        results: dict[int, Listing[Any]] = {}
        for resource, _ in jobs:
            self._board.start(resource.label)
        for label in complete:
            self._board.finish(label)

        def done(number: int, listing: Listing[Any]) -> None:
            results[number] = listing
            resource = jobs[number][0]
            self._board.record(resource.label, listing)
            self._board.finish(resource.label)

        run_all(
            dict(enumerate(job for _, job in jobs)),
            threads=THREADS,
            on_notice=self._board.count,
            on_done=done,
            cancelled=self._session.cancelled,
        )
        for number, (resource, _) in enumerate(jobs):
            if number not in results:
                done(number, Listing(ReadOutcome.CANCELLED, reason="The collection was stopped first."))
            self._listings.setdefault(resource.group_resource, []).append(results[number])


def _errors(listings: Mapping[str, Listing[Any]], malformed: Mapping[str, list[str]]) -> Iterator[str]:
    """Yield sentences about failures other than missing permissions; equal reasons share a sentence."""
    reasons: dict[str, list[str]] = {}
    for key, listing in listings.items():
        if listing.outcome in (ReadOutcome.FAILED, ReadOutcome.UNAVAILABLE):
            reasons.setdefault(listing.reason or "", []).append(key)
    for reason, keys in reasons.items():
        yield f"{reason} Not read, or not completely: {', '.join(keys)}.".strip()
    if any(listing.outcome is ReadOutcome.CANCELLED for listing in listings.values()):
        yield "The collection was stopped before everything was read."
    for names in malformed.values():
        more = f" and {len(names) - 5} more" if len(names) > 5 else ""
        yield f"Left out, because they do not match the API's schema: {', '.join(names[:5])}{more}."
