"""Checks of an unknown operator, recognized by its objects."""

from auto_detect.analysis.coverage import read_failure
from auto_detect.analysis.health import crd_fault, deployment_health
from auto_detect.analysis.reconciliation import USUAL_HEALTHY
from auto_detect.analysis.unknown_operators import UnknownOperator
from auto_detect.analysis.wording import clean_name, count, first_few, join_names, observe, observe_object
from auto_detect.detectors.evidence_ladder import Ladder, Rung, confirmed, missing, unknown
from auto_detect.detectors.operators.reconciled import reconciled_rung_of
from auto_detect.detectors.webhook_rungs import WebhookWiring, observe_webhook_service, wiring_rung, wirings_for
from auto_detect.resources import registry
from auto_detect.snapshot.snapshot import Snapshot


def build_ladder(snapshot: Snapshot, operator: UnknownOperator) -> Ladder:
    """Return the checks of an operator, with a missing check if its names do not suggest AI workloads."""
    wirings = wirings_for(snapshot, ((operator.group, operator.plural),))
    rungs = (
        _api(snapshot, operator),
        _controller(snapshot, wirings),
        wiring_rung(snapshot, wirings),
        reconciled_rung_of(snapshot, {operator.custom_resource: USUAL_HEALTHY}),
    )
    purpose = (
        () if operator.ai else (missing("its names do not suggest AI workloads", needed="an operator of AI workloads"),)
    )
    return Ladder(operator.name, (*rungs, *purpose))


def _api(snapshot: Snapshot, operator: UnknownOperator) -> Rung:
    versions = snapshot.discovery.serves(operator.group, operator.plural)
    detail = f"{clean_name(operator.plural)} are served in {join_names(versions or operator.versions)}."
    api = observe("API", operator.group, detail, path=f"/apis/{clean_name(operator.group)}")
    fault = crd_fault(snapshot, f"{operator.plural}.{operator.group}")
    return missing(fault, api) if fault else confirmed(api)


def _controller(snapshot: Snapshot, wirings: tuple[WebhookWiring, ...]) -> Rung:
    """Check that a Deployment runs in the namespace of the webhook's Service, or the webhook answers."""
    services = [w.webhook.client_config.service for w in wirings]
    namespaces = {service.namespace for service in services if service is not None}
    listing = snapshot.listing(registry.DEPLOYMENTS)
    neighbors = [(d, deployment_health(d)) for d in listing.items if d.metadata.namespace in namespaces]
    observations = first_few(
        [
            observe_object(
                registry.DEPLOYMENTS, d.metadata, health.sentence, version=listing.version, doubtful=not health.alive
            )
            for d, health in neighbors
        ],
        limit=2,
    )
    if any(health.alive for _, health in neighbors):
        return confirmed(*observations)
    answering = next((w for w in wirings if not w.fault and not w.unknown), None)
    if answering is not None and not neighbors:
        ready = count(answering.ready, "ready endpoint")
        return confirmed(observe_webhook_service(answering, f"Has {ready} for admission reviews."))
    failure = read_failure(snapshot, registry.DEPLOYMENTS)
    return (
        unknown(failure, *observations)
        if failure
        else missing("no controller runs in the namespace of its webhook", *observations, needed="a running controller")
    )
