"""How far an operator that no table knows is shown: the same rungs, found by shape instead of by name."""

from auto_detect.analysis.coverage import why_unread
from auto_detect.analysis.health import definition_fault, deployment_health
from auto_detect.analysis.unknown_operators import Unnamed
from auto_detect.analysis.wording import count, few, listed, observe, observe_object, word
from auto_detect.detectors.evidence_ladder import Ladder, Rung, missing, shown, unknown
from auto_detect.detectors.operators.reconciled import ANY_POSITIVE, reconciled_in
from auto_detect.detectors.webhook_rungs import Wiring, observe_answering, wired, wirings_of
from auto_detect.resources import registry
from auto_detect.snapshot.snapshot import Snapshot


def climb(snapshot: Snapshot, operator: Unnamed) -> Ladder:
    """The rungs of one; where nothing says that it runs AI workloads, that is the one that is missing."""
    wirings = wirings_of(snapshot, ((operator.group, operator.resource),))
    rungs = (
        _api(snapshot, operator),
        _controller(snapshot, wirings),
        wired(snapshot, wirings),
        reconciled_in(snapshot, {operator.area: ANY_POSITIVE}),
    )
    purpose = () if operator.ai else (missing("nothing in its names says that it runs AI workloads"),)
    return Ladder(operator.name, (*rungs, *purpose))


def _api(snapshot: Snapshot, operator: Unnamed) -> Rung:
    versions = snapshot.discovery.serves(operator.group, operator.resource)
    detail = f"{word(operator.resource)} are served in {listed(versions or operator.versions)}."
    api = observe("API", operator.group, detail, path=f"/apis/{word(operator.group)}")
    fault = definition_fault(snapshot, f"{operator.resource}.{operator.group}")
    return missing(fault, api) if fault else shown(api)


def _controller(snapshot: Snapshot, wirings: tuple[Wiring, ...]) -> Rung:
    """A Deployment beside the webhook's Service is alive; without one, whoever answers the webhook."""
    services = [w.hook.client_config.service for w in wirings]
    namespaces = {service.namespace for service in services if service is not None}
    listing = snapshot.of(registry.DEPLOYMENTS)
    beside = [(d, deployment_health(d)) for d in listing.items if d.metadata.namespace in namespaces]
    seen = few(
        [
            observe_object(
                registry.DEPLOYMENTS, d.metadata, health.sentence, version=listing.version, doubtful=not health.alive
            )
            for d, health in beside
        ],
        most=2,
    )
    if any(health.alive for _, health in beside):
        return shown(*seen)
    answering = next((w for w in wirings if not w.fault and not w.unseen), None)
    if answering is not None and not beside:
        ready = count(answering.ready, "ready endpoint")
        return shown(observe_answering(answering, f"Answers admission reviews from {ready}."))
    unread = why_unread(snapshot, registry.DEPLOYMENTS)
    return unknown(unread, *seen) if unread else missing("no running controller stands beside its webhook", *seen)
