"""InferencePools: accepted by a gateway, with a route, an endpoint picker and ready pods."""

from collections.abc import Mapping
from dataclasses import dataclass

from auto_detect.analysis.controller_liveness import ControllerLiveness
from auto_detect.analysis.coverage import partial_note, read_failure
from auto_detect.analysis.gateways import data_planes, gateway_liveness
from auto_detect.analysis.health import ConditionState, condition, condition_state, ready_endpoints, reason_suffix
from auto_detect.analysis.inference_pool_pods import pods_of, queried_pools
from auto_detect.analysis.nodes import simulated_node_names
from auto_detect.analysis.wording import api_path, clean_name, count, observe, observe_object
from auto_detect.detectors.component_rungs import liveness_rung
from auto_detect.detectors.evidence_ladder import Ladder, Rung, confirmed, missing, unknown
from auto_detect.detectors.networking.http_routes import accepted_by
from auto_detect.objects.gateway import HTTPRoute, RouteParentStatus
from auto_detect.objects.inference import InferencePool
from auto_detect.resources.inference import ALPHA_POOLS, POOLS
from auto_detect.resources.registry import ENDPOINT_SLICES, GATEWAYS, HTTP_ROUTES, NODES, PODS
from auto_detect.resources.resource import Resource
from auto_detect.snapshot.snapshot import Snapshot

_PICKER = "an endpoint picker with a ready endpoint"
_POD = "a ready pod that the pool selects"


@dataclass(frozen=True)
class PoolLadder:
    """An InferencePool with its checks."""

    item: InferencePool
    controllers: frozenset[str]
    """Controllers that accepted it, without those that are not running; the alpha API does not name them."""
    ladder: Ladder


def pool_ladders(snapshot: Snapshot) -> tuple[PoolLadder, ...]:
    """Return every pool; pools of the alpha API only if the stable API has none."""
    resource = POOLS if snapshot.listing(POOLS).items or not snapshot.listing(ALPHA_POOLS).items else ALPHA_POOLS
    return tuple(_pool(snapshot, resource, item) for item in snapshot.listing(resource).items)


def alpha_pools_left(snapshot: Snapshot) -> int:
    """Return the number of alpha pools, if pools of the stable API exist too."""
    return len(snapshot.listing(ALPHA_POOLS).items) if snapshot.listing(POOLS).items else 0


def _pool(snapshot: Snapshot, resource: Resource[InferencePool], item: InferencePool) -> PoolLadder:
    controllers, accepted = _accepted_rung(snapshot, resource, item)
    writers = _writers(snapshot, resource, item, controllers)
    controllers = (
        frozenset(name for name, writer in writers.items() if writer.running and name in controllers) or controllers
    )
    rungs = (
        accepted,
        *_writer_rungs(writers),
        _route_rung(snapshot, resource, item, controllers),
        _picker_rung(snapshot, item),
        _pods_rung(snapshot, item),
    )
    return PoolLadder(item, controllers, Ladder(f"InferencePool {clean_name(item.metadata.name)}", rungs))


def _accepted_rung(
    snapshot: Snapshot, resource: Resource[InferencePool], item: InferencePool
) -> tuple[frozenset[str], Rung]:
    """Check that a gateway accepted the current generation of the pool and resolved its references."""
    faults = [(parent.controller_name, _fault(snapshot, item, parent)) for parent in item.parents]
    controllers = frozenset(controller for controller, fault in faults if not fault)
    version = snapshot.listing(resource).version
    if controllers:
        return controllers, confirmed(
            observe_object(resource, item.metadata, "Accepted by a gateway.", version=version)
        )
    why = next((fault for _, fault in faults), "no gateway accepted it")
    doubt = observe_object(resource, item.metadata, f"Not counted: {why}.", version=version, doubtful=True)
    return controllers, missing(why, doubt, needed="a gateway that accepts the pool")


def _writers(
    snapshot: Snapshot, resource: Resource[InferencePool], item: InferencePool, controllers: frozenset[str]
) -> dict[str, ControllerLiveness]:
    """Return whether each controller that accepted the pool runs; the alpha API names it in routes only."""
    routes = (r for r in snapshot.listing(HTTP_ROUTES).items if _leads_to(r, resource, item))
    named = controllers - {""} or frozenset(name for route in routes for name in accepted_by(route, _any_gateway))
    parents = [parent for parent in item.parents if parent.parent_ref.kind == "Gateway"] if controllers else []
    return {
        name: gateway_liveness(
            snapshot,
            name,
            [
                (parent.parent_ref.namespace or item.metadata.namespace, parent.parent_ref.name)
                for parent in parents
                if parent.controller_name in (name, "")
            ],
        )
        for name in (sorted(named) if controllers else ())
    }


def _writer_rungs(writers: Mapping[str, ControllerLiveness]) -> tuple[Rung, ...]:
    """Check that a controller that accepted the pool runs."""
    best = min(writers.values(), key=lambda writer: not writer.running, default=None)
    return () if best is None else (liveness_rung(best, "a running controller of the gateway"),)


