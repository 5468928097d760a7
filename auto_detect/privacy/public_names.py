"""Well-known namespaces of projects and distributions; their names do not identify a vendor."""

NAMESPACES = frozenset(
    {
        *("default", "kube-system", "kube-public", "kube-node-lease"),
        # accelerators
        *("gpu-operator", "nvidia-gpu-operator", "nvidia", "nvidia-dra-driver-gpu", "dra-driver-nvidia-gpu"),
        *("nvidia-device-plugin", "nvidia-system", "dcgm-exporter", "kube-amd-gpu", "amd-gpu", "amd-gpu-operator"),
        *("intel-gpu-resource-driver", "intel-gaudi-resource-driver", "inteldeviceplugins-system", "intel-xpum"),
        *("habana-system", "habana-ai-operator", "hami-system", "hami", "neuron-operator", "npu-exporter"),
        *("node-feature-discovery", "kmm-operator-system", "device-plugins", "xpumanager"),
        # networks of accelerators
        *("network-operator", "nvidia-network-operator", "sriov-network-operator", "multus", "whereabouts"),
        *("dranet", "rdma"),
        # scheduling and workloads
        *("kueue-system", "volcano-system", "kai-scheduler", "scheduler-plugins", "coscheduling", "yunikorn"),
        *("kuberay", "kuberay-operator", "kuberay-system", "ray-system", "kubeflow", "kubeflow-system"),
        *("kubeflow-trainer", "trainer-system", "training-operator", "jobset-system", "lws-system", "grove-system"),
        *("grove", "dynamo", "dynamo-system", "dynamo-cloud", "kserve", "knative-serving", "knative-eventing"),
        *("llm-d", "mpi-operator", "spark-operator", "argo", "argo-workflows", "tekton-pipelines", "katib"),
        *("agent-sandbox-system", "kata-system", "kubevirt", "cdi"),
        # gateways and meshes
        *("istio-system", "istio-ingress", "envoy-gateway-system", "envoy-ai-gateway-system", "kgateway-system"),
        *("agentgateway-system", "gloo-system", "nginx-gateway", "ingress-nginx", "traefik", "kong", "kong-system"),
        *("projectcontour", "gateway-system", "linkerd", "cilium", "aws-application-networking-system"),
        *("azure-alb-system", "haproxy-controller"),
        # scaling
        *("karpenter", "cluster-autoscaler", "keda", "kedify", "custom-metrics", "prometheus-adapter"),
        # observability
        *("monitoring", "observability", "prometheus", "prometheus-operator", "prometheus-system", "grafana", "loki"),
        *("victoria-metrics", "vm", "opentelemetry", "opentelemetry-operator-system", "otel", "tempo", "thanos"),
        *("gmp-system", "gmp-public", "gke-managed-system", "gke-managed-dcgm-exporter", "gke-managed-cim"),
        *("amazon-cloudwatch", "azuremonitor", "kube-prometheus-stack"),
        # in most clusters
        *("cert-manager", "calico-system", "calico-apiserver", "tigera-operator", "kube-flannel", "metallb-system"),
        *("longhorn-system", "rook-ceph", "local-path-storage", "gatekeeper-system", "kyverno", "external-secrets"),
        *("argocd", "flux-system", "crossplane-system", "cattle-system", "cattle-fleet-system", "kube-ovn"),
        *("cattle-monitoring-system", "fleet-system", "capi-system", "capi-kubeadm-bootstrap-system", "velero"),
        *("kubernetes-dashboard", "harbor", "vmware-system", "tanzu-system", "tkg-system", "gardener", "garden"),
    }
)
_OPENSHIFT_PREFIX = "openshift-"
"""Prefix that OpenShift reserves for its own namespaces."""


def is_public_namespace(name: str) -> bool:
    """Return whether a namespace is well known and stays readable."""
    return name in NAMESPACES or name.startswith(_OPENSHIFT_PREFIX)
