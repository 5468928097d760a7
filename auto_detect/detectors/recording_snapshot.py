"""Which parts of a snapshot an answer rests on: a snapshot that remembers what it was asked."""

import msgspec

from auto_detect.analysis.coverage import qualified_name
from auto_detect.analysis.wording import api_path, count, join_names
from auto_detect.objects.core import Object
from auto_detect.objects.metrics import QueryResult, Scrape, ScrapeResult
from auto_detect.resources.registry import SELECTED
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
_QUERIED = frozenset(resource.group_resource for resource in SELECTED)


class RecordingSnapshot(Snapshot, frozen=True, kw_only=True):
    """A snapshot that keeps account of the areas it is asked for."""

    requested: dict[str, Resource[Object]] = msgspec.field(default_factory=dict)
    """By `Resource.group_resource`, in the order of asking."""
    scrapes: list[Scrape] = msgspec.field(default_factory=list)
    """What was read through the proxy, if that was asked for."""

    @staticmethod
    def recording(snapshot: Snapshot) -> "RecordingSnapshot":
        """The same snapshot with an empty account."""
        fields = {name: getattr(snapshot, name) for name in snapshot.__struct_fields__}
        return RecordingSnapshot(**fields, requested={}, scrapes=[])

    def listing(self, resource: Resource[T]) -> Listing[T]:
        """The listing of one area, remembered as asked for."""
        self.requested.setdefault(resource.group_resource, resource)
        return Snapshot.listing(self, resource)

    def scraped(self) -> Scrape:
        """What was read through the proxy, remembered as asked for."""
        self.scrapes.append(Snapshot.scraped(self))
        return self.scrapes[-1]

    @property
    def sources(self) -> tuple[Source, ...]:
        """What was asked for so far; what the server does not serve comes last."""
        found = [self._source(resource) for resource in self.requested.values()]
        found += [_endpoint_source(result) for result in (self.scrapes[0].results if self.scrapes else ())]
        return tuple(sorted(found, key=lambda source: source.result == _FAILURES[ReadOutcome.ABSENT]))

    @property
    def since(self) -> str | None:
        """When the oldest of it was read, where that was in an earlier look."""
        return min(self._taken_at.values(), default=None)

    @property
    def stale_note(self) -> str | None:
        """What of it was last read in an earlier look, as a sentence; None where nothing was."""
        if not self._taken_at:
            return None
        return f"Whether it still is so: {join_names(self._taken_at)} could not be read again since {self.since}."

    @property
    def _taken_at(self) -> dict[str, str]:
        found = {
            qualified_name(resource): Snapshot.listing(self, resource).taken_at for resource in self.requested.values()
        }
        found = {"the list of APIs": self.discovery.taken_at, **found}
        found["metrics"] = self.scrapes[0].taken_at if self.scrapes else None
        return {name: taken_at for name, taken_at in found.items() if taken_at}

    def _source(self, resource: Resource[Object]) -> Source:
        listing = Snapshot.listing(self, resource)
        read = listing.outcome is ReadOutcome.READ or bool(listing.items)
        return Source(
            api_path(resource, listing.version),
            _result(listing),
            queried=resource.group_resource in _QUERIED,
            read=read,
        )


def _endpoint_source(result: ScrapeResult | QueryResult) -> Source:
    """One endpoint of metrics that was read through the proxy."""
    path = result.target.query_path("up") if isinstance(result, QueryResult) else result.target.proxy_path
    summary = count(len(result.series), "metric of interest", "metrics of interest")
    return Source(clean_line(path), clean_line(result.reason or summary, limit=200).rstrip("."), queried=True)


def _result(listing: Listing[Object]) -> str:
    """How the look at one area ended, as a clause."""
    read = count(len(listing.items), "object")
    if listing.outcome is ReadOutcome.READ:
        details = f", {listing.malformed:,} not understood" if listing.malformed else ""
        details += f", as of {listing.taken_at}" if listing.taken_at else ""
        return f"the first {read}{details}" if listing.more else f"{read}{details}"
    reason = _FAILURES.get(listing.outcome) or clean_line(listing.reason or "not read", limit=200).rstrip(".")
    return f"{reason}, after {read}" if listing.items else reason
