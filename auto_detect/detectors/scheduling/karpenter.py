"""Karpenter: an API, a controller here or at the provider, and a NodePool that may add accelerator nodes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from auto_detect.analysis.coverage import partial_note, read_failure
from auto_detect.analysis.health import ConditionState, condition, condition_state, is_true
from auto_detect.analysis.wording import api_path, clean_name, count, first_few, join_names, observe, observe_object
from auto_detect.detectors.component_rungs import api_rung, controllers_rung, is_served
from auto_detect.detectors.evidence_ladder import Ladder, Rung, RungState, confirmed, missing, unknown
from auto_detect.known.accelerator_names import names_accelerator
from auto_detect.known.accelerator_resources import vendor_of_resource
from auto_detect.known.autoscaling import KARPENTER, MANAGED_KARPENTERS, SIMULATED_NODE_CLASSES
from auto_detect.known.machine_names import is_accelerator_machine
from auto_detect.objects.autoscaling.node_groups import NodeClaim, NodePool
from auto_detect.resources.autoscaling import NODE_CLAIMS, NODE_POOLS
from auto_detect.snapshot.snapshot import Snapshot
from auto_detect.text_kinds import Quantity
from checklists.model.finding import Observation

_POOL = "karpenter.sh/nodepool"
_CATEGORIES = frozenset({"g", "p", "gr", "trn", "inf", "dl"})
"""Categories of AWS instances with accelerators."""
_AMOUNT = re.compile(r"(\d{1,18}(?:\.\d{1,9})?)(m|k|Ki|M|Mi|G|Gi|T|Ti|P|Pi)?")
_ANY = 1e18
"""Upper bound of any quantity."""
_UNITS = {"m": 1e-3, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15}
_UNITS |= {f"{unit}i": 1024.0**power for power, unit in enumerate("KMGTP", start=1)}


@dataclass(frozen=True)
class _Pool:
    accelerated: bool
    fault: str
    """Why it cannot add a node, as a clause; empty if it can."""
    observation: Observation


def karpenter(snapshot: Snapshot) -> Ladder | None:
    """Return the checks of Karpenter; None if its API is not served."""
    if not is_served(snapshot, KARPENTER):
        return None
    return Ladder(KARPENTER.name, (api_rung(snapshot, KARPENTER), _controller(snapshot), _pools(snapshot)))


def accelerator_claims(snapshot: Snapshot) -> int:
    """Return the number of nodes with accelerators that Karpenter launched."""
    return sum(bool(_accelerators(claim)) and _is_launched(claim) for claim in snapshot.listing(NODE_CLAIMS).items)


def managed_by_provider(snapshot: Snapshot) -> str | None:
    """Return the provider's service that runs Karpenter outside the cluster."""
    served = snapshot.discovery.serves
    return next((m.name for m in MANAGED_KARPENTERS if served(m.group, m.resource)), None)


def _controller(snapshot: Snapshot) -> Rung:
    """Return whether a controller runs, in the cluster or at the provider."""
    rung = controllers_rung(snapshot, KARPENTER)
    outside = managed_by_provider(snapshot)
    if outside is None or rung.state is RungState.CONFIRMED or rung.observations:
        return rung
    return confirmed(observe("Service", outside, "Runs Karpenter outside the cluster; its controller is not visible."))


def _pools(snapshot: Snapshot) -> Rung:
    listing = snapshot.listing(NODE_POOLS)
    claims = snapshot.listing(NODE_CLAIMS).items
    pools = [_pool(pool, claims, listing.version) for pool in listing.items]
    observations = (*first_few([pool.observation for pool in pools], limit=4), *_claims(snapshot))
    if any(pool.accelerated and not pool.fault for pool in pools):
        return confirmed(*observations)
    failure = read_failure(snapshot, NODE_POOLS)
    if failure:
        return unknown(failure, *observations)
    first = partial_note(snapshot, NODE_POOLS)
    if not pools:
        return missing("no NodePool exists")
    faulty = next((pool.fault for pool in pools if pool.accelerated), "")
    if faulty:
        return missing(f"no NodePool for accelerators can add a node: {faulty}{first}", *observations)
    return missing(f"no NodePool is known to add nodes with accelerators{first}", *observations)


