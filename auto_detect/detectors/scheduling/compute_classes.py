"""GKE's ComputeClasses: with node pool auto-creation, the provider adds nodes for them, also with accelerators."""

from auto_detect.analysis.coverage import partial_note, read_failure
from auto_detect.analysis.health import ConditionState, condition_state
from auto_detect.analysis.wording import clean_name, first_few, join_names, observe, observe_object
from auto_detect.detectors.evidence_ladder import Ladder, Rung, confirmed, missing, unknown
from auto_detect.known.managed_platforms import is_accelerator_machine
from auto_detect.objects.autoscaling.node_groups import ComputeClass
from auto_detect.resources.autoscaling import COMPUTE_CLASSES
from auto_detect.snapshot.snapshot import Snapshot

NAME = "GKE node pool auto-creation"
_NEEDED = "a ComputeClass with accelerators for which GKE creates node pools"


def compute_classes(snapshot: Snapshot) -> Ladder | None:
    """Return the checks of ComputeClasses; None without any class."""
    listing = snapshot.listing(COMPUTE_CLASSES)
    if not listing.items:
        return None
    outside = observe("Service", NAME, "Runs outside the cluster; not visible.", doubtful=True)
    return Ladder(NAME, (confirmed(outside), _class_rung(snapshot)))


def _class_rung(snapshot: Snapshot) -> Rung:
    listing = snapshot.listing(COMPUTE_CLASSES)
    observations = []
    for item in listing.items:
        detail, counts = _describe(item)
        observations.append(
            observe_object(COMPUTE_CLASSES, item.metadata, detail, version=listing.version, doubtful=not counts)
        )
    shown = first_few(observations)
    if any(not observation.doubtful for observation in observations):
        return confirmed(*shown)
    failure = read_failure(snapshot, COMPUTE_CLASSES)
    if failure:
        return unknown(failure, *shown)
    why = "no ComputeClass for which node pools are created names accelerators"
    return missing(f"{why}{partial_note(snapshot, COMPUTE_CLASSES)}", *shown, needed=_NEEDED)


def _describe(item: ComputeClass) -> tuple[str, bool]:
    accelerators = _accelerators(item)
    if not accelerators:
        return "Names no accelerators; not counted.", False
    named = f"Names {join_names(accelerators)}"
    if not item.spec.node_pool_auto_creation.enabled:
        return f"{named}, but no node pools are created for it; not counted.", False
    if condition_state(item.metadata, item.status.conditions, "Health") is ConditionState.FALSE:
        return f"{named}, but is not healthy; not counted.", False
    return f"{named}, with node pool auto-creation.", True


def _accelerators(item: ComputeClass) -> list[str]:
    found = []
    for priority in item.spec.priorities:
        if priority.gpu is not None and priority.gpu.count:
            found.append(clean_name(priority.gpu.type) or "GPUs")
        elif priority.tpu is not None:
            found.append(clean_name(priority.tpu.type) or "TPUs")
        elif is_accelerator_machine(priority.machine_type) or priority.machine_family in _FAMILIES:
            found.append(clean_name(priority.machine_type or priority.machine_family))
    return list(dict.fromkeys(found))


_FAMILIES = ("a2", "a3", "a4", "a4x", "g2", "g4")
"""Machine families with accelerators; source: https://cloud.google.com/compute/docs/gpus, seen 2026-11."""
