"""Custom resources whose status proves that their controller reconciled the current generation."""

from collections.abc import Mapping
from dataclasses import dataclass

from auto_detect.analysis.coverage import partial_note, read_failure
from auto_detect.analysis.health import ConditionState, condition_state
from auto_detect.analysis.wording import clean_name, first_few, observe_object
from auto_detect.detectors.evidence_ladder import Rung, confirmed, missing, unknown
from auto_detect.known.components import Operator
from auto_detect.known.schedulers import SCHEDULED_STATES
from auto_detect.objects.core import ConditionsStatus, Meta, Object
from auto_detect.resources import registry
from auto_detect.resources.resource import Resource
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Observation


@dataclass(frozen=True)
class HealthyStatus:
    """Healthy status of a kind; a single match is enough."""

    conditions: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    replicas: bool = False
    """Available replicas count as healthy."""


_KUBEFLOW_JOB = HealthyStatus(conditions=("Succeeded",))
_SCHEDULED = HealthyStatus(states=SCHEDULED_STATES)

HEALTHY: dict[tuple[str, str], HealthyStatus] = {
    ("ray.io", "rayclusters"): HealthyStatus(("RayClusterProvisioned", "HeadPodReady"), ("ready",)),
    ("ray.io", "rayjobs"): HealthyStatus(states=("SUCCEEDED",)),
    ("ray.io", "rayservices"): HealthyStatus(("Ready",), ("Running",)),
    ("trainer.kubeflow.org", "trainjobs"): HealthyStatus(("Complete",)),
    ("kubeflow.org", "pytorchjobs"): _KUBEFLOW_JOB,
    ("kubeflow.org", "tfjobs"): _KUBEFLOW_JOB,
    ("kubeflow.org", "mpijobs"): _KUBEFLOW_JOB,
    ("kubeflow.org", "jaxjobs"): _KUBEFLOW_JOB,
    ("serving.kserve.io", "inferenceservices"): HealthyStatus(("Ready",)),
    ("serving.kserve.io", "llminferenceservices"): HealthyStatus(("Ready",)),
    ("nvidia.com", "dynamographdeployments"): HealthyStatus(states=("successful",)),
    ("jobset.x-k8s.io", "jobsets"): HealthyStatus(("Completed",)),
    ("leaderworkerset.x-k8s.io", "leaderworkersets"): HealthyStatus(("Available",)),
    ("grove.io", "podcliquesets"): HealthyStatus(replicas=True),
    ("kueue.x-k8s.io", "clusterqueues"): HealthyStatus(("Active",)),
    ("kueue.x-k8s.io", "workloads"): HealthyStatus(("Finished", "PodsReady", "Admitted")),
    ("scheduling.volcano.sh", "podgroups"): _SCHEDULED,
    ("batch.volcano.sh", "jobs"): _SCHEDULED,
    ("scheduling.run.ai", "podgroups"): _SCHEDULED,
}


USUAL_HEALTHY = HealthyStatus(
    ("Ready", "Available", "Succeeded", "Complete", "Completed", "Active", "Healthy", "Running"),
    ("Ready", "ready", "Running", "Succeeded", "Complete", "Completed", "Active", "Available", "Healthy"),
)
"""Usual healthy status of kinds that are missing from `HEALTHY`."""


def reconciled_rung(snapshot: Snapshot, operator: Operator) -> Rung:
    """Return whether a custom resource of the operator is healthy in its current generation."""
    resources = [
        resource
        for resource in registry.LISTED
        if (resource.group, resource.plural) in HEALTHY and resource.group in operator.groups
    ]
    resources = [resource for resource in resources if snapshot.discovery.serves(resource.group, resource.plural)]
    return reconciled_rung_of(snapshot, {resource: HEALTHY[resource.group, resource.plural] for resource in resources})


def reconciled_rung_of(snapshot: Snapshot, healthy_by_resource: Mapping[Resource[Object], HealthyStatus]) -> Rung:
    """Return whether an object of these resources is healthy in its current generation."""
    resources = list(healthy_by_resource)
    observations = first_few(
        [
            observations
            for resource, healthy in healthy_by_resource.items()
            for observations in _observed(snapshot, resource, healthy)
        ],
        limit=4,
    )
    if any(not observation.doubtful for observation in observations):
        return confirmed(*observations)
    failure = next((why for resource in resources if (why := read_failure(snapshot, resource))), None)
    if failure:
        return unknown(failure, *observations)
    kinds = " or ".join(_kind(resource) for resource in resources[:3]) or "custom resource"
    first = next((clause for resource in resources if (clause := partial_note(snapshot, resource))), "")
    return missing(f"no {kinds} is reported as reconciled{first}", *observations)


def _kind(resource: Resource[Object]) -> str:
    return resource.kind if resource.kind != resource.plural else f"object of {resource.plural}"


def _observed(snapshot: Snapshot, resource: Resource[Object], healthy: HealthyStatus) -> list[Observation]:
    listing = snapshot.listing(resource)
    observations = []
    for item in listing.items:
        meta, status = getattr(item, "metadata", None), getattr(item, "status", None)
        if isinstance(meta, Meta) and isinstance(status, ConditionsStatus):
            detail, counts = _state(meta, status, healthy)
            observations.append(observe_object(resource, meta, detail, version=listing.version, doubtful=not counts))
    return observations


def _state(meta: Meta, status: ConditionsStatus, healthy: HealthyStatus) -> tuple[str, bool]:
    stale = status.observed_generation is not None and status.observed_generation < meta.generation
    for kind in healthy.conditions:
        match condition_state(meta, status.conditions, kind, status.observed_generation):
            case ConditionState.TRUE:
                return f"{kind}.", True
            case ConditionState.STALE:
                stale = True
    if not stale and status.state_name in healthy.states:
        return f"State {clean_name(status.state_name)}.", True
    if not stale and healthy.replicas and status.available_replicas > 0:
        return f"{status.available_replicas} available.", True
    if stale:
        return "Its healthy status is older than its last change; not counted.", False
    return (
        f"State {clean_name(status.state_name)}; not counted."
        if status.state_name
        else "No healthy status reported; not counted.",
        False,
    )
