"""Resources about accelerators other than nodes and devices: driver operators and runtime classes."""

from auto_detect.objects import accelerators
from auto_detect.objects.core import CustomResource
from auto_detect.resources.resource import Resource

_LABEL = "Drivers and runtimes"

RUNTIME_CLASSES = Resource("node.k8s.io", "runtimeclasses", "RuntimeClass", accelerators.RuntimeClass, label=_LABEL)
CLUSTER_POLICIES = Resource(
    "nvidia.com", "clusterpolicies", "ClusterPolicy", accelerators.ClusterPolicy, limit=20, label=_LABEL
)
NVIDIA_DRIVERS = Resource(
    "nvidia.com", "nvidiadrivers", "NVIDIADriver", CustomResource, ("v1alpha1",), limit=20, label=_LABEL
)

LISTED = (RUNTIME_CLASSES, CLUSTER_POLICIES, NVIDIA_DRIVERS)
