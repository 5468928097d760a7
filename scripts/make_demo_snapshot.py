"""Write the bundled demo snapshot: one collection from an invented platform that is ready for its self-assessment.

Most requirements are detected. Three flaws are there on purpose, each explained by the guidance of its requirement:
a LocalQueue of Kueue names a ClusterQueue that does not exist (gang_scheduling); the exporter of one of two vendors
selects no node (accelerator_metrics); a privileged pod mounts a device file of its host (secure_accelerator_access).
Two SHOULDs are not offered, as the demo's answers say, and one permission is missing.
"""

from pathlib import Path
from typing import Any

import msgspec

from auto_detect.resources import registry
from auto_detect.resources.accelerators import RUNTIME_CLASSES
from auto_detect.resources.autoscaling import AUTOSCALER_REPORTS, HPAS, MACHINE_DEPLOYMENTS
from auto_detect.resources.inference import POOLS
from auto_detect.resources.monitoring import PROMETHEUSES, SERVICE_MONITORS
from auto_detect.resources.resource import Resource
from auto_detect.snapshot.snapshot import Discovery, Listing, Permission, ReadOutcome, ServedVersion, Snapshot
from auto_detect.snapshot.snapshot_file import encode_snapshot
from checklists.decoders import convert

TARGET = Path(__file__).resolve().parent.parent / "auto_detect" / "data" / "demo-snapshot.json"

Json = dict[str, Any]

GATEWAY = "gateway.networking.k8s.io"
CONTROLLER = "gateway.envoyproxy.io/gatewayclass-controller"
DENIED: tuple[Resource[Any], ...] = (POOLS,)
ADAPTER = "custom.metrics.k8s.io"

