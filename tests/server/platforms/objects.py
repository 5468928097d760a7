"""Kubernetes objects as their controllers leave them, healthy by default."""

from typing import Any

Obj = dict[str, Any]

TRUE = "True"
_SINCE = "2026-11-24T08:00:00Z"


def condition(kind: str, reason: str = "Ready", status: str = TRUE, generation: int | None = 1) -> Obj:
    """Return a condition that is as new as the object."""
    found = {"type": kind, "status": status, "reason": reason, "message": "", "lastTransitionTime": _SINCE}
    return found if generation is None else {**found, "observedGeneration": generation}


def definition(plural: str, kind: str, group: str, *versions: str, namespaced: bool = True) -> Obj:
    """Return a CRD that accepts any object; its first version is the stored one."""
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
    """Return eight GPUs of one node."""
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
    """Return a Deployment of one replica with its status."""
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
    """Return a DaemonSet that is ready on every node."""
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
    """Return a validating webhook for one resource."""
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


def endpoint_slice(service: str, namespace: str, *nodes: str) -> Obj:
    """Return a ready endpoint of a Service on each node."""
    return {
        "metadata": {
            "name": f"{service}-1",
            "namespace": namespace,
            "labels": {"kubernetes.io/service-name": service},
        },
        "addressType": "IPv4",
        "endpoints": [
            {"addresses": [f"10.1.0.{n}"], "conditions": {"ready": True}, "nodeName": node}
            for n, node in enumerate(nodes, start=1)
        ],
        "ports": [{"name": "https", "port": 9443}],
    }


def namespaced(prefix: str, namespace: str, resource: str) -> str:
    """Return the path of a resource in a namespace."""
    return f"{prefix}/namespaces/{namespace}/{resource}"
