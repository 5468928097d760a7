"""Statuses of custom resources that prove that their controller reconciled the current generation."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from auto_detect.analysis.health import ConditionState, condition_state
from auto_detect.analysis.wording import clean_name, count
from auto_detect.known.schedulers import SCHEDULED_STATES
from auto_detect.objects.core import ConditionsStatus, Meta, Object
from auto_detect.resources.resource import Resource


@dataclass(frozen=True)
class HealthyStatus:
    """Healthy status of a kind; a single match is enough."""

    conditions: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    replicas: bool = False
    """Available or ready replicas count as healthy."""
    jobs: bool = False
    """Jobs that are active, ready or succeeded count as healthy: their status has no condition while they run."""
    suffixes: tuple[str, ...] = ()
    """Suffixes of positive condition types, for unknown kinds."""


_KUBEFLOW_JOB = HealthyStatus(conditions=("Running", "Succeeded"))
_SCHEDULED = HealthyStatus(states=SCHEDULED_STATES)

HEALTHY: dict[tuple[str, str], HealthyStatus] = {
    ("ray.io", "rayclusters"): HealthyStatus(("RayClusterProvisioned", "HeadPodReady"), ("ready",)),
    ("ray.io", "rayjobs"): HealthyStatus(states=("RUNNING", "SUCCEEDED")),
    ("ray.io", "rayservices"): HealthyStatus(("Ready",), ("Running",)),
    ("trainer.kubeflow.org", "trainjobs"): HealthyStatus(("Complete",), jobs=True),
    ("kubeflow.org", "pytorchjobs"): _KUBEFLOW_JOB,
    ("kubeflow.org", "tfjobs"): _KUBEFLOW_JOB,
    ("kubeflow.org", "mpijobs"): _KUBEFLOW_JOB,
    ("kubeflow.org", "jaxjobs"): _KUBEFLOW_JOB,
    ("serving.kserve.io", "inferenceservices"): HealthyStatus(("Ready",)),
    ("serving.kserve.io", "llminferenceservices"): HealthyStatus(("Ready",)),
    ("nvidia.com", "dynamographdeployments"): HealthyStatus(("Ready",), ("successful",)),
    ("jobset.x-k8s.io", "jobsets"): HealthyStatus(("Completed",), jobs=True),
    ("leaderworkerset.x-k8s.io", "leaderworkersets"): HealthyStatus(("Available",), replicas=True),
    ("grove.io", "podcliquesets"): HealthyStatus(replicas=True),
    ("kueue.x-k8s.io", "clusterqueues"): HealthyStatus(("Active",)),
    ("kueue.x-k8s.io", "workloads"): HealthyStatus(("Finished", "PodsReady", "Admitted")),
    ("scheduling.volcano.sh", "podgroups"): _SCHEDULED,
    ("batch.volcano.sh", "jobs"): _SCHEDULED,
    ("scheduling.run.ai", "podgroups"): _SCHEDULED,
}


_NEGATIVE = re.compile(r"(?:Not|Un|Non|No|Never|Update|Upgrade)(?=[A-Z])")
USUAL_HEALTHY = HealthyStatus(
    ("Ready", "Available", "Succeeded", "Complete", "Completed", "Active", "Healthy", "Running"),
    (
        *("Ready", "ready", "Running", "RUNNING", "Succeeded", "SUCCEEDED", "Complete", "Completed", "Active"),
        *("Available", "Healthy", "Bound", "Deployed", "InService"),
    ),
    replicas=True,
    jobs=True,
    suffixes=("Ready", "Succeeded", "Available", "Running", "Reconciled", "Deployed", "Provisioned"),
)
"""Usual healthy status of kinds that are missing from `HEALTHY`."""


def any_reconciled(resource: Resource[Object], items: Iterable[Object]) -> bool:
    """Return whether the controller reconciled one of these objects of a known resource."""
    healthy = HEALTHY[resource.group, resource.plural]
    return any(
        isinstance(meta, Meta) and isinstance(status, ConditionsStatus) and reported_state(meta, status, healthy)[1]
        for meta, status in ((getattr(item, "metadata", None), getattr(item, "status", None)) for item in items)
    )


def _positive_kinds(status: ConditionsStatus, healthy: HealthyStatus) -> list[str]:
    """Return the positive condition types of an unknown kind: `InferenceReady`, not `NotReady`."""
    return [
        condition.type
        for condition in status.conditions
        if condition.type.endswith(healthy.suffixes or (" ",)) and not _NEGATIVE.match(condition.type)
    ]


def reported_state(meta: Meta, status: ConditionsStatus, healthy: HealthyStatus) -> tuple[str, bool]:
    """Return the state that an object reports, as a sentence, and whether its controller reconciled it."""
    stale = status.observed_generation is not None and status.observed_generation < meta.generation
    for kind in (*healthy.conditions, *_positive_kinds(status, healthy)):
        match condition_state(meta, status.conditions, kind, status.observed_generation):
            case ConditionState.TRUE:
                return f"{kind}.", True
            case ConditionState.STALE:
                stale = True
    if not stale and status.state_name in healthy.states:
        return f"State {clean_name(status.state_name)}.", True
    if not stale and healthy.replicas and status.available_replicas > 0:
        return f"{status.available_replicas} available.", True
    if not stale and healthy.replicas and status.ready_replicas > 0:
        return f"{count(status.ready_replicas, 'replica')} ready.", True
    jobs = (*(status.replicated_jobs_status or ()), *(status.jobs_status or ())) if healthy.jobs else ()
    active = sum(max(job.active, job.ready, 0) for job in jobs)
    succeeded = sum(max(job.succeeded, 0) for job in jobs)
    if not stale and active + succeeded > 0:
        return f"{count(active, 'job')} active." if active else f"{count(succeeded, 'job')} succeeded.", True
    if stale:
        return "Its healthy status is older than its last change; not counted.", False
    return (
        f"State {clean_name(status.state_name)}; not counted."
        if status.state_name
        else "No healthy status reported; not counted.",
        False,
    )
