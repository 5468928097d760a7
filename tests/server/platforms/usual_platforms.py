"""Typical vendor platforms, served by the stub: each is a list of installed components."""

from collections.abc import Callable

from tests.server.cluster import FakeCluster, obj, small
from tests.server.platforms.objects import TRUE, Obj, condition, daemon_set, deployment, endpoint_slice, webhook

Component = Callable[[FakeCluster], None]
_GATEWAY = "gateway.networking.k8s.io/v1"
_KUEUE = "kueue.x-k8s.io/v1beta2"
_NODES = ("gpu-0", "gpu-1", "gpu-2")


def base(labels: dict[str, str] | None = None, *, provider: str = "") -> Component:
    """Serve the basics of every cluster, with three nodes of eight GPUs, and an HPA of a web application by CPU."""

    def add(cluster: FakeCluster) -> None:
        small(cluster)
        cluster.serve("node.k8s.io/v1/runtimeclasses", obj("nvidia", handler="nvidia"))
        cluster.serve("coordination.k8s.io/v1/leases")
        cluster.serve("v1/namespaces", obj("kube-system", uid="1"), obj("llm", None, {"monitored": "true"}))
        cluster.serve("cert-manager.io/v1/certificates")
        status: Obj = {"allocatable": {"cpu": "96"}, "conditions": [{"type": "Ready", "status": TRUE}]}
        gpus = {**status, "allocatable": {"cpu": "96", "nvidia.com/gpu": "8"}}
        for number, name in enumerate((*_NODES, "cpu-0", "cpu-1")):
            own = {**(labels or {}), **({"nvidia.com/gpu.present": "true"} if name in _NODES else {})}
            spec = {"providerID": f"{provider}:///{name}"} if provider else {}
            cluster.serve("v1/nodes", obj(name, None, own, spec=spec, status=gpus if number < 3 else status))
        scaling = {"scaleTargetRef": {"kind": "Deployment", "name": "web"}, "metrics": [{"type": "Resource"}]}
        cluster.serve("autoscaling/v2/horizontalpodautoscalers", obj("web", "shop", spec=scaling))
        cluster.serve(
            "apps/v1/deployments", *(deployment(f"web-{n}", "shop", {"app": "web"}, "web:1") for n in range(40))
        )

    return add


def operator(group: str, resource: str, version: str, name: str, image: str, *others: str) -> Component:
    """Serve an operator with its webhook, one reconciled object, and resources without objects."""

    def add(cluster: FakeCluster) -> None:
        namespace = f"{name}-system"
        labels = {"app.kubernetes.io/name": name}
        cluster.serve("apps/v1/deployments", deployment(f"{name}-manager", namespace, labels, image))
        cluster.serve("discovery.k8s.io/v1/endpointslices", endpoint_slice(f"{name}-webhook", namespace, "cpu-0"))
        cluster.serve("v1/services", obj(f"{name}-webhook", namespace))
        for other in others:
            cluster.serve(f"{group}/{version}/{other}")
        hook = webhook(name, group, resource, version, f"{name}-webhook", namespace)
        cluster.serve("admissionregistration.k8s.io/v1/validatingwebhookconfigurations", hook)
        kinds = ("Ready", "Active", "RayClusterProvisioned", "Running", "Complete", "Available")
        status = {"conditions": [condition(kind) for kind in kinds]}
        cluster.serve(f"{group}/{version}/{resource}", obj("one", "team-a", status=status))

    return add


def gateway(controller: str, deployed: str, image: str) -> Component:
    """Serve a Gateway API implementation in the cluster, with one gateway and its data plane."""

    def add(cluster: FakeCluster) -> None:
        accepted = {"conditions": [condition("Accepted"), condition("Programmed")]}
        cluster.serve(f"{_GATEWAY}/gatewayclasses", obj("main", spec={"controllerName": controller}, status=accepted))
        spec = {"gatewayClassName": "main"}
        cluster.serve(f"{_GATEWAY}/gateways", obj("inference", "llm", spec=spec, status=accepted))
        cluster.serve(f"{_GATEWAY}/httproutes")
        labels = {"app.kubernetes.io/name": deployed}
        cluster.serve("apps/v1/deployments", deployment(deployed, "gateway-system", labels, image))
        plane = endpoint_slice("inference-main", "llm", "cpu-0")
        plane["metadata"]["labels"]["gateway.networking.k8s.io/gateway-name"] = "inference"
        cluster.serve("discovery.k8s.io/v1/endpointslices", plane)

    return add


