"""Managed platforms, as data: how their nodes name pools, and which machine types have accelerators.

Sources are each platform's documentation or code. Cluster API sets its labels on Machines; only some providers copy
them to nodes.
"""

import re
from dataclasses import dataclass

from auto_detect.known.accelerator_names import names_accelerator


@dataclass(frozen=True)
class PlatformLabel:
    """A node label of a platform: the name or ID of a pool, or a sign of accelerators."""

    key: str
    what: str
    """Noun phrase for the pools of the platform, or its name."""
    source: str
    seen: str


@dataclass(frozen=True)
class MachineTypes:
    """Machine types with accelerators of one provider, as a pattern in lower case with hyphens between words."""

    provider: str
    pattern: str
    source: str
    seen: str


_SEEN = "2026-11"
_CLUSTER_API = "https://cluster-api.sigs.k8s.io/reference/api/labels-and-annotations"
POOL_LABELS = (
    PlatformLabel(
        "eks.amazonaws.com/nodegroup",
        "EKS node groups",
        "https://docs.aws.amazon.com/eks/latest/userguide/managed-node-groups.html",
        _SEEN,
    ),
    PlatformLabel(
        "cloud.google.com/gke-nodepool",
        "GKE node pools",
        "https://cloud.google.com/kubernetes-engine/docs/concepts/node-pools",
        _SEEN,
    ),
    PlatformLabel(
        "kubernetes.azure.com/agentpool",
        "AKS agent pools",
        "https://learn.microsoft.com/en-us/azure/aks/use-labels",
        _SEEN,
    ),
    PlatformLabel(
        "alibabacloud.com/nodepool-id",
        "ACK node pools",
        "https://www.alibabacloud.com/help/en/ack",
        _SEEN,
    ),
    PlatformLabel(
        "tke.cloud.tencent.com/nodepool-id",
        "TKE node pools",
        "https://www.tencentcloud.com/document/product/457",
        _SEEN,
    ),
    PlatformLabel(
        "cce.cloud.com/cce-nodepool",
        "CCE node pools",
        "https://support.huaweicloud.com/intl/en-us/usermanual-cce/cce_10_0004.html",
        _SEEN,
    ),
    PlatformLabel(
        "oke.oraclecloud.com/pool.name",
        "OKE node pools",
        "https://github.com/oracle-terraform-modules/terraform-oci-oke",
        _SEEN,
    ),
    PlatformLabel(
        "ibm-cloud.kubernetes.io/worker-pool-name",
        "IBM Cloud worker pools",
        "https://cloud.ibm.com/docs/containers",
        _SEEN,
    ),
    PlatformLabel(
        "doks.digitalocean.com/node-pool",
        "DigitalOcean node pools",
        "https://docs.digitalocean.com/products/kubernetes/details/managed",
        _SEEN,
    ),
    PlatformLabel(
        "compute.coreweave.com/node-pool",
        "CoreWeave node pools",
        "https://docs.coreweave.com/docs/products/cks/nodes/nodes-and-node-pools",
        _SEEN,
    ),
    PlatformLabel(
        "hypershift.openshift.io/nodePool",
        "OpenShift node pools",
        "https://github.com/openshift/hypershift",
        _SEEN,
    ),
    PlatformLabel("worker.gardener.cloud/pool", "Gardener worker pools", "https://github.com/gardener/gardener", _SEEN),
    PlatformLabel(
        "kops.k8s.io/instancegroup", "kOps instance groups", "https://kops.sigs.k8s.io/instance_groups", _SEEN
    ),
    PlatformLabel("k8s.scaleway.com/pool-name", "Scaleway pools", "https://www.scaleway.com/en/docs/kubernetes", _SEEN),
    PlatformLabel("vke.vultr.com/node-pool", "Vultr node pools", "https://docs.vultr.com", _SEEN),
    PlatformLabel("node.exoscale.net/nodepool-id", "Exoscale node pools", "https://github.com/exoscale", _SEEN),
    PlatformLabel("kubernetes.civo.com/civo-node-pool", "Civo node pools", "https://github.com/civo/node-agent", _SEEN),
    PlatformLabel(
        "cluster.autoscaler.nodegroup/name",
        "node groups",
        "https://github.com/Fred78290/kubernetes-cloud-autoscaler",
        _SEEN,
    ),
    PlatformLabel("cluster.x-k8s.io/deployment-name", "Cluster API machine deployments", _CLUSTER_API, _SEEN),
    PlatformLabel("cluster.x-k8s.io/set-name", "Cluster API machine sets", _CLUSTER_API, _SEEN),
    PlatformLabel(
        "rke.cattle.io/rke-machine-pool-name",
        "Rancher machine pools",
        "https://github.com/rancher/rancher/blob/main/pkg/capr/common.go",
        _SEEN,
    ),
)
"""The first label of a node decides; those of Cozystack are those of Cluster API."""
NODE_POOL_LABELS = {row.key: row.what for row in POOL_LABELS}
SCALED_FROM_INSIDE = frozenset({"eks.amazonaws.com/nodegroup"})
"""Labels of pools that only autoscalers in the cluster grow: the provider runs no Cluster Autoscaler.

Source: https://docs.aws.amazon.com/eks/latest/userguide/autoscaling.html, seen 2026-11.
"""

