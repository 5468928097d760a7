"""`accelerator_metrics`: an exporter answers on every usable node with accelerators.

If metrics were read as well, every device of the sample must have utilization and used memory; otherwise the finding
covers exporters only and states that.
"""

from collections.abc import Iterator, Mapping, Sequence

from auto_detect.analysis.accelerators.inventory import Inventory, take_inventory
from auto_detect.analysis.coverage import discovery_failure, read_failure
from auto_detect.analysis.monitoring.exporters import Exporter, exporters, observe_exporter
from auto_detect.analysis.monitoring.monitors import accelerator_monitors
from auto_detect.analysis.wording import capitalize, count, first_few, join_names, observe, observe_object
from auto_detect.detectors.evidence_ladder import (
    Ladder,
    Rung,
    RungState,
    conclude,
    confirmed,
    could_not_check,
    detected,
    missing,
    unknown,
)
from auto_detect.detectors.inventory_observations import observe_inventory
from auto_detect.detectors.observability.scraped_metrics import ScrapedMetrics, core_rung, scraped_metrics
from auto_detect.detectors.observability.target_observations import failure_reasons
from auto_detect.known.components import VENDORS
from auto_detect.objects.core import Object
from auto_detect.resources import registry
from auto_detect.resources.monitoring import DEVICE_CONFIGS
from auto_detect.resources.resource import Resource
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Finding, Observation, Outcome

ID = "accelerator_metrics"
_WHERE = "That its pods are on the nodes with accelerators: only their number was seen."
_EVERYWHERE = "a ready accelerator metrics exporter on every usable accelerator node"
_READ = "a collection that reads metrics (detect --scrape), with utilization and memory of every device"
_NODE = "a usable node that offers accelerators"
_LOAD = "That utilization follows load."
_NO_METRICS = (
    "That each accelerator reports utilization, memory and, if it can measure them, temperature, power and "
    "interconnect: no metrics were read."
)


def detect_accelerator_metrics(snapshot: Snapshot) -> Finding:
    """Detect whether accelerator exporters answer on every node with accelerators."""
    failure = discovery_failure(snapshot)
    if failure:
        return could_not_check(ID, failure)
    inventory = take_inventory(snapshot)
    found = exporters(snapshot)
    metrics = scraped_metrics(snapshot, inventory)
    has_metrics = bool(metrics.devices)
    running = [exporter for exporter in found if exporter.running and (has_metrics or not exporter.by_monitor)]
    core = core_rung(metrics)
    ladder = Ladder("Exporter", (*_build_rungs(snapshot, inventory, found, running), core))
    observations = (
        *ladder.observations,
        *observe_inventory(inventory),
        *_observe_monitors(snapshot),
        *_duplicates(running),
        *_observe_disabled(snapshot),
    )
    decided = ladder.outcome is Outcome.DETECTED and metrics.devices
    if _query_covers_all(inventory, metrics) and core.state is RungState.CONFIRMED and not decided:
        return _detected_by_query(inventory, metrics, observations)
    return conclude(
        ID,
        ladder,
        observations,
        when_detected=lambda: _detected(inventory, running, metrics, observations),
        partly_summary=f"{capitalize(ladder.missing_reason)}.",
        missing_summary=_not_found(inventory, ladder),
    )


def _build_rungs(
    snapshot: Snapshot, inventory: Inventory, found: Sequence[Exporter], running: Sequence[Exporter]
) -> tuple[Rung, ...]:
    """Return the checks up to the first that fails: each depends on the previous check."""
    rungs = []
    for rung in (
        _installed(snapshot, found),
        _running(found, running),
        _answering(snapshot, running),
        _accelerators(inventory),
        _everywhere(snapshot, inventory, running),
    ):
        rungs.append(rung)
        if rung.state is not RungState.CONFIRMED:
            break
    return tuple(rungs)


def _installed(snapshot: Snapshot, found: Sequence[Exporter]) -> Rung:
    observations = first_few(
        [observation for exporter in found for observation in observe_exporter(snapshot, exporter)], limit=6
    )
    if any(exporter.scheduled for exporter in found):
        return confirmed(*observations)
    failure = _read_failures(snapshot, found)
    if failure:
        return unknown(failure, *observations)
    return missing(
        "the exporter selects no node" if observations else "no accelerator metrics exporter is visible here",
        *observations,
        needed=_EVERYWHERE,
    )


