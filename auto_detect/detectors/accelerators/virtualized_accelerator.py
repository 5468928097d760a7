"""`virtualized_accelerator`: nodes offer accelerators created by the vendor's virtualization."""

import re
from collections import Counter
from collections.abc import Sequence

from auto_detect.analysis.accelerators.inventory import take_inventory
from auto_detect.analysis.coverage import discovery_failure, read_failure
from auto_detect.analysis.health import daemon_set_health
from auto_detect.analysis.nodes import usable_real_nodes
from auto_detect.analysis.wording import (
    api_path,
    capitalize,
    clean_name,
    count,
    first_few,
    join_names,
    observe,
    observe_object,
)
from auto_detect.detectors.accelerators.virtualization import Sign, SignStrength, device_signs, node_signs
from auto_detect.detectors.evidence_ladder import could_not_check, detected, not_detected, partly_detected
from auto_detect.detectors.inventory_observations import observe_unusable
from auto_detect.known.accelerators import VGPU_MANAGERS
from auto_detect.resources import registry
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Finding, Observation

ID = "virtualized_accelerator"
_QUESTION = "Does the platform offer virtualized accelerators, such as vGPU profiles, on other nodes or elsewhere?"


def detect_virtualized_accelerator(snapshot: Snapshot) -> Finding:
    """Detect whether usable nodes offer virtual accelerators."""
    failure = discovery_failure(snapshot)
    if failure:
        return could_not_check(ID, failure)
    inventory = take_inventory(snapshot)
    signs = _signs(snapshot)
    observations = (*_observed(signs), *_managers(snapshot), *observe_unusable(inventory))
    proofs = [sign for sign in signs if sign.strength is SignStrength.PROOF]
    if proofs:
        return _detected(proofs, observations)
    failure = inventory.read_failure or read_failure(snapshot, registry.RESOURCE_SLICES)
    if failure:
        return could_not_check(ID, failure, observations)
    claims = [sign for sign in signs if sign.strength is SignStrength.CLAIM]
    if claims:
        return partly_detected(ID, f"{capitalize(claims[0].missing)}.", observations)
    unknown = next((key for key, _ in inventory.unknown_resources if _may_be_virtual(key)), None)
    if unknown:
        reason = f"the resource {clean_name(unknown)} may count virtual accelerators, but is not recognized"
        return could_not_check(ID, reason, observations, needed="a check by hand of what the resource counts")
    return not_detected(ID, f"No sign of a virtual accelerator was found. {_QUESTION}", observations)


def _may_be_virtual(key: str) -> bool:
    words = re.findall(r"[a-z]+", key.partition("/")[2].lower())
    return any(word.startswith(("vgpu", "vnpu", "mdev", "virtual")) or word in ("vf", "sriov") for word in words)


def _signs(snapshot: Snapshot) -> Counter[Sign]:
    """Return the signs on usable, real nodes and in ResourceSlices, with the number of nodes."""
    inventory = take_inventory(snapshot)
    found: Counter[Sign] = Counter()
    for node, names in usable_real_nodes(snapshot.listing(registry.NODES).items):
        offering = sum(name in inventory.all_nodes for name in names)
        for offers, number in ((True, offering), (False, len(names) - offering)):
            found.update({sign: number for sign in node_signs(node, offers=offers) if number})
    for driver in inventory.drivers if not inventory.read_failure else ():
        for placed in driver.placed_devices if driver.vendor else ():
            if lists := placed.lists(inventory.simulated):
                found.update(dict.fromkeys(device_signs(driver.name, placed.summary), lists))
    return found


def _observed(signs: Counter[Sign]) -> tuple[Observation, ...]:
    observations = [
        observe(
            "ResourceSlice" if sign.published else "Node",
            sign.name,
            f"{sign.detail}, on {count(number, 'node' if sign.published else 'usable node')}.",
            path=api_path(registry.RESOURCE_SLICES if sign.published else registry.NODES),
            doubtful=sign.strength is not SignStrength.PROOF,
        )
        for sign, number in signs.items()
    ]
    return first_few(observations, limit=6)


def _managers(snapshot: Snapshot) -> tuple[Observation, ...]:
    """Return the DaemonSets that create vGPUs for virtual machines."""
    found = []
    for daemon_set in snapshot.listing(registry.DAEMON_SETS).items:
        if any(part in daemon_set.metadata.name for part in VGPU_MANAGERS):
            health = daemon_set_health(daemon_set)
            detail = f"Manages vGPUs for virtual machines. {health.sentence}"
            found.append(observe_object(registry.DAEMON_SETS, daemon_set.metadata, detail, doubtful=not health.alive))
    return first_few(found)


def _detected(proofs: Sequence[Sign], observations: Sequence[Observation]) -> Finding:
    names = join_names(sign.name for sign in proofs)
    unproven = [
        "That a pod can request and use a virtual accelerator: no pod was created.",
        "Which hypervisor provides them, and which isolation it guarantees.",
    ]
    summary = f"Nodes offer virtual accelerators: {names}."
    return detected(ID, summary, observations, unproven=unproven, notes=f"{summary} Using one was not tested.")
