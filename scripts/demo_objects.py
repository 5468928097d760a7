"""Kubernetes objects of the demo cluster: metadata, nodes, pods, devices, workloads, endpoints."""

from typing import Any

Json = dict[str, Any]

GATEWAY = "gateway.networking.k8s.io"


def meta(name: str, namespace: str = "", labels: dict[str, str] | None = None) -> Json:
    """ObjectMeta."""
    found: Json = {"name": name, "generation": 1, "labels": labels or {}}
    return {**found, "namespace": namespace} if namespace else found


def named(name: str) -> dict[str, str]:
    """The labels of a controller."""
    return {"app.kubernetes.io/name": name, "control-plane": "controller-manager"}


def conditions(*kinds: str, status: str = "True", reason: str = "") -> list[Json]:
    """Conditions of the object's first generation."""
    return [{"type": kind, "status": status, "reason": reason, "observedGeneration": 1} for kind in kinds]


def node(
    name: str, allocatable: dict[str, str] | None = None, *, ready: bool = True, labels: dict[str, str] | None = None
) -> Json:
    """A node; one without accelerators can sandbox pods."""
    handlers = ("", "runc") if allocatable else ("", "runc", "runsc")
    return {
        "metadata": {"name": name, "labels": labels or {}},
        "spec": {"providerID": "metal3://demo"},
        "status": {
            "allocatable": allocatable or {},
            "conditions": [{"type": "Ready", "status": "True" if ready else "False"}],
            "runtimeHandlers": [{"name": handler} for handler in handlers],
            "nodeInfo": {"containerRuntimeVersion": "containerd://2.1.4"},
        },
    }


def nodes() -> list[Json]:
    """Four nodes of one vendor, two of another, one not ready, three without accelerators."""
    h200 = {
        "nvidia.com/gpu.count": "8",
        "nvidia.com/gpu.product": "NVIDIA-H200",
        "nvidia.com/cuda.driver-version.full": "580.95.05",
        "nvidia.com/cuda.runtime-version.full": "13.0",
    }
    parts = {"nvidia.com/mig.strategy": "mixed", "nvidia.com/mig.config.state": "success"}
    mi300 = {"feature.node.kubernetes.io/amd-gpu": "true", "amd.com/gpu.driver-version": "6.14.14"}
    return [
        *(node(f"orion-{n}", {"nvidia.com/gpu": "8"}, labels=h200) for n in range(1, 4)),
        node("orion-4", {"nvidia.com/gpu": "7", "nvidia.com/mig-1g.18gb": "7"}, labels=h200 | parts),
        *(node(f"vela-{n}", {"amd.com/gpu": "8"}, labels=mi300) for n in range(1, 3)),
        node("orion-5", {"nvidia.com/gpu": "8"}, ready=False, labels=h200),
        *(node(f"lyra-{n}") for n in range(1, 4)),
    ]


def pod(name: str, on: str, container: Json, *, namespace: str = "team-red", **metadata: Any) -> Json:
    """A pod that runs and is ready."""
    spec = metadata.pop("spec", {})
    return {
        "metadata": {**meta(name, namespace), **metadata},
        "spec": {"nodeName": on, "containers": [{"image": "team-red/work:1.4.0", **container}], **spec},
        "status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]},
    }


def model_server(phase: str, on: str) -> Json:
    """A vLLM pod that serves one of two phases."""
    container = {
        "image": "vllm/vllm-openai:v0.16.0",
        "ports": [{"name": "http", "containerPort": 8000}],
        "resources": {"limits": {"nvidia.com/gpu": "4"}},
    }
    labels = {"app": "chat", "llm-d.ai/role": phase, "llm-d.ai/model": "chat-70b"}
    owners = [{"kind": "ReplicaSet", "name": f"chat-{phase}-6f9c"}]
    return pod(f"chat-{phase}-0", on, container, namespace="serving", labels=labels, ownerReferences=owners)


def pods() -> list[Json]:
    """Training and serving that request their accelerators, a debugger that does not, and an agent in a sandbox."""
    requests = {"resources": {"limits": {"nvidia.com/gpu": "8"}}}
    debugger = {"volumes": [{"hostPath": {"path": "/dev/kfd"}}]}
    return [
        *(pod(f"tune-llm-{n}", f"orion-{n}", requests) for n in range(1, 3)),
        model_server("prefill", "orion-3"),
        model_server("decode", "orion-4"),
        pod("gpu-debug", "vela-1", {"securityContext": {"privileged": True}}, spec=debugger),
        pod("agent-7", "lyra-1", {}, spec={"runtimeClassName": "gvisor"}),
    ]


def slices() -> list[Json]:
    """One pool a node, of one slice with eight devices each."""
    found = []
    for name, driver, product in (
        *((f"orion-{n}", "gpu.nvidia.com", "NVIDIA H200") for n in range(1, 5)),
        *((f"vela-{n}", "gpu.amd.com", "AMD Instinct MI300X") for n in range(1, 3)),
    ):
        attributes = {"type": {"string": "gpu"}, "productName": {"string": product}}
        spec = {
            "driver": driver,
            "nodeName": name,
            "pool": {"name": name, "generation": 1, "resourceSliceCount": 1},
            "devices": [{"name": f"gpu-{n}", "attributes": attributes} for n in range(8)],
        }
        found.append({"metadata": meta(f"{name}-{driver}"), "spec": spec})
    return found


def deployment(
    name: str, namespace: str, image: str, labels: dict[str, str], *, replicas: int = 1, **container: Any
) -> Json:
    """A Deployment with all replicas available."""
    return {
        "metadata": meta(name, namespace, labels),
        "spec": {"replicas": replicas, "template": {"spec": {"containers": [{"image": image, **container}]}}},
        "status": {"observedGeneration": 1, "availableReplicas": replicas},
    }


def daemon_set(name: str, namespace: str, image: str, *, on: int) -> Json:
    """A DaemonSet that is ready on as many nodes as it selects."""
    return {
        "metadata": meta(name, namespace, {"app": name}),
        "spec": {"template": {"spec": {"containers": [{"image": image}]}}},
        "status": {"observedGeneration": 1, "desiredNumberScheduled": on, "numberReady": on},
    }


def webhook(name: str, group: str, resources: list[str], service: str, namespace: str) -> Json:
    """A webhook configuration with one entry."""
    entry = {
        "name": f"v{resources[0]}.kb.io",
        "clientConfig": {"caBundle": "Q0E=", "service": {"name": service, "namespace": namespace}},
        "failurePolicy": "Fail",
        "rules": [{"apiGroups": [group], "resources": resources, "operations": ["CREATE", "UPDATE"]}],
    }
    return {"metadata": meta(name), "webhooks": [entry]}


def endpoints(service: str, namespace: str, *nodes: str) -> Json:
    """An EndpointSlice with one ready endpoint a node."""
    labels = {"kubernetes.io/service-name": service}
    ready = [{"conditions": {"ready": True}, "nodeName": node} for node in nodes]
    return {"metadata": {"name": f"{service}-x7k2p", "namespace": namespace, "labels": labels}, "endpoints": ready}


def definition(name: str, **annotations: str) -> Json:
    """A sane CustomResourceDefinition; annotations are the Gateway API's own."""
    keys = {f"{GATEWAY}/{key.replace('_', '-')}": value for key, value in annotations.items()}
    return {
        "metadata": {"name": name, "generation": 1, "annotations": keys},
        "status": {"conditions": conditions("NamesAccepted", "Established")},
    }