def prometheus(cluster: FakeCluster) -> None:
    """Serve kube-prometheus-stack, whose monitors select vLLM and the exporter in labeled namespaces."""
    group = "monitoring.coreos.com"
    labels = {"app": "kube-prometheus-stack-operator"}
    image = "quay.io/prometheus-operator/prometheus-operator:v0.85.0"
    cluster.serve("apps/v1/deployments", deployment("kps-operator", "monitoring", labels, image))
    spec = {"podMonitorNamespaceSelector": {"matchLabels": {"monitored": "true"}}, "serviceMonitorSelector": {}}
    status = {"conditions": [condition("Available")], "availableReplicas": 1}
    cluster.serve(f"{group}/v1/prometheuses", obj("kps", "monitoring", spec=spec, status=status))
    cluster.serve(f"{group}/v1alpha1/prometheusagents")
    vllm = {"selector": {"matchLabels": {"app": "vllm"}}, "endpoints": [{"port": "http"}]}
    dcgm = {"selector": {"matchLabels": {"app": "nvidia-dcgm-exporter"}}, "endpoints": [{"port": "gpu-metrics"}]}
    cluster.serve(f"{group}/v1/servicemonitors", obj("vllm", "llm", spec=vllm), obj("dcgm", "gpu-operator", spec=dcgm))
    cluster.serve(f"{group}/v1/podmonitors")
    selector = {"app.kubernetes.io/name": "prometheus"}
    cluster.serve("v1/services", obj("kps-prometheus", "monitoring", selector))
    cluster.serve("v1/services", obj("prometheus-operated", "monitoring"))
    for name in ("kps-prometheus", "prometheus-operated"):
        cluster.serve("discovery.k8s.io/v1/endpointslices", endpoint_slice(name, "monitoring", "cpu-1"))


def keda(cluster: FakeCluster) -> None:
    """Serve KEDA, which scales vLLM, and its metrics API."""
    labels = {"app": "keda-operator"}
    cluster.serve("apps/v1/deployments", deployment("keda-operator", "keda", labels, "ghcr.io/kedacore/keda:2.18.0"))
    trigger = {"type": "prometheus", "metadata": {"query": "vllm:num_requests_waiting"}}
    spec = {"scaleTargetRef": {"name": "vllm"}, "triggers": [trigger], "maxReplicaCount": 4}
    status = {"conditions": [condition("Ready"), condition("Active")]}
    cluster.serve("keda.sh/v1alpha1/scaledobjects", obj("vllm", "llm", spec=spec, status=status))
    cluster.serve("external.metrics.k8s.io/v1beta1/externalmetrics")


def gpu_operator(cluster: FakeCluster) -> None:
    """Serve NVIDIA's operator with its exporter."""
    cluster.serve("nvidia.com/v1/clusterpolicies", obj("cluster-policy", status={"state": "ready"}))
    cluster.serve("nvidia.com/v1alpha1/nvidiadrivers")
    labels = {"app": "nvidia-dcgm-exporter"}
    image = "nvcr.io/nvidia/k8s/dcgm-exporter:4.4.1"
    cluster.serve("apps/v1/daemonsets", daemon_set("nvidia-dcgm-exporter", "gpu-operator", labels, image, 3))
    cluster.serve("v1/services", obj("nvidia-dcgm-exporter", "gpu-operator", labels))
    slices = endpoint_slice("nvidia-dcgm-exporter", "gpu-operator", *_NODES)
    cluster.serve("discovery.k8s.io/v1/endpointslices", slices)


