"""Names of network resources, plugins and labels, as data."""

import re

FAST_KEY = re.compile(
    r"(?!.*\.ip$)(?:rdma/.+|vpc\.amazonaws\.com/efa|nvidia\.com/hostdev.*|networking\.gke\.io\.networks/gpu-nic.*"
    r"|[^/]+/(?:.*[._-])?(?:rdma|roce|infiniband)(?![a-z]).*|[^/]+/.*sriov.*)"
)
"""Allocatable keys that count interfaces for RDMA, EFA or SR-IOV, in lower case; not those that count addresses."""

FAST_PLUGINS = frozenset({"sriov", "ib-sriov", "ib-sriov-cni", "host-device", "ipoib", "accelerated-bridge", "ovs"})
"""CNI plugins that hand a card, or a part of one, to a pod."""

CARD_LABELS = (
    "feature.node.kubernetes.io/pci-15b3.present",
    "feature.node.kubernetes.io/rdma.capable",
    "feature.node.kubernetes.io/rdma.available",
    "feature.node.kubernetes.io/network-sriov.capable",
)
"""Labels of nodes with cards that could do it, whether or not anything offers them."""

CLIQUE = "nvidia.com/gpu.clique"
"""Label of nodes whose GPUs share an NVLink domain."""
DOMAIN_DRIVER = "compute-domain.nvidia.com"
