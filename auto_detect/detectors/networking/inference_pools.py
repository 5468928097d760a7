"""InferencePools: claimed by a gateway, routed to, with a picker that answers and pods that are ready."""

from dataclasses import dataclass

from auto_detect.analysis.coverage import among, why_unread
from auto_detect.analysis.health import Says, ready_endpoints, reason, says
from auto_detect.analysis.inference_pool_pods import asked_about, pods_of
from auto_detect.analysis.nodes import played
from auto_detect.analysis.wording import count, observe, observe_object, path, word
from auto_detect.detectors.evidence_ladder import Ladder, Rung, missing, shown, unknown
from auto_detect.detectors.networking.http_routes import accepted_by
from auto_detect.objects.gateway import HTTPRoute, RouteParentStatus
from auto_detect.objects.inference import InferencePool
from auto_detect.resources.inference import ALPHA_POOLS, POOLS
from auto_detect.resources.registry import ENDPOINT_SLICES, GATEWAYS, HTTP_ROUTES, NODES, PODS
from auto_detect.resources.resource import Area
from auto_detect.snapshot.snapshot import Snapshot


@dataclass(frozen=True)
class Pool:
    """One pool and what is shown of it."""

    item: InferencePool
    controllers: frozenset[str]
    """Who has accepted it; the alpha API does not tell names."""
    ladder: Ladder


def pools(snapshot: Snapshot) -> tuple[Pool, ...]:
    """Every pool; those of the alpha API only where there is none of the stable one."""
    area = POOLS if snapshot.of(POOLS).items or not snapshot.of(ALPHA_POOLS).items else ALPHA_POOLS
    return tuple(_pool(snapshot, area, item) for item in snapshot.of(area).items)


def leftovers(snapshot: Snapshot) -> int:
    """Pools of the alpha API beside those of the stable one."""
    return len(snapshot.of(ALPHA_POOLS).items) if snapshot.of(POOLS).items else 0


def _pool(snapshot: Snapshot, area: Area[InferencePool], item: InferencePool) -> Pool:
    controllers, claimed = _claimed(snapshot, area, item)
    rungs = (claimed, _routed(snapshot, area, item, controllers), _picked(snapshot, item), _served(snapshot, item))
    return Pool(item, controllers, Ladder(f"InferencePool {word(item.metadata.name)}", rungs))


def _claimed(snapshot: Snapshot, area: Area[InferencePool], item: InferencePool) -> tuple[frozenset[str], Rung]:
    """A gateway has accepted the pool as it is now, and found what it refers to."""
    faults = [(parent.controller_name, _fault(snapshot, item, parent)) for parent in item.parents]
    controllers = frozenset(controller for controller, fault in faults if not fault)
    version = snapshot.of(area).version
    if controllers:
        return controllers, shown(observe_object(area, item.metadata, "Accepted by a gateway.", version=version))
    why = next((fault for _, fault in faults), "no gateway has taken it up")
    doubt = observe_object(area, item.metadata, f"Not counted: {why}.", version=version, doubtful=True)
    return controllers, missing(why, doubt)


def _fault(snapshot: Snapshot, item: InferencePool, parent: RouteParentStatus) -> str:
    for kind in ("Accepted", "ResolvedRefs"):
        match says(item.metadata, parent.conditions, kind):
            case Says.STALE:
                return f"{kind} was reported before its last change"
            case Says.FALSE:
                return f"{kind} is false{reason(parent.conditions, kind)}"
            case Says.UNKNOWN:
                return f"{kind} was never reported"
    reference = parent.parent_ref
    known = snapshot.of(GATEWAYS)
    if reference.kind == "Gateway" and known.readable and not known.more:
        at = (reference.namespace or item.metadata.namespace, reference.name)
        if at not in {(gateway.metadata.namespace, gateway.metadata.name) for gateway in known.items}:
            return "the gateway that accepted it is gone"
    return ""


