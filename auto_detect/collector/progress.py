"""How far a look at a cluster is, line by line as people see it."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from auto_detect.collector.session import ObjectCount
from auto_detect.resources.registry import RESOURCES
from auto_detect.snapshot.snapshot import Listing, ReadOutcome

API_GROUPS = "API groups"
METRICS = "Metrics"
"""The line of what is read through the proxy; there only where somebody chose so."""
LABELS: tuple[str, ...] = (API_GROUPS, *dict.fromkeys(resource.label for resource in RESOURCES))
"""Every line there will be, in the order in which they are best shown."""

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
    """The state of one line."""

    label: str
    """One of `LABELS`, or METRICS."""
    objects: int = 0
    """Objects that came in so far."""
    expected: int | None = None
    """About how many there are, where the server says so."""
    finished: bool = False
    outcome: ReadOutcome | None = None
    """When finished: the worst outcome of the areas behind the line; ABSENT only if all are."""
    reason: str | None = None
    """A sentence for that outcome, where it needs one."""


class ProgressBoard:
    """Turns counts and listings into the progress of lines; used by one thread."""

    def __init__(self, show: Callable[[Progress], None]) -> None:
        self._show = show
        self._objects: Counter[str] = Counter()
        self._running: Counter[str] = Counter()
        self._listings: dict[str, list[Listing[Any]]] = {}

    def start(self, label: str) -> None:
        """Something is under way for this line."""
        if not self._running[label]:
            self._show(Progress(label, self._objects[label]))
        self._running[label] += 1

    def count(self, count: ObjectCount) -> None:
        """Objects came in."""
        self._objects[count.label] += count.objects
        objects = self._objects[count.label]
        expected = None if count.remaining is None else objects + count.remaining
        self._show(Progress(count.label, objects, expected))

    def record(self, label: str, listing: Listing[Any]) -> None:
        """A part of the line is known."""
        self._listings.setdefault(label, []).append(listing)

    def finish(self, label: str) -> None:
        """One of the things that are under way has ended; with the last one the line is finished."""
        self._running[label] -= 1
        if not self._running[label]:
            decisive = worst(self._listings.get(label, ())) or Listing(ReadOutcome.READ)
            self._show(Progress(label, self._objects[label], None, True, decisive.outcome, decisive.reason))


def worst(listings: Iterable[Listing[Any]]) -> Listing[Any] | None:
    """The listing that decides what is said of all of them."""
    return min(listings, key=lambda listing: _WORST_FIRST.index(listing.outcome), default=None)
