"""HTTPRoutes: acceptance by a gateway, traffic split by weight, header matches."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum

from auto_detect.analysis.health import ConditionState, condition, condition_state, reason_suffix
from auto_detect.analysis.wording import clean_name, join_names, observe_object
from auto_detect.objects.gateway import HTTPRoute, RouteParentStatus, RouteRule
from auto_detect.resources import registry
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Observation

CountsFor = Callable[[tuple[str | None, str], str], bool]
"""Returns whether the gateway (namespace, name) counts and belongs to the controller."""

_GROUP = "gateway.networking.k8s.io"


class Feature(StrEnum):
    """Features of routes that the requirement demands."""

    WEIGHTS = "weights"
    HEADERS = "headers"


@dataclass(frozen=True)
class Route:
    """An HTTPRoute with its features."""

    controllers: frozenset[str]
    """Controllers that accepted it on a gateway that counts; empty if it does not count."""
    features: frozenset[Feature]
    observation: Observation


def observed_routes(snapshot: Snapshot, counts_for: CountsFor) -> tuple[Route, ...]:
    """Return every HTTPRoute: accepted routes first, those with more features before others."""
    listing = snapshot.listing(registry.HTTP_ROUTES)
    routes = [_route(item, listing.version, counts_for) for item in listing.items]
    return tuple(sorted(routes, key=lambda route: (not route.controllers, -len(route.features))))


def features_by_controller(
    routes: tuple[Route, ...], running: Collection[str] = ()
) -> tuple[str | None, frozenset[Feature]]:
    """Return the controller whose accepted routes have most features: one implementation needs both.

    The `running` controllers go before all others.
    """
    features: dict[str, frozenset[Feature]] = {}
    for route in routes:
        for controller in sorted(route.controllers):
            features[controller] = features.get(controller, frozenset()) | route.features
    best = max(features, key=lambda name: (name in running, len(features[name])), default=None)
    return best, features.get(best or "", frozenset())


def accepted_by(item: HTTPRoute, counts_for: CountsFor) -> frozenset[str]:
    """Return the controllers that accepted a route on a gateway that counts."""
    return frozenset(p.controller_name for p in item.status.parents if _fault(item, p, counts_for) is None)


def _route(item: HTTPRoute, version: str | None, counts_for: CountsFor) -> Route:
    faults = [(parent.controller_name, _fault(item, parent, counts_for)) for parent in item.status.parents]
    controllers = frozenset(controller for controller, fault in faults if fault is None)
    features = frozenset(
        feature
        for feature, present in (
            (Feature.WEIGHTS, any(_weighted(rule) for rule in item.spec.rules)),
            (Feature.HEADERS, bool(_headers(item))),
        )
        if present
    )
    fault = next((fault for _, fault in faults if fault), "Not accepted by any gateway; not counted.")
    detail = _describe(item) if controllers else fault
    return Route(
        controllers,
        features,
        observe_object(registry.HTTP_ROUTES, item.metadata, detail, version=version, doubtful=not controllers),
    )


def _fault(item: HTTPRoute, parent: RouteParentStatus, counts_for: CountsFor) -> str | None:
    reference = parent.parent_ref
    gateway = (reference.namespace or item.metadata.namespace, reference.name)
    if (reference.group, reference.kind) != (_GROUP, "Gateway"):
        return "Its parent is not a Gateway; not counted."
    if not counts_for(gateway, parent.controller_name):
        return f"Reported by {clean_name(parent.controller_name)} for a gateway that is not counted."
    partly = condition(parent.conditions, "PartiallyInvalid")
    if partly is not None and partly.status == "True":
        return "Partially invalid; not counted."
    for kind in ("Accepted", "ResolvedRefs"):
        match condition_state(item.metadata, parent.conditions, kind):
            case ConditionState.STALE:
                return f"{kind} before its last change; not counted."
            case ConditionState.FALSE:
                return f"{kind} is false{reason_suffix(parent.conditions, kind)}; not counted."
            case ConditionState.UNKNOWN:
                return f"{kind} is not reported; not counted."
    return None


def _weighted(rule: RouteRule) -> bool:
    """Return whether at least two backends get traffic and not all weights are the default 1."""
    weights = [backend.weight for backend in rule.backend_refs]
    return sum(weight > 0 for weight in weights) >= 2 and any(weight != 1 for weight in weights)


def _headers(item: HTTPRoute) -> list[str]:
    return [header.name for rule in item.spec.rules for match in rule.matches for header in match.headers]


def _describe(item: HTTPRoute) -> str:
    clauses = []
    split = next((rule for rule in item.spec.rules if _weighted(rule)), None)
    if split is not None:
        weights = [str(backend.weight) for backend in split.backend_refs]
        clauses.append(f"splits traffic {':'.join(weights[:6])} between {len(weights)} backends")
    headers = _headers(item)
    if headers:
        clauses.append(f"matches the {'header' if len(set(headers)) == 1 else 'headers'} {join_names(headers)}")
    return f"Accepted: {' and '.join(clauses)}." if clauses else "Accepted: splits no traffic and matches no header."
