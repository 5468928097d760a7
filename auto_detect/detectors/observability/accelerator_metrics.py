"""`accelerator_metrics`: an exporter answers on every usable node with accelerators.

Where metrics were read as well, every device of the sample must have utilization and used memory; where nobody chose
so, or nobody may, the finding is about exporters alone and says so.
"""

from collections.abc import Iterator, Mapping, Sequence

from auto_detect.analysis.accelerators.inventory import Inventory, inventory
from auto_detect.analysis.coverage import why_undiscovered, why_unread
from auto_detect.analysis.monitoring.exporters import Found, exporters, observe_exporter
from auto_detect.analysis.monitoring.monitors import followed_for_accelerators
from auto_detect.analysis.wording import capital, count, few, listed, observe, observe_object
from auto_detect.detectors.evidence_ladder import (
    Ladder,
    Rung,
    Step,
    conclude,
    could_not_check,
    detected,
    missing,
    shown,
    unknown,
)
from auto_detect.detectors.inventory_observations import observe_stock
from auto_detect.detectors.observability.scraped_metrics import Measured, core_rung, measured
from auto_detect.detectors.observability.target_observations import reasons
from auto_detect.known.components import VENDORS
from auto_detect.objects.core import Object
from auto_detect.resources import registry
from auto_detect.resources.monitoring import DEVICE_CONFIGS
from auto_detect.resources.resource import Area
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Finding, Observation, Outcome

ID = "accelerator_metrics"
_WHERE = "That its pods are on the nodes with accelerators: only their number was seen."
_LOAD = "That utilization follows load."
_NO_METRICS = (
    "That each accelerator reports utilization and memory (and temperature, power and interconnect where it can): "
    "no metrics were read."
)


def detect_accelerator_metrics(snapshot: Snapshot) -> Finding:
    """Whether accelerator exporters answer wherever there are accelerators."""
    unread = why_undiscovered(snapshot)
    if unread:
        return could_not_check(ID, unread)
    stock = inventory(snapshot)
    found = exporters(snapshot)
    read = measured(snapshot, stock)
    shows = bool(read.devices)
    running = [exporter for exporter in found if exporter.running and (shows or not exporter.hinted)]
    core = core_rung(read)
    ladder = Ladder("Exporter", (*_climb(snapshot, stock, found, running), core))
    seen = (*ladder.seen, *observe_stock(stock), *_monitored(snapshot), *_twice(running), *_switched_off(snapshot))
    decided = ladder.outcome is Outcome.DETECTED and read.devices
    if _all_collected(stock, read) and core.step is Step.SHOWN and not decided:
        return _collected(stock, read, seen)
    return conclude(
        ID,
        ladder,
        seen,
        found=lambda: _found(stock, running, read, seen),
        some=f"{capital(ladder.why_missing)}.",
        nothing=_nothing(stock, ladder),
    )


def _climb(snapshot: Snapshot, stock: Inventory, found: Sequence[Found], running: Sequence[Found]) -> tuple[Rung, ...]:
    """Up to the first rung that is not shown: each rests on the one below."""
    rungs = []
    for rung in (
        _installed(snapshot, found),
        _running(found, running),
        _answering(snapshot, running),
        _accelerators(stock),
        _everywhere(snapshot, stock, running),
    ):
        rungs.append(rung)
        if rung.step is not Step.SHOWN:
            break
    return tuple(rungs)


def _installed(snapshot: Snapshot, found: Sequence[Found]) -> Rung:
    seen = few([observation for exporter in found for observation in observe_exporter(snapshot, exporter)], most=6)
    if any(exporter.wanted for exporter in found):
        return shown(*seen)
    unread = _unread(snapshot, found)
    if unread:
        return unknown(unread, *seen)
    return missing("the exporter selects no node" if seen else "no accelerator metrics exporter is visible here", *seen)


def _running(found: Sequence[Found], running: Sequence[Found]) -> Rung:
    if running:
        return shown()
    if any(exporter.hinted for exporter in found):
        return missing("a monitor says that it is about accelerators; whether an exporter is behind it was not read")
    return missing("an exporter is installed, but none of its pods is ready")


