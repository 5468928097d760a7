"""`advanced_inference_ingress`: a gateway routes to an InferencePool with an endpoint picker and ready model pods."""

from collections.abc import Sequence
from dataclasses import replace

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
from auto_detect.known.gateways import implementation_name
from auto_detect.resources.inference import ALPHA_POOLS, POOLS
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Finding, Observation

ID = "advanced_inference_ingress"
_NAME = "Inference Extension"
_UNPROVEN = (
    "That requests are routed by the model servers' metrics: no request was sent.",
    "That the gateway passes the conformance suite of the extension: it was not run.",
)


def detect_advanced_inference_ingress(snapshot: Snapshot) -> Finding:
    """Detect whether an InferencePool is accepted, has a route, an endpoint picker and ready pods."""
    failure = discovery_failure(snapshot)
    if failure:
        return could_not_check(ID, failure)
    served = [
        resource for resource in (POOLS, ALPHA_POOLS) if snapshot.discovery.serves(resource.group, resource.plural)
    ]
    unavailable = [resource for resource in (POOLS, ALPHA_POOLS) if snapshot.discovery.stale(resource.group)]
    if not served and unavailable:
        return could_not_check(ID, f"the API {unavailable[0].group} is registered but does not answer")
    if not served:
        return not_detected(ID, "The Gateway API Inference Extension is not installed.")
    found = pool_ladders(snapshot)
    chosen = deciding_ladder([pool.ladder for pool in found])
    pool = next((pool for pool in found if pool.ladder is chosen), None)
    rungs = chosen.rungs if chosen is not None else (_no_pool(snapshot),)
    ladder = Ladder(chosen.name if chosen is not None else _NAME, (_api(snapshot), *rungs))
    others = [
        observe_other("InferencePool", _unprefixed(other.ladder), "Also complete.")
        for other in found
        if other is not pool
    ]
    observations = (*ladder.observations, *others[:3], *_observe_alpha_pools(snapshot))
    return conclude(
        ID,
        ladder,
        observations,
        when_detected=lambda: _detected(snapshot, pool, observations),
        partly_summary=f"{ladder.name}: {ladder.missing_reason}." if pool else f"{capitalize(ladder.missing_reason)}.",
    )


def _unprefixed(ladder: Ladder) -> Ladder:
    return replace(ladder, name=ladder.name.removeprefix("InferencePool "))


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
    return unknown(failure) if failure else missing("the API is installed, but no InferencePool exists")


def _observe_alpha_pools(snapshot: Snapshot) -> tuple[Observation, ...]:
    number = alpha_pools_left(snapshot)
    if not number:
        return ()
    detail = f"{count(number, 'pool')} of the alpha API, in addition to the stable API; not counted."
    return (observe("API", ALPHA_POOLS.group, detail, path=f"/apis/{ALPHA_POOLS.group}", doubtful=True),)


def _detected(snapshot: Snapshot, pool: PoolLadder | None, observations: Sequence[Observation]) -> Finding:
    controllers = sorted(pool.controllers) if pool is not None else []
    names = join_names(implementation_name(name) or clean_name(name) or "a gateway" for name in controllers)
    stable = bool(snapshot.listing(POOLS).items)
    version = (snapshot.listing(POOLS) if stable else snapshot.listing(ALPHA_POOLS)).version or ""
    unproven = list(_UNPROVEN)
    if not stable:
        unproven.append("That the stable API is supported: the pool uses the alpha API.")
    picker = pool.item.spec.picker if pool is not None else None
    if picker is not None and picker.failure_mode == "FailOpen":
        unproven.append("That the picker chooses every endpoint: with FailOpen, requests bypass it while it is down.")
    summary = f"{names} accepted an InferencePool with a route, an endpoint picker and ready pods."
    return detected(
        ID,
        capitalize(summary),
        observations,
        unproven=unproven,
        notes=(
            f"Gateway API Inference Extension ({clean_name(version)}): {summary} Its endpoint picker "
            f"has ready endpoints, and pods that the pool selects are ready. Routing by load or cache was not tested."
        ),
    )
