"""Extended resources of accelerators, and the meaning of one unit of each.

Every row has the page that documents it and the month in which the key was seen there, in the page's project or in
public manifests that use it. A resource without a page has no row, but its name can still suggest accelerators.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from functools import lru_cache

from auto_detect.known.accelerator_names import is_accelerator_word, names_accelerator


class Unit(StrEnum):
    """Meaning of one unit of a resource."""

    DEVICE = "device"
    """A whole accelerator."""
    PARTITION = "partition"
    """A part of an accelerator that the hardware isolates."""
    SHARE = "share"
    """One of several users of an accelerator."""
    AMOUNT = "amount"
    """GiB, MiB or percent of an accelerator: proves sharing, counts no devices."""
    VIRTUAL_MACHINE = "virtual machine"
    """A whole accelerator for a virtual machine."""
    VIRTUAL_GPU = "virtual GPU"
    """A part of an accelerator for a virtual machine."""
    NONE = "none"
    """Nothing that runs a workload, for example a right to monitor."""
    UNKNOWN = "unknown"
    """Looks like an accelerator or a share, but its unit is not known."""


@dataclass(frozen=True)
class ResourceRow:
    """One resource, or several that match a pattern."""

    pattern: str
    """In lower case; `*` stands for any text."""
    vendor: str
    unit: Unit
    source: str
    """Page that documents it."""
    seen: str


@dataclass(frozen=True)
class AcceleratorResource:
    """Vendor and unit of an allocatable key."""

    vendor: str
    """A vendor's name; the domain of the key for an unknown vendor."""
    unit: Unit

    @property
    def countable(self) -> bool:
        """Whether its units are devices, partitions or shares."""
        return self.unit in (Unit.DEVICE, Unit.PARTITION, Unit.SHARE, Unit.VIRTUAL_MACHINE)


_SEEN = "2026-11"
_GFD = "https://github.com/NVIDIA/k8s-device-plugin"
_HAMI = "https://project-hami.io/docs/userguide/configure"
_VOLCANO = "https://github.com/Project-HAMi/volcano-vgpu-device-plugin"
_ACK = "https://www.alibabacloud.com/help/en/ack/ack-managed-and-ack-dedicated/user-guide/enable-scheduling"
_TKE = "https://www.tencentcloud.com/document/product/457/59103"
_VKE = "https://github.com/volcano-sh/volcano/blob/54db8f4/docs/design/mgpu_based_on_deviceAPI.md"
_CCE = "https://support.huaweicloud.com/intl/en-us/usermanual-cce/cce_10_0646.html"
_KOORDINATOR = "https://koordinator.sh/docs/user-manuals/device-scheduling-gpu-share-with-hami"
_GPUSHARE = "https://github.com/AliyunContainerService/gpushare-scheduler-extender"
_BAIDU = "https://intl.cloud.baidu.com/doc/CCE/s/Lkydvt1mg"
_ELASTIC = "https://github.com/elastic-ai/elastic-gpu-agent"
_INTEL = "https://github.com/intel/intel-device-plugins-for-kubernetes"
_INTEL_DRA = "https://github.com/intel/intel-resource-drivers-for-kubernetes/tree/main/charts"
_ASCEND = "https://gitcode.com/Ascend/mind-cluster"
_KOORDINATOR_NPU = "https://github.com/koordinator-sh/koordinator"
_CAMBRICON = "https://github.com/Cambricon/cambricon-k8s-device-plugin"
_ILUVATAR = "https://github.com/Deep-Spark/ix-device-plugin"
_BIREN = "https://github.com/BirenTechnology/k8s-device-plugin"
_FURIOSA = "https://developer.furiosa.ai/latest/en/cloud_native_toolkit/kubernetes/device_plugin.html"
_REBELLIONS = "https://docs.rbln.ai/latest/software/system_management/kubernetes/index.html"
_KATA = "https://github.com/kata-containers/kata-containers/blob/main/docs/use-cases/NVIDIA-GPU-passthrough-and-Kata-QEMU.md"
_NEURON = "https://awsdocs-neuron.readthedocs-hosted.com/en/latest/containers/kubernetes-getting-started.html"

