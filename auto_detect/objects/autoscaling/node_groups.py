"""Fields of node autoscaling: Karpenter, Cluster Autoscaler and Cluster API."""

import re

import msgspec

from auto_detect.known.managed_platforms import is_accelerator_machine
from auto_detect.objects.autoscaling.status_report import group_name, parse_report
from auto_detect.objects.core import ConditionsStatus, Meta, Object, Taint
from auto_detect.objects.timestamps import parse_timestamp
from auto_detect.text_kinds import Name, Phrase, Quantity, Word

_UPDATED = "cluster-autoscaler.kubernetes.io/last-updated"
_HARDWARE = ("instance", "gpu", "accelerator", "sku", "neuron", "tpu", "machine")
_MOST_VALUES = 20


class NodeClassRef(Object, frozen=True):
    """karpenter.sh NodeClassReference, reduced; the group identifies the provider."""

    group: Word = ""
    kind: Word = ""


class Requirement(Object, frozen=True):
    """karpenter.sh NodeSelectorRequirement; only values about hardware are kept."""

    key: Word = ""
    operator: Word = ""
    values: list[Word] = []

    def __post_init__(self) -> None:
        """Drop the values of labels that are not about hardware."""
        hardware = any(part in self.key for part in _HARDWARE)
        msgspec.structs.force_setattr(self, "values", self.values[:_MOST_VALUES] if hardware else [])


class NodeClaimSpec(Object, frozen=True):
    """karpenter.sh NodeClaimSpec, reduced."""

    node_class_ref: NodeClassRef = NodeClassRef()
    requirements: list[Requirement] = []
    taints: list[Taint] = []


class NodeClaimTemplate(Object, frozen=True):
    """karpenter.sh NodeClaimTemplate, reduced."""

    spec: NodeClaimSpec = NodeClaimSpec()


class NodePoolSpec(Object, frozen=True):
    """karpenter.sh NodePoolSpec, reduced."""

    template: NodeClaimTemplate = NodeClaimTemplate()
    replicas: int | None = None
    """Set for a static pool, which keeps that many nodes."""
    limits: dict[Word, Quantity] = {}


class NodePoolStatus(ConditionsStatus, frozen=True):
    """karpenter.sh NodePoolStatus, reduced."""

    resources: dict[Word, Quantity] = {}


class NodePool(Object, frozen=True):
    """karpenter.sh NodePool."""

    metadata: Meta = Meta()
    spec: NodePoolSpec = NodePoolSpec()
    status: NodePoolStatus = NodePoolStatus()


class NodeClaimStatus(ConditionsStatus, frozen=True):
    """karpenter.sh NodeClaimStatus: of its capacity extended resources only."""

    capacity: dict[Word, Quantity] = {}

    def __post_init__(self) -> None:
        """Drop native resources such as cpu and memory."""
        msgspec.structs.force_setattr(self, "capacity", {k: v for k, v in self.capacity.items() if "/" in k})


class NodeClaim(Object, frozen=True):
    """karpenter.sh NodeClaim."""

    metadata: Meta = Meta()
    spec: NodeClaimSpec = NodeClaimSpec()
    status: NodeClaimStatus = NodeClaimStatus()


class NodeGroup(Object, frozen=True):
    """Node group in Cluster Autoscaler's status report."""

    name: Name = ""
    health: Word = ""
    scale_up: Word = ""
    ready: int = 0
    target: int = 0
    min_size: int = 0
    max_size: int = 0


class AutoscalerReport(Object, frozen=True):
    """Facts of the ConfigMap `cluster-autoscaler-status`; its text is never kept."""

    metadata: Meta = Meta()
    data: dict[Word, Phrase] = {}
    updated: Word = ""
    """Time of the last update, in RFC 3339."""
    state: Word = ""
    health: Word = ""
    groups: list[NodeGroup] = []

    def __post_init__(self) -> None:
        """Parse the text and its time, then drop both."""
        written = parse_timestamp(self.metadata.annotations.get(_UPDATED))
        if written is not None:
            msgspec.structs.force_setattr(self, "updated", written.strftime("%Y-%m-%dT%H:%M:%SZ"))
            msgspec.structs.force_setattr(self.metadata, "annotations", {})
        if self.data:
            report = parse_report(self.data.get("status", ""))
            msgspec.structs.force_setattr(self, "state", report.state)
            msgspec.structs.force_setattr(self, "health", report.health)
            msgspec.structs.force_setattr(self, "groups", [NodeGroup(**vars(group)) for group in report.groups])
            msgspec.structs.force_setattr(self, "data", {})


class ScaleUpEvent(Object, frozen=True):
    """core/v1 Event about added nodes; the message is reduced to the group's name and sizes."""

    reason: Word = ""
    message: Phrase = ""
    last_timestamp: Word | None = None
    event_time: Word | None = None

    def __post_init__(self) -> None:
        """Keep `GROUP 1->2 (max: 3)` of the message, with the group's name without a project."""
        found = _GROWN.search(self.message)
        kept = f"{group_name(found[1]) or 'group'} {found[2]}->{found[3]} (max: {found[4]})" if found else ""
        msgspec.structs.force_setattr(self, "message", kept)

    @property
    def adds_accelerators(self) -> bool:
        """Whether the group's name shows that its nodes have accelerators."""
        return is_accelerator_machine(self.message)


_GROWN = re.compile(r"([^\s{\[]+) (\d{1,9})->(\d{1,9}) \(max: (\d{1,9})\)")


class MachineDeployment(Object, frozen=True):
    """cluster.x-k8s.io MachineDeployment; annotations hold its bounds for an autoscaler."""

    metadata: Meta = Meta()


class Accelerator(Object, frozen=True):
    """Accelerators of one priority of a ComputeClass."""

    type: Word = ""
    count: int = 0


class ComputeClassPriority(Object, frozen=True):
    """Entry of a ComputeClass' `priorities`, reduced."""

    gpu: Accelerator | None = None
    tpu: Accelerator | None = None
    machine_type: Word = ""
    machine_family: Word = ""


class AutoCreation(Object, frozen=True):
    """Setting of a ComputeClass: whether GKE creates node pools for it."""

    enabled: bool = False


class ComputeClassSpec(Object, frozen=True):
    """ComputeClassSpec, reduced."""

    node_pool_auto_creation: AutoCreation = AutoCreation()
    priorities: list[ComputeClassPriority] = []


class ComputeClass(Object, frozen=True):
    """cloud.google.com ComputeClass: machines that GKE adds for pods that select it."""

    metadata: Meta = Meta()
    spec: ComputeClassSpec = ComputeClassSpec()
    status: ConditionsStatus = ConditionsStatus()
