"""Metrics read from accelerator exporters, compared with the known hardware of their nodes."""

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
from auto_detect.read_outcome import ReadOutcome
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Observation


@dataclass(frozen=True)
class NodeMetrics:
    """Metrics of the exporters on a sampled node."""

    name: str
    results: tuple[ScrapeResult, ...]
    hardware: int | None
    """Known number of accelerators; None if unknown."""
    vendors: int

    @property
    def devices(self) -> int:
        """Number of devices with both core measures; several exporters may report the same devices."""
        numbers = [result.devices for result in self.results]
        return max(numbers) if self.vendors < 2 else sum(numbers)

    @property
    def problem(self) -> str:
        """What is missing, as a clause; empty if complete."""
        if not self.devices:
            return _not_found(self.results)
        if self.hardware and self.devices < self.hardware:
            return (
                f"only {self.devices:,} of {count(self.hardware, 'accelerator')} of a node have utilization and memory"
            )
        return ""


@dataclass(frozen=True)
class ScrapedMetrics:
    """Metrics read from exporters, and from Prometheus."""

    nodes: tuple[NodeMetrics, ...]
    through_services: tuple[ScrapeResult, ...]
    """Read through a Service: the node is not known."""
    failed: tuple[ScrapeResult, ...]
    queried: tuple[QueryResult, ...]

    @property
    def devices(self) -> int:
        """Number of devices with both core measures on the sampled nodes."""
        return sum(node.devices for node in self.nodes)

    @property
    def devices_by_query(self) -> int:
        """Number of devices with both core measures in the whole cluster, according to Prometheus."""
        return max((queried.devices for queried in self.queried), default=0)

    @property
    def names(self) -> list[str]:
        """Names of the core series, known names first."""
        by_scrape = (series.name for result in self.all_read for series in result.series)
        by_query = (series.name for result in self.queried for series in result.series)
        found = {name for name in (*by_scrape, *by_query) if measure_of(name) in CORE_MEASURES}
        return sorted(found, key=lambda name: (not is_known(name), name))

    @property
    def all_read(self) -> tuple[ScrapeResult, ...]:
        """All results of exporters."""
        return (*(result for node in self.nodes for result in node.results), *self.through_services)

    @property
    def missing_measures(self) -> list[Measure]:
        """Optional measures without any series."""
        measured = {kind for result in self.all_read for kind, number in result.measured.items() if number}
        measured |= {kind for result in self.queried for series in result.series if (kind := measure_of(series.name))}
        return [kind for kind in OPTIONAL if kind not in measured]


def scraped_metrics(snapshot: Snapshot, inventory: Inventory) -> ScrapedMetrics:
    """Group the results by node."""
    results = [result for result in snapshot.scraped().exposed if result.target.role == EXPORTER]
    read = [result for result in results if result.outcome is ReadOutcome.READ]
    by_node: dict[str, list[ScrapeResult]] = defaultdict(list)
    for result in read:
        if result.target.node:
            by_node[result.target.node].append(result)
    return ScrapedMetrics(
        tuple(_node_metrics(name, tuple(of_node), inventory) for name, of_node in by_node.items()),
        tuple(result for result in read if not result.target.node),
        tuple(result for result in results if result.outcome is not ReadOutcome.READ),
        tuple(result for result in snapshot.scraped().queried if result.outcome is ReadOutcome.READ),
    )


def core_rung(metrics: ScrapedMetrics) -> Rung:
    """Check that every sampled device has both core measures; confirmed if no metrics were read."""
    observations = tuple(observe_scrapes(metrics))
    problem = next((node.problem for node in metrics.nodes if node.problem), "")
    return missing(f"an exporter answers, but {problem}", *observations) if problem else confirmed(*observations)


def observe_scrapes(metrics: ScrapedMetrics) -> Iterator[Observation]:
    """Yield every endpoint that was read, and every failed one."""
    read = [_observe(result, node.hardware) for node in metrics.nodes for result in node.results]
    read += [_observe(result, None) for result in metrics.through_services]
    yield from first_few(read, limit=4)
    yield from first_few(
        [observe_target(result.target, result.reason or "Not read.", doubtful=True) for result in metrics.failed]
    )
    for queried in metrics.queried:
        names = [series.name for series in queried.series if measure_of(series.name) is not None]
        if names:
            detail = f"Has {join_names(names)}; {count(queried.devices, 'device')} with utilization and memory."
            at = queried.target.query_path(names[0])
            yield observe_target(queried.target, detail, at, doubtful=not queried.devices)


def _node_metrics(name: str, read: tuple[ScrapeResult, ...], inventory: Inventory) -> NodeMetrics:
    on_node = [item for item in inventory.node_accelerators if name in item.names]
    known_number = None if any(i.hardware is None for i in on_node) else sum(i.hardware or 0 for i in on_node)
    counted = max((result.counted or 0 for result in read), default=0)
    return NodeMetrics(name, read, known_number or counted or None, len({item.vendor for item in on_node}))


def _not_found(read: tuple[ScrapeResult, ...]) -> str:
    """Return why no device has both core measures."""
    names = [series.name for result in read for series in result.series]
    measured = {measure_of(name) for name in names}
    lacking = [kind for kind in CORE_MEASURES if kind not in measured]
    misleading = next((name for name in names if misleading_reason(name)), "")
    hint = f"; {clean_name(misleading)} is {misleading_reason(misleading)}" if misleading else ""
    if lacking == list(CORE_MEASURES):
        return f"it reports neither utilization nor used memory of a device{hint}"
    if lacking:
        kind = "used memory" if lacking[0] is Measure.MEMORY else lacking[0].value
        return f"it reports no {kind} of a device{hint}"
    return "no label names the device of its utilization and memory"


def _observe(result: ScrapeResult, hardware: int | None) -> Observation:
    names = [series.name for series in result.series if measure_of(series.name) in CORE_MEASURES]
    if not result.devices:
        own = count(result.others + len(result.series), "metric")
        return observe_target(result.target, f"{capitalize(_not_found((result,)))}. It has {own}.", doubtful=True)
    of = f" of {hardware:,}" if hardware and hardware >= result.devices else ""
    kinds = [kind.value for kind in OPTIONAL if result.measured.get(kind)]
    also = f", also {join_names(kinds)}" if kinds else ""
    cut = " Not read to its end." if result.cut else ""
    keys = f", identified by {clean_name(result.keys[0])}" if result.keys else ""
    detail = f"{result.devices:,}{of} devices with utilization and memory{keys}: {join_names(names)}{also}.{cut}"
    return observe_target(result.target, detail, doubtful=bool(hardware and result.devices < hardware))
