"""A cluster with the Gateway API: a class, a gateway, a route and their controller."""

from auto_detect.objects.core import Object
from auto_detect.resources import registry
from auto_detect.resources.resource import Resource
from tests.auto_detect.detectors.cluster import Cluster, Json, endpoints, meta, true, workload

GROUP = "gateway.networking.k8s.io"
CONTROLLER = "gateway.envoyproxy.io/gatewayclass-controller"


def gateway_class(name: str = "eg", controller: str = CONTROLLER, *conditions: Json) -> Json:
    return {
        "metadata": meta(name),
        "spec": {"controllerName": controller},
        "status": {"conditions": list(conditions) or [true("Accepted")]},
    }


def gateway(name: str = "inference", of: str = "eg", *conditions: Json) -> Json:
    return {
        "metadata": meta(name, "serving"),
        "spec": {"gatewayClassName": of},
        "status": {
            "addresses": [{"type": "IPAddress", "value": "10.0.0.1"}],
            "conditions": list(conditions) or [true("Accepted"), true("Programmed")],
            "listeners": [{"attachedRoutes": 1}],
        },
    }


def route(
    name: str = "llm",
    *,
    weights: tuple[int, ...] = (90, 10),
    header: bool = True,
    on: str = "inference",
    controller: str = CONTROLLER,
) -> Json:
    backends = [{"name": f"model-{n}", "weight": weight} for n, weight in enumerate(weights)]
    matches = [{"headers": [{"name": "x-model", "value": "secret"}]}] if header else [{"path": {"value": "/"}}]
    return {
        "metadata": meta(name, "serving"),
        "spec": {"rules": [{"backendRefs": backends, "matches": matches}]},
        "status": {
            "parents": [
                {
                    "parentRef": {"name": on},
                    "controllerName": controller,
                    "conditions": [true("Accepted"), true("ResolvedRefs")],
                }
            ]
        },
    }


def healthy() -> Cluster:
    cluster = Cluster().add(registry.GATEWAY_CLASSES, gateway_class()).add(registry.GATEWAYS, gateway())
    return cluster.add(registry.HTTP_ROUTES, route()).add(registry.DEPLOYMENTS, controller())


def controller(available: int = 1, **labels: str) -> Json:
    """Return the controller of Envoy Gateway with the labels of its chart."""
    found = labels or {"app.kubernetes.io/name": "gateway-helm"}
    return workload("envoy-gateway", "envoy-gateway-system", labels=found, available=available)


def parent(cluster: Cluster) -> Json:
    found: Json = cluster.one(registry.HTTP_ROUTES)["status"]["parents"][0]
    return found


def conditions(cluster: Cluster, resource: Resource[Object], *new: Json) -> None:
    cluster.one(resource)["status"]["conditions"] = list(new)


def plane(*nodes: str, ready: bool = True, of: str = "inference") -> Json:
    """Return endpoints of a gateway's data plane with the labels that the Gateway API specifies."""
    found = endpoints("proxy", "serving", *nodes, ready=ready)
    found["metadata"]["labels"][f"{GROUP}/gateway-name"] = of
    return found
