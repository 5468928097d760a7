"""A typical platform: accelerators, Gateway API, Kueue, KubeRay and an exporter, all of them healthy."""

from tests.server.api_server import ApiServer
from tests.server.platforms.objects import (
    DEFINITIONS,
    DEVICE_CLASS,
    NODES,
    TRUE,
    condition,
    daemon_set,
    deployment,
    endpoint_slice,
    namespaced,
    resource_slice,
    webhook,
)


def populate(server: ApiServer) -> None:
    """Create the platform."""
    for name in ("serving", "kueue-system", "ray-system", "gpu-operator", "team-a"):
        server.create("/api/v1/namespaces", {"metadata": {"name": name}})
    server.create("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", *DEFINITIONS)
    server.wait_for(lambda: served(server) >= {d["metadata"]["name"] for d in DEFINITIONS})
    server.create("/api/v1/nodes", *NODES)
    server.create("/apis/resource.k8s.io/v1/deviceclasses", DEVICE_CLASS)
    server.create("/apis/resource.k8s.io/v1/resourceslices", *(resource_slice(f"gpu-{n}") for n in range(3)))
    _gateways(server)
    _kueue(server)
    _ray(server)
    _exporter(server)
    server.create(
        namespaced("/api/v1", "team-a", "secrets"),
        {"metadata": {"name": "s"}, "stringData": {"password": "never-to-be-read"}},
    )


