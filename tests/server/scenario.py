"""A platform as it could be: accelerators, Gateway API, Kueue, KubeRay and an exporter, all of them healthy."""

from typing import Any

from tests.server.api_server import ApiServer

Obj = dict[str, Any]

TRUE = "True"
_SINCE = "2026-11-24T08:00:00Z"


def condition(kind: str, reason: str = "Ready", status: str = TRUE, generation: int | None = 1) -> Obj:
    """A condition that is as new as the object."""
    found = {"type": kind, "status": status, "reason": reason, "message": "", "lastTransitionTime": _SINCE}
    return found if generation is None else {**found, "observedGeneration": generation}


def definition(plural: str, kind: str, group: str, *versions: str, namespaced: bool = True) -> Obj:
    """A definition that takes any object; the first version is the stored one."""
    schema = {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}}
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {
            "name": f"{plural}.{group}",
            "annotations": {
                "api-approved.kubernetes.io": "unapproved, for a test",
                "gateway.networking.k8s.io/bundle-version": "v1.4.0",
                "gateway.networking.k8s.io/channel": "standard",
            },
        },
        "spec": {
            "group": group,
            "scope": "Namespaced" if namespaced else "Cluster",
            "names": {"plural": plural, "kind": kind, "singular": kind.lower(), "listKind": f"{kind}List"},
            "versions": [
                {
                    "name": version,
                    "served": True,
                    "storage": version == versions[0],
                    "schema": schema,
                    "subresources": {"status": {}},
                }
                for version in versions
            ],
        },
    }


DEFINITIONS = (
    definition("gatewayclasses", "GatewayClass", "gateway.networking.k8s.io", "v1", "v1beta1", namespaced=False),
    definition("gateways", "Gateway", "gateway.networking.k8s.io", "v1", "v1beta1"),
    definition("httproutes", "HTTPRoute", "gateway.networking.k8s.io", "v1", "v1beta1"),
    definition("clusterqueues", "ClusterQueue", "kueue.x-k8s.io", "v1beta2", "v1beta1", namespaced=False),
    definition("localqueues", "LocalQueue", "kueue.x-k8s.io", "v1beta2", "v1beta1"),
    definition("workloads", "Workload", "kueue.x-k8s.io", "v1beta2", "v1beta1"),
    definition("rayclusters", "RayCluster", "ray.io", "v1"),
)

NODES: tuple[Obj, ...] = (
    *(
        {
            "metadata": {"name": f"gpu-{n}", "labels": {"nvidia.com/gpu.present": "true"}},
            "spec": {"providerID": f"example://gpu-{n}"},
            "status": {
                "allocatable": {"cpu": "64", "nvidia.com/gpu": "8"},
                "capacity": {"cpu": "64", "nvidia.com/gpu": "8"},
                "conditions": [{"type": "Ready", "status": TRUE, "reason": "KubeletReady"}],
                "nodeInfo": {"kubeletVersion": "v1.37.2", "containerRuntimeVersion": "containerd://2.2.0"},
            },
        }
        for n in range(3)
    ),
    {
        "metadata": {"name": "plain-0"},
        "status": {"allocatable": {"cpu": "8"}, "conditions": [{"type": "Ready", "status": TRUE}]},
    },
)

DEVICE_CLASS: Obj = {
    "metadata": {"name": "gpu.nvidia.com"},
    "spec": {"selectors": [{"cel": {"expression": "device.driver == 'gpu.nvidia.com'"}}]},
}


def resource_slice(node: str) -> Obj:
    """Eight GPUs of one node."""
    return {
        "metadata": {"name": f"{node}-gpu.nvidia.com"},
        "spec": {
            "driver": "gpu.nvidia.com",
            "nodeName": node,
            "pool": {"name": node, "generation": 1, "resourceSliceCount": 1},
            "devices": [
                {
                    "name": f"gpu-{n}",
                    "attributes": {"type": {"string": "gpu"}, "driverVersion": {"version": "580.65.6"}},
                    "capacity": {"memory": {"value": "80Gi"}},
                }
                for n in range(8)
            ],
        },
    }


