"""Scaling, serving and scheduling on a real API server: first with traps, then repaired one by one."""

import copy
from datetime import UTC, datetime, timedelta
from typing import Any

from auto_detect.collector.discovery import ACCEPT
from tests.server.api_server import ApiServer
from tests.server.platforms.objects import Obj, condition, definition, deployment, endpoint_slice, namespaced, webhook

AI, AI_RESOURCE = "mlops.acme.example", "finetunings"
UNKNOWN_SCHEDULER = "scheduling.sigs.k8s.io"
INFERENCE, KARPENTER, GATEWAY = "inference.networking.k8s.io", "karpenter.sh", "gateway.networking.k8s.io"
KUEUE = "kueue.x-k8s.io"
_POD_GROUPS = ("scheduling.volcano.sh", "scheduling.run.ai", "scheduling.x-k8s.io", UNKNOWN_SCHEDULER)
_POD_GROUP_VERSIONS = {"scheduling.volcano.sh": "v1beta1", "scheduling.run.ai": "v2alpha2"}
_ISTIO = "istio.io/gateway-controller"
_NAMESPACES = ("kueue-system", "serving", "monitoring", "karpenter", "acme-system")
_DEFINITIONS = (
    definition("gatewayclasses", "GatewayClass", GATEWAY, "v1", namespaced=False),
    definition("gateways", "Gateway", GATEWAY, "v1"),
    definition("httproutes", "HTTPRoute", GATEWAY, "v1"),
    definition("inferencepools", "InferencePool", INFERENCE, "v1"),
    definition("nodepools", "NodePool", KARPENTER, "v1", namespaced=False),
    definition("nodeclaims", "NodeClaim", KARPENTER, "v1", namespaced=False),
    definition("scaledobjects", "ScaledObject", "keda.sh", "v1alpha1"),
    definition("clusterqueues", "ClusterQueue", KUEUE, "v1beta2", namespaced=False),
    definition("localqueues", "LocalQueue", KUEUE, "v1beta2"),
    definition("workloads", "Workload", KUEUE, "v1beta2"),
    definition(AI_RESOURCE, "FineTuning", AI, "v1beta1", "v1alpha1"),
    *(definition("podgroups", "PodGroup", group, _POD_GROUP_VERSIONS.get(group, "v1alpha1")) for group in _POD_GROUPS),
)
EXTRA_ROLE: Obj = {
    "metadata": {"name": "operators-of-nobodys-table"},
    "rules": [
        {"apiGroups": [AI, UNKNOWN_SCHEDULER], "resources": [AI_RESOURCE, "podgroups"], "verbs": ["get", "list"]}
    ],
}
"""Permissions for resources that the shipped ClusterRole does not know."""


