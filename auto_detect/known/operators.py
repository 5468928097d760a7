"""Names of operators beyond those of `components.py`, as data; used only to distinguish AI operators from others."""

AI_WORDS = frozenset(
    {
        *("ai", "ml", "llm", "llms", "llmops", "mlops", "mlflow", "ray", "nim", "aibrix", "kaito", "flyte", "katib"),
        *("kubeflow", "seldon", "torch", "jax", "mpi", "sagemaker", "vllm", "sglang", "huggingface", "bentoml"),
    }
)
"""Words in the name of a group or resource that indicate AI workloads."""
AI_PARTS = (
    *("inference", "training", "trainjob", "pytorch", "tensorflow", "finetun", "notebook", "neural", "machinelearning"),
    *("llm", "mpijob", "rayjob", "modelserv", "modeldeploy", "embedding"),
)
"""Parts of words that indicate AI workloads."""
AI_GROUPS: dict[str, str] = {
    "apps.nvidia.com": "NVIDIA NIM Operator",
    "machinelearning.seldon.io": "Seldon Core",
    "mlops.seldon.io": "Seldon Core",
    "kaito.sh": "KAITO",
    "orchestration.aibrix.ai": "AIBrix",
    "model.aibrix.ai": "AIBrix",
    "autoscaling.aibrix.ai": "AIBrix",
    "sparkoperator.k8s.io": "Spark Operator",
    "flyte.lyft.com": "Flyte",
    "llm-d.ai": "llm-d",
    "workload.codeflare.dev": "AppWrapper",
    "leaderworkerset.sigs.k8s.io": "LeaderWorkerSet",
}
"""Groups of AI operators whose names do not all match the words."""

GENERAL_GROUPS: dict[str, str] = {
    "cert-manager.io": "cert-manager",
    "monitoring.coreos.com": "Prometheus Operator",
    "opentelemetry.io": "OpenTelemetry Operator",
    "kyverno.io": "Kyverno",
    "gatekeeper.sh": "Gatekeeper",
    "istio.io": "Istio",
    "cilium.io": "Cilium",
    "projectcalico.org": "Calico",
    "tigera.io": "Calico",
    "metallb.io": "MetalLB",
    "argoproj.io": "Argo",
    "fluxcd.io": "Flux",
    "toolkit.fluxcd.io": "Flux",
    "tekton.dev": "Tekton",
    "knative.dev": "Knative",
    "external-secrets.io": "External Secrets",
    "crossplane.io": "Crossplane",
    "upbound.io": "Crossplane",
    "velero.io": "Velero",
    "longhorn.io": "Longhorn",
    "rook.io": "Rook",
    "storage.k8s.io": "storage",
    "snapshot.storage.k8s.io": "storage snapshots",
    "gateway.networking.k8s.io": "the Gateway API",
    "envoyproxy.io": "Envoy Gateway",
    "traefik.io": "Traefik",
    "konghq.com": "Kong",
    "nginx.org": "NGINX",
    "projectcontour.io": "Contour",
    "elbv2.k8s.aws": "AWS Load Balancer Controller",
    "karpenter.sh": "Karpenter",
    "karpenter.k8s.aws": "Karpenter",
    "keda.sh": "KEDA",
    "cluster.x-k8s.io": "Cluster API",
    "operators.coreos.com": "Operator Lifecycle Manager",
    "openshift.io": "OpenShift",
    "cattle.io": "Rancher",
    "kubevirt.io": "KubeVirt",
    "sriovnetwork.openshift.io": "SR-IOV Network Operator",
    "mellanox.com": "NVIDIA Network Operator",
    "k8s.cni.cncf.io": "Multus",
    "nfd.k8s-sigs.io": "Node Feature Discovery",
    "nfd.openshift.io": "Node Feature Discovery",
    "kmm.sigs.x-k8s.io": "Kernel Module Management",
    "amd.com": "AMD GPU Operator",
    "deviceplugin.intel.com": "Intel Device Plugins Operator",
    "postgresql.cnpg.io": "CloudNativePG",
    "zalan.do": "Postgres Operator",
    "elastic.co": "Elastic",
    "strimzi.io": "Strimzi",
    "victoriametrics.com": "VictoriaMetrics Operator",
    "grafana.com": "Grafana",
    "fleet.cattle.io": "Fleet",
    "autoscaling.k8s.io": "Vertical Pod Autoscaler",
}
"""Suffixes of the groups of operators that run no AI workloads, with their names."""