def _routed(snapshot: Snapshot, area: Area[InferencePool], item: InferencePool, controllers: frozenset[str]) -> Rung:
    """An accepted HTTPRoute leads to the pool."""
    listing = snapshot.of(HTTP_ROUTES)
    leading = [route for route in listing.items if _leads(route, area, item)]
    accepted = [route for route in leading if accepted_by(route, _any)]
    seen = [
        observe_object(
            HTTP_ROUTES,
            route.metadata,
            f"Leads to {word(item.metadata.name)}" + ("." if route in accepted else ", and is not accepted."),
            version=listing.version,
            doubtful=route not in accepted,
        )
        for route in leading
    ]
    unnamed = not controllers or "" in controllers
    if any(unnamed or accepted_by(route, _any) & controllers for route in accepted):
        return shown(*seen[:2])
    unread = why_unread(snapshot, HTTP_ROUTES)
    if unread:
        return unknown(unread, *seen[:2])
    why = "no accepted HTTPRoute leads to it" if leading else "no HTTPRoute leads to it"
    return missing(why + among(snapshot, HTTP_ROUTES), *seen[:2])


def _any(_gateway: tuple[str | None, str], _controller: str) -> bool:
    """Every gateway will do: that the pool was accepted says which count."""
    return True


def _leads(route: HTTPRoute, area: Area[InferencePool], item: InferencePool) -> bool:
    return any(
        (backend.group, backend.kind, backend.name) == (area.group, "InferencePool", item.metadata.name)
        and (backend.namespace or route.metadata.namespace) == item.metadata.namespace
        and backend.weight > 0
        for rule in route.spec.rules
        for backend in rule.backend_refs
    )


def _picked(snapshot: Snapshot, item: InferencePool) -> Rung:
    """The endpoint picker's Service has ready endpoints; with FailOpen nobody would notice that it has none."""
    picker = item.spec.picker
    if picker is None or not picker.name:
        return missing("it names no endpoint picker")
    if picker.kind != "Service":
        return unknown(f"its endpoint picker is a {word(picker.kind)}, which is not looked into")
    ready = len(ready_endpoints(snapshot, picker.name, item.metadata.namespace))
    hidden = ", which FailOpen hides" if picker.failure_mode == "FailOpen" and not ready else ""
    seen = observe(
        "Service",
        picker.name,
        f"Endpoint picker: {count(ready, 'ready endpoint')}{hidden}.",
        namespace=item.metadata.namespace,
        path=f"/api/v1/namespaces/{word(item.metadata.namespace or '')}/services/{word(picker.name)}",
        doubtful=not ready,
    )
    if ready:
        return shown(seen)
    unread = why_unread(snapshot, ENDPOINT_SLICES)
    return unknown(unread, seen) if unread else missing(f"no endpoint of its picker is ready{hidden}", seen)


def _served(snapshot: Snapshot, item: InferencePool) -> Rung:
    """A pod that it selects is ready, on a node that is real."""
    if not item.spec.labels:
        return missing("it selects no pods")
    unreal = played(snapshot.of(NODES).items)
    found = [pod for pod in pods_of(item, snapshot.of(PODS).items) if pod.spec.node_name not in unreal]
    ready = sum(pod.ready for pod in found)
    seen = observe(
        "Pod",
        f"of {word(item.metadata.name)}",
        f"{ready:,} ready of {count(len(found), 'pod')} looked at.",
        namespace=item.metadata.namespace,
        path=path(PODS).replace("/pods", f"/namespaces/{word(item.metadata.namespace or '')}/pods"),
        doubtful=not ready,
    )
    if ready:
        return shown(seen)
    unread = why_unread(snapshot, PODS)
    if unread:
        return unknown(unread)
    known = (*snapshot.of(POOLS).items, *snapshot.of(ALPHA_POOLS).items)
    if item not in asked_about(known):
        return unknown("not every pool's pods were looked at")
    return missing("none of its pods is ready" if found else "it selects no pod that is there", seen)
