"""What is read about networks of accelerators: attachments that pods can ask for, and who manages the cards."""

from auto_detect import objects_networks as networks
from auto_detect.area import Area
from auto_detect.objects import CustomResource

_LABEL = "Networks"

NETWORK_ATTACHMENTS = Area(
    "k8s.cni.cncf.io",
    "network-attachment-definitions",
    "NetworkAttachmentDefinition",
    networks.NetworkAttachment,
    limit=100,
    label=_LABEL,
)
NIC_POLICIES = Area(
    "mellanox.com", "nicclusterpolicies", "NicClusterPolicy", CustomResource, ("v1alpha1",), limit=20, label=_LABEL
)
SRIOV_NODE_STATES = Area(
    "sriovnetwork.openshift.io",
    "sriovnetworknodestates",
    "SriovNetworkNodeState",
    networks.SriovNodeState,
    limit=50,
    label=_LABEL,
)

LISTED = (NETWORK_ATTACHMENTS, NIC_POLICIES, SRIOV_NODE_STATES)