def _running(found: Sequence[Exporter], running: Sequence[Exporter]) -> Rung:
    if running:
        return confirmed()
    if any(exporter.by_monitor for exporter in found):
        return missing("a monitor refers to accelerators, but its targets were not read", needed=_READ)
    return missing("an exporter is installed, but none of its pods is ready", needed=_EVERYWHERE)


def _answering(snapshot: Snapshot, running: Sequence[Exporter]) -> Rung:
    """Check that an exporter's Service has endpoints; without a Service or the permission, ready pods suffice."""
    if any(exporter.service is None or exporter.endpoints for exporter in running):
        return confirmed()
    if read_failure(snapshot, registry.ENDPOINT_SLICES):
        return confirmed()
    return missing("no endpoint of the exporter's Service is ready", needed=_EVERYWHERE)


def _accelerators(inventory: Inventory) -> Rung:
    if inventory.nodes:
        return confirmed()
    if inventory.read_failure:
        return unknown(inventory.read_failure)
    if inventory.simulated:
        return missing("an exporter runs, but the only nodes with accelerators are simulated", needed=_NODE)
    return missing("an exporter runs, but no usable node with accelerators was seen", needed=_NODE)


def _everywhere(snapshot: Snapshot, inventory: Inventory, running: Sequence[Exporter]) -> Rung:
    gaps = _gaps(inventory, running)
    failure = _read_failures(snapshot, running) if gaps else inventory.read_failure
    if failure:
        return unknown(failure)
    if not gaps:
        return confirmed()
    without = join_names(count(number, f"{vendor} node") for vendor, number in gaps.items())
    reason = f"an exporter runs, but not on every usable accelerator node: {without} without an exporter"
    return missing(reason, needed=_EVERYWHERE)


def _gaps(inventory: Inventory, running: Sequence[Exporter]) -> Mapping[str, int]:
    """Return the number of usable nodes without a known exporter, by vendor."""
    gaps = {}
    for vendor, nodes, fitting in _exporters_by_vendor(inventory, running):
        by_number = max((exporter.pods for exporter in fitting if not exporter.nodes), default=0)
        gap = min(len(nodes - _covered_nodes(fitting)), max(0, len(nodes) - by_number))
        if gap:
            gaps[vendor] = gap
    return gaps


def _exporters_by_vendor(
    inventory: Inventory, running: Sequence[Exporter]
) -> Iterator[tuple[str, frozenset[str], list[Exporter]]]:
    """Yield each vendor with its usable nodes and the exporters that may read their accelerators."""
    for vendor, nodes in inventory.nodes.items():
        yield vendor, nodes, [exporter for exporter in running if _reads_vendor(exporter, vendor, inventory)]


def _covered_nodes(fitting: Sequence[Exporter]) -> frozenset[str]:
    return frozenset().union(*(exporter.nodes for exporter in fitting))


def _reads_vendor(exporter: Exporter, vendor: str, inventory: Inventory) -> bool:
    """Return whether an exporter may read a vendor's accelerators.

    The exporter of an unknown vendor may be attributed to a known vendor without nodes here.
    """
    if exporter.vendor in (vendor, None):
        return True
    return vendor not in {known.name for known in VENDORS} and exporter.vendor not in inventory.nodes


def _read_failures(snapshot: Snapshot, found: Sequence[Exporter]) -> str:
    """Return why there may be more exporters, or exporters on more nodes, than were read."""
    resources: list[Resource[Object]] = [registry.DAEMON_SETS, registry.SERVICES]
    if any(exporter.service is not None and not exporter.endpoints for exporter in found):
        resources.append(registry.ENDPOINT_SLICES)
    reasons = (read_failure(snapshot, resource) for resource in resources)
    return "; ".join(dict.fromkeys(reason for reason in reasons if reason))


