"""Names of accelerator resources, labels and components."""

from auto_detect.known import managed_platforms

HARDWARE_LABELS = (
    "nvidia.com/gpu.present",
    "feature.node.kubernetes.io/pci-10de.present",
    "feature.node.kubernetes.io/amd-gpu",
    "amd.com/gpu.product-name",
    "gpu.intel.com/product",
    "cloud.google.com/gke-accelerator",
    "cloud.google.com/gke-tpu-accelerator",
    "aws.amazon.com/neuron.present",
    *(row.key for row in managed_platforms.HARDWARE_LABELS),
)
"""Labels of nodes with accelerator hardware, whether or not a device plugin offers it."""

AMD_PARTITION = "amd.com/gpu.compute-memory-partition"
UNDIVIDED = "spx"
"""Prefix of AMD partition types that keep an accelerator whole."""
SAME_SILICON = frozenset({"aws.amazon.com/neuron", "aws.amazon.com/neurondevice", "aws.amazon.com/neuroncore"})
"""Keys of one device plugin that count the same silicon in chips and cores."""

HAMI_WEBHOOK = "vgpu.hami.io"
"""Name of the webhook through which pods get shares from HAMi."""
REGISTERED = ("hami.io/node-nvidia-register",)
"""Annotations in which HAMi registers devices; snapshots keep only their number."""

CAPABLE = (
    "nvidia.com/mig.capable",
    "nvidia.com/mps.capable",
    "amd.com/gpu.compute-partitioning-supported",
    "amd.com/gpu.memory-partitioning-supported",
)
"""Labels of hardware that can be shared, whether or not it is."""

VGPU_MANAGERS = ("vgpu-manager", "vgpu-device-manager", "sandbox-device-plugin")
"""Parts of the names of DaemonSets that create and offer vGPUs for virtual machines."""

HANDLERS = ("nvidia", "amd", "habana", "ascend")
"""Prefixes of runtimes that inject accelerators into ordinary containers."""

DRIVER_DAEMONS = (
    "nvidia-driver-daemonset",
    "nvidia-container-toolkit-daemonset",
    "nvidia-operator-validator",
    "nvidia-device-plugin",
    "nvidia-gpu-device-plugin",
    "gpu-feature-discovery",
    "amdgpu-device-plugin",
    "amdgpu-labeller",
    "intel-gpu-plugin",
    "habanalabs-device-plugin",
    "neuron-device-plugin",
    "tpu-device-plugin",
    "ascend-device-plugin",
    "hami-device-plugin",
)
"""Prefixes of DaemonSets that install or validate drivers or offer devices."""

COMPONENT_WORDS = (
    *("device-plugin", "dra-driver", "kubelet-plugin", "resource-driver", "driver-daemonset", "driver-installer"),
    *("container-toolkit", "operator-validator", "feature-discovery", "node-labeller", "mig-manager", "vgpu-manager"),
    *("dcgm", "metrics-exporter", "npu-exporter", "neuron-monitor", "xpumanager", "fabricmanager", "cc-manager"),
    *("gpu-operator", "network-operator", "rdma", "sriov", "mofed", "dranet", "multus", "kata-deploy", "kata-manager"),
)
"""Parts of the names and images of DaemonSets that need access to accelerators or their networks."""
