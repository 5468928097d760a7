"""Snapshot that records which resources a detector reads, for the sources of its finding."""

import msgspec

from auto_detect.analysis.coverage import qualified_name
from auto_detect.analysis.wording import api_path, count, join_names
from auto_detect.objects.core import Object
from auto_detect.objects.metrics import QueryResult, Scrape, ScrapeResult
from auto_detect.resources.registry import CONDITIONAL, SELECTED
from auto_detect.resources.resource import Resource, T
from auto_detect.snapshot.snapshot import Listing, ReadOutcome, Snapshot
from checklists.model.finding import Source
from checklists.text import clean_line

_FAILURES = {
    ReadOutcome.ABSENT: "not served",
    ReadOutcome.DENIED: "not allowed",
    ReadOutcome.UNAVAILABLE: "does not answer",
    ReadOutcome.CANCELLED: "reading was stopped",
}
_QUERIED = frozenset(resource.group_resource for resource in SELECTED if resource not in CONDITIONAL)
_NOT_NEEDED = "not needed here"


class RecordingSnapshot(Snapshot, frozen=True, kw_only=True):
    """A snapshot that records the resources that are read from it."""

    requested: dict[str, Resource[Object]] = msgspec.field(default_factory=dict)
    """Resources by `Resource.group_resource`, in the order of first use."""
    scrapes: list[Scrape] = msgspec.field(default_factory=list)
    """Scraped metrics, if a detector read them."""

    @staticmethod
    def recording(snapshot: Snapshot) -> "RecordingSnapshot":
        """Return the snapshot with empty records."""
        fields = {name: getattr(snapshot, name) for name in snapshot.__struct_fields__}
        return RecordingSnapshot(**fields, requested={}, scrapes=[])

    def listing(self, resource: Resource[T]) -> Listing[T]:
        """Return the listing of a resource and record it."""
        self.requested.setdefault(resource.group_resource, resource)
        return Snapshot.listing(self, resource)

    def scraped(self) -> Scrape:
        """Return the scraped metrics and record them."""
        self.scrapes.append(Snapshot.scraped(self))
        return self.scrapes[-1]

    @property
    def sources(self) -> tuple[Source, ...]:
        """Sources of the finding; resources that the server does not serve come last."""
        found = [self._source(resource) for resource in self.requested.values()]
        found += [_endpoint_source(result) for result in (self.scrapes[0].results if self.scrapes else ())]
        return tuple(sorted(found, key=lambda source: source.result == _FAILURES[ReadOutcome.ABSENT]))

    @property
    def since(self) -> str | None:
        """Time of the oldest source, if it is from an earlier collection."""
        return min(self._taken_at.values(), default=None)

    @property
    def stale_note(self) -> str | None:
        """Sentence about sources from an earlier collection; None if all are current."""
        if not self._taken_at:
            return None
        return f"That this is still true: {join_names(self._taken_at)} could not be read again since {self.since}."

    @property
    def _taken_at(self) -> dict[str, str]:
        found = {
            qualified_name(resource): Snapshot.listing(self, resource).taken_at for resource in self.requested.values()
        }
        found = {"the list of APIs": self.discovery.taken_at, **found}
        found["metrics"] = self.scrapes[0].taken_at if self.scrapes else None
        cleaned = {name: clean_line(taken_at or "") for name, taken_at in found.items()}
        return {name: taken_at for name, taken_at in cleaned.items() if taken_at}

    def _source(self, resource: Resource[Object]) -> Source:
        listing = Snapshot.listing(self, resource)
        read = listing.outcome is ReadOutcome.READ or bool(listing.items)
        unasked = listing.outcome is ReadOutcome.READ and listing.version is None and resource in CONDITIONAL
        return Source(
            api_path(resource, listing.version),
            _NOT_NEEDED if unasked else _result(listing),
            queried=resource.group_resource in _QUERIED,
            read=read and not unasked,
        )


def _endpoint_source(result: ScrapeResult | QueryResult) -> Source:
    """Return a metrics endpoint that was read through the proxy as a source."""
    path = result.target.query_path("up") if isinstance(result, QueryResult) else result.target.proxy_path
    summary = count(len(result.series), "metric of interest", "metrics of interest")
    return Source(clean_line(path), clean_line(result.reason or summary, limit=200).rstrip("."), queried=True)


def _result(listing: Listing[Object]) -> str:
    """Return the result of reading one resource, as a clause."""
    read = count(len(listing.items), "object")
    if listing.outcome is ReadOutcome.READ:
        details = f", {listing.malformed:,} unreadable" if listing.malformed else ""
        details += f", as of {listing.taken_at}" if listing.taken_at else ""
        return f"the first {read}{details}" if listing.more else f"{read}{details}"
    reason = _FAILURES.get(listing.outcome) or clean_line(listing.reason or "not read", limit=200).rstrip(".")
    return f"{reason}, after {read}" if listing.items else reason