def _pool(pool: NodePool, claims: Sequence[NodeClaim], read: str | None) -> _Pool:
    why = _why_accelerated(pool, claims)
    fault = _fault(pool)
    ready = f"Ready, {why}" if why else "Ready; no sign of accelerators"
    detail = f"Not counted: {fault}" if fault else ready
    counts = bool(why) and not fault
    observation = observe_object(NODE_POOLS, pool.metadata, f"{detail}.", version=read, doubtful=not counts)
    return _Pool(bool(why), fault, observation)


def _why_accelerated(pool: NodePool, claims: Sequence[NodeClaim]) -> str:
    """Return the sign that its nodes have accelerators, as a clause; empty without one."""
    name = pool.metadata.name
    brought = [claim for claim in claims if claim.metadata.labels.get(_POOL) == name and _accelerators(claim)]
    if brought:
        return f"has launched nodes with {join_names(key for claim in brought for key in _accelerators(claim))}"
    limited = [f"{limit} {key}" for key, limit in pool.spec.limits.items() if vendor_of_resource(key)]
    if limited:
        return f"limited to {join_names(limited)}"
    demanded = [r for r in pool.spec.template.spec.requirements if _requires(r.key, r.operator, r.values)]
    if demanded:
        return f"requires {join_names(clean_name(r.key) for r in demanded)}"
    taints = [taint.key for taint in pool.spec.template.spec.taints if vendor_of_resource(taint.key)]
    return f"taints its nodes {join_names(taints)}" if taints else ""


def _requires(key: str, operator: str, values: Sequence[str]) -> bool:
    """Return whether a requirement admits only machines with accelerators."""
    name = key.rpartition("/")[2]
    if operator in ("NotIn", "DoesNotExist", "Lt", "Lte"):
        return False
    if names_accelerator(name):
        return operator != "Gt" or values != ["-1"]
    if name == "instance-category":
        return bool(values) and _CATEGORIES.issuperset(values)
    machines = name in ("instance-type", "instance-family", "sku-name", "sku-family", "machine-family")
    return machines and bool(values) and all(map(is_accelerator_machine, values))


def _fault(pool: NodePool) -> str:
    if pool.spec.template.spec.node_class_ref.group == SIMULATED_NODE_CLASSES:
        return "its nodes are simulated by kwok"
    match condition_state(pool.metadata, pool.status.conditions, "Ready", pool.status.observed_generation):
        case ConditionState.FALSE:
            found = condition(pool.status.conditions, "Ready")
            return "it is not ready" + (f" ({clean_name(found.reason)})" if found is not None and found.reason else "")
        case ConditionState.STALE:
            return "it was ready before its last change"
        case ConditionState.UNKNOWN:
            return "no controller has reported that it is ready"
    used = pool.status.resources
    spent = [key for key, limit in pool.spec.limits.items() if key in used and _amount(used[key]) >= _amount(limit)]
    return f"its limit of {join_names(spent)} is used up" if spent else ""


def _amount(quantity: Quantity) -> float:
    if not isinstance(quantity, str):
        return float(quantity) if abs(quantity) < _ANY else _ANY
    found = _AMOUNT.fullmatch(quantity)
    return float(found[1]) * _UNITS.get(found[2] or "", 1.0) if found else 0.0


def _accelerators(claim: NodeClaim) -> list[str]:
    simulated = claim.spec.node_class_ref.group == SIMULATED_NODE_CLASSES
    return [] if simulated else [key for key in claim.status.capacity if vendor_of_resource(key)]


def _is_launched(claim: NodeClaim) -> bool:
    return is_true(claim.metadata, claim.status, "Initialized")


def _claims(snapshot: Snapshot) -> tuple[Observation, ...]:
    """Return the number of launched nodes; names are left out because a claim's name is its node's."""
    claims = [claim for claim in snapshot.listing(NODE_CLAIMS).items if _accelerators(claim)]
    up = [claim for claim in claims if _is_launched(claim)]
    if not claims:
        return ()
    kinds = join_names(dict.fromkeys(key for claim in claims for key in _accelerators(claim)))
    version = snapshot.listing(NODE_CLAIMS).version
    return (
        observe(
            "NodeClaim",
            kinds,
            f"{count(len(up), 'node')} of {len(claims):,} launched and initialized.",
            path=api_path(NODE_CLAIMS, version),
            doubtful=not up,
        ),
    )
