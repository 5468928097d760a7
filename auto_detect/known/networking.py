"""Names of network resources, DRA drivers, CNI plugins and labels."""

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache


@dataclass(frozen=True)
class InterfaceResource:
    """Allocatable keys that count network interfaces or addresses."""

    pattern: str
    """In lower case; `*` stands for any text."""
    kind: str
    """What makes them fast; empty for ordinary interfaces, addresses and tap devices."""
    source: str
    """Page that documents it."""
    seen: str


_SEEN = "2026-11"
_SRIOV = "https://github.com/k8snetworkplumbingwg/sriov-network-operator"
_GKE = "https://cloud.google.com/kubernetes-engine/docs/how-to/gpu-bandwidth-gpudirect-tcpx"
_AMD = "https://github.com/ROCm/k8s-network-device-plugin"
_KUBEVIRT = "https://kubevirt.io/user-guide/network/interfaces_and_networks"

GKE_NETWORK = "networking.gke.io.networks/"
"""Prefix of the resources that count the interfaces of a network of GKE."""
INTERFACE_RESOURCES: tuple[InterfaceResource, ...] = (
    InterfaceResource("*.ip", "", _GKE, _SEEN),
    InterfaceResource("networking.gke.io.networks/default", "", _GKE, _SEEN),
    InterfaceResource("networking.gke.io.networks/gpu-nic*", "GPUDirect", _GKE, _SEEN),
    InterfaceResource("*.network.kubevirt.io/*", "", _KUBEVIRT, _SEEN),
    InterfaceResource("devices.kubevirt.io/*", "", _KUBEVIRT, _SEEN),
    InterfaceResource(
        "smarter-devices/net_tun", "", "https://github.com/smarter-project/smarter-device-manager", _SEEN
    ),
    InterfaceResource("vpc.amazonaws.com/efa", "EFA", "https://github.com/aws/eks-charts", _SEEN),
    InterfaceResource("vpc.amazonaws.com/*", "", "https://github.com/aws/amazon-vpc-cni-k8s", _SEEN),
    InterfaceResource("aliyun/erdma", "eRDMA", "https://github.com/AliyunContainerService/terway", _SEEN),
    InterfaceResource("aliyun/*eni", "", "https://github.com/AliyunContainerService/terway", _SEEN),
    InterfaceResource("tke.cloud.tencent.com/*eni*", "", "https://cloud.tencent.com/document/product/457/41897", _SEEN),
    InterfaceResource("vke.volcengine.com/eni*", "", "https://github.com/volcengine/cello", _SEEN),
    InterfaceResource("vke.volcengine.com/rdma", "RDMA", "https://github.com/vllm-project/aibrix", _SEEN),
    InterfaceResource("koordinator.sh/rdma", "RDMA", "https://koordinator.sh/docs", _SEEN),
    InterfaceResource("rdma/*", "RDMA", "https://github.com/Mellanox/k8s-rdma-shared-dev-plugin", _SEEN),
    InterfaceResource("nvidia.com/hostdev*", "RDMA", "https://github.com/Mellanox/network-operator", _SEEN),
    InterfaceResource("openshift.io/*", "SR-IOV", _SRIOV, _SEEN),
    InterfaceResource("amd.com/nic", "RDMA", _AMD, _SEEN),
    InterfaceResource("amd.com/vnic", "RDMA", _AMD, _SEEN),
    InterfaceResource(
        "beta.hpe.com/cxi", "HPE Slingshot", "https://github.com/HewlettPackard/cxi-k8s-device-plugin", _SEEN
    ),
)
"""First match decides."""
_FAST_WORDS = re.compile(r"(?<![a-z])(?:e?rdma|roce|infiniband)(?![a-z])|sriov")
_INTERFACE_WORDS = re.compile(
    r"(?<![a-z])(?:v?nics?|net|netdevs?|networks?|vfs?|hcas?|ib|hfi|eni|eth|mlnx|mlx|cx)(?![a-z])"
)
_PARSED = re.compile(r"[^/]+/.+")

VF_PLUGINS = frozenset({"sriov", "ib-sriov", "ib-sriov-cni", "accelerated-bridge"})
"""CNI plugins that attach an SR-IOV virtual function to a pod."""
FAST_PLUGINS = VF_PLUGINS | {"ipoib"}
"""CNI plugins that attach a fast interface to a pod."""
HARDWARE_DEVICES = frozenset({"pci", "vdpa"})
"""Kinds of devices in a network status that are hardware; `vhost-user` and `memif` are software."""

NETWORK_DRIVERS = frozenset({"dra.net"})
"""DRA drivers that publish every interface of a node, also virtual ones.

Source: https://github.com/kubernetes-sigs/dranet, seen 2026-11.
"""
SRIOV_DRIVERS = frozenset({"sriovnetwork.k8snetworkplumbingwg.io", "sriov.cilium.k8s.io"})
"""DRA drivers that publish SR-IOV virtual functions only.

Sources: https://github.com/k8snetworkplumbingwg/dra-driver-sriov, and a proposal of Cilium; seen 2026-11.
"""

CARD_LABELS = (
    "feature.node.kubernetes.io/pci-15b3.present",
    "feature.node.kubernetes.io/rdma.capable",
    "feature.node.kubernetes.io/rdma.available",
    "feature.node.kubernetes.io/network-sriov.capable",
)
"""Labels of nodes with fast network cards, whether or not a device plugin offers them."""

CLIQUE = "nvidia.com/gpu.clique"
"""Label with the NVLink domain and clique of a node's GPUs."""
DOMAIN_DRIVER = "compute-domain.nvidia.com"


@lru_cache(maxsize=2048)
def fast_kind(key: str) -> str | None:
    """Return what makes the interfaces fast that an allocatable key counts.

    The result is empty for ordinary interfaces and addresses, and None for keys that are not known.
    """
    lower = key.lower()
    if not _PARSED.fullmatch(lower):
        return None
    for row in INTERFACE_RESOURCES:
        if fnmatchcase(lower, row.pattern):
            return row.kind
    found = _FAST_WORDS.search(lower.partition("/")[2])
    return None if found is None else "SR-IOV" if found[0] == "sriov" else "RDMA"


def may_be_interface(text: str) -> bool:
    """Return whether a resource or driver that is not known has the name of a network interface."""
    domain, slash, name = text.lower().partition("/")
    if slash:
        return domain.startswith("network") or _INTERFACE_WORDS.search(name) is not None
    return _INTERFACE_WORDS.search(domain.rpartition(".")[0]) is not None
