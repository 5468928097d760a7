"""Resources about autoscaling: of pods by metrics, of nodes by demand."""

from auto_detect.objects.apps import Deployment
from auto_detect.objects.autoscaling import node_groups as nodes
from auto_detect.objects.autoscaling import pods
from auto_detect.objects.core import CustomResource
from auto_detect.resources.resource import Resource

_LABEL = "Autoscaling"

HPAS = Resource(
    "autoscaling",
    "horizontalpodautoscalers",
    "HorizontalPodAutoscaler",
    pods.HorizontalPodAutoscaler,
    ("v2",),
    label=_LABEL,
)
SCALED_OBJECTS = Resource(
    "keda.sh", "scaledobjects", "ScaledObject", pods.ScaledObject, ("v1", "v1alpha1"), limit=200, label=_LABEL
)

NODE_POOLS = Resource(
    "karpenter.sh", "nodepools", "NodePool", nodes.NodePool, ("v1", "v1beta1"), limit=100, label=_LABEL
)
NODE_CLAIMS = Resource(
    "karpenter.sh", "nodeclaims", "NodeClaim", nodes.NodeClaim, ("v1", "v1beta1"), limit=200, label=_LABEL
)
MACHINE_DEPLOYMENTS = Resource(
    "cluster.x-k8s.io",
    "machinedeployments",
    "MachineDeployment",
    nodes.MachineDeployment,
    ("v1beta2", "v1beta1"),
    limit=50,
    label=_LABEL,
)
MACHINE_SETS = Resource(
    "machine.openshift.io",
    "machinesets",
    "MachineSet",
    nodes.MachineDeployment,
    ("v1beta1",),
    limit=50,
    label=_LABEL,
)
PROVISIONING_REQUESTS = Resource(
    "autoscaling.x-k8s.io",
    "provisioningrequests",
    "ProvisioningRequest",
    CustomResource,
    ("v1", "v1beta1"),
    limit=20,
    label=_LABEL,
)

COMPUTE_CLASSES = Resource(
    "cloud.google.com", "computeclasses", "ComputeClass", nodes.ComputeClass, limit=20, label=_LABEL
)

# Queried by name or by selector, never listed as a whole.
REPORT_NAME = "cluster-autoscaler-status"
AUTOSCALER_REPORTS = Resource("", "configmaps", "ConfigMap", nodes.AutoscalerReport, names=(REPORT_NAME,), label=_LABEL)
EVENTS = Resource("", "events", "Event", nodes.ScaleUpEvent, limit=50, label=_LABEL)
STATEFUL_SETS = Resource("apps", "statefulsets", "StatefulSet", Deployment, label="Controllers")
