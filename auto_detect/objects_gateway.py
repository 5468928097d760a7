"""The fields of gateway.networking.k8s.io objects that detectors read."""

from auto_detect.objects import Condition, ConditionsStatus, Meta, Object


class GatewayClassSpec(Object, frozen=True):
    """GatewayClassSpec, reduced."""

    controller_name: str = ""


class GatewayClass(Object, frozen=True):
    """GatewayClass."""

    metadata: Meta = Meta()
    spec: GatewayClassSpec = GatewayClassSpec()
    status: ConditionsStatus = ConditionsStatus()


class GatewaySpec(Object, frozen=True):
    """GatewaySpec, reduced."""

    gateway_class_name: str = ""


class GatewayAddress(Object, frozen=True):
    """GatewayStatusAddress without its value: addresses never enter a snapshot."""

    type: str = ""


class ListenerStatus(Object, frozen=True):
    """ListenerStatus, reduced."""

    attached_routes: int = 0


class GatewayStatus(Object, frozen=True):
    """GatewayStatus, reduced."""

    addresses: list[GatewayAddress] = []
    conditions: list[Condition] = []
    listeners: list[ListenerStatus] = []


class Gateway(Object, frozen=True):
    """Gateway."""

    metadata: Meta = Meta()
    spec: GatewaySpec = GatewaySpec()
    status: GatewayStatus = GatewayStatus()


class ParentReference(Object, frozen=True):
    """ParentReference, reduced."""

    group: str = "gateway.networking.k8s.io"
    kind: str = "Gateway"
    name: str = ""
    namespace: str | None = None


class BackendRef(Object, frozen=True):
    """HTTPBackendRef; `weight` defaults to 1 in the API."""

    name: str = ""
    weight: int = 1


class HeaderMatch(Object, frozen=True):
    """HTTPHeaderMatch without its value."""

    name: str = ""


class RouteMatch(Object, frozen=True):
    """HTTPRouteMatch, reduced."""

    headers: list[HeaderMatch] = []


class RouteRule(Object, frozen=True):
    """HTTPRouteRule, reduced."""

    backend_refs: list[BackendRef] = []
    matches: list[RouteMatch] = []


class HTTPRouteSpec(Object, frozen=True):
    """HTTPRouteSpec, reduced."""

    rules: list[RouteRule] = []


class RouteParentStatus(Object, frozen=True):
    """RouteParentStatus."""

    parent_ref: ParentReference = ParentReference()
    controller_name: str = ""
    conditions: list[Condition] = []


class RouteStatus(Object, frozen=True):
    """RouteStatus."""

    parents: list[RouteParentStatus] = []


class HTTPRoute(Object, frozen=True):
    """HTTPRoute."""

    metadata: Meta = Meta()
    spec: HTTPRouteSpec = HTTPRouteSpec()
    status: RouteStatus = RouteStatus()
