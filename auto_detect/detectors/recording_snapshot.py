"""Which parts of a snapshot an answer rests on: a snapshot that remembers what it was asked."""

import msgspec

from auto_detect.analysis.coverage import qualified
from auto_detect.analysis.wording import count, listed, path
from auto_detect.objects.core import Object
from auto_detect.objects.metrics import Exposed, Queried, Scrape
from auto_detect.resources.registry import SELECTED
from auto_detect.resources.resource import Area, T
from auto_detect.snapshot.snapshot import Listing, ReadOutcome, Snapshot
from checklists.model.finding import Looked
from checklists.text import clean_line

_RESULTS = {
    ReadOutcome.ABSENT: "not served",
    ReadOutcome.DENIED: "not allowed",
    ReadOutcome.UNAVAILABLE: "does not answer",
    ReadOutcome.CANCELLED: "reading was stopped",
}
_SELECTED = frozenset(area.key for area in SELECTED)


class Watched(Snapshot, frozen=True, kw_only=True):
    """A snapshot that keeps account of the areas it is asked for."""

    asked: dict[str, Area[Object]] = msgspec.field(default_factory=dict)
    """By `Area.key`, in the order of asking."""
    opened: list[Scrape] = msgspec.field(default_factory=list)
    """What was read through the proxy, if that was asked for."""

    @staticmethod
    def over(snapshot: Snapshot) -> "Watched":
        """The same snapshot with an empty account."""
        fields = {name: getattr(snapshot, name) for name in snapshot.__struct_fields__}
        return Watched(**fields, asked={}, opened=[])

    def of(self, area: Area[T]) -> Listing[T]:
        """The listing of one area, remembered as asked for."""
        self.asked.setdefault(area.key, area)
        return Snapshot.of(self, area)

    def scraped(self) -> Scrape:
        """What was read through the proxy, remembered as asked for."""
        self.opened.append(Snapshot.scraped(self))
        return self.opened[-1]

    @property
    def looked(self) -> tuple[Looked, ...]:
        """What was asked for so far; what the server does not serve comes last."""
        found = [self._looked(area) for area in self.asked.values()]
        found += [_answered(answer) for answer in (self.opened[0].answers if self.opened else ())]
        return tuple(sorted(found, key=lambda looked: looked.result == _RESULTS[ReadOutcome.ABSENT]))

    @property
    def since(self) -> str | None:
        """When the oldest of it was read, where that was in an earlier look."""
        return min(self._old.values(), default=None)

    @property
    def aged(self) -> str | None:
        """What of it was last read in an earlier look, as a sentence; None where nothing was."""
        if not self._old:
            return None
        return f"Whether it still is so: {listed(self._old)} could not be read again since {self.since}."

    @property
    def _old(self) -> dict[str, str]:
        found = {qualified(area): Snapshot.of(self, area).taken_at for area in self.asked.values()}
        found = {"the list of APIs": self.discovery.taken_at, **found}
        found["metrics"] = self.opened[0].taken_at if self.opened else None
        return {name: taken_at for name, taken_at in found.items() if taken_at}

    def _looked(self, area: Area[Object]) -> Looked:
        listing = Snapshot.of(self, area)
        read = listing.outcome is ReadOutcome.READ or bool(listing.items)
        return Looked(path(area, listing.version), _result(listing), selected=area.key in _SELECTED, read=read)


def _answered(answer: Exposed | Queried) -> Looked:
    """One endpoint of metrics that was read through the proxy."""
    place = answer.target.querying("up") if isinstance(answer, Queried) else answer.target.proxy
    told = count(len(answer.series), "metric of interest", "metrics of interest")
    return Looked(clean_line(place), clean_line(answer.reason or told, limit=200).rstrip("."), selected=True)


def _result(listing: Listing[Object]) -> str:
    """How the look at one area ended, as a clause."""
    read = count(len(listing.items), "object")
    if listing.outcome is ReadOutcome.READ:
        lost = f", {listing.malformed:,} not understood" if listing.malformed else ""
        lost += f", as of {listing.taken_at}" if listing.taken_at else ""
        return f"the first {read}{lost}" if listing.more else f"{read}{lost}"
    why = _RESULTS.get(listing.outcome) or clean_line(listing.reason or "not read", limit=200).rstrip(".")
    return f"{why}, after {read}" if listing.items else why