ROWS: tuple[ResourceRow, ...] = (
    ResourceRow("nvidia.com/gpu", "NVIDIA", Unit.DEVICE, _GFD, _SEEN),
    ResourceRow("nvidia.com/gpu.shared", "NVIDIA", Unit.SHARE, _GFD, _SEEN),
    ResourceRow("nvidia.com/mig-*", "NVIDIA", Unit.PARTITION, _GFD, _SEEN),
    ResourceRow("nvidia.com/gpumem*", "NVIDIA", Unit.AMOUNT, _HAMI, _SEEN),
    ResourceRow("nvidia.com/gpucores", "NVIDIA", Unit.AMOUNT, _HAMI, _SEEN),
    ResourceRow("nvidia.com/pgpu", "NVIDIA", Unit.VIRTUAL_MACHINE, _KATA, _SEEN),
    ResourceRow("nvidia.com/priority", "NVIDIA", Unit.NONE, _HAMI, _SEEN),
    ResourceRow("volcano.sh/vgpu-number", "NVIDIA", Unit.SHARE, _VOLCANO, _SEEN),
    ResourceRow("volcano.sh/vgpu-memory*", "NVIDIA", Unit.AMOUNT, _VOLCANO, _SEEN),
    ResourceRow("volcano.sh/vgpu-cores", "NVIDIA", Unit.AMOUNT, _VOLCANO, _SEEN),
    ResourceRow("volcano.sh/gpu-number", "NVIDIA", Unit.DEVICE, "https://github.com/volcano-sh/devices", _SEEN),
    ResourceRow("volcano.sh/gpu-memory", "NVIDIA", Unit.AMOUNT, "https://github.com/volcano-sh/devices", _SEEN),
    ResourceRow("volcano.sh/gpu-mem.128mi", "NVIDIA", Unit.AMOUNT, _CCE, _SEEN),
    ResourceRow("volcano.sh/gpu-core.percentage", "NVIDIA", Unit.AMOUNT, _CCE, _SEEN),
    ResourceRow("aliyun.com/gpu-mem", "NVIDIA", Unit.AMOUNT, _ACK, _SEEN),
    ResourceRow("aliyun.com/gpu-core.percentage", "NVIDIA", Unit.AMOUNT, _ACK, _SEEN),
    ResourceRow("aliyun.com/gpu-count", "NVIDIA", Unit.DEVICE, _GPUSHARE, _SEEN),
    ResourceRow("aliyun.com/gpu", "NVIDIA", Unit.DEVICE, _ACK, _SEEN),
    ResourceRow("aliyun.com/ppu", "Alibaba PPU", Unit.DEVICE, "https://github.com/charlie0129/kmgr", _SEEN),
    ResourceRow("tke.cloud.tencent.com/qgpu-core*", "NVIDIA", Unit.AMOUNT, _TKE, _SEEN),
    ResourceRow("tke.cloud.tencent.com/qgpu-memory", "NVIDIA", Unit.AMOUNT, _TKE, _SEEN),
    ResourceRow("tencent.com/vcuda-core", "NVIDIA", Unit.AMOUNT, "https://github.com/tkestack/gpu-manager", _SEEN),
    ResourceRow("tencent.com/vcuda-memory", "NVIDIA", Unit.AMOUNT, "https://github.com/tkestack/gpu-manager", _SEEN),
    ResourceRow("vke.volcengine.com/mgpu-core", "NVIDIA", Unit.AMOUNT, _VKE, _SEEN),
    ResourceRow("vke.volcengine.com/mgpu-memory", "NVIDIA", Unit.AMOUNT, _VKE, _SEEN),
    ResourceRow("baidu.com/*cgpu", "NVIDIA", Unit.SHARE, _BAIDU, _SEEN),
    ResourceRow("baidu.com/*cgpu_core", "NVIDIA", Unit.AMOUNT, _BAIDU, _SEEN),
    ResourceRow("baidu.com/*cgpu_memory*", "NVIDIA", Unit.AMOUNT, _BAIDU, _SEEN),
    ResourceRow("koordinator.sh/gpu.shared", "NVIDIA", Unit.SHARE, _KOORDINATOR, _SEEN),
    ResourceRow("koordinator.sh/gpu", "NVIDIA", Unit.AMOUNT, _KOORDINATOR, _SEEN),
    ResourceRow("koordinator.sh/gpu-core", "NVIDIA", Unit.AMOUNT, _KOORDINATOR, _SEEN),
    ResourceRow("koordinator.sh/gpu-memory*", "NVIDIA", Unit.AMOUNT, _KOORDINATOR, _SEEN),
    ResourceRow("elasticgpu.io/gpu-core", "NVIDIA", Unit.AMOUNT, _ELASTIC, _SEEN),
    ResourceRow("elasticgpu.io/gpu-memory", "NVIDIA", Unit.AMOUNT, _ELASTIC, _SEEN),
    ResourceRow(
        "k8s.amazonaws.com/vgpu",
        "NVIDIA",
        Unit.SHARE,
        "https://github.com/awslabs/aws-virtual-gpu-device-plugin",
        _SEEN,
    ),
    ResourceRow("amd.com/gpu", "AMD", Unit.DEVICE, "https://github.com/ROCm/k8s-device-plugin", _SEEN),
    ResourceRow("amd.com/spx_nps*", "AMD", Unit.DEVICE, "https://github.com/ROCm/k8s-device-plugin", _SEEN),
    ResourceRow("amd.com/*_nps*", "AMD", Unit.PARTITION, "https://github.com/ROCm/k8s-device-plugin", _SEEN),
    ResourceRow("gpu.intel.com/*_monitoring", "Intel", Unit.NONE, _INTEL, _SEEN),
    ResourceRow("gpu.intel.com/i915", "Intel", Unit.DEVICE, "https://intel.github.io/intel-device-plugins", _SEEN),
    ResourceRow("gpu.intel.com/xe", "Intel", Unit.DEVICE, "https://intel.github.io/intel-device-plugins", _SEEN),
    ResourceRow("gpu.intel.com/millicores", "Intel", Unit.AMOUNT, _INTEL, _SEEN),
    ResourceRow("gpu.intel.com/memory.max", "Intel", Unit.AMOUNT, _INTEL, _SEEN),
    ResourceRow("gpu.intel.com/tiles", "Intel", Unit.NONE, _INTEL, _SEEN),
    ResourceRow("intel.com/gpu", "Intel", Unit.DEVICE, _INTEL_DRA, _SEEN),
    ResourceRow("npu.intel.com/accel", "Intel", Unit.DEVICE, "https://intel.github.io/intel-device-plugins", _SEEN),
    ResourceRow("habana.ai/gaudi", "Intel Gaudi", Unit.DEVICE, "https://docs.habana.ai", _SEEN),
    ResourceRow("intel.com/gaudi", "Intel Gaudi", Unit.DEVICE, _INTEL_DRA, _SEEN),
    ResourceRow("google.com/tpu", "Google TPU", Unit.DEVICE, "https://cloud.google.com/kubernetes-engine/docs", _SEEN),
    ResourceRow("aws.amazon.com/neuron", "AWS Neuron", Unit.DEVICE, _NEURON, _SEEN),
    ResourceRow("aws.amazon.com/neurondevice", "AWS Neuron", Unit.DEVICE, _NEURON, _SEEN),
    ResourceRow("aws.amazon.com/neuroncore", "AWS Neuron", Unit.PARTITION, _NEURON, _SEEN),
    ResourceRow("huawei.com/ascend*-memory", "Huawei Ascend", Unit.AMOUNT, _HAMI, _SEEN),
    ResourceRow("huawei.com/ascend*-core", "Huawei Ascend", Unit.AMOUNT, _HAMI, _SEEN),
    ResourceRow("huawei.com/ascend*-[0-9]*c*", "Huawei Ascend", Unit.PARTITION, _ASCEND, _SEEN),
    ResourceRow("huawei.com/ascend*", "Huawei Ascend", Unit.DEVICE, _HAMI, _SEEN),
    ResourceRow("huawei.com/npu", "Huawei Ascend", Unit.DEVICE, _ASCEND, _SEEN),
    ResourceRow("huawei.com/npu-core", "Huawei Ascend", Unit.AMOUNT, _ASCEND, _SEEN),
    ResourceRow("huawei.com/npu-cpu", "Huawei Ascend", Unit.NONE, _KOORDINATOR_NPU, _SEEN),
    ResourceRow("huawei.com/npu-dvpp", "Huawei Ascend", Unit.NONE, _KOORDINATOR_NPU, _SEEN),
    ResourceRow("cambricon.com/*.smlu.v*", "Cambricon", Unit.AMOUNT, _HAMI, _SEEN),
    ResourceRow("cambricon.com/*.mim-*", "Cambricon", Unit.PARTITION, _CAMBRICON, _SEEN),
    ResourceRow("cambricon.com/vmlu", "Cambricon", Unit.SHARE, _HAMI, _SEEN),
    ResourceRow("cambricon.com/*.share", "Cambricon", Unit.SHARE, _CAMBRICON, _SEEN),
    ResourceRow("cambricon.com/mlu*", "Cambricon", Unit.DEVICE, _CAMBRICON, _SEEN),
    ResourceRow("hygon.com/dcu", "Hygon", Unit.DEVICE, _HAMI, _SEEN),
    ResourceRow("hygon.com/dcunum", "Hygon", Unit.SHARE, _HAMI, _SEEN),
    ResourceRow("hygon.com/dcumem", "Hygon", Unit.AMOUNT, _HAMI, _SEEN),
    ResourceRow("hygon.com/dcucores", "Hygon", Unit.AMOUNT, _HAMI, _SEEN),
    ResourceRow("iluvatar.com/gpu", "Iluvatar", Unit.DEVICE, _ILUVATAR, _SEEN),
    ResourceRow("iluvatar.ai/gpu", "Iluvatar", Unit.DEVICE, _HAMI, _SEEN),
    ResourceRow("iluvatar.ai/vgpu", "Iluvatar", Unit.SHARE, _HAMI, _SEEN),
    ResourceRow("iluvatar.ai/*-vgpu", "Iluvatar", Unit.SHARE, _HAMI, _SEEN),
    ResourceRow("iluvatar.ai/*.vcore", "Iluvatar", Unit.AMOUNT, _HAMI, _SEEN),
    ResourceRow("iluvatar.ai/*.vmem", "Iluvatar", Unit.AMOUNT, _HAMI, _SEEN),
    ResourceRow("iluvatar.ai/vcuda-*", "Iluvatar", Unit.AMOUNT, _HAMI, _SEEN),
    ResourceRow("mthreads.com/gpu", "Moore Threads", Unit.DEVICE, _HAMI, _SEEN),
    ResourceRow("mthreads.com/vgpu", "Moore Threads", Unit.SHARE, _HAMI, _SEEN),
    ResourceRow("mthreads.com/sgpu-core", "Moore Threads", Unit.AMOUNT, _HAMI, _SEEN),
    ResourceRow("mthreads.com/sgpu-memory", "Moore Threads", Unit.AMOUNT, _HAMI, _SEEN),
    ResourceRow("metax-tech.com/gpu", "MetaX", Unit.DEVICE, _HAMI, _SEEN),
    ResourceRow("metax-tech.com/sgpu", "MetaX", Unit.SHARE, _HAMI, _SEEN),
    ResourceRow("metax-tech.com/vcore", "MetaX", Unit.AMOUNT, _HAMI, _SEEN),
    ResourceRow("metax-tech.com/vmemory", "MetaX", Unit.AMOUNT, _HAMI, _SEEN),
    ResourceRow("enflame.com/gcu", "Enflame", Unit.DEVICE, _HAMI, _SEEN),
    ResourceRow("enflame.com/gcu-count", "Enflame", Unit.NONE, _HAMI, _SEEN),
    ResourceRow("enflame.com/dtu", "Enflame", Unit.DEVICE, "https://github.com/microsoft/pai", _SEEN),
    ResourceRow("enflame.com/drs-gcu", "Enflame", Unit.PARTITION, _HAMI, _SEEN),
    ResourceRow("enflame.com/shared-gcu", "Enflame", Unit.SHARE, _HAMI, _SEEN),
    ResourceRow("enflame.com/vgcu", "Enflame", Unit.SHARE, _HAMI, _SEEN),
    ResourceRow("enflame.com/vgcu-percentage", "Enflame", Unit.AMOUNT, _HAMI, _SEEN),
    ResourceRow("enflame.com/gcu-memory", "Enflame", Unit.AMOUNT, _HAMI, _SEEN),
    ResourceRow("enflame.com/gcu-core", "Enflame", Unit.AMOUNT, _HAMI, _SEEN),
    ResourceRow("kunlunxin.com/xpu", "Kunlunxin", Unit.DEVICE, _HAMI, _SEEN),
    ResourceRow("kunlunxin.com/vxpu", "Kunlunxin", Unit.SHARE, _HAMI, _SEEN),
    ResourceRow("kunlunxin.com/vxpu-memory", "Kunlunxin", Unit.AMOUNT, _HAMI, _SEEN),
    ResourceRow("birentech.com/[0-9]*-gpu", "Biren", Unit.PARTITION, _BIREN, _SEEN),
    ResourceRow("birentech.com/gpu", "Biren", Unit.DEVICE, _BIREN, _SEEN),
    ResourceRow("vastaitech.com/va", "Vastai", Unit.DEVICE, _HAMI, _SEEN),
    ResourceRow("qualcomm.com/qaic", "Qualcomm", Unit.DEVICE, "https://nrp.ai/documentation/userdocs/ai/qaic", _SEEN),
    ResourceRow("furiosa.ai/rngd", "FuriosaAI", Unit.DEVICE, _FURIOSA, _SEEN),
    ResourceRow("furiosa.ai/rngd-*core*", "FuriosaAI", Unit.PARTITION, _FURIOSA, _SEEN),
    ResourceRow(
        "furiosa.ai/warboy",
        "FuriosaAI",
        Unit.DEVICE,
        "https://github.com/furiosa-ai/furiosa-device-plugin",
        _SEEN,
    ),
    ResourceRow("rebellions.ai/npu", "Rebellions", Unit.DEVICE, _REBELLIONS, _SEEN),
    ResourceRow("rebellions.ai/atom*", "Rebellions", Unit.DEVICE, _REBELLIONS, _SEEN),
    ResourceRow("rebellions.ai/rebel*", "Rebellions", Unit.DEVICE, _REBELLIONS, _SEEN),
)
"""First match decides."""

