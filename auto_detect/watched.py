"""Which parts of a snapshot an answer rests on: a snapshot that remembers what it was asked."""

import msgspec

from auto_detect.area import Area, T
from auto_detect.areas import SELECTED
from auto_detect.detectors.wording import count, path
from auto_detect.objects import Object
from auto_detect.snapshot import Listing, ReadOutcome, Snapshot
from checklists.finding import Looked
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

    @staticmethod
    def over(snapshot: Snapshot) -> "Watched":
        """The same snapshot with an empty account."""
        fields = {name: getattr(snapshot, name) for name in snapshot.__struct_fields__}
        return Watched(**fields, asked={})

    def of(self, area: Area[T]) -> Listing[T]:
        """The listing of one area, remembered as asked for."""
        self.asked.setdefault(area.key, area)
        return Snapshot.of(self, area)

    @property
    def looked(self) -> tuple[Looked, ...]:
        """What was asked for so far; what the server does not serve comes last."""
        found = [self._looked(area) for area in self.asked.values()]
        return tuple(sorted(found, key=lambda looked: looked.result == _RESULTS[ReadOutcome.ABSENT]))

    def _looked(self, area: Area[Object]) -> Looked:
        listing = Snapshot.of(self, area)
        return Looked(path(area, listing.version), _result(listing), selected=area.key in _SELECTED)


def _result(listing: Listing[Object]) -> str:
    """How the look at one area ended, as a clause."""
    read = count(len(listing.items), "object")
    if listing.outcome is ReadOutcome.READ:
        lost = f", {listing.malformed:,} not understood" if listing.malformed else ""
        return f"the first {read}{lost}" if listing.more else f"{read}{lost}"
    why = _RESULTS.get(listing.outcome) or clean_line(listing.reason or "not read", limit=200).rstrip(".")
    return f"{why}, after {read}" if listing.items else why