def _detected(
    inventory: Inventory, running: Sequence[Exporter], metrics: ScrapedMetrics, observations: Sequence[Observation]
) -> Finding:
    names = list(dict.fromkeys(f"{e.name}{f' {e.version}' if e.version else ''}" for e in running))
    subject = names[0] if len(names) == 1 else f"Between them, {join_names(names)}"
    number, vendors = len(inventory.all_nodes), join_names(inventory.nodes)
    placed = all(nodes <= _covered_nodes(fitting) for _, nodes, fitting in _exporters_by_vendor(inventory, running))
    if placed:
        nodes = "the only usable accelerator node" if number == 1 else f"each of {number:,} usable accelerator nodes"
        summary = f"An exporter answers on {nodes} ({vendors})."
        done = f"{'is' if len(names) == 1 else 'are'} ready on {nodes} ({vendors})."
    else:
        nodes = "the only usable accelerator node" if number == 1 else f"the {number:,} usable accelerator nodes"
        done = f"{'has' if len(names) == 1 else 'have'} enough ready pods for {nodes} ({vendors})."
        summary = f"An exporter has enough ready pods for {nodes} ({vendors})."
    open_questions = (*(() if placed else (_WHERE,)), *_unproven(inventory, metrics), _LOAD)
    if not metrics.devices:
        not_read = " The metrics themselves were not read."
        return detected(ID, summary, observations, unproven=open_questions, notes=f"{subject} {done}{not_read}")
    sample = (
        f"Read on {count(len(metrics.nodes), 'node')}: {count(metrics.devices, 'accelerator')} "
        f"with utilization and memory"
    )
    notes = f"{subject} {done} {sample} ({join_names(metrics.names)})."
    return detected(ID, f"{summary} {sample}.", observations, unproven=open_questions, notes=notes)


def _query_covers_all(inventory: Inventory, metrics: ScrapedMetrics) -> bool:
    return inventory.allocatable and metrics.devices_by_query >= sum(inventory.devices.values()) > 0


def _detected_by_query(inventory: Inventory, metrics: ScrapedMetrics, observations: Sequence[Observation]) -> Finding:
    """Return the finding for a Prometheus that has the metrics of all accelerators."""
    number = count(metrics.devices_by_query, "accelerator")
    summary = f"Prometheus has utilization and memory of {number} ({join_names(inventory.nodes)})."
    notes = f"Prometheus has utilization and memory of {number} ({join_names(metrics.names)})."
    return detected(ID, summary, observations, unproven=(*_unproven(inventory, metrics), _LOAD), notes=notes)


def _unproven(inventory: Inventory, metrics: ScrapedMetrics) -> Iterator[str]:
    """Yield the points that the metrics do not prove."""
    total = sum(inventory.devices.values())
    if not metrics.devices and 0 < metrics.devices_by_query < total:
        yield f"That no accelerator is missing: Prometheus has {metrics.devices_by_query:,} of {total:,}."
    elif not metrics.devices and not metrics.devices_by_query:
        yield " ".join((_NO_METRICS, *failure_reasons(metrics.failed)))
        if metrics.through_services:
            yield "Which node the metrics are from: one pod of the Service answered."
        return
    rest = len(inventory.all_nodes) - len(metrics.nodes)
    if rest > 0 and metrics.devices and metrics.devices_by_query < total:
        yield f"That the other {count(rest, 'node')} show the same: only a sample was read."
    if any(node.hardware is None for node in metrics.nodes):
        yield "That no accelerator of a node is missing: the node does not publish its number of accelerators."
    if metrics.missing_measures:
        kinds = capitalize(join_names(kind.value for kind in metrics.missing_measures))
        yield f"{kinds}: no series; the hardware or the driver may not report this."


def _observe_monitors(snapshot: Snapshot) -> tuple[Observation, ...]:
    """Return observations of accelerator monitors; another requirement checks whether a collector reads them."""
    return first_few(
        [
            observe_object(
                monitored.resource,
                monitored.monitor.metadata,
                f"Points a collector to accelerator metrics{_at(monitored.ports)}.",
                version=snapshot.listing(monitored.resource).version,
            )
            for monitored in accelerator_monitors(lambda resource: snapshot.listing(resource).items)
        ],
        limit=2,
    )


def _at(ports: Sequence[str]) -> str:
    return f" at {join_names(ports)}" if ports else ""


def _observe_disabled(snapshot: Snapshot) -> tuple[Observation, ...]:
    """Return observations of AMD's GPU operator with its exporter disabled, which is the default."""
    listing = snapshot.listing(DEVICE_CONFIGS)
    off = [item for item in listing.items if not item.spec.metrics_exporter.enable]
    detail = "Its metrics exporter is disabled (spec.metricsExporter.enable)."
    return first_few(
        [observe_object(DEVICE_CONFIGS, c.metadata, detail, version=listing.version, doubtful=True) for c in off],
        limit=2,
    )


def _not_found(inventory: Inventory, ladder: Ladder) -> str:
    nothing = capitalize(ladder.missing_reason)
    if inventory.read_failure:
        return f"{nothing}."
    if not inventory.nodes:
        return f"{nothing}, and no usable node has accelerators."
    return f"{nothing}; {count(len(inventory.all_nodes), 'usable node has', 'usable nodes have')} accelerators."


def _duplicates(running: Sequence[Exporter]) -> tuple[Observation, ...]:
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