def served(server: ApiServer) -> set[str]:
    """Return the names of the established CRDs."""
    found = set()
    for item in server.request("GET", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions")["items"]:
        conditions = {c["type"]: c["status"] for c in item.get("status", {}).get("conditions") or ()}
        if conditions.get("Established") == TRUE:
            found.add(item["metadata"]["name"])
    return found


def _gateways(server: ApiServer) -> None:
    api, group = "/apis/gateway.networking.k8s.io/v1", "gateway.networking.k8s.io/v1"
    controller = "gateway.envoyproxy.io/gatewayclass-controller"
    labels, image = {"app.kubernetes.io/name": "gateway-helm"}, "docker.io/envoyproxy/gateway:v1.9.1"
    server.create(
        namespaced("/apis/apps/v1", "serving", "deployments"), deployment("envoy-gateway", "serving", labels, image)
    )
    server.create(
        f"{api}/gatewayclasses",
        {
            "apiVersion": group,
            "kind": "GatewayClass",
            "metadata": {"name": "eg"},
            "spec": {"controllerName": controller},
            "status": {"conditions": [condition("Accepted", "Accepted")]},
        },
        {
            "apiVersion": group,
            "kind": "GatewayClass",
            "metadata": {"name": "orphan"},
            "spec": {"controllerName": "gone.example/controller"},
            "status": {"conditions": [condition("Accepted", "Pending", "Unknown")]},
        },
    )
    server.create(
        namespaced(api, "serving", "gateways"),
        {
            "apiVersion": group,
            "kind": "Gateway",
            "metadata": {"name": "inference"},
            "spec": {"gatewayClassName": "eg", "listeners": [{"name": "http", "port": 80, "protocol": "HTTP"}]},
            "status": {
                "addresses": [{"type": "IPAddress", "value": "192.0.2.10"}],
                "conditions": [condition("Accepted", "Accepted"), condition("Programmed", "Programmed")],
                "listeners": [{"name": "http", "attachedRoutes": 1, "conditions": [], "supportedKinds": []}],
            },
        },
    )
    server.create(
        namespaced(api, "serving", "httproutes"),
        {
            "apiVersion": group,
            "kind": "HTTPRoute",
            "metadata": {"name": "llm"},
            "spec": {
                "parentRefs": [{"name": "inference"}],
                "rules": [
                    {
                        "matches": [{"headers": [{"name": "x-model", "value": "never-to-be-kept"}]}],
                        "backendRefs": [
                            {"name": "llm-v1", "port": 80, "weight": 90},
                            {"name": "llm-v2", "port": 80, "weight": 10},
                        ],
                    }
                ],
            },
            "status": {
                "parents": [
                    {
                        "parentRef": {"name": "inference"},
                        "controllerName": controller,
                        "conditions": [condition("Accepted", "Accepted"), condition("ResolvedRefs", "ResolvedRefs")],
                    }
                ]
            },
        },
    )


def _kueue(server: ApiServer) -> None:
    api, group = "/apis/kueue.x-k8s.io/v1beta2", "kueue.x-k8s.io/v1beta2"
    server.create(
        namespaced("/apis/apps/v1", "kueue-system", "deployments"),
        deployment(
            "kueue-controller-manager",
            "kueue-system",
            {"app.kubernetes.io/name": "kueue", "control-plane": "controller-manager"},
            "registry.k8s.io/kueue/kueue:v0.16.0",
        ),
    )
    server.create(
        f"{api}/clusterqueues",
        {
            "apiVersion": group,
            "kind": "ClusterQueue",
            "metadata": {"name": "cq"},
            "spec": {"resourceGroups": [{"coveredResources": ["cpu", "nvidia.com/gpu"], "flavors": []}]},
            "status": {"conditions": [condition("Active", "Ready")]},
        },
    )
    server.create(
        namespaced(api, "team-a", "localqueues"),
        {
            "apiVersion": group,
            "kind": "LocalQueue",
            "metadata": {"name": "lq"},
            "spec": {"clusterQueue": "cq"},
            "status": {"conditions": [condition("Active", "Ready")]},
        },
    )
    states = ("QuotaReserved", "Admitted", "PodsReady", "Finished")
    server.create(
        namespaced(api, "team-a", "workloads"),
        {
            "apiVersion": group,
            "kind": "Workload",
            "metadata": {"name": "job-train"},
            "spec": {"queueName": "lq", "podSets": [{"name": "main", "count": 4}]},
            "status": {"conditions": [condition(state, state) for state in states]},
        },
    )
    _wire(server, "kueue", "kueue.x-k8s.io", "clusterqueues", "v1beta2", "kueue-webhook-service", "kueue-system")
    server.create(
        "/apis/apiregistration.k8s.io/v1/apiservices",
        {
            "metadata": {"name": "v1beta2.visibility.kueue.x-k8s.io"},
            "spec": {
                "group": "visibility.kueue.x-k8s.io",
                "version": "v1beta2",
                "groupPriorityMinimum": 100,
                "versionPriority": 100,
                "insecureSkipTLSVerify": True,
                "service": {"name": "kueue-visibility-server", "namespace": "kueue-system"},
            },
        },
    )


def _ray(server: ApiServer) -> None:
    server.create(
        namespaced("/apis/apps/v1", "ray-system", "deployments"),
        deployment(
            "kuberay-operator",
            "ray-system",
            {"app.kubernetes.io/name": "kuberay-operator"},
            "quay.io/kuberay/operator:v1.5.0",
        ),
    )
    server.create(
        namespaced("/apis/ray.io/v1", "team-a", "rayclusters"),
        {
            "apiVersion": "ray.io/v1",
            "kind": "RayCluster",
            "metadata": {"name": "ray"},
            "spec": {},
            "status": {
                "state": "ready",
                "observedGeneration": 1,
                "conditions": [condition("HeadPodReady"), condition("RayClusterProvisioned")],
            },
        },
    )
    _wire(server, "ray", "ray.io", "rayclusters", "v1", "webhook-service", "ray-system")


def _wire(server: ApiServer, name: str, group: str, resource: str, version: str, service: str, namespace: str) -> None:
    server.create(
        namespaced("/api/v1", namespace, "services"),
        {"metadata": {"name": service}, "spec": {"ports": [{"name": "https", "port": 443, "targetPort": 9443}]}},
    )
    server.create(
        namespaced("/apis/discovery.k8s.io/v1", namespace, "endpointslices"),
        endpoint_slice(service, namespace, "plain-0"),
    )
    server.create(
        "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations",
        webhook(f"{name}-validating-webhook-configuration", group, resource, version, service, namespace),
    )


def _exporter(server: ApiServer) -> None:
    labels = {"app": "nvidia-dcgm-exporter"}
    server.create(
        namespaced("/apis/apps/v1", "gpu-operator", "daemonsets"),
        daemon_set(
            "nvidia-dcgm-exporter", "gpu-operator", labels, "nvcr.io/nvidia/k8s/dcgm-exporter:4.2.3-4.1.3", nodes=3
        ),
    )
    server.create(
        namespaced("/api/v1", "gpu-operator", "services"),
        {
            "metadata": {"name": "nvidia-dcgm-exporter", "labels": labels},
            "spec": {"ports": [{"name": "gpu-metrics", "port": 9400}], "selector": labels},
        },
    )
    server.create(
        namespaced("/apis/discovery.k8s.io/v1", "gpu-operator", "endpointslices"),
        endpoint_slice("nvidia-dcgm-exporter", "gpu-operator", "gpu-0", "gpu-1", "gpu-2"),
    )
