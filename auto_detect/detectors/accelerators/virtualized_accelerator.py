"""`virtualized_accelerator`: nodes offer accelerators that the vendor's own virtualization has made."""

from collections import Counter
from collections.abc import Sequence

from auto_detect.analysis.accelerators.inventory import inventory
from auto_detect.analysis.coverage import why_undiscovered, why_unread
from auto_detect.analysis.health import daemon_set_health
from auto_detect.analysis.nodes import real_kinds
from auto_detect.analysis.wording import capital, count, few, listed, observe, observe_object, path
from auto_detect.detectors.accelerators.virtualization import Sign, Weight, on_node, published
from auto_detect.detectors.evidence_ladder import could_not_check, detected, not_detected, partly
from auto_detect.detectors.inventory_observations import not_counted
from auto_detect.known.accelerators import VGPU_MANAGERS
from auto_detect.resources import registry
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Finding, Observation

ID = "virtualized_accelerator"
_QUESTION = "Does the platform offer virtualized accelerators, such as vGPU profiles, on other nodes or elsewhere?"


def detect_virtualized_accelerator(snapshot: Snapshot) -> Finding:
    """Whether usable nodes offer virtual accelerators."""
    unread = why_undiscovered(snapshot)
    if unread:
        return could_not_check(ID, unread)
    stock = inventory(snapshot)
    signs = _signs(snapshot)
    seen = (*_observed(signs), *_managers(snapshot), *not_counted(stock))
    shown = [sign for sign in signs if sign.weight is Weight.SHOWS]
    if shown:
        return _found(shown, seen)
    unread = stock.unread or why_unread(snapshot, registry.RESOURCE_SLICES)
    if unread:
        return could_not_check(ID, unread, seen)
    claims = [sign for sign in signs if sign.weight is Weight.CLAIMS]
    if claims:
        return partly(ID, f"{capital(claims[0].lacking)}.", seen)
    return not_detected(ID, f"Nothing here says that an accelerator is virtual. {_QUESTION}", seen)


def _signs(snapshot: Snapshot) -> Counter[Sign]:
    """What usable, real nodes and ResourceSlices show, and on how many nodes."""
    stock = inventory(snapshot)
    found: Counter[Sign] = Counter()
    for node, names in real_kinds(snapshot.of(registry.NODES).items):
        offering = sum(name in stock.all_nodes for name in names)
        for offers, number in ((True, offering), (False, len(names) - offering)):
            found.update({sign: number for sign in on_node(node, offers=offers) if number})
    for driver in stock.drivers if not stock.unread else ():
        for placed in driver.placed if driver.vendor else ():
            if placed.node not in stock.simulated:
                found.update(published(driver.name, placed.traits))
    return found


def _observed(signs: Counter[Sign]) -> tuple[Observation, ...]:
    seen = [
        observe(
            "ResourceSlice" if sign.published else "Node",
            sign.name,
            f"{sign.detail}, on {count(number, 'node' if sign.published else 'usable node')}.",
            path=path(registry.RESOURCE_SLICES if sign.published else registry.NODES),
            doubtful=sign.weight is not Weight.SHOWS,
        )
        for sign, number in signs.items()
    ]
    return few(seen, most=6)


def _managers(snapshot: Snapshot) -> tuple[Observation, ...]:
    """What makes vGPUs for virtual machines on the hosts."""
    found = []
    for daemon_set in snapshot.of(registry.DAEMON_SETS).items:
        if any(part in daemon_set.metadata.name for part in VGPU_MANAGERS):
            health = daemon_set_health(daemon_set)
            detail = f"Manages vGPUs for virtual machines. {health.sentence}"
            found.append(observe_object(registry.DAEMON_SETS, daemon_set.metadata, detail, doubtful=not health.alive))
    return few(found)


def _found(shown: Sequence[Sign], seen: Sequence[Observation]) -> Finding:
    names = listed(sign.name for sign in shown)
    unproven = [
        "That a pod can use a virtual accelerator, and asks for it as for a part of a physical one: no pod was made.",
        "Which hypervisor makes them, and what it guarantees.",
    ]
    summary = f"Nodes offer virtual accelerators: {names}."
    return detected(ID, summary, seen, unproven=unproven, notes=f"{summary} Using one was not exercised.")
