"""`secure_accelerator_access`: accelerators are handed out, and a sample of pods shows nobody who takes one.

Isolation is a negative property, so it is never seen: what is seen is the mechanism, and what goes past it.
"""

from collections.abc import Sequence

from auto_detect.analysis.accelerators.inventory import Inventory, inventory
from auto_detect.analysis.accelerators.pod_sample import PODS, Sample, sample
from auto_detect.analysis.coverage import why_undiscovered, why_unread
from auto_detect.analysis.wording import capital, count, few, observe, path
from auto_detect.detectors.accelerators.driver_operators import daemons, operators, runtimes
from auto_detect.detectors.evidence_ladder import (
    Ladder,
    Rung,
    conclude,
    could_not_check,
    detected,
    missing,
    shown,
    unknown,
)
from auto_detect.detectors.inventory_observations import observe_stock, stock_rung
from auto_detect.detectors.security.access_caveats import caveats, injection
from auto_detect.detectors.security.device_access import Bypass, bypasses
from auto_detect.resources import registry
from auto_detect.resources.accelerators import RUNTIME_CLASSES
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Finding, Observation

ID = "secure_accelerator_access"
_TRIAL = (
    "That a container without a request sees no accelerator, and one with a request only its own: "
    "this has to be tried on a node with at least two."
)


def detect_secure_accelerator_access(snapshot: Snapshot) -> Finding:
    """Whether accelerators are handed out, and who in a sample of pods reaches them otherwise."""
    unread = why_undiscovered(snapshot)
    if unread:
        return could_not_check(ID, unread)
    stock = inventory(snapshot)
    looked = sample(snapshot)
    found = bypasses(looked.pods, snapshot.of(RUNTIME_CLASSES).items)
    ladder = Ladder("Mediation", (stock_rung(stock), _sampled(snapshot, stock, looked)))
    seen = (
        *few([bypass.observation for bypass in found], most=4),
        *observe_stock(stock),
        *_sample(looked, found),
        *injection(snapshot),
        *caveats(snapshot, stock),
        *operators(snapshot),
        *daemons(snapshot),
        *runtimes(snapshot, stock),
    )
    return conclude(
        ID,
        ladder,
        seen,
        found=lambda: _found(stock, looked, found, seen),
        some=f"{capital(ladder.why_missing)}.",
        nothing=f"{capital(ladder.why_missing)}, so there is nothing to isolate here.",
    )


def _sampled(snapshot: Snapshot, stock: Inventory, looked: Sample) -> Rung:
    """That nobody goes past the mechanism is said of pods that were there; devices on the network have no node."""
    if not stock.nodes:
        return shown()
    unread = why_unread(snapshot, registry.PODS)
    if unread:
        return unknown(unread)
    nobody = "accelerators are handed out, but no running pod was there to be looked at"
    return shown() if looked.pods else missing(nobody, *observe_stock(stock))


def _found(stock: Inventory, looked: Sample, found: Sequence[Bypass], seen: Sequence[Observation]) -> Finding:
    plugin, dra = (
        any(one.plugin for one in stock.held),
        any(driver.vendor and driver.placed for driver in stock.drivers),
    )
    ways = " and ".join(name for name, there in (("a device plugin", plugin), ("DRA", dra)) if there)
    extent = _extent(looked)
    unproven = [_TRIAL]
    if found:
        number = f"{count(len(found), 'pod')} of the sample ({extent}) can reach accelerators past it"
        unproven.insert(0, "Why these pods may reach accelerators that they were not given.")
        tail = f"{number}: look at {'it' if len(found) == 1 else 'them'} first."
    elif looked.pods:
        tail = f"none of {extent} reaches accelerators past it."
    else:
        tail = "they are on no node whose pods could be looked at."
        unproven.append("That no pod reaches accelerators otherwise: the sample held none.")
    if looked.of > looked.nodes or looked.cut:
        unproven.append("That no pod outside the sample reaches accelerators otherwise.")
    if looked.pods and not looked.holders:
        unproven.append("That pods are given accelerators in fact: none of the sample holds one.")
    return detected(
        ID,
        f"Accelerators are handed out by {ways}; {tail}",
        seen,
        unproven=unproven,
        notes=f"Accelerators are handed out by {ways}. Of a sample ({extent}), {_notes(found)}. "
        "Isolation was not exercised.",
    )


def _notes(found: Sequence[Bypass]) -> str:
    return (
        f"{count(len(found), 'pod')} can reach them otherwise" if found else "no pod was seen to reach them otherwise"
    )


def _sample(looked: Sample, found: Sequence[Bypass]) -> tuple[Observation, ...]:
    if not looked.nodes:
        return ()
    bound = f", the first {PODS} of a node" if looked.cut else ""
    holders = f"{count(len(looked.holders), 'pod')} asked for accelerators" if looked.holders else "none asked for any"
    rest = f"{count(len(found), 'pod')} can reach them otherwise" if found else "none reaches them otherwise"
    return (observe("Pod", "Sample", f"{_extent(looked)}{bound}: {holders}, {rest}.", path=path(registry.PODS)),)


def _extent(looked: Sample) -> str:
    pods = count(len(looked.pods), "running pod")
    return f"{pods} on {looked.nodes:,} of {count(looked.of, 'accelerator node')}"
