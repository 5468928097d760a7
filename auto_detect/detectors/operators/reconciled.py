"""Which custom resources show that their controller did its work: a positive condition or word, of today."""

from collections.abc import Mapping
from dataclasses import dataclass

from auto_detect.analysis.coverage import among, why_unread
from auto_detect.analysis.health import Says, says
from auto_detect.analysis.wording import few, observe_object, word
from auto_detect.detectors.evidence_ladder import Rung, missing, shown, unknown
from auto_detect.known.components import Operator
from auto_detect.objects.core import ConditionsStatus, Meta, Object
from auto_detect.resources import registry
from auto_detect.resources.resource import Area
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Observation


@dataclass(frozen=True)
class Positive:
    """What a resource's status says when all is well; one match is enough."""

    conditions: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    replicas: bool = False
    """Available replicas show it."""


_KUBEFLOW_JOB = Positive(conditions=("Succeeded",))
_PLACED = Positive(words=("Running", "Completed", "Scheduled", "Finished", "Succeeded"))

POSITIVE: dict[tuple[str, str], Positive] = {
    ("ray.io", "rayclusters"): Positive(("RayClusterProvisioned", "HeadPodReady"), ("ready",)),
    ("ray.io", "rayjobs"): Positive(words=("SUCCEEDED",)),
    ("ray.io", "rayservices"): Positive(("Ready",), ("Running",)),
    ("trainer.kubeflow.org", "trainjobs"): Positive(("Complete",)),
    ("kubeflow.org", "pytorchjobs"): _KUBEFLOW_JOB,
    ("kubeflow.org", "tfjobs"): _KUBEFLOW_JOB,
    ("kubeflow.org", "mpijobs"): _KUBEFLOW_JOB,
    ("kubeflow.org", "jaxjobs"): _KUBEFLOW_JOB,
    ("serving.kserve.io", "inferenceservices"): Positive(("Ready",)),
    ("serving.kserve.io", "llminferenceservices"): Positive(("Ready",)),
    ("nvidia.com", "dynamographdeployments"): Positive(words=("successful",)),
    ("jobset.x-k8s.io", "jobsets"): Positive(("Completed",)),
    ("leaderworkerset.x-k8s.io", "leaderworkersets"): Positive(("Available",)),
    ("grove.io", "podcliquesets"): Positive(replicas=True),
    ("kueue.x-k8s.io", "clusterqueues"): Positive(("Active",)),
    ("kueue.x-k8s.io", "workloads"): Positive(("Finished", "PodsReady", "Admitted")),
    ("scheduling.volcano.sh", "podgroups"): _PLACED,
    ("batch.volcano.sh", "jobs"): _PLACED,
    ("scheduling.run.ai", "podgroups"): _PLACED,
}


ANY_POSITIVE = Positive(
    ("Ready", "Available", "Succeeded", "Complete", "Completed", "Active", "Healthy", "Running"),
    ("Ready", "ready", "Running", "Succeeded", "Complete", "Completed", "Active", "Available", "Healthy"),
)
"""How kinds that nobody here knows mostly say it."""


def reconciled_rung(snapshot: Snapshot, operator: Operator) -> Rung:
    """One custom resource of the operator is in a good state that is of its present generation."""
    own = [
        area for area in registry.LISTED if (area.group, area.resource) in POSITIVE and area.group in operator.groups
    ]
    own = [area for area in own if snapshot.discovery.serves(area.group, area.resource)]
    return reconciled_in(snapshot, {area: POSITIVE[area.group, area.resource] for area in own})


def reconciled_in(snapshot: Snapshot, looked: Mapping[Area[Object], Positive]) -> Rung:
    """One object of these areas is in a good state that is of its present generation."""
    own = list(looked)
    seen = few([seen for area, positive in looked.items() for seen in _observed(snapshot, area, positive)], most=4)
    if any(not observation.doubtful for observation in seen):
        return shown(*seen)
    unread = next((why for area in own if (why := why_unread(snapshot, area))), None)
    if unread:
        return unknown(unread, *seen)
    kinds = " or ".join(area.kind for area in own[:3]) or "custom resource"
    first = next((clause for area in own if (clause := among(snapshot, area))), "")
    return missing(f"no {kinds} shows that it was reconciled{first}", *seen)


def _observed(snapshot: Snapshot, area: Area[Object], positive: Positive) -> list[Observation]:
    listing = snapshot.of(area)
    seen = []
    for item in listing.items:
        meta, status = getattr(item, "metadata", None), getattr(item, "status", None)
        if isinstance(meta, Meta) and isinstance(status, ConditionsStatus):
            detail, counts = _state(meta, status, positive)
            seen.append(observe_object(area, meta, detail, version=listing.version, doubtful=not counts))
    return seen


def _state(meta: Meta, status: ConditionsStatus, positive: Positive) -> tuple[str, bool]:
    stale = status.observed_generation is not None and status.observed_generation < meta.generation
    for kind in positive.conditions:
        match says(meta, status.conditions, kind, status.observed_generation):
            case Says.TRUE:
                return f"{kind}.", True
            case Says.STALE:
                stale = True
    if not stale and status.word in positive.words:
        return f"State {word(status.word)}.", True
    if not stale and positive.replicas and status.available_replicas > 0:
        return f"{status.available_replicas} available.", True
    if stale:
        return "Its good state is from before its last change; not counted.", False
    return f"State {word(status.word)}; not counted." if status.word else "No good state reported; not counted.", False
