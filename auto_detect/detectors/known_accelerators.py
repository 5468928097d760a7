"""Names of resources, labels and components of accelerators, as data."""

HARDWARE_LABELS = (
    "nvidia.com/gpu.present",
    "feature.node.kubernetes.io/pci-10de.present",
    "feature.node.kubernetes.io/amd-gpu",
    "amd.com/gpu.product-name",
    "gpu.intel.com/product",
    "cloud.google.com/gke-accelerator",
    "cloud.google.com/gke-tpu-accelerator",
    "aws.amazon.com/neuron.present",
)
"""Labels of nodes that have accelerators, whether or not anything offers them."""

PARTS = ("nvidia.com/mig-*", "amd.com/*_nps*", "aws.amazon.com/neuroncore", "huawei.com/ascend*-[0-9]*c*")
"""Allocatable keys that count parts of accelerators, in lower case."""
AMD_PARTITION = "amd.com/gpu.compute-memory-partition"
UNDIVIDED = "spx"
"""How the partition types of AMD begin that leave an accelerator whole."""
SAME_SILICON = frozenset({"aws.amazon.com/neuron", "aws.amazon.com/neurondevice", "aws.amazon.com/neuroncore"})
"""Keys of one device plugin that count the same silicon, in chips and in cores."""

REGISTERED = ("hami.io/node-nvidia-register",)
"""Annotations in which HAMi registers devices; what is kept of them is how many."""