def vllm(cluster: FakeCluster) -> None:
    """Serve a model server on every accelerator node, behind a Service."""
    cluster.serve("v1/services", obj("vllm", "llm", {"app": "vllm"}, spec={"selector": {"app": "vllm"}}))
    cluster.serve("apps/v1/deployments", deployment("vllm", "llm", {"app": "vllm"}, "vllm/vllm-openai:v0.11.0"))
    for node in _NODES:
        spec = {"nodeName": node, "containers": [{"name": "vllm", "image": "vllm/vllm-openai:v0.11.0"}]}
        status = {"phase": "Running", "conditions": [condition("Ready")]}
        cluster.serve("v1/pods", obj(f"vllm-{node}", "llm", {"app": "vllm"}, spec=spec, status=status))


def inference_pool(cluster: FakeCluster) -> None:
    """Serve the inference extension with one pool."""
    spec = {"selector": {"matchLabels": {"app": "vllm"}}, "endpointPickerRef": {"name": "vllm-epp"}}
    cluster.serve("inference.networking.k8s.io/v1/inferencepools", obj("vllm", "llm", spec=spec))
    cluster.serve("inference.networking.x-k8s.io/v1alpha2/inferenceobjectives")
    cluster.serve("discovery.k8s.io/v1/endpointslices", endpoint_slice("vllm-epp", "llm", "cpu-0"))


def dra_driver(cluster: FakeCluster) -> None:
    """Serve NVIDIA's DRA driver with one slice for each node, and a claim."""
    cluster.serve("resource.k8s.io/v1/deviceclasses", obj("gpu.nvidia.com", spec={}))
    for node in _NODES:
        pool = {"name": node, "generation": 1, "resourceSliceCount": 1}
        spec = {"driver": "gpu.nvidia.com", "nodeName": node, "pool": pool, "devices": [{"name": "gpu-0"}]}
        cluster.serve("resource.k8s.io/v1/resourceslices", obj(f"{node}-gpu", spec=spec))


def empty(*resources: str) -> Component:
    """Serve resources without objects."""

    def add(cluster: FakeCluster) -> None:
        for resource in resources:
            cluster.serve(resource)

    return add


def cluster_autoscaler(cluster: FakeCluster) -> None:
    """Serve Cluster Autoscaler with its status report."""
    image = "registry.k8s.io/autoscaling/cluster-autoscaler:v1.34.0"
    labels = {"app.kubernetes.io/name": "cluster-autoscaler"}
    cluster.serve("apps/v1/deployments", deployment("cluster-autoscaler", "kube-system", labels, image))
    cluster.serve("v1/configmaps", obj("cluster-autoscaler-status", "kube-system", data={"status": "{}"}))


def karpenter(cluster: FakeCluster) -> None:
    """Serve Karpenter with one pool."""
    image = "public.ecr.aws/karpenter/controller:1.8.0"
    labels = {"app.kubernetes.io/name": "karpenter"}
    cluster.serve("apps/v1/deployments", deployment("karpenter", "kube-system", labels, image))
    cluster.serve("karpenter.sh/v1/nodepools", obj("gpu", spec={}, status={"conditions": [condition("Ready")]}))
    empty("karpenter.sh/v1/nodeclaims", "karpenter.k8s.aws/v1/ec2nodeclasses")(cluster)


def managed_monitoring(cluster: FakeCluster) -> None:
    """Serve Google's managed collection with one monitor."""
    spec = {"selector": {"matchLabels": {"app": "vllm"}}, "endpoints": [{"port": "http"}]}
    cluster.serve("monitoring.googleapis.com/v1/podmonitorings", obj("vllm", "llm", spec=spec))
    empty("monitoring.googleapis.com/v1/clusterpodmonitorings")(cluster)
    cluster.serve("apps/v1/daemonsets", daemon_set("collector", "gmp-system", {}, "gke.gcr.io/prometheus:v2", 5))


