"""Checks that every component with a controller shares: API served, CRD intact, controller running."""

from auto_detect.analysis.coverage import read_failure
from auto_detect.analysis.health import crd_fault, deployment_health, deployments_of, image_version
from auto_detect.analysis.operator_resources import operator_resources
from auto_detect.analysis.wording import clean_name, count, join_names, observe, observe_object
from auto_detect.detectors.evidence_ladder import Rung, RungState, confirmed, missing, unknown
from auto_detect.detectors.webhook_rungs import observe_webhook_service, working_webhook
from auto_detect.known.components import Controller, Operator
from auto_detect.objects.apps import Deployment
from auto_detect.resources import registry
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Observation


def is_served(snapshot: Snapshot, operator: Operator) -> bool:
    """Return whether a resource of the operator is served; the group alone (`nvidia.com`) proves nothing."""
    return any(snapshot.discovery.serves(group, resource) for group, resource in operator_resources(operator))


def api_rung(snapshot: Snapshot, operator: Operator) -> Rung:
    """Check that the operator's API is served and its primary CRD is intact."""
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
    for controller in operator.controllers:
        for deployment in deployments_of(snapshot, controller):
            version = image_version(deployment.spec, deployment.metadata)
            if version and deployment_health(deployment).alive:
                return version
    return None


def _controller_rung(snapshot: Snapshot, operator: Operator, controller: Controller) -> Rung:
    found = deployments_of(snapshot, controller)
    observations = tuple(_observed(snapshot, deployment) for deployment in found)
    if any(not observation.doubtful for observation in observations):
        return confirmed(*observations)
    webhook = working_webhook(snapshot, operator) if operator.serves_webhooks and not found else None
    if webhook is not None:
        ready = count(webhook.ready, "ready endpoint")
        return confirmed(
            observe_webhook_service(webhook, f"The {controller.what} answers admission reviews from {ready}.")
        )
    if found:
        state = deployment_health(found[0]).sentence.rstrip(".")
        return missing(f"its {controller.what} is not running ({state[:1].lower()}{state[1:]})", *observations)
    failure = read_failure(snapshot, registry.DEPLOYMENTS)
    return unknown(failure) if failure else missing(f"no running {controller.what} is visible from here")


def _observed(snapshot: Snapshot, deployment: Deployment) -> Observation:
    health = deployment_health(deployment)
    version = image_version(deployment.spec, deployment.metadata)
    return observe_object(
        registry.DEPLOYMENTS,
        deployment.metadata,
        f"Version {version}. {health.sentence}" if version else health.sentence,
        version=snapshot.listing(registry.DEPLOYMENTS).version,
        doubtful=not health.alive,
    )
