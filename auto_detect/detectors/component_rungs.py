"""Checks that every component with a controller shares: API served, CRD intact, controller running."""

from auto_detect.analysis.controller_liveness import ControllerLiveness, ControllerState, controller_liveness
from auto_detect.analysis.health import crd_fault
from auto_detect.analysis.operator_resources import operator_resources
from auto_detect.analysis.wording import clean_name, join_names, observe
from auto_detect.detectors.evidence_ladder import Rung, RungState, confirmed, missing, unknown
from auto_detect.detectors.webhook_rungs import working_webhook
from auto_detect.known.components import Controller, Operator
from auto_detect.snapshot.snapshot import Snapshot


def is_served(snapshot: Snapshot, operator: Operator) -> bool:
    """Return whether a resource of the operator is served; the group alone (`nvidia.com`) proves nothing."""
    return any(snapshot.discovery.serves(group, resource) for group, resource in operator_resources(operator))


def api_rung(snapshot: Snapshot, operator: Operator) -> Rung:
    """Check that the operator's API is served and its primary CRD has no fault."""
    versions = [
        v for group, resource in operator_resources(operator) for v in snapshot.discovery.serves(group, resource)
    ]
    api = observe(
        "API",
        operator.group,
        f"Served in {join_names(versions)}." if versions else "Served.",
        path=f"/apis/{clean_name(operator.group)}",
    )
    fault = crd_fault(snapshot, operator.crd)
    if fault is None:
        return confirmed(api)
    doubt = observe("CustomResourceDefinition", operator.crd, f"Not counted: {fault}.", doubtful=True)
    return missing(fault, api, doubt)


def controllers_rung(snapshot: Snapshot, operator: Operator) -> Rung:
    """Check that every Deployment of the operator has an available replica."""
    rungs = [_controller_rung(snapshot, operator, controller) for controller in operator.controllers]
    observations = tuple(dict.fromkeys(observation for rung in rungs for observation in rung.observations))
    for state in (RungState.MISSING, RungState.UNKNOWN):
        worst = next((rung for rung in rungs if rung.state is state), None)
        if worst is not None:
            return Rung(state, worst.reason, observations)
    return confirmed(*observations)


def controller_version(snapshot: Snapshot, operator: Operator) -> str | None:
    """Return the version of the operator's first running Deployment."""
    versions = (controller_liveness(snapshot, controller).version for controller in operator.controllers)
    return next((version for version in versions if version), None)


def _controller_rung(snapshot: Snapshot, operator: Operator, controller: Controller) -> Rung:
    webhook = working_webhook(snapshot, operator) if operator.serves_webhooks else None
    service = webhook.webhook.client_config.service if webhook is not None else None
    services = [(service.namespace or None, service.name)] if service is not None else []
    return liveness_rung(controller_liveness(snapshot, controller, services=services), f"a running {controller.what}")


def liveness_rung(liveness: ControllerLiveness, needed: str) -> Rung:
    """Build the check that a controller runs; `needed` is a noun phrase that would confirm it."""
    match liveness.state:
        case ControllerState.RUNNING:
            return confirmed(*liveness.observations)
        case ControllerState.UNREADABLE:
            return unknown(liveness.problem, needed=needed)
        case _:
            return missing(liveness.problem, *liveness.observations, needed=needed)
