"""Write the bundled demo snapshot: one look at an invented cluster, with something of everything.

What it shows on purpose: a Gateway API implementation that is complete, beside a class that nobody accepted; an
operator that is complete, beside one without webhooks; a gang scheduler whose queue nobody can reach; an exporter that
selects no node; drivers whose versions are known; a node with partitioned accelerators; a pod that reaches for devices
by itself; a sandboxed pod; scaling by cpu alone; and missing permissions.
"""

from pathlib import Path
from typing import Any

import msgspec

from auto_detect import areas
from auto_detect.area import Area
from auto_detect.areas_accelerators import RUNTIME_CLASSES
from auto_detect.areas_autoscaling import HPAS
from auto_detect.areas_inference import POOLS
from auto_detect.snapshot import Discovery, Listing, Permission, ReadOutcome, ServedVersion, Snapshot
from auto_detect.snapshot_file import encode_snapshot
from checklists.decoders import convert

TARGET = Path(__file__).resolve().parent.parent / "auto_detect" / "data" / "demo-snapshot.json"

Json = dict[str, Any]

GATEWAY = "gateway.networking.k8s.io"
CONTROLLER = "gateway.envoyproxy.io/gatewayclass-controller"
DENIED: tuple[Area[Any], ...] = (areas.RESOURCE_CLAIMS, POOLS)

SERVED: dict[str, dict[str, str]] = {
    "": {"v1": "nodes namespaces pods services"},
    "apps": {"v1": "daemonsets deployments statefulsets"},
    "batch": {"v1": "cronjobs jobs"},
    "autoscaling": {"v2": "horizontalpodautoscalers"},
    "networking.k8s.io": {"v1": "ingresses networkpolicies"},
    "discovery.k8s.io": {"v1": "endpointslices"},
    "node.k8s.io": {"v1": "runtimeclasses"},
    "scheduling.k8s.io": {"v1": "priorityclasses"},
    "apiextensions.k8s.io": {"v1": "customresourcedefinitions"},
    "apiregistration.k8s.io": {"v1": "apiservices"},
    "admissionregistration.k8s.io": {"v1": "mutatingwebhookconfigurations validatingwebhookconfigurations"},
    "resource.k8s.io": {"v1": "deviceclasses resourceclaims resourceclaimtemplates resourceslices"},
    "inference.networking.k8s.io": {"v1": "inferencepools"},
    GATEWAY: {"v1": "gatewayclasses gateways grpcroutes httproutes", "v1beta1": "gatewayclasses gateways httproutes"},
    "kueue.x-k8s.io": {"v1beta2": "clusterqueues localqueues resourceflavors workloads"},
    "ray.io": {"v1": "rayclusters rayjobs rayservices"},
    "trainer.kubeflow.org": {"v1alpha1": "clustertrainingruntimes trainingruntimes trainjobs"},
    "jobset.x-k8s.io": {"v1alpha2": "jobsets"},
}


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
    """A node; every one of them can sandbox pods."""
    return {
        "metadata": {"name": name, "labels": labels or {}},
        "spec": {"providerID": "metal3://demo"},
        "status": {
            "allocatable": allocatable or {},
            "conditions": [{"type": "Ready", "status": "True" if ready else "False"}],
            "runtimeHandlers": [{"name": name} for name in ("", "runc", "runsc")],
            "nodeInfo": {"kubeletVersion": "v1.37.1", "containerRuntimeVersion": "containerd://2.1.4"},
        },
    }


def nodes() -> list[Json]:
    """Four nodes of one vendor, two of another, one that is down, three without accelerators."""
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


def pod(name: str, on: str, container: Json, **spec: Any) -> Json:
    """A pod of a team that runs and is ready."""
    return {
        "metadata": meta(name, "team-red"),
        "spec": {"nodeName": on, "containers": [{"image": "team-red/work:1.4.0", **container}], **spec},
        "status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]},
    }


