"""Resources about accelerator networks: attachments that pods can request, and operators of network cards."""

from auto_detect.objects import networking
from auto_detect.objects.core import CustomResource
from auto_detect.resources.resource import Resource

_LABEL = "Networks"

NETWORK_ATTACHMENTS = Resource(
    "k8s.cni.cncf.io",
    "network-attachment-definitions",
    "NetworkAttachmentDefinition",
    networking.NetworkAttachment,
    limit=100,
    label=_LABEL,
)
NIC_POLICIES = Resource(
    "mellanox.com", "nicclusterpolicies", "NicClusterPolicy", CustomResource, ("v1alpha1",), limit=20, label=_LABEL
)
SRIOV_NODE_STATES = Resource(
    "sriovnetwork.openshift.io",
    "sriovnetworknodestates",
    "SriovNetworkNodeState",
    networking.SriovNodeState,
    limit=50,
    label=_LABEL,
)

GKE_NETWORKS = Resource("networking.gke.io", "networks", "Network", networking.GkeNetwork, limit=50, label=_LABEL)
GKE_PARAMETER_SETS = Resource(
    "networking.gke.io",
    "gkenetworkparamsets",
    "GKENetworkParamSet",
    networking.GkeParameterSet,
    limit=50,
    label=_LABEL,
)

LISTED = (NETWORK_ATTACHMENTS, NIC_POLICIES, SRIOV_NODE_STATES, GKE_NETWORKS, GKE_PARAMETER_SETS)