def _answering(snapshot: Snapshot, running: Sequence[Found]) -> Rung:
    """A Service of an exporter has endpoints; where there is none, or no right to look, ready pods are enough."""
    if any(exporter.service is None or exporter.endpoints for exporter in running):
        return shown()
    if why_unread(snapshot, registry.ENDPOINT_SLICES):
        return shown()
    return missing("no endpoint of the exporter's Service is ready")


def _accelerators(stock: Inventory) -> Rung:
    if stock.nodes:
        return shown()
    if stock.unread:
        return unknown(stock.unread)
    if stock.simulated:
        return missing("an exporter runs, but the only nodes with accelerators are simulated")
    return missing("an exporter runs, but no usable node with accelerators was seen")


def _everywhere(snapshot: Snapshot, stock: Inventory, running: Sequence[Found]) -> Rung:
    gaps = _gaps(stock, running)
    unread = _unread(snapshot, running) if gaps else stock.unread
    if unread:
        return unknown(unread)
    if not gaps:
        return shown()
    without = listed(f"{count(number, 'node')} of {vendor}" for vendor, number in gaps.items())
    return missing(f"an exporter runs, but not on every usable accelerator node: {without} without one")


def _gaps(stock: Inventory, running: Sequence[Found]) -> Mapping[str, int]:
    """How many usable nodes of each vendor no exporter is known to answer on."""
    gaps = {}
    for vendor, nodes, fitting in _cover(stock, running):
        by_number = max((exporter.pods for exporter in fitting if not exporter.nodes), default=0)
        gap = min(len(nodes - _named(fitting)), max(0, len(nodes) - by_number))
        if gap:
            gaps[vendor] = gap
    return gaps


def _cover(stock: Inventory, running: Sequence[Found]) -> Iterator[tuple[str, frozenset[str], list[Found]]]:
    """By vendor: the usable nodes, and the exporters that may read their accelerators."""
    for vendor, nodes in stock.nodes.items():
        yield vendor, nodes, [exporter for exporter in running if _fits(exporter, vendor, stock)]


def _named(fitting: Sequence[Found]) -> frozenset[str]:
    return frozenset().union(*(exporter.nodes for exporter in fitting))


def _fits(exporter: Found, vendor: str, stock: Inventory) -> bool:
    """Its own vendor's, or anybody's; an unknown vendor's exporter may have been taken for one that is not here."""
    if exporter.vendor in (vendor, None):
        return True
    return vendor not in {known.name for known in VENDORS} and exporter.vendor not in stock.nodes


def _unread(snapshot: Snapshot, found: Sequence[Found]) -> str:
    """Why exporters may be there, or be on more nodes, than was seen."""
    looked: list[Area[Object]] = [registry.DAEMON_SETS, registry.SERVICES]
    if any(exporter.service is not None and not exporter.endpoints for exporter in found):
        looked.append(registry.ENDPOINT_SLICES)
    reasons = (why_unread(snapshot, area) for area in looked)
    return "; ".join(dict.fromkeys(reason for reason in reasons if reason))


def _found(stock: Inventory, running: Sequence[Found], read: Measured, seen: Sequence[Observation]) -> Finding:
    names = list(dict.fromkeys(f"{e.name}{f' {e.version}' if e.version else ''}" for e in running))
    subject = names[0] if len(names) == 1 else f"Between them, {listed(names)}"
    number, vendors = len(stock.all_nodes), listed(stock.nodes)
    placed = all(nodes <= _named(fitting) for _, nodes, fitting in _cover(stock, running))
    if placed:
        nodes = "the only usable accelerator node" if number == 1 else f"each of {number:,} usable accelerator nodes"
        summary = f"An exporter answers on {nodes} ({vendors})."
        done = f"{'is' if len(names) == 1 else 'are'} ready on {nodes} ({vendors})."
    else:
        nodes = "the only usable accelerator node" if number == 1 else f"the {number:,} usable accelerator nodes"
        done = f"{'has' if len(names) == 1 else 'have'} enough ready pods for {nodes} ({vendors})."
        summary = f"An exporter has enough ready pods for {nodes} ({vendors})."
    open_questions = (*(() if placed else (_WHERE,)), *_open(stock, read), _LOAD)
    if not read.devices:
        told = " The metrics themselves were not read."
        return detected(ID, summary, seen, unproven=open_questions, notes=f"{subject} {done}{told}")
    sample = (
        f"Read on {count(len(read.nodes), 'node')}: {count(read.devices, 'accelerator')} with utilization and memory"
    )
    notes = f"{subject} {done} {sample} ({listed(read.names)})."
    return detected(ID, f"{summary} {sample}.", seen, unproven=open_questions, notes=notes)


