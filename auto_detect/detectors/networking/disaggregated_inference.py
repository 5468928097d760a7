"""`disaggregated_inference`: prefill and decode run in ready pods of their own, each scaled alone."""

from auto_detect.analysis.coverage import why_undiscovered, why_unread
from auto_detect.analysis.wording import count, observe
from auto_detect.detectors.component_rungs import serves
from auto_detect.detectors.evidence_ladder import (
    Ladder,
    beside,
    best,
    conclude,
    could_not_check,
    detected,
    not_detected,
)
from auto_detect.detectors.networking.prefill_decode import by_pods, by_service, by_set, whole
from auto_detect.known.components import DYNAMO, GROVE
from auto_detect.resources import registry
from auto_detect.resources.inference import DISAGGREGATED_SETS, LLM_SERVICES
from auto_detect.resources.registry import PODS
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Finding, Observation

ID = "disaggregated_inference"
_DYNAMO_GRAPHS = next(area for area in registry.OPERATOR_RESOURCES if area.resource == "dynamographdeployments")
_UNPROVEN = (
    "That a request passes through both phases, and its cache from one to the other: no request was sent.",
    "That one phase scales without the other: nothing was scaled.",
)


def detect_disaggregated_inference(snapshot: Snapshot) -> Finding:
    """Whether some model is served in two phases, both of them ready."""
    unread = why_undiscovered(snapshot)
    if unread:
        return could_not_check(ID, unread)
    ladders = (*by_service(snapshot), *by_set(snapshot), *by_pods(snapshot))
    aside = (*whole(snapshot), *_unused(snapshot))
    chosen = best(ladders)
    if chosen is None:
        looked = (PODS, LLM_SERVICES, DISAGGREGATED_SETS)
        unread = next((why for area in looked if (why := why_unread(snapshot, area))), None)
        if unread:
            return could_not_check(ID, unread, aside)
        return not_detected(ID, "No pod here says that it has one phase of serving only.", aside)
    others = [beside("Serving", ladder, "Complete as well.") for ladder in ladders if ladder is not chosen]
    seen = (*chosen.seen, *others[:4], *aside)
    return conclude(
        ID,
        chosen,
        seen,
        found=lambda: _found(chosen, seen),
        some=f"{chosen.name}: {chosen.why_missing}.",
    )


def _found(chosen: Ladder, seen: tuple[Observation, ...]) -> Finding:
    summary = f"{chosen.name}: prefill and decode are ready in pods of their own, of different owners."
    return detected(
        ID,
        summary,
        seen,
        unproven=_UNPROVEN,
        notes=f"{summary} That a request passes through both was not exercised.",
    )


def _unused(snapshot: Snapshot) -> tuple[Observation, ...]:
    """What could serve in phases, and does not show that it does."""
    seen = []
    if serves(snapshot, DYNAMO):
        graphs = len(snapshot.of(_DYNAMO_GRAPHS).items)
        detail = f"{count(graphs, 'graph')} deployed; only pods tell which phases they have." if graphs else "No graph."
        seen.append(
            observe("API", f"{DYNAMO.name} ({DYNAMO.resource})", detail, path=f"/apis/{DYNAMO.group}", doubtful=True)
        )
    if serves(snapshot, GROVE):
        detail = "Cliques may be phases; their names are free text, so they are not counted."
        seen.append(observe("API", GROVE.name, detail, path=f"/apis/{GROVE.group}", doubtful=True))
    return tuple(seen)
