"""Progress of a collection, by line of the progress page."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from auto_detect.collector.session import ObjectCount
from auto_detect.resources.registry import RESOURCES
from auto_detect.snapshot.snapshot import Listing, ReadOutcome

API_GROUPS = "API groups"
METRICS = "Metrics"
"""Line of the metrics that are read through the proxy; present only if requested."""
LABELS: tuple[str, ...] = (API_GROUPS, *dict.fromkeys(resource.label for resource in RESOURCES))
"""All other lines, in display order."""

_WORST_FIRST = (
    ReadOutcome.DENIED,
    ReadOutcome.FAILED,
    ReadOutcome.UNAVAILABLE,
    ReadOutcome.CANCELLED,
    ReadOutcome.READ,
    ReadOutcome.ABSENT,
)


@dataclass(frozen=True)
class Progress:
    """State of one line."""

    label: str
    """One of `LABELS`, or METRICS."""
    objects: int = 0
    """Objects read so far."""
    expected: int | None = None
    """Estimated total number of objects, if the server reports it."""
    finished: bool = False
    outcome: ReadOutcome | None = None
    """Worst outcome of the line's resources once finished; ABSENT only if all are absent."""
    reason: str | None = None
    """Sentence for an outcome that needs an explanation."""


class ProgressBoard:
    """Progress of all lines, from counts and listings; used by one thread."""

    def __init__(self, show: Callable[[Progress], None]) -> None:
        self._show = show
        self._objects: Counter[str] = Counter()
        self._running: Counter[str] = Counter()
        self._listings: dict[str, list[Listing[Any]]] = {}

    def start(self, label: str) -> None:
        """Register a started job of a line."""
        if not self._running[label]:
            self._show(Progress(label, self._objects[label]))
        self._running[label] += 1

    def count(self, count: ObjectCount) -> None:
        """Add objects to a line."""
        self._objects[count.label] += count.objects
        objects = self._objects[count.label]
        expected = None if count.remaining is None else objects + count.remaining
        self._show(Progress(count.label, objects, expected))

    def record(self, label: str, listing: Listing[Any]) -> None:
        """Add a listing to a line."""
        self._listings.setdefault(label, []).append(listing)

    def finish(self, label: str) -> None:
        """Register a finished job of a line; the last one finishes the line."""
        self._running[label] -= 1
        if not self._running[label]:
            decisive = worst(self._listings.get(label, ())) or Listing(ReadOutcome.READ)
            self._show(Progress(label, self._objects[label], None, True, decisive.outcome, decisive.reason))


def worst(listings: Iterable[Listing[Any]]) -> Listing[Any] | None:
    """Return the listing with the worst outcome."""
    return min(listings, key=lambda listing: _WORST_FIRST.index(listing.outcome), default=None)