_VIRTUAL_MACHINE = re.compile(r"nvidia\.com/[A-Z]{2}[0-9]{3}[A-Z]*_[A-Za-z0-9_]+")
"""Chip and model of a GPU, as NVIDIA's sandbox device plugin offers it to virtual machines.

Source: https://github.com/NVIDIA/kubevirt-gpu-device-plugin, seen 2026-11.
"""
_VIRTUAL_GPU = re.compile(r"nvidia\.com/[A-Za-z0-9_]+-\d{1,3}[ABCQ]")
_OTHER_HARDWARE = frozenset(
    {"hostdev", "rdma", "roce", "sriov", "ib", "infiniband", "mlnx", "mlnxnics", "nic", "nics", "vnic", "vnics", "net"}
    | {"network", "networks", "eth", "hca", "vf", "bf", "cx", "nvswitch", "nvswitches", "fpga", "xilinx", "qat", "vfio"}
)
"""Words in names of network cards and other devices, also of accelerator vendors."""
_ACCELERATOR_DOMAINS = frozenset(
    {"nvidia.com", "amd.com", "gpu.intel.com", "habana.ai", "cambricon.com", "hygon.com", "mthreads.com"}
    | {"metax-tech.com", "enflame.com", "iluvatar.ai", "iluvatar.com", "birentech.com", "kunlunxin.com"}
    | {"vastaitech.com", "furiosa.ai", "rebellions.ai", "tenstorrent.com", "graphcore.ai", "qualcomm.com"}
)
"""Domains of vendors whose other resources may be accelerators."""
_SHARE_WORDS = frozenset(
    {"vgpu", "sgpu", "qgpu", "mgpu", "cgpu", "egpu", "vnpu", "snpu", "vcuda", "vmlu", "smlu", "vgcu", "vxpu", "vdcu"}
)
_UNIT_WORDS = frozenset(
    {"mem", "memory", "vmem", "vmemory", "vram", "core", "cores", "vcore", "vcores", "percent", "percentage", "ratio"}
    | {"share", "shares", "shared", "sharing", "fraction", "fractions", "slice", "slices", "partition", "partitions"}
    | {"slot", "slots", "millicores", "tflops", "quota", "count", "num", "number", "replicas"}
)
_WORDS = re.compile(r"[a-z]+")


