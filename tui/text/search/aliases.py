"""Words by which people search for a requirement, a question or a field, besides its title."""

REQUIREMENTS: dict[str, tuple[str, ...]] = {
    "accelerator_metrics": ("DCGM", "GPU metrics", "Prometheus exporter", "neuron monitor"),
    "advanced_inference_ingress": ("InferencePool", "endpoint picker", "EPP", "GIE", "Gateway API inference extension"),
    "ai_inference": ("Gateway API", "HTTPRoute", "ingress", "Envoy Gateway", "Istio"),
    "ai_service_metrics": ("vLLM metrics", "Triton metrics", "ServiceMonitor", "PodMonitor"),
    "cluster_autoscaling": ("Cluster Autoscaler", "Karpenter", "node autoscaling", "node pools"),
    "disaggregated_inference": ("prefill", "decode", "llm-d", "LeaderWorkerSet", "LWS", "Dynamo"),
    "dra_support": ("DRA", "dynamic resource allocation", "ResourceClaim", "DeviceClass", "ResourceSlice"),
    "driver_runtime_management": ("GPU operator", "device plugin", "container toolkit", "DRA", "NVIDIA driver", "ROCm"),
    "gang_scheduling": ("Kueue", "Volcano", "YuniKorn", "coscheduling", "KAI", "queue"),
    "gpu_sharing": ("MIG", "MPS", "time slicing", "time-slicing", "fractional GPU"),
    "high_performance_networking": ("RDMA", "InfiniBand", "RoCE", "Multus", "SR-IOV", "EFA", "NCCL"),
    "pod_autoscaling": ("HPA", "HorizontalPodAutoscaler", "KEDA", "custom metrics", "autoscaler"),
    "robust_controller": ("operator", "CRD", "KubeRay", "Kubeflow", "Ray", "webhook"),
    "secure_accelerator_access": ("isolation", "device access", "cgroups"),
    "virtualized_accelerator": ("vGPU", "virtual GPU", "KubeVirt", "mediated device"),
    "workload_sandboxing": ("gVisor", "Kata", "RuntimeClass", "sandbox", "confidential containers"),
}

QUESTIONS: dict[str, tuple[str, ...]] = {
    "base": ("certified",),
    "member": ("membership",),
    "product": ("layered", "layered product", "own distribution"),
    "release": ("released", "unreleased", "private review"),
}

FIELDS: dict[str, tuple[str, ...]] = {
    "contactEmailAddress": ("email", "contact", "mail"),
    "documentationUrl": ("docs", "documentation URL"),
    "k8sConformanceUrl": ("Certified Kubernetes", "k8s-conformance", "base conformance"),
    "platformName": ("product name", "name"),
    "platformVersion": ("product version", "version"),
    "productLogoUrl": ("logo", "SVG"),
    "repoUrl": ("repository", "GitHub", "source"),
    "vendorName": ("vendor", "company", "CNCF member"),
    "websiteUrl": ("website", "home page"),
}

ACTIONS: dict[str, tuple[str, ...]] = {
    "app.quit": ("exit", "close"),
    "home.duplicate": ("duplicate", "clone"),
    "home.keys": ("shortcuts", "key bindings"),
    "home.quit": ("exit", "close"),
    "notes.editor": ("vim", "nano", "VISUAL", "external editor"),
    "wizard.cluster": ("refresh", "reload", "scan cluster"),
    "wizard.configurations": ("differences", "duplicate", "air-gapped"),
    "wizard.keys": ("shortcuts", "key bindings"),
    "wizard.leave": ("home", "start page", "close draft"),
    "wizard.matrix": ("overview", "summary", "what is missing", "todo"),
}
"""By the id of the action's binding."""