def _all_collected(stock: Inventory, read: Measured) -> bool:
    return stock.mediated and read.by_query >= sum(stock.devices.values()) > 0


def _collected(stock: Inventory, read: Measured, seen: Sequence[Observation]) -> Finding:
    """A Prometheus has the metrics of all accelerators, whoever exports them."""
    number = count(read.by_query, "accelerator")
    summary = f"Prometheus has utilization and memory of {number} ({listed(stock.nodes)})."
    notes = f"Prometheus has utilization and memory of {number} ({listed(read.names)})."
    return detected(ID, summary, seen, unproven=(*_open(stock, read), _LOAD), notes=notes)


def _open(stock: Inventory, read: Measured) -> Iterator[str]:
    """What the metrics that were read, if any were, do not show."""
    total = sum(stock.devices.values())
    if not read.devices and 0 < read.by_query < total:
        yield f"That no accelerator is missing: Prometheus has {read.by_query:,} of {total:,}."
    elif not read.devices and not read.by_query:
        yield " ".join((_NO_METRICS, *reasons(read.unread)))
        if read.loose:
            yield "Of which node the metrics are that a Service gave: one pod behind it answered."
        return
    rest = len(stock.all_nodes) - len(read.nodes)
    if rest > 0 and read.devices and read.by_query < total:
        yield f"That the other {count(rest, 'node')} show the same: a sample was read."
    if any(node.hardware is None for node in read.nodes):
        yield "How many accelerators a node has is not published, so that none is missing was not compared."
    if read.absent:
        kinds = listed(kind.value for kind in read.absent)
        yield f"Anything about {kinds}: there is no such series; the hardware, or the layer between, may not tell."


def _monitored(snapshot: Snapshot) -> tuple[Observation, ...]:
    """Monitors that say accelerator: whether a collector reads them is another requirement's question."""
    return few(
        [
            observe_object(
                watch.area,
                watch.monitor.metadata,
                f"Tells a collector where such metrics are, at {listed(watch.ports) or 'no port'}.",
                version=snapshot.of(watch.area).version,
            )
            for watch in followed_for_accelerators(lambda area: snapshot.of(area).items)
        ],
        most=2,
    )


def _switched_off(snapshot: Snapshot) -> tuple[Observation, ...]:
    """AMD's GPU operator has an exporter, which is off unless somebody switches it on."""
    listing = snapshot.of(DEVICE_CONFIGS)
    off = [item for item in listing.items if not item.spec.metrics_exporter.enable]
    detail = "Its metrics exporter is switched off (spec.metricsExporter.enable)."
    return few(
        [observe_object(DEVICE_CONFIGS, c.metadata, detail, version=listing.version, doubtful=True) for c in off],
        most=2,
    )


def _nothing(stock: Inventory, ladder: Ladder) -> str:
    nothing = capital(ladder.why_missing)
    if stock.unread:
        return f"{nothing}."
    if not stock.nodes:
        return f"{nothing}, and there is no usable node with accelerators."
    return f"{nothing}; {count(len(stock.all_nodes), 'usable node has', 'usable nodes have')} accelerators."


def _twice(running: Sequence[Found]) -> tuple[Observation, ...]:
    vendors = [exporter.vendor for exporter in running if exporter.vendor]
    return tuple(
        observe(
            "Exporter",
            vendor,
            "More than one exporter runs for the same accelerators, which may be counted twice.",
            doubtful=True,
        )
        for vendor in dict.fromkeys(vendors)
        if vendors.count(vendor) > 1
    )
