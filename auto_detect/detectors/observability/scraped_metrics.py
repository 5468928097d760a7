"""What was read of accelerator exporters, against the hardware that their nodes are known to have."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from auto_detect.analysis.accelerators.inventory import Inventory
from auto_detect.analysis.wording import capital, count, few, listed, word
from auto_detect.detectors.evidence_ladder import Rung, missing, shown
from auto_detect.detectors.observability.target_observations import observe_target
from auto_detect.known.measures import known, look_alike, measure
from auto_detect.known.metrics import CORE, OPTIONAL, Measure
from auto_detect.objects.metrics import EXPORTER, Exposed, Queried
from auto_detect.objects.read_outcome import ReadOutcome
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Observation


@dataclass(frozen=True)
class Node:
    """What the exporters on one node of the sample showed."""

    name: str
    read: tuple[Exposed, ...]
    hardware: int | None
    """Accelerators that it is known to have; None where nothing counts them."""
    vendors: int

    @property
    def devices(self) -> int:
        """Devices with both measures of the core; several exporters may speak of the same ones."""
        numbers = [exposed.devices for exposed in self.read]
        return max(numbers) if self.vendors < 2 else sum(numbers)

    @property
    def problem(self) -> str:
        """What is missing, as a clause; empty where nothing is."""
        if not self.devices:
            return _nothing(self.read)
        if self.hardware and self.devices < self.hardware:
            return f"{self.devices:,} of {count(self.hardware, 'accelerator')} of a node have utilization and memory"
        return ""


@dataclass(frozen=True)
class Measured:
    """What was read of exporters, and what a Prometheus has of them."""

    nodes: tuple[Node, ...]
    loose: tuple[Exposed, ...]
    """Read through a Service: whose node answered is not known."""
    unread: tuple[Exposed, ...]
    queried: tuple[Queried, ...]

    @property
    def devices(self) -> int:
        """Devices with both measures on the nodes of the sample."""
        return sum(node.devices for node in self.nodes)

    @property
    def by_query(self) -> int:
        """The same in the whole cluster, as a Prometheus counts them."""
        return max((queried.devices for queried in self.queried), default=0)

    @property
    def names(self) -> list[str]:
        """The series that are the core, those first that a table knows."""
        by_scrape = (series.name for one in self.all_read for series in one.series)
        by_query = (series.name for one in self.queried for series in one.series)
        found = {name for name in (*by_scrape, *by_query) if measure(name) in CORE}
        return sorted(found, key=lambda name: (not known(name), name))

    @property
    def all_read(self) -> tuple[Exposed, ...]:
        """Everything that was read of exporters."""
        return (*(exposed for node in self.nodes for exposed in node.read), *self.loose)

    @property
    def absent(self) -> list[Measure]:
        """The measures beside the core that nothing showed."""
        there = {kind for exposed in self.all_read for kind, number in exposed.measured.items() if number}
        there |= {kind for one in self.queried for series in one.series if (kind := measure(series.name))}
        return [kind for kind in OPTIONAL if kind not in there]


def measured(snapshot: Snapshot, stock: Inventory) -> Measured:
    """Sorts what was read by the node that it is of."""
    exposed = [one for one in snapshot.scraped().exposed if one.target.role == EXPORTER]
    read = [one for one in exposed if one.outcome is ReadOutcome.READ]
    by_node: dict[str, list[Exposed]] = defaultdict(list)
    for one in read:
        if one.target.node:
            by_node[one.target.node].append(one)
    return Measured(
        tuple(_node(name, tuple(there), stock) for name, there in by_node.items()),
        tuple(one for one in read if not one.target.node),
        tuple(one for one in exposed if one.outcome is not ReadOutcome.READ),
        tuple(one for one in snapshot.scraped().queried if one.outcome is ReadOutcome.READ),
    )


def core_rung(found: Measured) -> Rung:
    """Every device of the sample has both measures; nothing is missing where nothing was read."""
    seen = tuple(observed(found))
    problem = next((node.problem for node in found.nodes if node.problem), "")
    return missing(f"an exporter answers, but {problem}", *seen) if problem else shown(*seen)


def observed(found: Measured) -> Iterator[Observation]:
    """Each endpoint that was read, and each that was not."""
    read = [_observe(exposed, node.hardware) for node in found.nodes for exposed in node.read]
    read += [_observe(exposed, None) for exposed in found.loose]
    yield from few(read, most=4)
    yield from few([observe_target(one.target, one.reason or "Not read.", doubtful=True) for one in found.unread])
    for queried in found.queried:
        names = [series.name for series in queried.series if measure(series.name) is not None]
        if names:
            detail = f"Has {listed(names)}; {count(queried.devices, 'device')} with utilization and memory."
            at = queried.target.querying(names[0])
            yield observe_target(queried.target, detail, at, doubtful=not queried.devices)


def _node(name: str, read: tuple[Exposed, ...], stock: Inventory) -> Node:
    held = [one for one in stock.held if one.node == name]
    known_number = None if any(one.hardware is None for one in held) else sum(one.hardware or 0 for one in held)
    told = max((exposed.counted or 0 for exposed in read), default=0)
    return Node(name, read, known_number or told or None, len({one.vendor for one in held}))


def _nothing(read: tuple[Exposed, ...]) -> str:
    """Why no device has both measures."""
    names = [series.name for exposed in read for series in exposed.series]
    there = {measure(name) for name in names}
    lacking = [kind for kind in CORE if kind not in there]
    alike = next((name for name in names if look_alike(name)), "")
    told = f"; {word(alike)} is {look_alike(alike)}" if alike else ""
    if lacking == list(CORE):
        return f"it shows neither utilization nor used memory of a device{told}"
    if lacking:
        kind = "used memory" if lacking[0] is Measure.MEMORY else lacking[0].value
        return f"it shows no {kind} of a device{told}"
    return "no label tells which device its utilization and its memory are of"


def _observe(exposed: Exposed, hardware: int | None) -> Observation:
    names = [series.name for series in exposed.series if measure(series.name) in CORE]
    if not exposed.devices:
        own = count(exposed.others + len(exposed.series), "metric")
        return observe_target(exposed.target, f"{capital(_nothing((exposed,)))}. It has {own}.", doubtful=True)
    of = f" of {hardware:,}" if hardware and hardware >= exposed.devices else ""
    kinds = [kind.value for kind in OPTIONAL if exposed.measured.get(kind)]
    also = f", also {listed(kinds)}" if kinds else ""
    cut = " Not read to its end." if exposed.cut else ""
    keys = f", told apart by {word(exposed.keys[0])}" if exposed.keys else ""
    detail = f"{exposed.devices:,}{of} devices with utilization and memory{keys}: {listed(names)}{also}.{cut}"
    return observe_target(exposed.target, detail, doubtful=bool(hardware and exposed.devices < hardware))
