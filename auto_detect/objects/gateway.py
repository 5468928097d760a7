"""Fields of gateway.networking.k8s.io objects."""

from typing import Annotated

from auto_detect.objects.core import Condition, ConditionsStatus, Meta, Object
from auto_detect.text_kinds import Name, NamespaceName, TextKind, Word


class GatewayClassSpec(Object, frozen=True):
    """GatewayClassSpec, reduced."""

    controller_name: Word = ""


class GatewayClass(Object, frozen=True):
    """GatewayClass."""

    metadata: Annotated[Meta, TextKind.WORD] = Meta()
    spec: GatewayClassSpec = GatewayClassSpec()
    status: ConditionsStatus = ConditionsStatus()


class GatewaySpec(Object, frozen=True):
    """GatewaySpec, reduced."""

    gateway_class_name: Word = ""


class GatewayAddress(Object, frozen=True):
    """GatewayStatusAddress without its value; a snapshot contains no addresses."""

    type: Word = ""


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

    group: Word = "gateway.networking.k8s.io"
    kind: Word = "Gateway"
    name: Name = ""
    namespace: NamespaceName | None = None


class BackendRef(Object, frozen=True):
    """HTTPBackendRef; `weight` defaults to 1 in the API."""

    group: Word = ""
    kind: Word = "Service"
    name: Name = ""
    namespace: NamespaceName | None = None
    weight: int = 1


class HeaderMatch(Object, frozen=True):
    """HTTPHeaderMatch without its value."""

    name: Name = ""


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
    controller_name: Word = ""
    conditions: list[Condition] = []


class RouteStatus(Object, frozen=True):
    """RouteStatus."""

    parents: list[RouteParentStatus] = []


class HTTPRoute(Object, frozen=True):
    """HTTPRoute."""

    metadata: Meta = Meta()
    spec: HTTPRouteSpec = HTTPRouteSpec()
    status: RouteStatus = RouteStatus()
