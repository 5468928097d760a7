"""Custom resources whose status proves that their controller reconciled the current generation."""

from collections.abc import Mapping

from auto_detect.analysis.coverage import partial_note, read_failure
from auto_detect.analysis.reconciliation import HEALTHY, HealthyStatus, reported_state
from auto_detect.analysis.wording import first_few, observe_object
from auto_detect.detectors.evidence_ladder import Rung, confirmed, missing, unknown
from auto_detect.known.components import Operator
from auto_detect.objects.core import ConditionsStatus, Meta, Object
from auto_detect.resources import registry
from auto_detect.resources.resource import Resource
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Observation


def reconciled_rung(snapshot: Snapshot, operator: Operator) -> Rung:
    """Check that a custom resource of the operator is healthy in its current generation."""
    resources = [
        resource
        for resource in registry.LISTABLE
        if (resource.group, resource.plural) in HEALTHY and resource.group in operator.groups
    ]
    resources = [resource for resource in resources if snapshot.discovery.serves(resource.group, resource.plural)]
    return reconciled_rung_of(snapshot, {resource: HEALTHY[resource.group, resource.plural] for resource in resources})


def reconciled_rung_of(snapshot: Snapshot, healthy_by_resource: Mapping[Resource[Object], HealthyStatus]) -> Rung:
    """Check that an object of these resources is healthy in its current generation."""
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
    return missing(f"no {kinds} is reported as reconciled{first}", *observations, needed=f"a reconciled {kinds}")


def _kind(resource: Resource[Object]) -> str:
    return resource.kind if resource.kind != resource.plural else f"{resource.plural} object"


def _observed(snapshot: Snapshot, resource: Resource[Object], healthy: HealthyStatus) -> list[Observation]:
    listing = snapshot.listing(resource)
    observations = []
    for item in listing.items:
        meta, status = getattr(item, "metadata", None), getattr(item, "status", None)
        if isinstance(meta, Meta) and isinstance(status, ConditionsStatus):
            detail, counts = reported_state(meta, status, healthy)
            observations.append(observe_object(resource, meta, detail, version=listing.version, doubtful=not counts))
    return observations
