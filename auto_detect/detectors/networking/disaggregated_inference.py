"""`disaggregated_inference`: prefill and decode run in separate ready pods that scale independently."""

from auto_detect.analysis.coverage import discovery_failure, read_failure
from auto_detect.analysis.wording import count, observe
from auto_detect.detectors.component_rungs import is_served
from auto_detect.detectors.evidence_ladder import (
    Ladder,
    conclude,
    could_not_check,
    deciding_ladder,
    detected,
    not_detected,
    observe_other,
)
from auto_detect.detectors.networking.prefill_decode import (
    observe_unsplit_pods,
    pod_ladders,
    service_ladders,
    set_ladders,
)
from auto_detect.known.components import DYNAMO, GROVE
from auto_detect.resources import registry
from auto_detect.resources.inference import DISAGGREGATED_SETS, LLM_SERVICES
from auto_detect.resources.registry import PODS
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Finding, Observation

ID = "disaggregated_inference"
_DYNAMO_GRAPHS = next(
    resource for resource in registry.OPERATOR_RESOURCES if resource.plural == "dynamographdeployments"
)
_UNPROVEN = (
    "That a request passes through both phases, with its cache: no request was sent.",
    "That the phases scale independently: nothing was scaled.",
)


def detect_disaggregated_inference(snapshot: Snapshot) -> Finding:
    """Detect whether a model is served in two phases, both ready."""
    failure = discovery_failure(snapshot)
    if failure:
        return could_not_check(ID, failure)
    ladders = (*service_ladders(snapshot), *set_ladders(snapshot), *pod_ladders(snapshot))
    aside = (*observe_unsplit_pods(snapshot), *_unused(snapshot))
    chosen = deciding_ladder(ladders)
    if chosen is None:
        resources = (PODS, LLM_SERVICES, DISAGGREGATED_SETS)
        failure = next((why for resource in resources if (why := read_failure(snapshot, resource))), None)
        if failure:
            return could_not_check(ID, failure, aside)
        return not_detected(ID, "No pod serves only one of the two phases, by its labels or command line.", aside)
    others = [observe_other("Serving", ladder, "Also complete.") for ladder in ladders if ladder is not chosen]
    observations = (*chosen.observations, *others[:4], *aside)
    return conclude(
        ID,
        chosen,
        observations,
        when_detected=lambda: _detected(chosen, observations),
        partly_summary=f"{chosen.name}: {chosen.missing_reason}.",
    )


def _detected(chosen: Ladder, observations: tuple[Observation, ...]) -> Finding:
    summary = f"{chosen.name}: prefill and decode pods are ready, each phase with its own replicas."
    return detected(
        ID,
        summary,
        observations,
        unproven=_UNPROVEN,
        notes=f"{summary} Whether a request passes through both was not tested.",
    )


def _unused(snapshot: Snapshot) -> tuple[Observation, ...]:
    """Return components that could serve in phases without showing it."""
    observations = []
    if is_served(snapshot, DYNAMO):
        graphs = len(snapshot.listing(_DYNAMO_GRAPHS).items)
        detail = f"{count(graphs, 'graph')} deployed; only the pods show its phases." if graphs else "No graph."
        observations.append(
            observe("API", f"{DYNAMO.name} ({DYNAMO.resource})", detail, path=f"/apis/{DYNAMO.group}", doubtful=True)
        )
    if is_served(snapshot, GROVE):
        detail = "Its cliques may be phases, but their names are free text; not counted."
        observations.append(observe("API", GROVE.name, detail, path=f"/apis/{GROVE.group}", doubtful=True))
    return tuple(observations)
