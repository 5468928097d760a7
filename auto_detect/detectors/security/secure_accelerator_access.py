"""`secure_accelerator_access`: pods get accelerators on request, and a sample of pods has no other access.

Isolation cannot be seen from the API: the detector shows the mechanism and the pods that bypass it.
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
    "That a container without a request sees no accelerator, and a container with a request only its own: "
    "test it on a node with at least two."
)


def detect_secure_accelerator_access(snapshot: Snapshot) -> Finding:
    """Detect whether accelerators are allocated on request, and which pods of a sample bypass that."""
    failure = discovery_failure(snapshot)
    if failure:
        return could_not_check(ID, failure)
    inventory = take_inventory(snapshot)
    pod_sample = sample_pods(snapshot)
    found = device_accesses(pod_sample.pods, snapshot.listing(RUNTIME_CLASSES).items)
    ladder = Ladder("Mediation", (inventory_rung(inventory), _sampled(snapshot, inventory, pod_sample)))
    observations = (
        *first_few([access.observation for access in found], limit=4),
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
        missing_summary=f"{capitalize(ladder.missing_reason)}, so nothing needs isolation.",
    )


def _sampled(snapshot: Snapshot, inventory: Inventory, pod_sample: PodSample) -> Rung:
    """Check that the sample holds pods; network-attached devices have no node to sample."""
    if not inventory.nodes:
        return confirmed()
    failure = read_failure(snapshot, registry.PODS)
    if failure:
        return unknown(failure)
    empty = "accelerators are offered, but no running pod is on the sampled nodes"
    needed = "a running pod on an accelerator node"
    return confirmed() if pod_sample.pods else missing(empty, *observe_inventory(inventory), needed=needed)


def _detected(
    inventory: Inventory, pod_sample: PodSample, found: Sequence[DeviceAccess], observations: Sequence[Observation]
) -> Finding:
    plugin, dra = (
        any(item.by_plugin for item in inventory.node_accelerators),
        any(driver.vendor and driver.placed_devices for driver in inventory.drivers),
    )
    ways = " and ".join(name for name, used in (("a device plugin", plugin), ("DRA", dra)) if used)
    extent = _extent(pod_sample)
    unproven = [_NOT_EXERCISED]
    if found:
        number = f"{count(len(found), 'pod')} of the sample ({extent}) can reach devices without a request"
        unproven.insert(0, "That these pods need the access that they have.")
        tail = f"{number}: review {'that pod' if len(found) == 1 else 'them'} first."
    elif pod_sample.pods:
        tail = f"no pod spec in the sample ({extent}) names devices without a request."
    else:
        tail = "they are not attached to a node, so no pods were sampled."
        unproven.append("That no pod reaches devices without a request: the sample holds no pod.")
    if pod_sample.accelerator_nodes > pod_sample.nodes or pod_sample.truncated:
        unproven.append("That no pod outside the sample reaches devices without a request.")
    if plugin and "NVIDIA" in inventory.nodes:
        unproven.append("That no image sets NVIDIA_VISIBLE_DEVICES itself: pod specs do not show it.")
    if pod_sample.pods and not pod_sample.holders:
        unproven.append("That pods get accelerators: no pod of the sample requests one.")
    sampled = f"In a sample ({extent}), {_notes(found)}." if pod_sample.pods else "No pod was sampled."
    return detected(
        ID,
        f"Accelerators are allocated by {ways}; {tail}",
        observations,
        unproven=unproven,
        notes=f"Accelerators are allocated by {ways}. {sampled} Access from inside a container was not tested.",
    )


def _notes(found: Sequence[DeviceAccess]) -> str:
    return (
        f"{count(len(found), 'pod')} can reach devices without a request"
        if found
        else "no pod spec names devices without a request"
    )


def _sample(pod_sample: PodSample, found: Sequence[DeviceAccess]) -> tuple[Observation, ...]:
    if not pod_sample.nodes:
        return ()
    if not pod_sample.pods:
        nodes = f"{pod_sample.nodes:,} of {count(pod_sample.accelerator_nodes, 'accelerator node')}"
        return (observe("Pod", "Sample", f"No running pod on {nodes}.", path=api_path(registry.PODS), doubtful=True),)
    bound = f", the first {MAX_PODS} per node" if pod_sample.truncated else ""
    holders = (
        f"{count(len(pod_sample.holders), 'pod')} requested accelerators"
        if pod_sample.holders
        else "no pod requested accelerators"
    )
    rest = (
        f"{count(len(found), 'pod')} can reach them without a request"
        if found
        else "no pod spec names them without a request"
    )
    return (
        observe("Pod", "Sample", f"{_extent(pod_sample)}{bound}: {holders}, {rest}.", path=api_path(registry.PODS)),
    )


def _extent(pod_sample: PodSample) -> str:
    pods = count(len(pod_sample.pods), "running pod")
    return f"{pods} on {pod_sample.nodes:,} of {count(pod_sample.accelerator_nodes, 'accelerator node')}"
