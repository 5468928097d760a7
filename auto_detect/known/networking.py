"""Names of network resources, CNI plugins and labels."""

import re

FAST_KEY = re.compile(
    r"(?!.*\.ip$)(?:rdma/.+|vpc\.amazonaws\.com/efa|nvidia\.com/hostdev.*|networking\.gke\.io\.networks/gpu-nic.*"
    r"|[^/]+/(?:.*[._-])?(?:rdma|roce|infiniband)(?![a-z]).*|[^/]+/.*sriov.*)"
)
"""Allocatable keys that count RDMA, EFA or SR-IOV interfaces, in lower case; not keys that count IP addresses."""

FAST_PLUGINS = frozenset({"sriov", "ib-sriov", "ib-sriov-cni", "host-device", "ipoib", "accelerated-bridge", "ovs"})
"""CNI plugins that attach a network card, or a virtual function, to a pod."""

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
