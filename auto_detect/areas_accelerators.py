"""What is read about accelerators beyond nodes and devices: who manages drivers, which runtimes pods can choose."""

from auto_detect import objects_accelerators as accelerators
from auto_detect.area import Area
from auto_detect.objects import CustomResource

_LABEL = "Drivers and runtimes"

RUNTIME_CLASSES = Area("node.k8s.io", "runtimeclasses", "RuntimeClass", accelerators.RuntimeClass, label=_LABEL)
CLUSTER_POLICIES = Area(
    "nvidia.com", "clusterpolicies", "ClusterPolicy", accelerators.ClusterPolicy, limit=20, label=_LABEL
)
NVIDIA_DRIVERS = Area(
    "nvidia.com", "nvidiadrivers", "NVIDIADriver", CustomResource, ("v1alpha1",), limit=20, label=_LABEL
)

LISTED = (RUNTIME_CLASSES, CLUSTER_POLICIES, NVIDIA_DRIVERS)
