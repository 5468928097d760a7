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
from scripts.demo_objects import (
    GATEWAY,
    Json,
    conditions,
    daemon_set,
    definition,
    deployment,
    endpoints,
    meta,
    named,
    nodes,
    pods,
    slices,
    webhook,
)

TARGET = Path(__file__).resolve().parent.parent / "auto_detect" / "data" / "demo-snapshot.json"

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
            deployment("envoy-gateway", "envoy-gateway-system", "envoyproxy/gateway:v1.9.1", named("gateway-helm")),
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
