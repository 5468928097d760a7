"""`ai_inference`: a Gateway API implementation that splits traffic by weight and routes by header.

The controller that owns the data plane writes the conditions: class accepted, gateway programmed, route accepted; each
has to be of the object's current generation.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from auto_detect.analysis.controller_liveness import ControllerLiveness, ControllerState
from auto_detect.analysis.coverage import discovery_failure, partial_note, read_failure
from auto_detect.analysis.gateways import GatewayKey, data_planes, gateway_liveness
from auto_detect.analysis.health import (
    ConditionState,
    condition,
    condition_state,
    crd_annotation,
    crd_fault,
    reason_suffix,
)
from auto_detect.analysis.wording import (
    api_path,
    capitalize,
    clean_name,
    count,
    first_few,
    join_names,
    name_in_sentence,
    observe,
    observe_object,
)
from auto_detect.detectors.component_rungs import liveness_rung
from auto_detect.detectors.evidence_ladder import (
    Ladder,
    Rung,
    conclude,
    confirmed,
    could_not_check,
    detected,
    missing,
    not_detected,
    unknown,
)
from auto_detect.detectors.networking.http_routes import Feature, Route, features_by_controller, observed_routes
from auto_detect.known.gateways import NOT_INGRESS, implementation_name, implementation_of
from auto_detect.objects.gateway import Gateway, GatewayClass
from auto_detect.resources import registry
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Finding, Observation

ID = "ai_inference"
GROUP = "gateway.networking.k8s.io"
_CRD = f"gatewayclasses.{GROUP}"
_UNPROVEN = ("That requests are split by weight and routed by header: no traffic was sent.",)
_UNSEEN_PLANE = "That the gateway's data plane is ready: its endpoints are not in the cluster or not labeled."


_Owned = tuple[str | None, Observation]
"""Controller of an object and an observation of the object."""


@dataclass(frozen=True)
class _Classes:
    seen: tuple[_Owned, ...]
    accepted: dict[str, str]
    """Controllers by class."""


@dataclass(frozen=True)
class _Gateways:
    seen: tuple[_Owned, ...]
    programmed: dict[GatewayKey, str | None]
    """Controllers by (namespace, name); None if the class could not be read."""
    without_address: bool

    def programmed_by(self, controller: str | None) -> tuple[GatewayKey, ...]:
        """Return the gateways of a controller, and those whose controller could not be read; None for all."""
        return tuple(at for at, of in self.programmed.items() if controller is None or of in (controller, None))


def detect_ai_inference(snapshot: Snapshot) -> Finding:
    """Detect whether a gateway implementation is accepted, programmed, and routes by weight and by header."""
    failure = discovery_failure(snapshot)
    if failure:
        return could_not_check(ID, failure)
    if not snapshot.discovery.serves(GROUP, "gatewayclasses"):
        if snapshot.discovery.stale(GROUP):
            return could_not_check(ID, f"the API {GROUP} is registered but does not answer")
        return not_detected(ID, "The Gateway API is not installed.")
    classes = _classes(snapshot)
    gateways = _gateways(snapshot, classes)
    routes = _routes(snapshot, classes, gateways)
    writers = _writers(snapshot, classes, gateways)
    controller, features = features_by_controller(routes, [name for name, writer in writers.items() if writer.running])
    owned = [(_owner(route, controller), route.observation) for route in routes]
    observations = _judged(owned, controller, writers)
    ladder = Ladder(
        "Gateway API",
        (
            _api(snapshot),
            _class_rung(snapshot, classes, controller, _judged(classes.seen, controller, writers)),
            _gateway_rung(snapshot, gateways, _judged(gateways.seen, controller, writers)),
            _writer_rung(writers, controller),
            _data_plane(snapshot, gateways.programmed_by(controller)),
            _feature_rung(snapshot, controller, Feature.WEIGHTS in features, "splits traffic by weight", observations),
            _feature_rung(snapshot, controller, Feature.HEADERS in features, "matches a header"),
        ),
    )
    return conclude(
        ID,
        ladder,
        ladder.observations,
        when_detected=lambda: _detected(snapshot, controller or "", classes, gateways, ladder),
        partly_summary=f"{capitalize(ladder.missing_reason)}.",
    )


def _detected(snapshot: Snapshot, controller: str, classes: _Classes, gateways: _Gateways, ladder: Ladder) -> Finding:
    names = [name for name, accepted_by in classes.accepted.items() if accepted_by == controller]
    programmed = gateways.programmed_by(controller)
    implementation = _implementation(controller)
    version = crd_annotation(snapshot, _CRD, f"{GROUP}/bundle-version")
    notes = (
        f"Gateway API{f' {clean_name(version)}' if version else ''} with {implementation}: "
        f"GatewayClass {join_names(names)} accepted, {count(len(programmed), 'Gateway')} programmed. "
        "Accepted HTTPRoutes have weighted backends and a header match. No traffic was sent."
    )
    summary = f"{implementation} runs a programmed Gateway, with accepted routes by weight and by header."
    outside = implementation_of(controller).controller is None
    unproven = _UNPROVEN if outside or any(data_planes(snapshot, programmed).values()) else (*_UNPROVEN, _UNSEEN_PLANE)
    if outside:
        unproven = (
            *unproven,
            f"That its controller and its data plane run: {implementation} runs outside the cluster.",
        )
    return detected(ID, summary, ladder.observations, unproven=unproven, notes=notes)


def _implementation(controller: str) -> str:
    known = implementation_name(controller)
    return f"{known} ({name_in_sentence(controller)})" if known else name_in_sentence(controller)


def _api(snapshot: Snapshot) -> Rung:
    versions = snapshot.discovery.serves(GROUP, "gatewayclasses")
    bundle = crd_annotation(snapshot, _CRD, f"{GROUP}/bundle-version")
    channel = crd_annotation(snapshot, _CRD, f"{GROUP}/channel")
    detail = f"Served in {join_names(versions)}"
    if bundle:
        detail += f", bundle {clean_name(bundle)}" + (f" ({clean_name(channel)})" if channel else "")
    api = observe("API", GROUP, detail + ".", path=f"/apis/{GROUP}")
    fault = crd_fault(snapshot, _CRD)
    return missing(fault, api) if fault else confirmed(api)


def _classes(snapshot: Snapshot) -> _Classes:
    listing = snapshot.listing(registry.GATEWAY_CLASSES)
    accepted: dict[str, str] = {}
    seen: list[_Owned] = []
    for item in listing.items:
        detail, counts = _class(item)
        if counts:
            accepted[item.metadata.name] = item.spec.controller_name
        observation = observe_object(
            registry.GATEWAY_CLASSES, item.metadata, detail, version=listing.version, doubtful=not counts
        )
        seen.append((item.spec.controller_name, observation))
    return _Classes(tuple(seen), accepted)


def _judged(
    seen: Sequence[_Owned], controller: str | None, writers: Mapping[str, ControllerLiveness]
) -> tuple[Observation, ...]:
    """Return the observations, those of the controller first; an object does not count if its controller is down."""
    found = []
    for owner, observation in sorted(seen, key=lambda pair: pair[0] != controller):
        writer = writers.get(owner or "")
        gone = writer is not None and writer.state in (ControllerState.STOPPED, ControllerState.NOT_VISIBLE)
        if writer is not None and gone and not observation.doubtful:
            found.append(replace(observation, detail=f"Not counted: {writer.problem}.", doubtful=True))
        else:
            found.append(observation)
    return first_few(found)


def _owner(route: Route, controller: str | None) -> str | None:
    return controller if controller in route.controllers else min(route.controllers, default=None)


def _class_rung(
    snapshot: Snapshot, classes: _Classes, controller: str | None, observations: tuple[Observation, ...]
) -> Rung:
    """Return the class check for the controller of the routes; its class may be unread."""
    failure = read_failure(snapshot, registry.GATEWAY_CLASSES)
    if controller is not None and controller not in classes.accepted.values():
        return unknown(failure or "its class was not read", *observations)
    if classes.accepted:
        return confirmed(*observations)
    if failure:
        return unknown(failure, *observations)
    why = "no GatewayClass is accepted by a controller" if observations else "no GatewayClass exists"
    why += partial_note(snapshot, registry.GATEWAY_CLASSES)
    return missing(why, *observations, needed="a GatewayClass that its controller accepted")


def _class(item: GatewayClass) -> tuple[str, bool]:
    controller = item.spec.controller_name
    elsewhere = NOT_INGRESS.get(controller)
    if elsewhere is None and (item.metadata.name.endswith("waypoint") or controller.endswith("/mesh-controller")):
        elsewhere = "a class for the mesh"
    if elsewhere is not None:
        return f"Not counted: {elsewhere}.", False
    conditions = item.status.conditions
    match condition_state(item.metadata, conditions, "Accepted"):
        case ConditionState.TRUE:
            version = condition(conditions, "SupportedVersion")
            doubt = version is not None and version.status == "False"
            return (
                f"Accepted by {name_in_sentence(controller)}{', which does not support this bundle' if doubt else ''}.",
                True,
            )
        case ConditionState.STALE:
            return "Accepted before its last change; not counted.", False
        case ConditionState.FALSE:
            return f"Rejected by its controller{reason_suffix(conditions, 'Accepted')}; not counted.", False
        case _:
            return f"Not yet accepted by {name_in_sentence(controller)}; not counted.", False


def _gateways(snapshot: Snapshot, classes: _Classes) -> _Gateways:
    listing = snapshot.listing(registry.GATEWAYS)
    class_unread = read_failure(snapshot, registry.GATEWAY_CLASSES) is not None
    programmed: dict[GatewayKey, str | None] = {}
    seen: list[_Owned] = []
    without_address = False
    for item in listing.items:
        controller = classes.accepted.get(item.spec.gateway_class_name)
        if controller is None and not class_unread:
            detail, counts = f"Its class {clean_name(item.spec.gateway_class_name)} is not counted.", False
        else:
            detail, counts = _gateway(item)
            without_address |= _lacks_address(item)
        if counts:
            programmed[item.metadata.namespace, item.metadata.name] = controller
        observation = observe_object(
            registry.GATEWAYS, item.metadata, detail, version=listing.version, doubtful=not counts
        )
        seen.append((controller, observation))
    return _Gateways(tuple(seen), programmed, without_address)


def _gateway_rung(snapshot: Snapshot, gateways: _Gateways, observations: tuple[Observation, ...]) -> Rung:
    if gateways.programmed:
        return confirmed(*observations)
    failure = read_failure(snapshot, registry.GATEWAYS)
    if failure:
        return unknown(failure, *observations)
    why = f"no Gateway of an accepted class is programmed{partial_note(snapshot, registry.GATEWAYS)}"
    if gateways.without_address:
        why += ": no address was assigned, possibly because no load balancer exists"
    return missing(why, *observations, needed="a programmed Gateway")


def _writers(snapshot: Snapshot, classes: _Classes, gateways: _Gateways) -> dict[str, ControllerLiveness]:
    """Return whether the controller of each accepted class runs."""
    return {
        name: gateway_liveness(snapshot, name, gateways.programmed_by(name))
        for name in dict.fromkeys(classes.accepted.values())
    }


def _writer_rung(writers: Mapping[str, ControllerLiveness], controller: str | None) -> Rung:
    """Check that the controller of the routes runs, which wrote every condition; without routes, any controller."""
    if controller is not None and controller in writers:
        return liveness_rung(writers[controller], "a running controller of the gateway")
    running = next((writer for writer in writers.values() if writer.running), None)
    return confirmed(*running.observations) if running is not None else confirmed()


def _lacks_address(item: Gateway) -> bool:
    found = condition(item.status.conditions, "Programmed")
    return found is not None and found.status != "True" and found.reason == "AddressNotAssigned"


def _gateway(item: Gateway) -> tuple[str, bool]:
    conditions = item.status.conditions
    for kind in ("Accepted", "Programmed"):
        match condition_state(item.metadata, conditions, kind):
            case ConditionState.STALE:
                return f"{kind} before its last change; not counted.", False
            case ConditionState.FALSE if _lacks_address(item):
                return "No address was assigned (AddressNotAssigned): reachable only inside the cluster.", False
            case ConditionState.FALSE:
                return f"Not {kind.lower()}{reason_suffix(conditions, kind)}.", False
            case ConditionState.UNKNOWN:
                return f"Not yet {kind.lower()}.", False
    routes = sum(listener.attached_routes for listener in item.status.listeners)
    addresses = count(len(item.status.addresses), "address", "addresses")
    return f"Programmed, {addresses}, {count(routes, 'attached route')}.", True


def _data_plane(snapshot: Snapshot, gateways: Iterable[GatewayKey]) -> Rung:
    """Check that the data plane has a ready endpoint, if it is in the cluster and has the Gateway API's label."""
    planes = data_planes(snapshot, gateways)
    observations = first_few(
        [
            observe(
                "Gateway",
                name,
                f"{count(ready, 'ready endpoint')} of its data plane.",
                namespace=namespace,
                path=api_path(registry.ENDPOINT_SLICES),
                doubtful=not ready,
            )
            for (namespace, name), ready in planes.items()
        ],
        limit=2,
    )
    if planes and not any(planes.values()) and not read_failure(snapshot, registry.ENDPOINT_SLICES):
        why = "a gateway is programmed, but no endpoint of its data plane is ready"
        return missing(why, *observations, needed="a ready endpoint of the gateway's data plane")
    return confirmed(*observations)


def _routes(snapshot: Snapshot, classes: _Classes, gateways: _Gateways) -> tuple[Route, ...]:
    gateways_unread = read_failure(snapshot, registry.GATEWAYS) is not None
    classes_unread = read_failure(snapshot, registry.GATEWAY_CLASSES) is not None

    def counts_for(gateway: tuple[str | None, str], controller: str) -> bool:
        if gateway in gateways.programmed:
            return gateways.programmed[gateway] in (controller, None)
        return gateways_unread and (classes_unread or controller in classes.accepted.values())

    return observed_routes(snapshot, counts_for)


def _feature_rung(
    snapshot: Snapshot, controller: str | None, present: bool, does: str, observations: tuple[Observation, ...] = ()
) -> Rung:
    if present:
        return confirmed(*observations)
    failure = read_failure(snapshot, registry.HTTP_ROUTES)
    if failure:
        return unknown(failure, *observations)
    whose = f" of {name_in_sentence(controller)}" if controller else ""
    reason = f"no accepted HTTPRoute{whose} {does}{partial_note(snapshot, registry.HTTP_ROUTES)}"
    return missing(reason, *observations, needed=f"an accepted HTTPRoute that {does}")