PROVIDERS = {
    "aws": "AWS",
    "azure": "Azure",
    "gce": "Google Cloud",
    "oci": "Oracle Cloud",
    "ibm": "IBM Cloud",
    "digitalocean": "DigitalOcean",
    "linode": "Akamai",
    "vultr": "Vultr",
    "scaleway": "Scaleway",
    "openstack": "OpenStack",
    "vsphere": "vSphere",
    "alicloud": "Alibaba Cloud",
    "qcloud": "Tencent Cloud",
    "huaweicloud": "Huawei Cloud",
    "kubevirt": "KubeVirt",
    "harvester": "Harvester",
    "coreweave": "CoreWeave",
}
"""Schemes of `providerID` whose owners can add machines from outside the cluster."""

HARDWARE_LABELS = (
    PlatformLabel(
        "kubernetes.azure.com/accelerator", "AKS", "https://learn.microsoft.com/en-us/azure/aks/use-labels", _SEEN
    ),
    PlatformLabel("k8s.amazonaws.com/accelerator", "EKS", "https://github.com/kubernetes/autoscaler", _SEEN),
    PlatformLabel("karpenter.k8s.aws/instance-gpu-name", "EKS", "https://karpenter.sh/docs/concepts/scheduling", _SEEN),
    PlatformLabel("eks.amazonaws.com/instance-gpu-name", "EKS", "https://docs.aws.amazon.com/eks", _SEEN),
    PlatformLabel("aliyun.accelerator/nvidia_name", "ACK", "https://www.alibabacloud.com/help/en/ack", _SEEN),
    PlatformLabel("doks.digitalocean.com/gpu-brand", "DigitalOcean", "https://docs.digitalocean.com", _SEEN),
    PlatformLabel("gpu.nvidia.com/class", "CoreWeave", "https://docs.coreweave.com", _SEEN),
    PlatformLabel("ibm-cloud.kubernetes.io/gpu-enabled", "IBM Cloud", "https://github.com/IBM/charts", _SEEN),
)
"""Labels by which platforms mark nodes with accelerators, whether or not a device plugin offers them."""
DEVICE_COUNT_LABELS = ("aliyun.accelerator/nvidia_count", "gpu.nvidia.com/count", "karpenter.azure.com/sku-gpu-count")
"""Labels of ACK, CoreWeave and AKS with the number of GPUs of a node."""

