"""Node and pod autoscalers, as data."""

from dataclasses import dataclass

from auto_detect.known.components import Controller, Operator

METRICS_APIS = ("custom.metrics.k8s.io", "external.metrics.k8s.io")
"""API groups whose resources are metrics."""


KARPENTER = Operator(
    "Karpenter",
    "karpenter.sh",
    "nodepools",
    (
        Controller(
            "controller",
            (("app.kubernetes.io/name", "karpenter"), ("app", "karpenter")),
            ("karpenter/controller", "/karpenter"),
            leases=("karpenter-leader-election",),
        ),
    ),
    serves_webhooks=False,
)
CLUSTER_AUTOSCALER = Controller(
    "Cluster Autoscaler",
    (
        ("app", "cluster-autoscaler"),
        ("app.kubernetes.io/name", "cluster-autoscaler"),
        ("app.kubernetes.io/name", "aws-cluster-autoscaler"),
        ("app.kubernetes.io/name", "clusterapi-cluster-autoscaler"),
    ),
    ("cluster-autoscaler",),
)
CONTROLLERS = (*KARPENTER.controllers, CLUSTER_AUTOSCALER)
KEDA_OPERATOR = Controller(
    "KEDA operator",
    (("app", "keda-operator"), ("app.kubernetes.io/name", "keda-operator")),
    ("kedacore/keda:", "custom-metrics-autoscaler-rhel"),
    service_accounts=("keda-operator",),
    leases=("operator.keda.sh",),
)
"""Writes the conditions of ScaledObjects."""
KEDA = ("keda.sh", "scaledobjects")
"""Group and resource that it serves."""


@dataclass(frozen=True)
class ManagedAutoscaler:
    """Karpenter run by a provider outside the cluster, recognized by its node classes."""

    name: str
    group: str
    resource: str


MANAGED_KARPENTERS = (
    ManagedAutoscaler("EKS Auto Mode", "eks.amazonaws.com", "nodeclasses"),
    ManagedAutoscaler("AKS node auto-provisioning", "karpenter.azure.com", "aksnodeclasses"),
)
SIMULATED_NODE_CLASSES = "karpenter.kwok.sh"
"""API group of Karpenter's provider for simulated nodes."""

REQUESTS = (("autoscaling.x-k8s.io", "provisioningrequests"), ("autoscaling.x-k8s.io", "capacitybuffers"))
"""Resources that only an autoscaler acts on."""

_SIZE = "/cluster-api-autoscaler-node-group-"
MIN_SIZES = tuple(f"{group}{_SIZE}min-size" for group in ("cluster.x-k8s.io", "machine.openshift.io"))
MAX_SIZES = tuple(f"{group}{_SIZE}max-size" for group in ("cluster.x-k8s.io", "machine.openshift.io"))
GPU_CAPACITIES = ("capacity.cluster-autoscaler.kubernetes.io/gpu-count", "machine.openshift.io/GPU")
"""Annotations of a MachineDeployment or MachineSet: its bounds, and the accelerators of a future node.

Sources: kubernetes/autoscaler cluster-autoscaler/cloudprovider/clusterapi/README.md; openshift/api and
openshift/cluster-autoscaler-operator (not verified against a live cluster).
"""

REPORT_NAMESPACE = "kube-system"
OPENSHIFT = ("autoscaling.openshift.io", "clusterautoscalers", "openshift-machine-api")
"""Group and resource of OpenShift's autoscaler, and the namespace of its report."""
