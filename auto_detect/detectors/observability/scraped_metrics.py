"""What was read of accelerator exporters, against the hardware that their nodes are known to have."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from auto_detect.analysis.accelerators.inventory import Inventory
from auto_detect.analysis.wording import capitalize, clean_name, count, first_few, join_names
from auto_detect.detectors.evidence_ladder import Rung, confirmed, missing
from auto_detect.detectors.observability.target_observations import observe_target
from auto_detect.known.measures import is_known, measure_of, misleading_reason
from auto_detect.known.metrics import CORE_MEASURES, OPTIONAL, Measure
from auto_detect.objects.metrics import EXPORTER, QueryResult, ScrapeResult
from auto_detect.objects.read_outcome import ReadOutcome
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Observation


@dataclass(frozen=True)
class NodeMetrics:
    """What the exporters on one node of the sample showed."""

    name: str
    results: tuple[ScrapeResult, ...]
    hardware: int | None
    """Accelerators that it is known to have; None where nothing counts them."""
    vendors: int

    @property
    def devices(self) -> int:
        """Devices with both measures of the core; several exporters may speak of the same ones."""
        numbers = [result.devices for result in self.results]
        return max(numbers) if self.vendors < 2 else sum(numbers)

    @property
    def problem(self) -> str:
        """What is missing, as a clause; empty where nothing is."""
        if not self.devices:
            return _not_found(self.results)
        if self.hardware and self.devices < self.hardware:
            return f"{self.devices:,} of {count(self.hardware, 'accelerator')} of a node have utilization and memory"
        return ""


@dataclass(frozen=True)
class ScrapedMetrics:
    """What was read of exporters, and what a Prometheus has of them."""

    nodes: tuple[NodeMetrics, ...]
    through_services: tuple[ScrapeResult, ...]
    """Read through a Service: whose node answered is not known."""
    failed: tuple[ScrapeResult, ...]
    queried: tuple[QueryResult, ...]

    @property
    def devices(self) -> int:
        """Devices with both measures on the nodes of the sample."""
        return sum(node.devices for node in self.nodes)

    @property
    def devices_by_query(self) -> int:
        """The same in the whole cluster, as a Prometheus counts them."""
        return max((queried.devices for queried in self.queried), default=0)

    @property
    def names(self) -> list[str]:
        """The series that are the core, those first that a table knows."""
        by_scrape = (series.name for one in self.all_read for series in one.series)
        by_query = (series.name for one in self.queried for series in one.series)
        found = {name for name in (*by_scrape, *by_query) if measure_of(name) in CORE_MEASURES}
        return sorted(found, key=lambda name: (not is_known(name), name))

    @property
    def all_read(self) -> tuple[ScrapeResult, ...]:
        """Everything that was read of exporters."""
        return (*(result for node in self.nodes for result in node.results), *self.through_services)

    @property
    def missing_measures(self) -> list[Measure]:
        """The measures beside the core that nothing showed."""
        there = {kind for result in self.all_read for kind, number in result.measured.items() if number}
        there |= {kind for one in self.queried for series in one.series if (kind := measure_of(series.name))}
        return [kind for kind in OPTIONAL if kind not in there]


def scraped_metrics(snapshot: Snapshot, inventory: Inventory) -> ScrapedMetrics:
    """Sorts what was read by the node that it is of."""
    result = [one for one in snapshot.scraped().exposed if one.target.role == EXPORTER]
    read = [one for one in result if one.outcome is ReadOutcome.READ]
    by_node: dict[str, list[ScrapeResult]] = defaultdict(list)
    for one in read:
        if one.target.node:
            by_node[one.target.node].append(one)
    return ScrapedMetrics(
        tuple(_node_metrics(name, tuple(there), inventory) for name, there in by_node.items()),
        tuple(one for one in read if not one.target.node),
        tuple(one for one in result if one.outcome is not ReadOutcome.READ),
        tuple(one for one in snapshot.scraped().queried if one.outcome is ReadOutcome.READ),
    )


def core_rung(metrics: ScrapedMetrics) -> Rung:
    """Every device of the sample has both measures; nothing is missing where nothing was read."""
    observations = tuple(observe_scrapes(metrics))
    problem = next((node.problem for node in metrics.nodes if node.problem), "")
    return missing(f"an exporter answers, but {problem}", *observations) if problem else confirmed(*observations)


def observe_scrapes(metrics: ScrapedMetrics) -> Iterator[Observation]:
    """Each endpoint that was read, and each that was not."""
    read = [_observe(result, node.hardware) for node in metrics.nodes for result in node.results]
    read += [_observe(result, None) for result in metrics.through_services]
    yield from first_few(read, limit=4)
    yield from first_few(
        [observe_target(one.target, one.reason or "Not read.", doubtful=True) for one in metrics.failed]
    )
    for queried in metrics.queried:
        names = [series.name for series in queried.series if measure_of(series.name) is not None]
        if names:
            detail = f"Has {join_names(names)}; {count(queried.devices, 'device')} with utilization and memory."
            at = queried.target.query_path(names[0])
            yield observe_target(queried.target, detail, at, doubtful=not queried.devices)


def _node_metrics(name: str, read: tuple[ScrapeResult, ...], inventory: Inventory) -> NodeMetrics:
    on_node = [one for one in inventory.node_accelerators if one.node == name]
    known_number = None if any(one.hardware is None for one in on_node) else sum(one.hardware or 0 for one in on_node)
    counted = max((result.counted or 0 for result in read), default=0)
    return NodeMetrics(name, read, known_number or counted or None, len({one.vendor for one in on_node}))


def _not_found(read: tuple[ScrapeResult, ...]) -> str:
    """Why no device has both measures."""
    names = [series.name for result in read for series in result.series]
    there = {measure_of(name) for name in names}
    lacking = [kind for kind in CORE_MEASURES if kind not in there]
    misleading = next((name for name in names if misleading_reason(name)), "")
    hint = f"; {clean_name(misleading)} is {misleading_reason(misleading)}" if misleading else ""
    if lacking == list(CORE_MEASURES):
        return f"it shows neither utilization nor used memory of a device{hint}"
    if lacking:
        kind = "used memory" if lacking[0] is Measure.MEMORY else lacking[0].value
        return f"it shows no {kind} of a device{hint}"
    return "no label tells which device its utilization and its memory are of"


def _observe(result: ScrapeResult, hardware: int | None) -> Observation:
    names = [series.name for series in result.series if measure_of(series.name) in CORE_MEASURES]
    if not result.devices:
        own = count(result.others + len(result.series), "metric")
        return observe_target(result.target, f"{capitalize(_not_found((result,)))}. It has {own}.", doubtful=True)
    of = f" of {hardware:,}" if hardware and hardware >= result.devices else ""
    kinds = [kind.value for kind in OPTIONAL if result.measured.get(kind)]
    also = f", also {join_names(kinds)}" if kinds else ""
    cut = " Not read to its end." if result.cut else ""
    keys = f", told apart by {clean_name(result.keys[0])}" if result.keys else ""
    detail = f"{result.devices:,}{of} devices with utilization and memory{keys}: {join_names(names)}{also}.{cut}"
    return observe_target(result.target, detail, doubtful=bool(hardware and result.devices < hardware))
