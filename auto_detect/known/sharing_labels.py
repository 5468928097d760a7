"""Node labels by which managed platforms and device plugins report that accelerators are shared."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from auto_detect.known.managed_platforms import DEVICE_COUNT_LABELS

HARDWARE, TIME, SOFTWARE = "hardware", "time", "software"
"""Isolation between the pods that share a device."""


@dataclass(frozen=True)
class SharingLabel:
    """One label; each of its values names a mode and its isolation."""

    key: str
    modes: Mapping[str, tuple[str, str]]
    """By value, `*` for any other value: the name of the mode, which may contain `{value}`, and its isolation."""
    resources: tuple[str, ...]
    """Extended resources that are allocatable if the mode works."""
    counts_devices: bool
    """Whether these resources have more units than devices if the mode works."""
    source: str
    seen: str
    ignored: frozenset[str] = frozenset({"", "none", "default", "false"})
    """Values that mean no sharing."""


CLIENTS_PER_DEVICE = "cloud.google.com/gke-max-shared-clients-per-gpu"
SHARING_LABELS = (
    SharingLabel(
        "cloud.google.com/gke-gpu-sharing-strategy",
        {"time-sharing": ("time-sharing on GKE", TIME), "mps": ("MPS on GKE", TIME)},
        ("nvidia.com/gpu",),
        counts_devices=True,
        source="https://cloud.google.com/kubernetes-engine/docs/concepts/timesharing-gpus",
        seen="2026-11",
    ),
    SharingLabel(
        "cloud.google.com/gke-gpu-partition-size",
        {"*": ("MIG {value} on GKE", HARDWARE)},
        ("nvidia.com/gpu",),
        counts_devices=False,
        source="https://cloud.google.com/kubernetes-engine/docs/how-to/gpus-multi",
        seen="2026-11",
    ),
    SharingLabel(
        "ack.node.gpu.schedule",
        {
            "cgpu": ("cGPU on ACK", SOFTWARE),
            "core_mem": ("cGPU on ACK, compute and memory", SOFTWARE),
            "share": ("shared scheduling on ACK", TIME),
            "mps": ("MPS on ACK", TIME),
        },
        ("aliyun.com/gpu-mem",),
        counts_devices=False,
        ignored=frozenset({"", "default", "topology"}),
        source="https://www.alibabacloud.com/help/en/ack/ack-managed-and-ack-dedicated/user-guide/enable-scheduling",
        seen="2026-11",
    ),
    SharingLabel(
        "qgpu-device-enable",
        {"*": ("qGPU on TKE", SOFTWARE)},
        ("tke.cloud.tencent.com/qgpu-core", "tke.cloud.tencent.com/qgpu-memory"),
        counts_devices=False,
        ignored=frozenset({"", "disable", "false"}),
        source="https://www.tencentcloud.com/document/product/457/59103",
        seen="2026-11",
    ),
    SharingLabel(
        "vke.node.gpu.schedule",
        {"mgpu": ("mGPU on VKE", SOFTWARE)},
        ("vke.volcengine.com/mgpu-core", "vke.volcengine.com/mgpu-memory"),
        counts_devices=False,
        ignored=frozenset({"", "default", "nvidia"}),
        source="https://github.com/volcano-sh/volcano/blob/4698ac2/pkg/scheduler/api/devices/nvidia/mgpu/constants.go",
        seen="2026-11",
    ),
)

DEVICE_COUNTS = (
    "nvidia.com/gpu.count",
    "cloud.google.com/gke-accelerator-count",
    "karpenter.k8s.aws/instance-gpu-count",
    "eks.amazonaws.com/instance-gpu-count",
    *DEVICE_COUNT_LABELS,
)
"""Labels with the number of GPUs of a node, independent of its device plugin.

Sources: gpu-feature-discovery, GKE, and the well-known labels of Karpenter's AWS provider; seen 2026-11.
"""
UNDERSTOOD_PREFIXES = ("nvidia.com/", "amd.com/", "beta.amd.com/", "gpu.intel.com/", "hami.io/")
"""Prefixes of labels about sharing that have detectors of their own."""
_SHARING = re.compile(r"sharing|time-?slic|gpu-?share|vgpu", re.IGNORECASE)
_PERHAPS = re.compile(r"shared|partition|fraction|instance-profile", re.IGNORECASE)
_HARDWARE = re.compile(r"gpu|npu|tpu|accelerator|cuda|vgpu|dcu|mlu|gcu|xpu", re.IGNORECASE)
_KNOWN = frozenset({CLIENTS_PER_DEVICE, *(row.key for row in SHARING_LABELS)})


def suggests_sharing(key: str) -> bool:
    """Return whether a label key suggests that accelerators are shared or partitioned, and no row explains it."""
    return (
        key not in _KNOWN
        and not key.startswith(UNDERSTOOD_PREFIXES)
        and (
            _SHARING.search(key) is not None or (_PERHAPS.search(key) is not None and _HARDWARE.search(key) is not None)
        )
    )
