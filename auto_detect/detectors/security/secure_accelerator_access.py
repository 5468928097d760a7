"""`secure_accelerator_access`: accelerators are handed out, and a sample of pods shows nobody who takes one.

Isolation is a negative property, so it is never seen: what is seen is the mechanism, and what goes past it.
"""

from collections.abc import Sequence

from auto_detect.analysis.accelerators.inventory import Inventory, take_inventory
from auto_detect.analysis.accelerators.pod_sample import MAX_PODS, PodSample, sample_pods
from auto_detect.analysis.coverage import discovery_failure, read_failure
from auto_detect.analysis.wording import api_path, capitalize, count, first_few, observe
from auto_detect.detectors.accelerators.driver_operators import observe_daemons, observe_operators, observe_runtimes
from auto_detect.detectors.evidence_ladder import (
    Ladder,
    Rung,
    conclude,
    confirmed,
    could_not_check,
    detected,
    missing,
    unknown,
)
from auto_detect.detectors.inventory_observations import inventory_rung, observe_inventory
from auto_detect.detectors.security.access_caveats import caveats, injection
from auto_detect.detectors.security.device_access import DeviceAccess, device_accesses
from auto_detect.resources import registry
from auto_detect.resources.accelerators import RUNTIME_CLASSES
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Finding, Observation

ID = "secure_accelerator_access"
_NOT_EXERCISED = (
    "That a container without a request sees no accelerator, and one with a request only its own: "
    "this has to be tried on a node with at least two."
)


def detect_secure_accelerator_access(snapshot: Snapshot) -> Finding:
    """Whether accelerators are handed out, and who in a sample of pods reaches them otherwise."""
    failure = discovery_failure(snapshot)
    if failure:
        return could_not_check(ID, failure)
    inventory = take_inventory(snapshot)
    pod_sample = sample_pods(snapshot)
    found = device_accesses(pod_sample.pods, snapshot.listing(RUNTIME_CLASSES).items)
    ladder = Ladder("Mediation", (inventory_rung(inventory), _sampled(snapshot, inventory, pod_sample)))
    observations = (
        *first_few([bypass.observation for bypass in found], limit=4),
        *observe_inventory(inventory),
        *_sample(pod_sample, found),
        *injection(snapshot),
        *caveats(snapshot, inventory),
        *observe_operators(snapshot),
        *observe_daemons(snapshot),
        *observe_runtimes(snapshot, inventory),
    )
    return conclude(
        ID,
        ladder,
        observations,
        when_detected=lambda: _detected(inventory, pod_sample, found, observations),
        partly_summary=f"{capitalize(ladder.missing_reason)}.",
        missing_summary=f"{capitalize(ladder.missing_reason)}, so there is nothing to isolate here.",
    )


def _sampled(snapshot: Snapshot, inventory: Inventory, pod_sample: PodSample) -> Rung:
    """That nobody goes past the mechanism is said of pods that were there; devices on the network have no node."""
    if not inventory.nodes:
        return confirmed()
    failure = read_failure(snapshot, registry.PODS)
    if failure:
        return unknown(failure)
    nobody = "accelerators are handed out, but no running pod was there to be looked at"
    return confirmed() if pod_sample.pods else missing(nobody, *observe_inventory(inventory))


def _detected(
    inventory: Inventory, pod_sample: PodSample, found: Sequence[DeviceAccess], observations: Sequence[Observation]
) -> Finding:
    plugin, dra = (
        any(one.plugin for one in inventory.node_accelerators),
        any(driver.vendor and driver.placed_devices for driver in inventory.drivers),
    )
    ways = " and ".join(name for name, there in (("a device plugin", plugin), ("DRA", dra)) if there)
    extent = _extent(pod_sample)
    unproven = [_NOT_EXERCISED]
    if found:
        number = f"{count(len(found), 'pod')} of the sample ({extent}) can reach accelerators past it"
        unproven.insert(0, "Why these pods may reach accelerators that they were not given.")
        tail = f"{number}: look at {'it' if len(found) == 1 else 'them'} first."
    elif pod_sample.pods:
        tail = f"none of {extent} reaches accelerators past it."
    else:
        tail = "they are on no node whose pods could be looked at."
        unproven.append("That no pod reaches accelerators otherwise: the sample held none.")
    if pod_sample.accelerator_nodes > pod_sample.nodes or pod_sample.truncated:
        unproven.append("That no pod outside the sample reaches accelerators otherwise.")
    if pod_sample.pods and not pod_sample.holders:
        unproven.append("That pods are given accelerators in fact: none of the sample holds one.")
    return detected(
        ID,
        f"Accelerators are handed out by {ways}; {tail}",
        observations,
        unproven=unproven,
        notes=f"Accelerators are handed out by {ways}. Of a sample ({extent}), {_notes(found)}. "
        "Isolation was not exercised.",
    )


def _notes(found: Sequence[DeviceAccess]) -> str:
    return (
        f"{count(len(found), 'pod')} can reach them otherwise" if found else "no pod was seen to reach them otherwise"
    )


def _sample(pod_sample: PodSample, found: Sequence[DeviceAccess]) -> tuple[Observation, ...]:
    if not pod_sample.nodes:
        return ()
    bound = f", the first {MAX_PODS} of a node" if pod_sample.truncated else ""
    holders = (
        f"{count(len(pod_sample.holders), 'pod')} asked for accelerators"
        if pod_sample.holders
        else "none asked for any"
    )
    rest = f"{count(len(found), 'pod')} can reach them otherwise" if found else "none reaches them otherwise"
    return (
        observe("Pod", "Sample", f"{_extent(pod_sample)}{bound}: {holders}, {rest}.", path=api_path(registry.PODS)),
    )


def _extent(pod_sample: PodSample) -> str:
    pods = count(len(pod_sample.pods), "running pod")
    return f"{pods} on {pod_sample.nodes:,} of {count(pod_sample.accelerator_nodes, 'accelerator node')}"