def deployment(name: str, namespace: str, labels: Obj, image: str, available: int = 1) -> Obj:
    """A Deployment of one replica with its status."""
    return {
        "metadata": {"name": name, "namespace": namespace, "labels": labels},
        "spec": {"replicas": 1, "selector": {"matchLabels": {"run": name}}, "template": _pod(name, image)},
        "status": {
            "observedGeneration": 1,
            "replicas": 1,
            "readyReplicas": available,
            "availableReplicas": available,
            "conditions": [{"type": "Available", "status": TRUE if available else "False"}],
        },
    }


def daemon_set(name: str, namespace: str, labels: Obj, image: str, nodes: int) -> Obj:
    """A DaemonSet that is ready everywhere."""
    return {
        "metadata": {"name": name, "namespace": namespace, "labels": labels},
        "spec": {"selector": {"matchLabels": {"run": name}}, "template": _pod(name, image)},
        "status": {
            "observedGeneration": 1,
            "currentNumberScheduled": nodes,
            "desiredNumberScheduled": nodes,
            "numberMisscheduled": 0,
            "numberReady": nodes,
            "numberAvailable": nodes,
            "updatedNumberScheduled": nodes,
        },
    }


def _pod(name: str, image: str) -> Obj:
    env = [{"name": "PASSWORD", "value": "never-to-be-kept"}]
    return {
        "metadata": {"labels": {"run": name}},
        "spec": {"containers": [{"name": "c", "image": image, "env": env}]},
    }


def webhook(name: str, group: str, resource: str, version: str, service: str, namespace: str) -> Obj:
    """A validating webhook for one resource."""
    return {
        "metadata": {"name": name},
        "webhooks": [
            {
                "name": f"v{resource}.kb.io",
                "admissionReviewVersions": ["v1"],
                "sideEffects": "None",
                "failurePolicy": "Fail",
                "clientConfig": {
                    "service": {"name": service, "namespace": namespace, "path": "/validate"},
                    "caBundle": "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg==",
                },
                "rules": [
                    {
                        "apiGroups": [group],
                        "apiVersions": [version],
                        "operations": ["CREATE", "UPDATE"],
                        "resources": [resource],
                    }
                ],
            }
        ],
    }


def endpoint_slice(service: str, namespace: str, *addresses: str) -> Obj:
    """Ready endpoints of a Service."""
    return {
        "metadata": {
            "name": f"{service}-1",
            "namespace": namespace,
            "labels": {"kubernetes.io/service-name": service},
        },
        "addressType": "IPv4",
        "endpoints": [{"addresses": [address], "conditions": {"ready": True}} for address in addresses],
        "ports": [{"name": "https", "port": 9443}],
    }


def namespaced(prefix: str, namespace: str, resource: str) -> str:
    """The path of a resource in a namespace."""
    return f"{prefix}/namespaces/{namespace}/{resource}"


def populate(server: ApiServer) -> None:
    """Create all of it."""
    for name in ("serving", "kueue-system", "ray-system", "gpu-operator", "team-a"):
        server.create("/api/v1/namespaces", {"metadata": {"name": name}})
    server.create("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", *DEFINITIONS)
    server.wait_for(lambda: _served(server) >= {d["metadata"]["name"] for d in DEFINITIONS})
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


def _served(server: ApiServer) -> set[str]:
    found = set()
    for item in server.request("GET", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions")["items"]:
        conditions = {c["type"]: c["status"] for c in item.get("status", {}).get("conditions") or ()}
        if conditions.get("Established") == TRUE:
            found.add(item["metadata"]["name"])
    return found


def _gateways(server: ApiServer) -> None:
    api, group = "/apis/gateway.networking.k8s.io/v1", "gateway.networking.k8s.io/v1"
    controller = "gateway.envoyproxy.io/gatewayclass-controller"
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
        endpoint_slice(service, namespace, "10.1.0.1"),
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
        endpoint_slice("nvidia-dcgm-exporter", "gpu-operator", "10.1.0.10", "10.1.0.11", "10.1.0.12"),
    )
