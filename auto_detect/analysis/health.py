"""Health of workloads, conditions and CRDs: running now, and reported for the current generation."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from auto_detect.analysis.versions import names_image
from auto_detect.analysis.wording import clean_name, count
from auto_detect.known.components import Controller
from auto_detect.objects.apps import DaemonSet, Deployment
from auto_detect.objects.core import Condition, ConditionsStatus, Meta, Named
from auto_detect.objects.services import Endpoint, EndpointSlice
from auto_detect.resources import registry
from auto_detect.snapshot.snapshot import Snapshot


class ConditionState(StrEnum):
    """State of a condition for the object's current generation."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"
    """Reported as `Unknown`, or not reported by any controller yet."""
    STALE = "stale"
    """True, but for an older generation of the object."""


def condition(conditions: Sequence[Condition], kind: str) -> Condition | None:
    """Return the condition of that type."""
    return next((c for c in conditions if c.type == kind), None)


def condition_state(
    meta: Meta, conditions: Sequence[Condition], kind: str, observed: int | None = None
) -> ConditionState:
    """Return the state of a condition; `observed` is the status' observedGeneration, for conditions without one."""
    found = condition(conditions, kind)
    if found is None:
        return ConditionState.UNKNOWN
    if found.status == "False":
        return ConditionState.FALSE
    if found.status != "True":
        return ConditionState.UNKNOWN
    generation = found.observed_generation if found.observed_generation is not None else observed
    if generation is not None and generation < meta.generation:
        return ConditionState.STALE
    return ConditionState.TRUE


def is_true(meta: Meta, status: ConditionsStatus, kind: str) -> bool:
    """Return whether a condition is True for the current generation."""
    return condition_state(meta, status.conditions, kind, status.observed_generation) is ConditionState.TRUE


def reason_suffix(conditions: Sequence[Condition], kind: str) -> str:
    """Return the reason of a condition in brackets, for the end of a sentence; empty without a reason."""
    found = condition(conditions, kind)
    return f" ({clean_name(found.reason)})" if found is not None and found.reason else ""


@dataclass(frozen=True)
class Health:
    """State of a workload: whether it runs, and a sentence about it."""

    alive: bool
    sentence: str


def deployment_health(deployment: Deployment) -> Health:
    """Return whether a Deployment is available for its current generation."""
    wanted = 1 if deployment.spec.replicas is None else deployment.spec.replicas
    available = deployment.status.available_replicas
    if deployment.metadata.deletion_timestamp:
        return Health(False, "It is being deleted.")
    if wanted == 0:
        return Health(False, "Scaled to zero.")
    if deployment.status.observed_generation < deployment.metadata.generation:
        return Health(False, "Its status is for an older generation.")
    if available < 1:
        return Health(False, f"0 of {count(wanted, 'replica')} available.")
    progressing = condition(deployment.status.conditions, "Progressing")
    tail = ", its latest rollout is stuck" if progressing is not None and progressing.status == "False" else ""
    return Health(True, f"{available} of {count(wanted, 'replica')} available{tail}.")


def daemon_set_health(daemon_set: DaemonSet) -> Health:
    """Return whether a DaemonSet selects nodes and is ready on all of them."""
    status = daemon_set.status
    if daemon_set.metadata.deletion_timestamp:
        return Health(False, "It is being deleted.")
    if status.observed_generation < daemon_set.metadata.generation:
        return Health(False, "Its status is for an older generation.")
    if status.desired_number_scheduled < 1:
        return Health(False, "It selects no node.")
    ready = f"Ready on {status.number_ready} of {count(status.desired_number_scheduled, 'node')}."
    return Health(status.number_ready >= status.desired_number_scheduled, ready)


def ready_endpoints(snapshot: Snapshot, service: str, namespace: str | None) -> tuple[Endpoint, ...]:
    """Return the ready endpoints of a Service; an absent `ready` counts as ready, as the API defines it.

    A dual-stack Service lists every pod in slices of both IP families, so only one family is counted.
    """
    return ready_endpoints_of(service_slices(snapshot, service, namespace))


def service_slices(snapshot: Snapshot, service: str, namespace: str | None) -> list[EndpointSlice]:
    """Return the EndpointSlices of a Service."""
    return slices_labeled(snapshot, "kubernetes.io/service-name", service, namespace)


def slices_labeled(snapshot: Snapshot, key: str, value: str, namespace: str | None) -> list[EndpointSlice]:
    """Return the EndpointSlices in a namespace that carry a label."""
    slices = snapshot.listing(registry.ENDPOINT_SLICES).items
    return [s for s in slices if s.metadata.namespace == namespace and s.metadata.labels.get(key) == value]


def ready_endpoints_of(slices: Iterable[EndpointSlice]) -> tuple[Endpoint, ...]:
    """Return the ready endpoints of one IP family."""
    ready: dict[str, list[Endpoint]] = {}
    for endpoint_slice in slices:
        ready.setdefault(endpoint_slice.address_type, []).extend(
            endpoint for endpoint in endpoint_slice.endpoints or () if endpoint.conditions.ready is not False
        )
    families = sorted(ready.values(), key=len)
    return tuple(families[-1]) if families else ()


def crd_fault(snapshot: Snapshot, name: str) -> str | None:
    """Return the fault of a CustomResourceDefinition, as a clause; None without a known fault.

    Discovery lists only established CRDs with accepted names, so an unread CRD is not a fault; a CRD that is being
    deleted stays listed until its last object is gone.
    """
    definition = _crd(snapshot, name)
    if definition is not None and definition.metadata.deletion_timestamp:
        return f"the CRD {name} is being deleted"
    return None


def crd_annotation(snapshot: Snapshot, name: str, key: str) -> str | None:
    """Return an annotation of a CustomResourceDefinition."""
    definition = _crd(snapshot, name)
    return definition.metadata.annotations.get(key) if definition is not None else None


def _crd(snapshot: Snapshot, name: str) -> Named | None:
    return next((d for d in snapshot.listing(registry.CRDS).items if d.metadata.name == name), None)


def deployments_of(snapshot: Snapshot, controller: Controller) -> tuple[Deployment, ...]:
    """Return the Deployments of a controller, by label or by image."""
    return tuple(d for d in snapshot.listing(registry.DEPLOYMENTS).items if is_controller(d, controller))


def is_controller(workload: Deployment | DaemonSet, controller: Controller) -> bool:
    """Return whether a workload is that controller: by label, by image or by ServiceAccount."""
    template = workload.spec.template
    if any(names_image(container.image, controller.images) for container in template.spec.containers):
        return True
    labels = {**template.metadata.labels, **workload.metadata.labels}
    if any(labels.get(key) == value for key, value in controller.labels):
        return True
    return template.spec.service_account_name in controller.service_accounts
