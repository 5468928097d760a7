"""Implementations of the Gateway API, as data: their controllers, and the labels of their data planes.

A row names where to find a controller: any controllerName counts whose class is accepted and whose controller runs.
"""

from dataclasses import dataclass

from auto_detect.known.components import Controller

GATEWAY_NAME = "gateway.networking.k8s.io/gateway-name"
"""Label of objects created for a gateway; EndpointSlices inherit it from their Service."""
ENVOY_GATEWAY_NAME = "gateway.envoyproxy.io/owning-gateway-name"
"""Label of the data planes of Envoy Gateway, which are in the namespace of its controller."""
_NAME = "app.kubernetes.io/name"


@dataclass(frozen=True)
class GatewayImplementation:
    """One implementation, by the controllerName of its classes."""

    name: str
    controller_names: tuple[str, ...]
    controller: Controller | None
    """Writes the conditions; None if it runs at the provider, outside the cluster."""
    plane_label: str = GATEWAY_NAME
    source: str = ""
    seen: str = ""


def _controller(*names: str, images: tuple[str, ...] = (), accounts: tuple[str, ...] = ()) -> Controller:
    return Controller("gateway controller", tuple((_NAME, name) for name in names), images, accounts)


_SEEN = "2026-11"
_ISTIO = Controller("gateway controller", (("app", "istiod"), (_NAME, "istiod")), ("/pilot:", "istio-pilot-rhel"))
IMPLEMENTATIONS = (
    GatewayImplementation(
        "Istio", ("istio.io/gateway-controller",), _ISTIO, source="https://github.com/istio/istio", seen=_SEEN
    ),
    GatewayImplementation(
        "OpenShift",
        ("openshift.io/gateway-controller/v1",),
        _ISTIO,
        source="https://github.com/openshift/cluster-ingress-operator",
        seen=_SEEN,
    ),
    GatewayImplementation(
        "Envoy Gateway",
        ("gateway.envoyproxy.io/gatewayclass-controller",),
        _controller("gateway-helm", accounts=("envoy-gateway",)),
        ENVOY_GATEWAY_NAME,
        source="https://github.com/envoyproxy/gateway",
        seen=_SEEN,
    ),
    GatewayImplementation(
        "kgateway",
        ("kgateway.dev/kgateway",),
        _controller("kgateway", images=("kgateway-dev/kgateway:",)),
        source="https://github.com/kgateway-dev/kgateway",
        seen=_SEEN,
    ),
    GatewayImplementation(
        "agentgateway",
        ("agentgateway.dev/agentgateway", "kgateway.dev/agentgateway"),
        _controller("agentgateway", "kgateway", images=("agentgateway-controller", "kgateway-dev/kgateway:")),
        source="https://github.com/agentgateway/agentgateway",
        seen=_SEEN,
    ),
    GatewayImplementation(
        "Cilium",
        ("io.cilium/gateway-controller",),
        Controller(
            "gateway controller",
            ((_NAME, "cilium-operator"),),
            ("cilium/operator",),
            leases=("cilium-operator-resource-lock",),
        ),
        source="https://github.com/cilium/cilium",
        seen=_SEEN,
    ),
    GatewayImplementation(
        "NGINX Gateway Fabric",
        ("gateway.nginx.org/nginx-gateway-controller",),
        _controller("nginx-gateway-fabric", "nginx-gateway", images=("nginx-gateway-fabric:",)),
        source="https://github.com/nginx/nginx-gateway-fabric",
        seen=_SEEN,
    ),
    GatewayImplementation(
        "Traefik",
        ("traefik.io/gateway-controller",),
        _controller("traefik", images=("/traefik:", "traefik-hub:")),
        source="https://github.com/traefik/traefik",
        seen=_SEEN,
    ),
    GatewayImplementation(
        "Kong",
        ("konghq.com/kic-gateway-controller", "konghq.com/gateway-operator"),
        _controller("kong", "gateway-operator", "kong-operator", images=("kong/",)),
        source="https://github.com/Kong/gateway-operator",
        seen=_SEEN,
    ),
    GatewayImplementation(
        "GKE Gateway",
        ("networking.gke.io/gateway",),
        None,
        source="https://cloud.google.com/kubernetes-engine/docs/concepts/gateway-api",
        seen=_SEEN,
    ),
    GatewayImplementation(
        "AWS VPC Lattice",
        ("application-networking.k8s.aws/gateway-api-controller",),
        _controller(images=("aws-gateway-controller", "gateway-api-controller"), accounts=("gateway-api-controller",)),
        source="https://github.com/aws/aws-application-networking-k8s",
        seen=_SEEN,
    ),
    GatewayImplementation(
        "AWS Load Balancer Controller",
        ("gateway.k8s.aws/alb", "gateway.k8s.aws/nlb"),
        _controller("aws-load-balancer-controller", images=("aws-load-balancer-controller",)),
        source="https://github.com/kubernetes-sigs/aws-load-balancer-controller",
        seen=_SEEN,
    ),
    GatewayImplementation(
        "Azure Application Gateway for Containers",
        ("alb.networking.azure.io/alb-controller",),
        Controller("gateway controller", (("app", "alb-controller"),), ("alb-controller",)),
        source="https://learn.microsoft.com/en-us/azure/application-gateway/for-containers",
        seen=_SEEN,
    ),
    GatewayImplementation(
        "Contour",
        ("projectcontour.io/gateway-controller",),
        _controller("contour", images=("projectcontour/contour",)),
        source="https://github.com/projectcontour/contour",
        seen=_SEEN,
    ),
)
CONTROLLERS = tuple(dict.fromkeys(row.controller for row in IMPLEMENTATIONS if row.controller is not None))
NOT_INGRESS: dict[str, str] = {
    "istio.io/mesh-controller": "a class for the mesh",
    "istio.io/unmanaged-gateway": "a class for gateways that run elsewhere",
}
"""Controllers whose classes never route traffic from outside the cluster."""
_BY_NAME = {name: row for row in IMPLEMENTATIONS for name in row.controller_names}
_ANYONES = frozenset({"k8s", "x-k8s", "kubernetes", "github", "example", "sigs", "io"})
"""Labels of domains that do not name one project."""


def implementation_of(controller_name: str) -> GatewayImplementation:
    """Return the implementation of a controllerName; of an unknown one, its images are found by its domain."""
    known = _BY_NAME.get(controller_name)
    if known is not None:
        return known
    labels = controller_name.partition("/")[0].split(".")
    project = labels[-2].lower() if len(labels) > 1 else ""
    images = () if project in _ANYONES or len(project) < 4 else (f"/{project}",)
    return GatewayImplementation("", (controller_name,), Controller("gateway controller", images=images))


def implementation_name(controller_name: str) -> str:
    """Return the display name of an implementation; empty if it is not known."""
    return implementation_of(controller_name).name