def _fault(snapshot: Snapshot, item: InferencePool, parent: RouteParentStatus) -> str:
    for kind in ("Accepted", "ResolvedRefs"):
        match condition_state(item.metadata, parent.conditions, kind):
            case ConditionState.STALE:
                return f"{kind} was reported before its last change"
            case ConditionState.FALSE:
                return f"{kind} is false{reason_suffix(parent.conditions, kind)}"
            case ConditionState.UNKNOWN:
                return f"{kind} is not reported"
    reference = parent.parent_ref
    known = snapshot.listing(GATEWAYS)
    if reference.kind == "Gateway" and known.readable and not known.more:
        at = (reference.namespace or item.metadata.namespace, reference.name)
        gateway = next((g for g in known.items if (g.metadata.namespace, g.metadata.name) == at), None)
        if gateway is None:
            return "the gateway that accepted it no longer exists"
        conditions = gateway.status.conditions  # Old implementations do not report Programmed.
        reported = condition(conditions, "Programmed") is not None
        if reported and condition_state(gateway.metadata, conditions, "Programmed") is not ConditionState.TRUE:
            return "the gateway that accepted it is not programmed"
        if data_planes(snapshot, [at]).get(at) == 0 and not read_failure(snapshot, ENDPOINT_SLICES):
            return "no endpoint of the data plane of its gateway is ready"
    return ""


def _route_rung(
    snapshot: Snapshot, resource: Resource[InferencePool], item: InferencePool, controllers: frozenset[str]
) -> Rung:
    """Check that an accepted HTTPRoute has the pool as a backend."""
    listing = snapshot.listing(HTTP_ROUTES)
    routes = [route for route in listing.items if _leads_to(route, resource, item)]
    accepted = [route for route in routes if accepted_by(route, _any_gateway)]
    observations = [
        observe_object(
            HTTP_ROUTES,
            route.metadata,
            f"Routes to {clean_name(item.metadata.name)}" + ("." if route in accepted else ", but is not accepted."),
            version=listing.version,
            doubtful=route not in accepted,
        )
        for route in routes
    ]
    any_controller = not controllers or "" in controllers
    if any(any_controller or accepted_by(route, _any_gateway) & controllers for route in accepted):
        return confirmed(*observations[:2])
    failure = read_failure(snapshot, HTTP_ROUTES)
    if failure:
        return unknown(failure, *observations[:2])
    why = "no HTTPRoute to it is accepted" if routes else "no HTTPRoute has it as a backend"
    needed = "an accepted HTTPRoute with the pool as a backend"
    return missing(why + partial_note(snapshot, HTTP_ROUTES), *observations[:2], needed=needed)


def _any_gateway(_gateway: tuple[str | None, str], _controller: str) -> bool:
    """Accept every gateway: the conditions of the pool decide which gateways count."""
    return True


def _leads_to(route: HTTPRoute, resource: Resource[InferencePool], item: InferencePool) -> bool:
    return any(
        (backend.group, backend.kind, backend.name) == (resource.group, "InferencePool", item.metadata.name)
        and (backend.namespace or route.metadata.namespace) == item.metadata.namespace
        and backend.weight > 0
        for rule in route.spec.rules
        for backend in rule.backend_refs
    )


def _picker_rung(snapshot: Snapshot, item: InferencePool) -> Rung:
    """Check that the endpoint picker's Service has ready endpoints; with FailOpen, requests succeed without it."""
    picker = item.spec.picker
    if picker is None or not picker.name:
        return missing("it has no endpoint picker", needed=_PICKER)
    if picker.kind != "Service":
        return unknown(f"its endpoint picker is a {clean_name(picker.kind)}, which cannot be checked")
    ready = len(ready_endpoints(snapshot, picker.name, item.metadata.namespace))
    hidden = "; with FailOpen, requests bypass it" if picker.failure_mode == "FailOpen" and not ready else ""
    observation = observe(
        "Service",
        picker.name,
        f"Endpoint picker: {count(ready, 'ready endpoint')}{hidden}.",
        namespace=item.metadata.namespace,
        path=f"/api/v1/namespaces/{clean_name(item.metadata.namespace or '')}/services/{clean_name(picker.name)}",
        doubtful=not ready,
    )
    if ready:
        return confirmed(observation)
    failure = read_failure(snapshot, ENDPOINT_SLICES)
    return (
        unknown(failure, observation)
        if failure
        else missing(f"no endpoint of its picker is ready{hidden}", observation, needed=_PICKER)
    )


def _pods_rung(snapshot: Snapshot, item: InferencePool) -> Rung:
    """Check that a pod of the pool is ready on a real node."""
    if not item.spec.labels:
        return missing("it selects no pods", needed=_POD)
    simulated = simulated_node_names(snapshot.listing(NODES).items)
    found = [pod for pod in pods_of(item, snapshot.listing(PODS).items) if pod.spec.node_name not in simulated]
    ready = sum(pod.ready for pod in found)
    observation = observe(
        "Pods",
        f"of {clean_name(item.metadata.name)}",
        f"{ready:,} of {len(found):,} ready." if found else "None matches the selector of the pool.",
        namespace=item.metadata.namespace,
        path=api_path(PODS).replace("/pods", f"/namespaces/{clean_name(item.metadata.namespace or '')}/pods"),
        doubtful=not ready,
    )
    if ready:
        return confirmed(observation)
    failure = read_failure(snapshot, PODS)
    if failure:
        return unknown(failure)
    known = (*snapshot.listing(POOLS).items, *snapshot.listing(ALPHA_POOLS).items)
    if item not in queried_pools(known):
        return unknown("the pods of this pool were not read")
    return missing("none of its pods is ready" if found else "no pod matches its selector", observation, needed=_POD)
