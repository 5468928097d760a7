"""Karpenter: its API, a controller in the cluster or at the provider, and a NodePool that may add accelerator nodes."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from auto_detect.analysis.coverage import partial_note, read_failure
from auto_detect.analysis.health import ConditionState, condition_state, is_true, reason_suffix
from auto_detect.analysis.wording import api_path, clean_name, count, first_few, join_names, observe, observe_object
from auto_detect.detectors.component_rungs import api_rung, controllers_rung, is_served
from auto_detect.detectors.evidence_ladder import Ladder, Rung, RungState, confirmed, missing, unknown
from auto_detect.detectors.scheduling.node_requirements import Effect, joint_effect
from auto_detect.known.accelerator_resources import vendor_of_resource
from auto_detect.known.autoscaling import KARPENTER, MANAGED_KARPENTERS, SIMULATED_NODE_CLASSES
from auto_detect.objects.autoscaling.node_groups import NodeClaim, NodePool
from auto_detect.quantities import parse_quantity
from auto_detect.resources.autoscaling import NODE_CLAIMS, NODE_POOLS
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Observation

_POOL = "karpenter.sh/nodepool"
_NEEDED = "a ready NodePool that can add a node with accelerators"


@dataclass(frozen=True)
class _Pool:
    accelerated: bool
    fault: str
    """Why it cannot add a node, as a clause; empty if it can."""
    observation: Observation
    only_admits: bool = False
    """Its requirements also admit machines without accelerators."""

    @property
    def counts(self) -> bool:
        """Whether it can add nodes with accelerators."""
        return self.accelerated and not self.fault


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
    """Check that a controller runs, in the cluster or at the provider."""
    rung = controllers_rung(snapshot, KARPENTER)
    outside = managed_by_provider(snapshot)
    if outside is None or rung.state is RungState.CONFIRMED or rung.observations:
        return rung
    return confirmed(observe("Service", outside, "Runs Karpenter outside the cluster; its controller is not visible."))


def _pools(snapshot: Snapshot) -> Rung:
    pools = _pool_list(snapshot)
    observations = (*first_few([pool.observation for pool in pools], limit=4), *_claims(snapshot))
    if any(pool.counts for pool in pools):
        return confirmed(*observations)
    failure = read_failure(snapshot, NODE_POOLS)
    if failure:
        return unknown(failure, *observations)
    first = partial_note(snapshot, NODE_POOLS)
    if not pools:
        return missing("no NodePool exists", needed=_NEEDED)
    faulty = next((pool.fault for pool in pools if pool.accelerated), "")
    if faulty:
        return missing(f"no NodePool for accelerators can add a node: {faulty}{first}", *observations, needed=_NEEDED)
    return missing(f"no NodePool is known to add nodes with accelerators{first}", *observations, needed=_NEEDED)


def only_admits_accelerators(snapshot: Snapshot) -> bool:
    """Return whether every counted NodePool also admits machines without accelerators."""
    pools = [pool for pool in _pool_list(snapshot) if pool.counts]
    return bool(pools) and all(pool.only_admits for pool in pools)


def _pool_list(snapshot: Snapshot) -> list[_Pool]:
    listing, claims = snapshot.listing(NODE_POOLS), snapshot.listing(NODE_CLAIMS).items
    return [_pool(pool, claims, listing.version) for pool in listing.items]


def _pool(pool: NodePool, claims: Sequence[NodeClaim], read: str | None) -> _Pool:
    effect, keys = joint_effect(pool.spec.template.spec.requirements)
    why = "" if effect is Effect.EXCLUDES else _why_accelerated(pool, claims, effect, keys)
    fault = _fault(pool)
    if fault:
        detail = f"Not counted: {fault}"
    elif effect is Effect.EXCLUDES:
        detail = f"Ready, but excludes accelerators by {join_names(clean_name(key) for key in keys)}; not counted"
    else:
        detail = f"Ready, {why}" if why else "Ready; no sign of accelerators"
    counts = bool(why) and not fault
    observation = observe_object(NODE_POOLS, pool.metadata, f"{detail}.", version=read, doubtful=not counts)
    return _Pool(bool(why), fault, observation, only_admits=effect is Effect.ADMITS and not _launched(pool, claims))


def _launched(pool: NodePool, claims: Sequence[NodeClaim]) -> list[str]:
    """Return the accelerators of the nodes that a pool launched."""
    name = pool.metadata.name
    return [key for claim in claims if claim.metadata.labels.get(_POOL) == name for key in _accelerators(claim)]


def _why_accelerated(pool: NodePool, claims: Sequence[NodeClaim], effect: Effect, keys: Sequence[str]) -> str:
    """Return the sign that its nodes have accelerators, as a clause; empty without one."""
    launched = _launched(pool, claims)
    if launched:
        return f"has launched nodes with {join_names(launched)}"
    limited = [f"{limit} {key}" for key, limit in pool.spec.limits.items() if vendor_of_resource(key)]
    if limited:
        return f"limited to {join_names(limited)}"
    if effect is Effect.DEMANDS:
        return f"requires {join_names(map(clean_name, keys))}"
    if effect is Effect.ADMITS:
        return f"may add accelerators: {join_names(map(clean_name, keys))} admits them and other machines"
    taints = [taint.key for taint in pool.spec.template.spec.taints if vendor_of_resource(taint.key)]
    return f"taints its nodes {join_names(taints)}" if taints else ""


def _fault(pool: NodePool) -> str:
    """Return why a pool cannot add a node, or none with accelerators, as a clause; empty if it can."""
    if pool.metadata.deletion_timestamp:
        return "it is being deleted"
    if pool.spec.template.spec.node_class_ref.group == SIMULATED_NODE_CLASSES:
        return "its nodes are simulated by kwok"
    if pool.spec.replicas is not None:
        return f"it is static ({count(pool.spec.replicas, 'replica')}) and does not scale"
    match condition_state(pool.metadata, pool.status.conditions, "Ready", pool.status.observed_generation):
        case ConditionState.FALSE:
            return f"it is not ready{reason_suffix(pool.status.conditions, 'Ready')}"
        case ConditionState.STALE:
            return "it was ready before its last change"
        case ConditionState.UNKNOWN:
            return "no controller has reported that it is ready"
    return _limit_fault(pool)


def _limit_fault(pool: NodePool) -> str:
    limits = {key: amount for key, limit in pool.spec.limits.items() if (amount := parse_quantity(limit)) is not None}
    accelerators = [key for key in limits if vendor_of_resource(key)]
    zero = [key for key in limits if not _has_room(key, limits[key])]
    if any(key not in accelerators for key in zero) or (accelerators and set(accelerators) <= set(zero)):
        amounts = join_names(f"{pool.spec.limits[key]} {key}" for key in zero)
        return f"its limit of {amounts} admits no node" + (" with accelerators" if accelerators else "")
    used = {key: parse_quantity(value) or 0 for key, value in pool.status.resources.items()}
    spent = [key for key in limits if key in used and not _has_room(key, limits[key] - used[key])]
    return f"its limit of {join_names(spent)} is used up" if spent else ""


def _has_room(key: str, left: Fraction) -> bool:
    """Return whether a node may fit into what is left of a limit: accelerators need a whole unit."""
    return left >= 1 if vendor_of_resource(key) else left > 0


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
            f"{len(up):,} of {count(len(claims), 'node')} launched and initialized.",
            path=api_path(NODE_CLAIMS, version),
            doubtful=not up,
        ),
    )