@lru_cache(maxsize=2048)
def accelerator_resource(key: str) -> AcceleratorResource | None:
    """Return the vendor and unit of an allocatable key; None if it does not count accelerators."""
    lower = key.lower()
    for row in ROWS:
        if fnmatchcase(lower, row.pattern):
            return None if row.unit is Unit.NONE else AcceleratorResource(row.vendor, row.unit)
    if _VIRTUAL_GPU.fullmatch(key):
        return AcceleratorResource("NVIDIA", Unit.VIRTUAL_GPU)
    if _VIRTUAL_MACHINE.fullmatch(key):
        return AcceleratorResource("NVIDIA", Unit.VIRTUAL_MACHINE)
    domain, slash, name = lower.partition("/")
    words = frozenset(_WORDS.findall(name))
    other = not _OTHER_HARDWARE.isdisjoint(words) and not names_accelerator(domain)
    if not slash or "monitoring" in words or other:
        return None
    if words & _SHARE_WORDS:
        return AcceleratorResource(domain, Unit.UNKNOWN)
    if any(map(is_accelerator_word, words)):
        return AcceleratorResource(domain, Unit.UNKNOWN if words & _UNIT_WORDS else Unit.DEVICE)
    return AcceleratorResource(domain, Unit.UNKNOWN) if domain in _ACCELERATOR_DOMAINS else None


def vendor_of_resource(key: str) -> str | None:
    """Return the vendor of an allocatable key that pods request to get accelerators, partitions or shares."""
    found = accelerator_resource(key)
    return found.vendor if found is not None and found.countable else None