MACHINE_TYPES = (
    MachineTypes(
        "AWS",
        r"p[2-9][a-z]{0,2}|g[3-9][a-z]{0,2}|gr\d[a-z]?|trn\d[a-z]?|inf\d|dl\d[a-z]?",
        "https://aws.amazon.com/ec2/instance-types/accelerated-computing",
        _SEEN,
    ),
    MachineTypes(
        "Azure",
        r"n[cdvg]\d{1,3}[a-z]*",
        "https://learn.microsoft.com/en-us/azure/virtual-machines/sizes/overview",
        _SEEN,
    ),
    MachineTypes(
        "Google Cloud",
        r"a[2-9]x?-(?:high|mega|ultra|max)gpu-\d+g|g[2-9]-standard-\d+|ct\d[a-z]{0,3}|tpu\d[a-z]?",
        "https://cloud.google.com/compute/docs/gpus",
        _SEEN,
    ),
    MachineTypes("IBM Cloud", r"gx\d[a-z]?|gp2?-\d+x\d+x\d+[a-z]\d+", "https://cloud.ibm.com/docs/vpc", _SEEN),
    MachineTypes("CoreWeave", r"gd-\d+x[a-z0-9]+", "https://docs.coreweave.com/docs/platform/instances", _SEEN),
    MachineTypes(
        "Alibaba Cloud",
        r"(?:ebm|scc|s|v)?gn\d[a-z0-9]*",
        "https://www.alibabacloud.com/help/en/ecs/user-guide/overview-of-instance-families",
        _SEEN,
    ),
    MachineTypes(
        "Tencent Cloud",
        r"gn[iv]?\d[a-z0-9]*|(?:hcc)?pnv\d[a-z]*|hccg\d[a-z0-9]*|gt\d|gi\d[a-z]?",
        "https://www.tencentcloud.com/document/product/560",
        _SEEN,
    ),
    MachineTypes(
        "Huawei Cloud",
        r"p[1-9][a-z]{0,2}|pi\d[a-z]?|k?ai\d[a-z]?|kat\d[a-z]?",
        "https://support.huaweicloud.com/intl/en-us/productdesc-ecs/en-us_topic_0097289624.html",
        _SEEN,
    ),
    MachineTypes(
        "Volcengine",
        r"(?:ebm)?(?:hpc)?(?:pn|gn|in)i\d[a-z0-9]*",
        "https://www.volcengine.com/docs/6396/70840",
        _SEEN,
    ),
    MachineTypes("Vultr", r"vcg-[a-z0-9]+", "https://docs.vultr.com", _SEEN),
)
"""Types whose name contains a word such as GPU or a model are recognized without a row (OCI, DigitalOcean, Nebius)."""
MODELS = (
    r"(?:\d{1,2}x)?(?:[ahv]100|h20|[ah]800|h200|gh200|g?b[23]00|a10g?|a16|a[34]0|l40?s?|l20|t4|v620"
    r"|rtx[a-z0-9]*|mi\d{3}[a-z]?|gaudi\d?)(?:ib|sxm\d?|nvl|pcie)?"
)
"""Models of accelerators in names of machine types, with their number before or their connection after."""
NOT_ACCELERATED = (
    re.compile(r"(?<![a-z0-9])ecs-[cghrtuse]\d[a-z]*(?![a-z0-9])"),
    re.compile(r"(?<![a-z0-9])g[4-9]-(?:nanode|dedicated|highmem|premium)"),
    re.compile(r"(?<![a-z0-9])g6-standard"),
    re.compile(r"standard-[a-mo-z][a-z]?\d+[a-z]*"),
    re.compile(r"(?<![a-z0-9])p2p(?![a-z0-9])"),
)
"""Names that only resemble others: `ecs.g6` of Alibaba Cloud, `g6-standard` of Akamai, `Standard_A2`, peer-to-peer."""

_TYPES = re.compile(
    rf"(?<![a-z0-9])(?:{'|'.join(row.pattern for row in MACHINE_TYPES)}|{MODELS}|gpu[a-z0-9]*)(?![a-z0-9])"
)
"""Types and models as whole words; `gpu…` where no hyphen is allowed."""


def is_accelerator_machine(name: str) -> bool:
    """Return whether the name of a node group or machine type means accelerators: `gpu-pool`, `p5.48xlarge`."""
    words = re.sub(r"[._ /]", "-", name.lower())
    for pattern in NOT_ACCELERATED:
        words = pattern.sub("", words)
    return names_accelerator(words) or _TYPES.search(words) is not None