SERVED: dict[str, dict[str, str]] = {
    "": {"v1": "configmaps namespaces nodes pods services"},
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
    "cluster.x-k8s.io": {"v1beta2": "machinedeployments"},
    "monitoring.coreos.com": {"v1": "podmonitors prometheuses servicemonitors"},
    ADAPTER: {"v1beta1": ""},
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
    """A node; one without accelerators can sandbox pods."""
    handlers = ("", "runc") if allocatable else ("", "runc", "runsc")
    return {
        "metadata": {"name": name, "labels": labels or {}},
        "spec": {"providerID": "metal3://demo"},
        "status": {
            "allocatable": allocatable or {},
            "conditions": [{"type": "Ready", "status": "True" if ready else "False"}],
            "runtimeHandlers": [{"name": handler} for handler in handlers],
            "nodeInfo": {"kubeletVersion": "v1.37.1", "containerRuntimeVersion": "containerd://2.1.4"},
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


def gateway_api() -> dict[Resource[Any], list[Json]]:
    """A complete implementation."""
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
        registry.GATEWAY_CLASSES: [
            {
                "metadata": meta("nebula"),
                "spec": {"controllerName": CONTROLLER},
                "status": {"conditions": conditions("Accepted", reason="Accepted")},
            },
        ],
        registry.GATEWAYS: [
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
        registry.HTTP_ROUTES: [
            {"metadata": meta("llm", "serving"), "spec": {"rules": [rule]}, "status": {"parents": accepted}}
        ],
    }


def kueue() -> dict[Resource[Any], list[Json]]:
    """An active ClusterQueue, and a LocalQueue that names another one."""
    resources = ["cpu", "memory", "nvidia.com/gpu", "amd.com/gpu"]
    return {
        registry.CLUSTER_QUEUES: [
            {
                "metadata": meta("training"),
                "spec": {"resourceGroups": [{"coveredResources": resources}]},
                "status": {"conditions": conditions("Active", reason="Ready")},
            }
        ],
        registry.LOCAL_QUEUES: [
            {
                "metadata": meta("team-red", "team-red"),
                "spec": {"clusterQueue": "training-2025"},
                "status": {"conditions": conditions("Active", status="False", reason="ClusterQueueDoesNotExist")},
            }
        ],
        registry.KUEUE_WORKLOADS: [],
    }


def operators() -> dict[Resource[Any], list[Json]]:
    """KubeRay as its Helm chart installs it, and Kubeflow Trainer with everything."""
    by_name = {resource.plural: resource for resource in registry.OPERATOR_RESOURCES}
    return {
        by_name["rayclusters"]: [{"metadata": meta("notebooks", "team-red"), "status": {"state": "ready"}}],
        by_name["rayjobs"]: [],
        by_name["rayservices"]: [],
        by_name["trainjobs"]: [
            {"metadata": meta("tune-llm", "team-red"), "status": {"conditions": conditions("Complete")}}
        ],
        by_name["jobsets"]: [],
    }


def autoscaling() -> dict[Resource[Any], list[Json]]:
    """Pods scaled by a metric of the model server, nodes by Cluster Autoscaler through Cluster API."""
    metric = {"type": "Pods", "pods": {"metric": {"name": "vllm_num_requests_waiting"}}}
    bounds = {"min-size": "0", "max-size": "6"}
    capacity = {"gpu-count": "8", "gpu-type": "nvidia.com/gpu"}
    notes = {f"cluster.x-k8s.io/cluster-api-autoscaler-node-group-{key}": value for key, value in bounds.items()}
    notes |= {f"capacity.cluster-autoscaler.kubernetes.io/{key}": value for key, value in capacity.items()}
    report = (
        "autoscalerStatus: Running\nclusterWide:\n  health:\n    status: Healthy\nnodeGroups:\n"
        "- name: MachineDeployment/nodes/orion\n  health:\n    status: Healthy\n    cloudProviderTarget: 5\n"
        "    minSize: 0\n    maxSize: 6\n  scaleUp:\n    status: NoActivity\n"
    )
    updated = {"cluster-autoscaler.kubernetes.io/last-updated": "2026-11-24 11:55:30.5 +0000 UTC"}
    return {
        HPAS: [
            {
                "metadata": meta("chat", "serving"),
                "spec": {"scaleTargetRef": {"kind": "Deployment", "name": "chat-decode"}, "metrics": [metric]},
                "status": {
                    "currentMetrics": [metric],
                    "lastScaleTime": "2026-11-24T09:41:00Z",
                    "conditions": [
                        {"type": "AbleToScale", "status": "True", "reason": "ReadyForNewScale"},
                        {"type": "ScalingActive", "status": "True", "reason": "ValidMetricFound"},
                    ],
                },
            }
        ],
        MACHINE_DEPLOYMENTS: [{"metadata": {**meta("orion", "nodes"), "annotations": notes}}],
        AUTOSCALER_REPORTS: [
            {
                "metadata": {**meta("cluster-autoscaler-status", "kube-system"), "annotations": updated},
                "data": {"status": report},
            }
        ],
    }


def monitoring() -> dict[Resource[Any], list[Json]]:
    """A Prometheus that reads the monitor of the model server."""
    mine = {"matchLabels": {"release": "monitoring"}}
    return {
        PROMETHEUSES: [
            {
                "metadata": meta("nebula", "monitoring"),
                "spec": {"serviceMonitorSelector": mine, "serviceMonitorNamespaceSelector": {}},
                "status": {"availableReplicas": 2, "conditions": conditions("Available", "Reconciled")},
            }
        ],
        SERVICE_MONITORS: [
            {
                "metadata": meta("chat", "serving", {"release": "monitoring"}),
                "spec": {"selector": {"matchLabels": {"app": "chat"}}, "endpoints": [{"port": "http"}]},
            }
        ],
    }


def objects() -> dict[Resource[Any], list[Json]]:
    """All objects, by resource."""
    queues = ["clusterqueues", "workloads"]
    return {
        registry.NODES: nodes(),
        registry.DEVICE_CLASSES: [
            {"metadata": meta("gpu.nvidia.com"), "spec": {"extendedResourceName": "nvidia.com/gpu"}},
            {"metadata": meta("gpu.amd.com")},
        ],
        registry.RESOURCE_SLICES: slices(),
        registry.PODS: pods(),
        RUNTIME_CLASSES: [{"metadata": meta("gvisor"), "handler": "runsc"}],
        **autoscaling(),
        **monitoring(),
        **gateway_api(),
        registry.VALIDATING_WEBHOOKS: [
            webhook("kueue-validating", "kueue.x-k8s.io", queues, "kueue-webhook", "kueue-system"),
            webhook("validator.trainer", "trainer.kubeflow.org", ["trainjobs"], "trainer", "kubeflow-system"),
        ],
        registry.MUTATING_WEBHOOKS: [
            webhook("kueue-mutating", "kueue.x-k8s.io", queues, "kueue-webhook", "kueue-system"),
        ],
        registry.API_SERVICES: [
            {"metadata": meta("v1beta1.metrics.k8s.io"), "status": {"conditions": conditions("Available")}},
            {
                "metadata": meta(f"v1beta1.{ADAPTER}"),
                "spec": {
                    "group": ADAPTER,
                    "version": "v1beta1",
                    "service": {"name": "prometheus-adapter", "namespace": "monitoring"},
                },
                "status": {"conditions": conditions("Available", reason="Passed")},
            },
        ],
        **kueue(),
        **operators(),
        registry.CRDS: [
            definition(f"gatewayclasses.{GATEWAY}", bundle_version="v1.4.1", channel="standard"),
            *(definition(name) for name in ("clusterqueues.kueue.x-k8s.io", "rayclusters.ray.io")),
            *(definition(name) for name in ("trainjobs.trainer.kubeflow.org", "jobsets.jobset.x-k8s.io")),
        ],
        registry.DEPLOYMENTS: [
            deployment("kueue-controller-manager", "kueue-system", "kueue/kueue:v0.16.2", named("kueue")),
            deployment("kuberay-operator", "ray-system", "kuberay/operator:v1.5.1", named("kuberay-operator")),
            deployment(
                "kubeflow-trainer-controller-manager",
                "kubeflow-system",
                "kubeflow/trainer/trainer-controller-manager:v2.2.0",
                named("kubeflow-trainer"),
                replicas=2,
            ),
            deployment(
                "prometheus-operator",
                "monitoring",
                "prometheus-operator/prometheus-operator:v0.86.1",
                named("prometheus-operator"),
            ),
            deployment("jobset-controller", "jobset-system", "jobset/jobset:v0.11.0", named("jobset")),
            deployment(
                "cluster-autoscaler",
                "kube-system",
                "autoscaling/cluster-autoscaler:v1.37.0",
                {"app": "cluster-autoscaler"},
            ),
            deployment(
                "chat-decode",
                "serving",
                "vllm/vllm-openai:v0.16.0",
                {"app": "chat"},
                resources={"limits": {"nvidia.com/gpu": "4"}},
            ),
        ],
        registry.DAEMON_SETS: [
            daemon_set("nvidia-dcgm-exporter", "gpu-operator", "k8s/dcgm-exporter:4.4.2", on=0),
            daemon_set("device-metrics-exporter", "kube-amd-gpu", "rocm/device-metrics-exporter:v1.4.1", on=2),
            daemon_set("nvidia-dra-driver-gpu-kubelet-plugin", "nvidia-dra-driver", "k8s-dra-driver-gpu:v25.8.1", on=4),
            daemon_set("k8s-gpu-dra-driver-kubelet-plugin", "kube-amd-gpu", "rocm/k8s-gpu-dra-driver:v1.1.0", on=2),
        ],
        registry.SERVICES: [
            {
                "metadata": meta("nvidia-dcgm-exporter", "gpu-operator", {"app": "nvidia-dcgm-exporter"}),
                "spec": {"ports": [{"name": "gpu-metrics", "port": 9400}]},
            },
            {
                "metadata": meta("chat", "serving", {"app": "chat"}),
                "spec": {"selector": {"app": "chat"}, "ports": [{"name": "http", "port": 80, "targetPort": 8000}]},
            },
        ],
        registry.ENDPOINT_SLICES: [
            endpoints("kueue-webhook", "kueue-system", "lyra-1"),
            endpoints("trainer", "kubeflow-system", "lyra-1", "lyra-2"),
        ],
    }


def demo() -> Snapshot:
    """The demo cluster as a collection would have kept it."""
    groups = {
        group: tuple(
            ServedVersion(
                version,
                tuple(names.split()),
                metrics=("vllm_num_requests_waiting",) if group == ADAPTER else (),
                other_metrics=42 if group == ADAPTER else 0,
            )
            for version, names in versions.items()
        )
        for group, versions in SERVED.items()
    }
    listings: dict[str, Listing[Any]] = {
        resource.group_resource: Listing(
            ReadOutcome.READ,
            next((v for v in resource.versions if v in SERVED[resource.group]), None),
            tuple(convert(item, resource.type) for item in items),
        )
        for resource, items in objects().items()
    }
    denied = tuple(Permission("list", resource.group, resource.plural) for resource in DENIED)
    for resource, permission in zip(DENIED, denied, strict=True):
        listings[resource.group_resource] = Listing(ReadOutcome.DENIED, reason=f"Not allowed to {permission}.")
    return Snapshot(
        taken_at="2026-11-24T11:56:00Z",
        server_version="v1.37.1",
        context="nebula-demo",
        discovery=Discovery(ReadOutcome.READ, groups),
        listings=listings,
        requests=47,
        denied=denied,
    )


def document() -> bytes:
    """The file's content, in lines that a reviewer can compare."""
    return msgspec.json.format(encode_snapshot(demo()), indent=1) + b"\n"


if __name__ == "__main__":
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_bytes(document())
    print(f"{TARGET}: {TARGET.stat().st_size:,} bytes")