def pods() -> list[Json]:
    """Training that asks for its accelerators, a debugger that takes them, and an agent in a sandbox."""
    asks = {"resources": {"limits": {"nvidia.com/gpu": "8"}}}
    return [
        *(pod(f"tune-llm-{n}", f"orion-{n}", asks) for n in range(1, 3)),
        pod(
            "gpu-debug",
            "vela-1",
            {"securityContext": {"privileged": True}},
            volumes=[{"hostPath": {"path": "/dev/kfd"}}],
        ),
        pod("agent-7", "lyra-1", {}, runtimeClassName="gvisor"),
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


def deployment(name: str, namespace: str, image: str, labels: dict[str, str], *, replicas: int = 1) -> Json:
    """A Deployment with all replicas available."""
    return {
        "metadata": meta(name, namespace, labels),
        "spec": {"replicas": replicas, "template": {"spec": {"containers": [{"image": image}]}}},
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


def gateway_api() -> dict[Area[Any], list[Json]]:
    """A complete implementation, and a class that nobody accepted."""
    accepted = [
        {
            "parentRef": {"name": "inference"},
            "controllerName": CONTROLLER,
            "conditions": conditions("Accepted", "ResolvedRefs"),
        }
    ]
    rule = {
        "backendRefs": [{"name": "llm-stable", "weight": 90}, {"name": "llm-next", "weight": 10}],
        "matches": [{"headers": [{"name": "x-model"}]}],
    }
    return {
        areas.GATEWAY_CLASSES: [
            {
                "metadata": meta("nebula"),
                "spec": {"controllerName": CONTROLLER},
                "status": {"conditions": conditions("Accepted", reason="Accepted")},
            },
            {
                "metadata": meta("nebula-legacy"),
                "spec": {"controllerName": "nebula.example/old-gateway-controller"},
                "status": {"conditions": conditions("Accepted", status="Unknown", reason="Pending")},
            },
        ],
        areas.GATEWAYS: [
            {
                "metadata": meta("inference", "serving"),
                "spec": {"gatewayClassName": "nebula"},
                "status": {
                    "addresses": [{"type": "IPAddress"}],
                    "conditions": conditions("Accepted", "Programmed"),
                    "listeners": [{"attachedRoutes": 1}],
                },
            }
        ],
        areas.HTTP_ROUTES: [
            {"metadata": meta("llm", "serving"), "spec": {"rules": [rule]}, "status": {"parents": accepted}}
        ],
    }


def kueue() -> dict[Area[Any], list[Json]]:
    """An active queue whose LocalQueue leads somewhere else."""
    resources = ["cpu", "memory", "nvidia.com/gpu", "amd.com/gpu"]
    return {
        areas.CLUSTER_QUEUES: [
            {
                "metadata": meta("training"),
                "spec": {"resourceGroups": [{"coveredResources": resources}]},
                "status": {"conditions": conditions("Active", reason="Ready")},
            }
        ],
        areas.LOCAL_QUEUES: [
            {
                "metadata": meta("team-red", "team-red"),
                "spec": {"clusterQueue": "training-2025"},
                "status": {"conditions": conditions("Active", status="False", reason="ClusterQueueDoesNotExist")},
            }
        ],
        areas.KUEUE_WORKLOADS: [],
    }


def operators() -> dict[Area[Any], list[Json]]:
    """KubeRay as its Helm chart installs it, and Kubeflow Trainer with everything."""
    by_name = {area.resource: area for area in areas.OPERATOR_RESOURCES}
    return {
        by_name["rayclusters"]: [{"metadata": meta("notebooks", "team-red"), "status": {"state": "ready"}}],
        by_name["rayjobs"]: [],
        by_name["rayservices"]: [],
        by_name["trainjobs"]: [
            {"metadata": meta("tune-llm", "team-red"), "status": {"conditions": conditions("Complete")}}
        ],
        by_name["jobsets"]: [],
    }


def objects() -> dict[Area[Any], list[Json]]:
    """All that was read, by area."""
    queues = ["clusterqueues", "workloads"]
    return {
        areas.NODES: nodes(),
        areas.DEVICE_CLASSES: [
            {"metadata": meta("gpu.nvidia.com"), "spec": {"extendedResourceName": "nvidia.com/gpu"}},
            {"metadata": meta("gpu.amd.com")},
        ],
        areas.RESOURCE_SLICES: slices(),
        areas.PODS: pods(),
        RUNTIME_CLASSES: [{"metadata": meta("gvisor"), "handler": "runsc"}],
        HPAS: [
            {
                "metadata": meta("chat", "serving"),
                "spec": {
                    "scaleTargetRef": {"kind": "Deployment", "name": "chat"},
                    "metrics": [{"type": "Resource", "resource": {"name": "cpu"}}],
                },
                "status": {"conditions": [{"type": "ScalingActive", "status": "True", "reason": "ValidMetricFound"}]},
            }
        ],
        **gateway_api(),
        areas.VALIDATING_WEBHOOKS: [
            webhook("kueue-validating", "kueue.x-k8s.io", queues, "kueue-webhook", "kueue-system"),
            webhook("validator.trainer", "trainer.kubeflow.org", ["trainjobs"], "trainer", "kubeflow-system"),
        ],
        areas.MUTATING_WEBHOOKS: [
            webhook("kueue-mutating", "kueue.x-k8s.io", queues, "kueue-webhook", "kueue-system"),
        ],
        areas.API_SERVICES: [
            {"metadata": meta("v1beta1.metrics.k8s.io"), "status": {"conditions": conditions("Available")}}
        ],
        **kueue(),
        **operators(),
        areas.CRDS: [
            definition(f"gatewayclasses.{GATEWAY}", bundle_version="v1.4.1", channel="standard"),
            *(definition(name) for name in ("clusterqueues.kueue.x-k8s.io", "rayclusters.ray.io")),
            *(definition(name) for name in ("trainjobs.trainer.kubeflow.org", "jobsets.jobset.x-k8s.io")),
        ],
        areas.DEPLOYMENTS: [
            deployment("kueue-controller-manager", "kueue-system", "kueue/kueue:v0.16.2", named("kueue")),
            deployment("kuberay-operator", "ray-system", "kuberay/operator:v1.5.1", named("kuberay-operator")),
            deployment(
                "kubeflow-trainer-controller-manager",
                "kubeflow-system",
                "kubeflow/trainer/trainer-controller-manager:v2.2.0",
                named("kubeflow-trainer"),
                replicas=2,
            ),
            deployment("jobset-controller", "jobset-system", "jobset/jobset:v0.11.0", named("jobset")),
        ],
        areas.DAEMON_SETS: [
            daemon_set("nvidia-dcgm-exporter", "gpu-operator", "k8s/dcgm-exporter:4.4.2", on=0),
            daemon_set("nvidia-dra-driver-gpu-kubelet-plugin", "nvidia-dra-driver", "k8s-dra-driver-gpu:v25.8.1", on=4),
            daemon_set("k8s-gpu-dra-driver-kubelet-plugin", "kube-amd-gpu", "rocm/k8s-gpu-dra-driver:v1.1.0", on=2),
        ],
        areas.SERVICES: [
            {
                "metadata": meta("nvidia-dcgm-exporter", "gpu-operator", {"app": "nvidia-dcgm-exporter"}),
                "spec": {"ports": [{"name": "gpu-metrics", "port": 9400}]},
            }
        ],
        areas.ENDPOINT_SLICES: [
            endpoints("kueue-webhook", "kueue-system", "lyra-1"),
            endpoints("trainer", "kubeflow-system", "lyra-1", "lyra-2"),
        ],
    }


def demo() -> Snapshot:
    """The demo cluster as a look would have kept it."""
    groups = {
        group: tuple(ServedVersion(version, tuple(names.split())) for version, names in versions.items())
        for group, versions in SERVED.items()
    }
    listings: dict[str, Listing[Any]] = {
        area.key: Listing(
            ReadOutcome.READ,
            next((v for v in area.versions if v in SERVED[area.group]), None),
            tuple(convert(item, area.type) for item in items),
        )
        for area, items in objects().items()
    }
    denied = tuple(Permission("list", area.group, area.resource) for area in DENIED)
    for area, permission in zip(DENIED, denied, strict=True):
        listings[area.key] = Listing(ReadOutcome.DENIED, reason=f"Not allowed to {permission}.")
    return Snapshot(
        taken_at="2026-11-24T11:56:00Z",
        server_version="v1.37.1",
        context="nebula-demo",
        discovery=Discovery(ReadOutcome.READ, groups),
        listings=listings,
        requests=39,
        denied=denied,
    )


def document() -> bytes:
    """The file's content, in lines that a reviewer can compare."""
    return msgspec.json.format(encode_snapshot(demo()), indent=1) + b"\n"


if __name__ == "__main__":
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_bytes(document())
    print(f"{TARGET}: {TARGET.stat().st_size:,} bytes")