class Workloads:
    """The objects on one server."""

    def __init__(self, server: ApiServer, adapter_port: int) -> None:
        self._server = server
        self._port = adapter_port

    def with_traps(self) -> None:
        """Create everything as installed and not working."""
        for name in _NAMESPACES:
            self._create("/api/v1/namespaces", {"metadata": {"name": name}})
        self._create("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", *_DEFINITIONS)
        wanted = {d["metadata"]["name"] for d in _DEFINITIONS}
        self._server.wait_for(lambda: self._established() >= wanted)
        self._create("/api/v1/nodes", _node("gpu-0"))
        self._inference()
        self._autoscaling()
        self._operator()
        self._queues()
        for group in _POD_GROUPS:
            self._create(
                self._custom(group, _POD_GROUP_VERSIONS.get(group, "v1alpha1"), "podgroups"),
                _of(group, _POD_GROUP_VERSIONS.get(group, "v1alpha1"), "PodGroup", "train", {"minMember": 4}),
            )

    def heal(self) -> None:
        """Write what a controller, an adapter and a scheduler would write."""
        pools = self._custom(INFERENCE, "v1", "inferencepools")
        accepted = [condition("Accepted"), condition("ResolvedRefs")]
        parent = {"parentRef": {"name": "inference"}, "controllerName": _ISTIO, "conditions": accepted}
        self._server.status(f"{pools}/llama", {"parents": [parent]})
        self._server.status(f"{self._custom(GATEWAY, 'v1', 'httproutes')}/chat", {"parents": [parent]})
        istiod = deployment("istiod", "serving", {"app": "istiod"}, "docker.io/istio/pilot:1.30.0")
        self._create(namespaced("/apis/apps/v1", "serving", "deployments"), istiod)
        self._endpoints("llama-epp", "serving")
        for role in ("prefill", "decode"):
            self._server.status(
                f"{namespaced('/api/v1', 'serving', 'pods')}/{role}-0",
                {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]},
            )
        self._create(
            namespaced("/apis/apps/v1", "karpenter", "deployments"),
            deployment("karpenter", "karpenter", {"app.kubernetes.io/name": "karpenter"}, "karpenter/controller:1.8.0"),
        )
        self._server.status(f"/apis/{KARPENTER}/v1/nodepools/gpus", {"conditions": [condition("Ready")]})
        self._patch(f"{namespaced('/api/v1', 'kube-system', 'configmaps')}/cluster-autoscaler-status", _report(0, 0, 8))
        self._metrics()
        self._patch(
            "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/validating-webhook-configuration",
            {"webhooks": webhook("x", AI, AI_RESOURCE, "v1beta1", "webhook-service", "acme-system")["webhooks"]},
        )
        self._endpoints("webhook-service", "acme-system")
        path = f"{self._custom(AI, 'v1beta1', AI_RESOURCE)}/one"
        self._server.status(path, {"observedGeneration": 2, "conditions": [condition("Ready", generation=2)]})
        self._server.status(f"/apis/{KUEUE}/v1beta2/clusterqueues/gpus", {"conditions": [condition("Active")]})
        local = _of(KUEUE, "v1beta2", "LocalQueue", "team", {"clusterQueue": "gpus"})
        self._create(
            self._custom(KUEUE, "v1beta2", "localqueues"), {**local, "status": {"conditions": [condition("Active")]}}
        )
        self._server.status(f"{self._custom(UNKNOWN_SCHEDULER, 'v1alpha1', 'podgroups')}/train", {"phase": "Running"})

    def _inference(self) -> None:
        picker = {"name": "llama-epp", "kind": "Service", "failureMode": "FailOpen"}
        spec = {"selector": {"matchLabels": {"app": "llama"}}, "endpointPickerRef": picker}
        never = _of(GATEWAY, "v1", "GatewayClass", "never", {"controllerName": "gone.example/controller"})
        self._create(f"/apis/{GATEWAY}/v1/gatewayclasses", never)
        self._create(self._custom(GATEWAY, "v1", "gateways"), _of(GATEWAY, "v1", "Gateway", "inference", {}))
        self._create(
            self._custom(INFERENCE, "v1", "inferencepools"), _of(INFERENCE, "v1", "InferencePool", "llama", spec)
        )
        backend = {"group": INFERENCE, "kind": "InferencePool", "name": "llama"}
        self._create(
            self._custom(GATEWAY, "v1", "httproutes"),
            _of(GATEWAY, "v1", "HTTPRoute", "chat", {"rules": [{"backendRefs": [backend]}]}),
        )
        self._create(namespaced("/api/v1", "serving", "pods"), _pod("prefill"), _pod("decode"), _pod("both"))

    def _autoscaling(self) -> None:
        pool = _of(KARPENTER, "v1", "NodePool", "gpus", {"limits": {"nvidia.com/gpu": "16"}, "template": {"spec": {}}})
        pool["status"] = {"conditions": [condition("Ready", "NodeClassNotFound", "False")]}
        self._create(f"/apis/{KARPENTER}/v1/nodepools", pool)
        self._create(
            namespaced("/api/v1", "kube-system", "configmaps"),
            {"metadata": {"name": "cluster-autoscaler-status"}, **_report(120, 2, 2)},
            {"metadata": {"name": "private"}, "data": {"status": "never-to-be-read"}},
        )
        model = deployment("llama", "serving", {"app": "llama"}, "vllm/vllm-openai:v0.12.0")
        gpu = {"limits": {"nvidia.com/gpu": "1"}}
        model["spec"]["template"]["spec"]["containers"][0]["resources"] = gpu
        self._create(namespaced("/apis/apps/v1", "serving", "deployments"), model)
        cpu = {
            "type": "Resource",
            "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 80}},
        }
        self._create(namespaced("/apis/autoscaling/v2", "serving", "horizontalpodautoscalers"), _hpa(cpu))
        for group in ("custom.metrics.k8s.io", "external.metrics.k8s.io"):
            self._create("/apis/apiregistration.k8s.io/v1/apiservices", self._api_service(group))

    def _metrics(self) -> None:
        """Add a working adapter, and an HPA that it supplies with a custom pod metric."""
        ports = [{"name": "https", "port": self._port}]
        spec = {"type": "ExternalName", "externalName": "localhost", "ports": ports}
        self._create(namespaced("/api/v1", "monitoring", "services"), {"metadata": {"name": "adapter"}, "spec": spec})
        average = {"type": "AverageValue", "averageValue": "80"}
        metric: Obj = {"type": "Pods", "pods": {"metric": {"name": "gpu_utilization"}, "target": average}}
        path = f"{namespaced('/apis/autoscaling/v2', 'serving', 'horizontalpodautoscalers')}/llama"
        self._patch(path, {"spec": {"metrics": [metric]}})
        current = {"type": "Pods", "pods": {"metric": {"name": "gpu_utilization"}, "current": {"averageValue": "63"}}}
        self._server.status(
            path,
            {
                "lastScaleTime": "2026-11-24T09:30:00Z",
                "desiredReplicas": 2,
                "currentReplicas": 2,
                "currentMetrics": [current],
                "conditions": [
                    condition("AbleToScale", "ReadyForNewScale", generation=None),
                    condition("ScalingActive", "ValidMetricFound", generation=None),
                ],
            },
        )
        service = "/apis/apiregistration.k8s.io/v1/apiservices/v1beta1.custom.metrics.k8s.io"
        self._server.wait_for(lambda: _conditions(self._server.request("GET", service)).get("Available") == "True")
        self._server.wait_for(self._lists_metrics)

    def _lists_metrics(self) -> bool:
        """Return whether aggregated discovery already lists the adapter's resources."""
        groups = self._server.request("GET", "/apis", accept=ACCEPT)["items"]
        found = next((g for g in groups if g["metadata"]["name"] == "custom.metrics.k8s.io"), None)
        return found is not None and bool(found["versions"][0].get("resources"))

    def _operator(self) -> None:
        """Make the resource's status outdated; remove the webhook's CA and Service."""
        one = _of(AI, "v1beta1", "FineTuning", "one", {"model": "never-to-be-kept"})
        one["status"] = {"observedGeneration": 1, "conditions": [condition("Ready")]}
        path = self._custom(AI, "v1beta1", AI_RESOURCE)
        self._create(path, one)
        self._patch(f"{path}/one", {"spec": {"model": "another"}})
        hook = webhook("validating-webhook-configuration", AI, AI_RESOURCE, "v1beta1", "webhook-service", "acme-system")
        hook["webhooks"][0]["clientConfig"].pop("caBundle")
        self._create("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", hook)

    def _queues(self) -> None:
        """Let Kueue's only queue name a missing flavor."""
        self._create(
            namespaced("/apis/apps/v1", "kueue-system", "deployments"),
            deployment("kueue", "kueue-system", {"app.kubernetes.io/name": "kueue"}, "kueue/kueue:v0.16.0"),
        )
        spec = {"resourceGroups": [{"coveredResources": ["nvidia.com/gpu"]}]}
        queue = _of(KUEUE, "v1beta2", "ClusterQueue", "gpus", spec)
        queue["status"] = {"conditions": [condition("Active", "FlavorNotFound", "False")]}
        self._create(f"/apis/{KUEUE}/v1beta2/clusterqueues", queue)

    def _api_service(self, group: str) -> Obj:
        return {
            "metadata": {"name": f"v1beta1.{group}"},
            "spec": {
                "group": group,
                "version": "v1beta1",
                "groupPriorityMinimum": 100,
                "versionPriority": 100,
                "insecureSkipTLSVerify": True,
                "service": {"name": "adapter", "namespace": "monitoring", "port": self._port},
            },
        }

    def _endpoints(self, service: str, namespace: str) -> None:
        self._create(
            namespaced("/apis/discovery.k8s.io/v1", namespace, "endpointslices"),
            endpoint_slice(service, namespace, "gpu-0"),
        )

    def _custom(self, group: str, version: str, resource: str) -> str:
        return namespaced(f"/apis/{group}/{version}", "serving", resource)

    def _create(self, path: str, *objects: Obj) -> None:
        self._server.create(path, *copy.deepcopy(objects))

    def _patch(self, path: str, change: Obj) -> None:
        self._server.request("PATCH", path, change, kind="application/merge-patch+json")

    def _established(self) -> set[str]:
        found = self._server.request("GET", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions")["items"]
        return {item["metadata"]["name"] for item in found if _conditions(item).get("Established") == "True"}


def _of(group: str, version: str, kind: str, name: str, spec: Obj) -> Obj:
    return {"apiVersion": f"{group}/{version}", "kind": kind, "metadata": {"name": name}, "spec": spec}


def _conditions(item: Obj) -> dict[str, str]:
    return {c["type"]: c["status"] for c in item.get("status", {}).get("conditions") or ()}


def _node(name: str) -> Obj:
    return {
        "metadata": {"name": name, "labels": {"cloud.google.com/gke-nodepool": "pool-7"}},
        "spec": {"providerID": "gce://acme-project/zone/x"},
        "status": {
            "allocatable": {"cpu": "64", "nvidia.com/gpu": "8"},
            "capacity": {"cpu": "64", "nvidia.com/gpu": "8"},
            "conditions": [{"type": "Ready", "status": "True"}],
        },
    }


def _pod(role: str) -> Obj:
    args = ["--model", "never-to-be-kept", "--kv-transfer-config", '{"kv_connector":"NixlConnector"}']
    owner = {"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": f"{role}-6f9c", "uid": f"uid-of-{role}"}
    return {
        "metadata": {
            "name": f"{role}-0",
            "labels": {"app": "llama", "llm-d.ai/role": role},
            "ownerReferences": [owner],
        },
        "spec": {"nodeName": "gpu-0", "containers": [{"name": "c", "image": "vllm/vllm-openai:v0.12.0", "args": args}]},
    }


def _hpa(*metrics: Obj) -> Obj:
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "llama"}
    return {
        "metadata": {"name": "llama"},
        "spec": {"scaleTargetRef": target, "minReplicas": 1, "maxReplicas": 4, "metrics": list(metrics)},
    }


def _report(minutes: int, low: int, high: int) -> dict[str, Any]:
    """Return Cluster Autoscaler's report of that age in minutes, for the group of the node's pool."""
    then = (datetime.now(UTC) - timedelta(minutes=minutes)).strftime("%Y-%m-%d %H:%M:%S.%f +0000 UTC")
    status = (
        f'time: "{then}"\nautoscalerStatus: Running\nclusterWide:\n  health:\n    status: Healthy\nnodeGroups:\n'
        "- name: https://www.googleapis.com/compute/v1/projects/acme-project/zones/z/instanceGroups/"
        "gke-prod-pool-7-c399c5c0-grp\n"
        f"  health:\n    status: Healthy\n    cloudProviderTarget: {low}\n    minSize: {low}\n    maxSize: {high}\n"
    )
    notes = {"cluster-autoscaler.kubernetes.io/last-updated": then}
    return {"metadata": {"name": "cluster-autoscaler-status", "annotations": notes}, "data": {"status": status}}
