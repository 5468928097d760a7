"""Karpenter: an API, a controller here or at the provider, and a NodePool that may add accelerator nodes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from auto_detect.analysis.coverage import among, why_unread
from auto_detect.analysis.health import Says, condition, holds, says
from auto_detect.analysis.wording import count, few, listed, observe, observe_object, path, word
from auto_detect.detectors.component_rungs import api_rung, controllers_rung, serves
from auto_detect.detectors.evidence_ladder import Ladder, Rung, Step, missing, shown, unknown
from auto_detect.known.accelerator_names import says_accelerator, vendor_of_resource
from auto_detect.known.autoscaling import KARPENTER, MANAGED_KARPENTERS, SIMULATED_NODE_CLASSES
from auto_detect.known.machine_names import names_accelerator
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
"""More than there is of anything."""
_UNITS = {"m": 1e-3, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15}
_UNITS |= {f"{unit}i": 1024.0**power for power, unit in enumerate("KMGTP", start=1)}


@dataclass(frozen=True)
class _Pool:
    accelerated: bool
    fault: str
    """Why it adds no node, as a clause; empty where it can."""
    observation: Observation


def karpenter(snapshot: Snapshot) -> Ladder | None:
    """The rungs of Karpenter; None where it is not served."""
    if not serves(snapshot, KARPENTER):
        return None
    return Ladder(KARPENTER.name, (api_rung(snapshot, KARPENTER), _controller(snapshot), _pools(snapshot)))


def accelerator_claims(snapshot: Snapshot) -> int:
    """How many nodes with accelerators Karpenter has brought up."""
    return sum(bool(_accelerators(claim)) and _up(claim) for claim in snapshot.of(NODE_CLAIMS).items)


def managed(snapshot: Snapshot) -> str | None:
    """The provider's service that runs Karpenter outside the cluster."""
    served = snapshot.discovery.serves
    return next((m.name for m in MANAGED_KARPENTERS if served(m.group, m.resource)), None)


def _controller(snapshot: Snapshot) -> Rung:
    """A living controller; where none is visible, the provider's."""
    rung = controllers_rung(snapshot, KARPENTER)
    outside = managed(snapshot)
    if outside is None or rung.step is Step.SHOWN or rung.seen:
        return rung
    return shown(observe("Service", outside, "Runs Karpenter outside the cluster; its controller is not visible."))


def _pools(snapshot: Snapshot) -> Rung:
    listing = snapshot.of(NODE_POOLS)
    claims = snapshot.of(NODE_CLAIMS).items
    pools = [_pool(pool, claims, listing.version) for pool in listing.items]
    seen = (*few([pool.observation for pool in pools], most=4), *_claims(snapshot))
    if any(pool.accelerated and not pool.fault for pool in pools):
        return shown(*seen)
    unread = why_unread(snapshot, NODE_POOLS)
    if unread:
        return unknown(unread, *seen)
    first = among(snapshot, NODE_POOLS)
    if not pools:
        return missing("there is no NodePool")
    faulty = next((pool.fault for pool in pools if pool.accelerated), "")
    if faulty:
        return missing(f"no NodePool for accelerators can add a node: {faulty}{first}", *seen)
    return missing(f"no NodePool says that it adds nodes with accelerators{first}", *seen)


def _pool(pool: NodePool, claims: Sequence[NodeClaim], read: str | None) -> _Pool:
    why = _why_accelerated(pool, claims)
    fault = _fault(pool)
    ready = f"Ready, {why}" if why else "Ready; nothing says accelerators"
    detail = f"Not counted: {fault}" if fault else ready
    counts = bool(why) and not fault
    observation = observe_object(NODE_POOLS, pool.metadata, f"{detail}.", version=read, doubtful=not counts)
    return _Pool(bool(why), fault, observation)


def _why_accelerated(pool: NodePool, claims: Sequence[NodeClaim]) -> str:
    """What says that its nodes have accelerators, as a clause; empty where nothing does."""
    name = pool.metadata.name
    brought = [claim for claim in claims if claim.metadata.labels.get(_POOL) == name and _accelerators(claim)]
    if brought:
        return f"has brought up nodes with {listed(key for claim in brought for key in _accelerators(claim))}"
    limited = [f"{limit} {key}" for key, limit in pool.spec.limits.items() if vendor_of_resource(key)]
    if limited:
        return f"limited to {listed(limited)}"
    demanded = [r for r in pool.spec.template.spec.requirements if _demands(r.key, r.operator, r.values)]
    if demanded:
        return f"demands {listed(word(r.key) for r in demanded)}"
    taints = [taint.key for taint in pool.spec.template.spec.taints if vendor_of_resource(taint.key)]
    return f"taints its nodes {listed(taints)}" if taints else ""


def _demands(key: str, operator: str, values: Sequence[str]) -> bool:
    """Whether a requirement lets in nothing but machines with accelerators."""
    name = key.rpartition("/")[2]
    if operator in ("NotIn", "DoesNotExist", "Lt", "Lte"):
        return False
    if says_accelerator(name):
        return operator != "Gt" or values != ["-1"]
    if name == "instance-category":
        return bool(values) and _CATEGORIES.issuperset(values)
    machines = name in ("instance-type", "instance-family", "sku-name", "sku-family", "machine-family")
    return machines and bool(values) and all(map(names_accelerator, values))


def _fault(pool: NodePool) -> str:
    if pool.spec.template.spec.node_class_ref.group == SIMULATED_NODE_CLASSES:
        return "its nodes are simulated by kwok"
    match says(pool.metadata, pool.status.conditions, "Ready", pool.status.observed_generation):
        case Says.FALSE:
            found = condition(pool.status.conditions, "Ready")
            return "it is not ready" + (f" ({word(found.reason)})" if found is not None and found.reason else "")
        case Says.STALE:
            return "it was ready before its last change"
        case Says.UNKNOWN:
            return "no controller has said that it is ready"
    used = pool.status.resources
    spent = [key for key, limit in pool.spec.limits.items() if key in used and _amount(used[key]) >= _amount(limit)]
    return f"its limit of {listed(spent)} is used up" if spent else ""


def _amount(quantity: Quantity) -> float:
    if not isinstance(quantity, str):
        return float(quantity) if abs(quantity) < _ANY else _ANY
    found = _AMOUNT.fullmatch(quantity)
    return float(found[1]) * _UNITS.get(found[2] or "", 1.0) if found else 0.0


def _accelerators(claim: NodeClaim) -> list[str]:
    simulated = claim.spec.node_class_ref.group == SIMULATED_NODE_CLASSES
    return [] if simulated else [key for key in claim.status.capacity if vendor_of_resource(key)]


def _up(claim: NodeClaim) -> bool:
    return holds(claim.metadata, claim.status, "Initialized")


def _claims(snapshot: Snapshot) -> tuple[Observation, ...]:
    """What was brought up, as a number: a claim's name is its node's."""
    claims = [claim for claim in snapshot.of(NODE_CLAIMS).items if _accelerators(claim)]
    up = [claim for claim in claims if _up(claim)]
    if not claims:
        return ()
    kinds = listed(dict.fromkeys(key for claim in claims for key in _accelerators(claim)))
    version = snapshot.of(NODE_CLAIMS).version
    return (
        observe(
            "NodeClaim",
            kinds,
            f"{count(len(up), 'node')} of {len(claims):,} brought up and initialized.",
            path=path(NODE_CLAIMS, version),
            doubtful=not up,
        ),
    )
