"""`advanced_inference_ingress`: a gateway routes to an InferencePool, whose picker answers for ready model pods."""

from collections.abc import Sequence

from auto_detect.analysis.coverage import discovery_failure, read_failure
from auto_detect.analysis.health import crd_fault
from auto_detect.analysis.wording import capitalize, clean_name, count, join_names, observe
from auto_detect.detectors.evidence_ladder import (
    Ladder,
    Rung,
    conclude,
    confirmed,
    could_not_check,
    deciding_ladder,
    detected,
    missing,
    not_detected,
    observe_other,
    unknown,
)
from auto_detect.detectors.networking.inference_pools import PoolLadder, alpha_pools_left, pool_ladders
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
    failure = discovery_failure(snapshot)
    if failure:
        return could_not_check(ID, failure)
    served = [
        resource for resource in (POOLS, ALPHA_POOLS) if snapshot.discovery.serves(resource.group, resource.plural)
    ]
    stale = [resource for resource in (POOLS, ALPHA_POOLS) if snapshot.discovery.stale(resource.group)]
    if not served and stale:
        return could_not_check(ID, f"the API {stale[0].group} is registered and does not answer")
    if not served:
        return not_detected(ID, "The Gateway API Inference Extension is not installed here.")
    found = pool_ladders(snapshot)
    chosen = deciding_ladder([pool.ladder for pool in found])
    pool = next((pool for pool in found if pool.ladder is chosen), None)
    rungs = chosen.rungs if chosen is not None else (_no_pool(snapshot),)
    ladder = Ladder(chosen.name if chosen is not None else _NAME, (_api(snapshot), *rungs))
    others = [observe_other("InferencePool", other.ladder, "Complete as well.") for other in found if other is not pool]
    observations = (*ladder.observations, *others[:3], *_observe_alpha_pools(snapshot))
    return conclude(
        ID,
        ladder,
        observations,
        when_detected=lambda: _detected(snapshot, pool, observations),
        partly_summary=f"{ladder.name}: {ladder.missing_reason}." if pool else f"{capitalize(ladder.missing_reason)}.",
    )


def _api(snapshot: Snapshot) -> Rung:
    observations = []
    for resource in (POOLS, ALPHA_POOLS):
        versions = snapshot.discovery.serves(resource.group, resource.plural)
        if versions:
            observations.append(
                observe("API", resource.group, f"Served in {join_names(versions)}.", path=f"/apis/{resource.group}")
            )
    faults = [
        f for resource in (POOLS, ALPHA_POOLS) if (f := crd_fault(snapshot, f"{resource.plural}.{resource.group}"))
    ]
    return (
        missing(faults[0], *observations) if faults and len(faults) == len(observations) else confirmed(*observations)
    )


def _no_pool(snapshot: Snapshot) -> Rung:
    failure = next((why for resource in (POOLS, ALPHA_POOLS) if (why := read_failure(snapshot, resource))), None)
    return unknown(failure) if failure else missing("the API is installed, and there is no InferencePool")


def _observe_alpha_pools(snapshot: Snapshot) -> tuple[Observation, ...]:
    number = alpha_pools_left(snapshot)
    if not number:
        return ()
    detail = f"{count(number, 'pool')} of the alpha API beside those of the stable one; not counted."
    return (observe("API", ALPHA_POOLS.group, detail, path=f"/apis/{ALPHA_POOLS.group}", doubtful=True),)


def _detected(snapshot: Snapshot, pool: PoolLadder | None, observations: Sequence[Observation]) -> Finding:
    controllers = sorted(pool.controllers) if pool is not None else []
    names = join_names(GATEWAY_CONTROLLERS.get(name, "") or clean_name(name) or "a gateway" for name in controllers)
    stable = bool(snapshot.listing(POOLS).items)
    version = (snapshot.listing(POOLS) if stable else snapshot.listing(ALPHA_POOLS)).version or ""
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
        observations,
        unproven=unproven,
        notes=(
            f"Gateway API Inference Extension ({clean_name(version)}): {summary} Its endpoint "
            f"picker has ready endpoints, "
            f"and pods that it selects are ready. Requests were not sent to see them placed by load or cache."
        ),
    )
