"""`advanced_inference_ingress`: a gateway routes to an InferencePool, whose picker answers for ready model pods."""

from collections.abc import Sequence

from auto_detect.analysis.coverage import why_undiscovered, why_unread
from auto_detect.analysis.health import definition_fault
from auto_detect.analysis.wording import capital, count, listed, observe, word
from auto_detect.detectors.evidence_ladder import (
    Ladder,
    Rung,
    beside,
    best,
    conclude,
    could_not_check,
    detected,
    missing,
    not_detected,
    shown,
    unknown,
)
from auto_detect.detectors.networking.inference_pools import Pool, leftovers, pools
from auto_detect.known.components import GATEWAY_CONTROLLERS
from auto_detect.resources.inference import ALPHA_POOLS, POOLS
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Finding, Observation

ID = "advanced_inference_ingress"
_NAME = "Inference Extension"
_UNPROVEN = (
    "That a request goes where the model servers' own metrics say: no request was sent.",
    "That the gateway passes the extension's conformance suite: it was not run.",
)


def detect_advanced_inference_ingress(snapshot: Snapshot) -> Finding:
    """Whether one pool is claimed, routed to, picked for and served."""
    unread = why_undiscovered(snapshot)
    if unread:
        return could_not_check(ID, unread)
    served = [area for area in (POOLS, ALPHA_POOLS) if snapshot.discovery.serves(area.group, area.resource)]
    stale = [area for area in (POOLS, ALPHA_POOLS) if snapshot.discovery.stale(area.group)]
    if not served and stale:
        return could_not_check(ID, f"the API {stale[0].group} is registered and does not answer")
    if not served:
        return not_detected(ID, "The Gateway API Inference Extension is not installed here.")
    found = pools(snapshot)
    chosen = best([pool.ladder for pool in found])
    pool = next((pool for pool in found if pool.ladder is chosen), None)
    rungs = chosen.rungs if chosen is not None else (_no_pool(snapshot),)
    ladder = Ladder(chosen.name if chosen is not None else _NAME, (_api(snapshot), *rungs))
    others = [beside("InferencePool", other.ladder, "Complete as well.") for other in found if other is not pool]
    seen = (*ladder.seen, *others[:3], *_leftovers(snapshot))
    return conclude(
        ID,
        ladder,
        seen,
        found=lambda: _found(snapshot, pool, seen),
        some=f"{ladder.name}: {ladder.why_missing}." if pool else f"{capital(ladder.why_missing)}.",
    )


def _api(snapshot: Snapshot) -> Rung:
    seen = []
    for area in (POOLS, ALPHA_POOLS):
        versions = snapshot.discovery.serves(area.group, area.resource)
        if versions:
            seen.append(observe("API", area.group, f"Served in {listed(versions)}.", path=f"/apis/{area.group}"))
    faults = [f for area in (POOLS, ALPHA_POOLS) if (f := definition_fault(snapshot, f"{area.resource}.{area.group}"))]
    return missing(faults[0], *seen) if faults and len(faults) == len(seen) else shown(*seen)


def _no_pool(snapshot: Snapshot) -> Rung:
    unread = next((why for area in (POOLS, ALPHA_POOLS) if (why := why_unread(snapshot, area))), None)
    return unknown(unread) if unread else missing("the API is installed, and there is no InferencePool")


def _leftovers(snapshot: Snapshot) -> tuple[Observation, ...]:
    number = leftovers(snapshot)
    if not number:
        return ()
    detail = f"{count(number, 'pool')} of the alpha API beside those of the stable one; not counted."
    return (observe("API", ALPHA_POOLS.group, detail, path=f"/apis/{ALPHA_POOLS.group}", doubtful=True),)


def _found(snapshot: Snapshot, pool: Pool | None, seen: Sequence[Observation]) -> Finding:
    controllers = sorted(pool.controllers) if pool is not None else []
    names = listed(GATEWAY_CONTROLLERS.get(name, "") or word(name) or "a gateway" for name in controllers)
    stable = bool(snapshot.of(POOLS).items)
    version = (snapshot.of(POOLS) if stable else snapshot.of(ALPHA_POOLS)).version or ""
    unproven = list(_UNPROVEN)
    if not stable:
        unproven.append("That the stable API is supported: the pool is of the alpha API.")
    picker = pool.item.spec.picker if pool is not None else None
    if picker is not None and picker.failure_mode == "FailOpen":
        unproven.append("That every choice is the picker's: FailOpen lets requests pass by when it is down.")
    summary = f"{names} has accepted an InferencePool that is routed to, picked for and served."
    return detected(
        ID,
        summary,
        seen,
        unproven=unproven,
        notes=(
            f"Gateway API Inference Extension ({word(version)}): {summary} Its endpoint picker has ready endpoints, "
            f"and pods that it selects are ready. Requests were not sent to see them placed by load or cache."
        ),
    )