ENVOY = gateway("gateway.envoyproxy.io/gatewayclass-controller", "gateway-helm", "envoyproxy/gateway:v1.6.0")
ISTIO = gateway("istio.io/gateway-controller", "istiod", "istio/pilot:1.28.0")
KUEUE = operator(
    "kueue.x-k8s.io",
    "clusterqueues",
    "v1beta2",
    "kueue",
    "registry.k8s.io/kueue/kueue:v0.15.0",
    "localqueues",
    "workloads",
)
KUBERAY = operator(
    "ray.io", "rayclusters", "v1", "kuberay-operator", "quay.io/kuberay/operator:v1.5.0", "rayjobs", "rayservices"
)
TRAINER = operator(
    "trainer.kubeflow.org", "trainjobs", "v2", "trainer", "kubeflow/trainer/trainer-controller-manager:v2.1.0"
)
TRAINING_OPERATOR = operator(
    "kubeflow.org",
    "pytorchjobs",
    "v1",
    "training-operator",
    "kubeflow/training-operator:v1.9.0",
    "tfjobs",
    "mpijobs",
    "jaxjobs",
    "xgboostjobs",
    "paddlejobs",
)
KSERVE = operator(
    "serving.kserve.io", "inferenceservices", "v1beta1", "kserve", "kserve/kserve-controller:v0.16.0", "servingruntimes"
)
LWS = operator("leaderworkerset.x-k8s.io", "leaderworkersets", "v1", "lws", "registry.k8s.io/lws/lws:v0.7.0")
VOLCANO = empty(
    "scheduling.volcano.sh/v1beta1/queues", "scheduling.volcano.sh/v1beta1/podgroups", "batch.volcano.sh/v1alpha1/jobs"
)
_EKS = {"eks.amazonaws.com/nodegroup": "main"}
_GKE = {"cloud.google.com/gke-nodepool": "main"}
_AKS = {"kubernetes.azure.com/agentpool": "main"}

USUAL_PLATFORMS: dict[str, tuple[Component, ...]] = {
    "Envoy Gateway, Kueue, KubeRay, Prometheus, KEDA": (base(), ENVOY, KUEUE, KUBERAY, prometheus, keda, vllm),
    "the same with the GPU Operator and pools": (
        base(_EKS, provider="aws"),
        ENVOY,
        KUEUE,
        KUBERAY,
        prometheus,
        keda,
        gpu_operator,
        vllm,
        cluster_autoscaler,
    ),
    "Istio, inference pools, LeaderWorkerSet, DRA": (
        base(),
        ISTIO,
        inference_pool,
        LWS,
        prometheus,
        keda,
        gpu_operator,
        dra_driver,
        vllm,
    ),
    "EKS with Karpenter, Volcano and DRA": (
        base(_EKS, provider="aws"),
        ISTIO,
        VOLCANO,
        KUBERAY,
        prometheus,
        gpu_operator,
        dra_driver,
        vllm,
        karpenter,
    ),
    "GKE": (
        base(_GKE, provider="gce"),
        gateway("networking.gke.io/gateway", "none", "none"),
        *(inference_pool, managed_monitoring, KUEUE, KUBERAY, vllm, dra_driver, cluster_autoscaler),
        empty(
            "networking.gke.io/v1/networks",
            "networking.gke.io/v1/gkenetworkparamsets",
            "cloud.google.com/v1/computeclasses",
        ),
    ),
    "AKS with KAITO": (
        base(_AKS, provider="azure"),
        *(ISTIO, KUEUE, prometheus, keda, gpu_operator, vllm, cluster_autoscaler),
        operator("kaito.sh", "workspaces", "v1beta1", "workspace", "mcr.microsoft.com/aks/kaito/workspace:0.7.0"),
        empty("azmonitoring.coreos.com/v1/servicemonitors", "azmonitoring.coreos.com/v1/podmonitors"),
    ),
    "Kubeflow with KServe": (base(), ISTIO, TRAINING_OPERATOR, KSERVE, prometheus, gpu_operator, vllm),
    "OpenShift AI": (
        base(provider="aws"),
        ISTIO,
        KUEUE,
        KUBERAY,
        TRAINER,
        KSERVE,
        prometheus,
        keda,
        gpu_operator,
        vllm,
        empty("machine.openshift.io/v1beta1/machinesets", "autoscaling.openshift.io/v1/clusterautoscalers"),
    ),
}
