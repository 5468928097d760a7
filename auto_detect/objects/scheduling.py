"""Fields of queues and pod groups: Kueue, Volcano, KAI, coscheduling and kube-scheduler."""

import msgspec

from auto_detect.objects.core import Condition, ConditionsStatus, Meta, Object
from auto_detect.text_kinds import Name, Quantity, Word


class FlavorQuota(Object, frozen=True):
    """Kueue ResourceQuota, reduced."""

    name: Word = ""
    nominal_quota: Quantity = ""


class FlavorQuotas(Object, frozen=True):
    """Kueue FlavorQuotas, reduced."""

    resources: list[FlavorQuota] = []


class ResourceGroup(Object, frozen=True):
    """Kueue ResourceGroup, reduced."""

    covered_resources: list[Word] = []
    flavors: list[FlavorQuotas] = []


class ClusterQueueSpec(Object, frozen=True):
    """Kueue ClusterQueueSpec, reduced."""

    resource_groups: list[ResourceGroup] = []
    cohort: Name = ""
    """Of v1beta1; `cohort_name` later. A queue borrows quota from its cohort."""
    cohort_name: Name = ""


class ClusterQueue(Object, frozen=True):
    """kueue.x-k8s.io ClusterQueue."""

    metadata: Meta = Meta()
    spec: ClusterQueueSpec = ClusterQueueSpec()
    status: ConditionsStatus = ConditionsStatus()


class LocalQueueSpec(Object, frozen=True):
    """Kueue LocalQueueSpec."""

    cluster_queue: Name = ""


class LocalQueue(Object, frozen=True):
    """kueue.x-k8s.io LocalQueue."""

    metadata: Meta = Meta()
    spec: LocalQueueSpec = LocalQueueSpec()
    status: ConditionsStatus = ConditionsStatus()


class QueueLimit(Object, frozen=True):
    """scheduling.run.ai QueueResource, reduced; -1 is no limit."""

    limit: Quantity | None = None


class QueueResources(Object, frozen=True):
    """scheduling.run.ai QueueResources, reduced."""

    gpu: QueueLimit = QueueLimit()


class QueueSpec(Object, frozen=True):
    """QueueSpec of Volcano (`capability`) or KAI (`resources`), reduced."""

    capability: dict[Word, Quantity] = {}
    resources: QueueResources = QueueResources()

    def __post_init__(self) -> None:
        """Drop cpu, memory and the like."""
        msgspec.structs.force_setattr(self, "capability", {k: v for k, v in self.capability.items() if "/" in k})


class Queue(Object, frozen=True):
    """Queue of scheduling.volcano.sh or scheduling.run.ai."""

    metadata: Meta = Meta()
    spec: QueueSpec = QueueSpec()
    status: ConditionsStatus = ConditionsStatus()


class PodSet(Object, frozen=True):
    """Kueue PodSet, reduced."""

    count: int = 0


class KueueWorkloadSpec(Object, frozen=True):
    """Kueue WorkloadSpec, reduced."""

    pod_sets: list[PodSet] = []


class KueueWorkload(Object, frozen=True):
    """kueue.x-k8s.io Workload."""

    metadata: Meta = Meta()
    spec: KueueWorkloadSpec = KueueWorkloadSpec()
    status: ConditionsStatus = ConditionsStatus()


class PodGroupSpec(Object, frozen=True):
    """PodGroupSpec of Volcano, KAI and coscheduling, reduced."""

    min_member: int = 0


class PodGroupStatus(ConditionsStatus, frozen=True):
    """PodGroupStatus; KAI reports why a group does not fit in conditions of their own."""

    scheduling_conditions: list[Condition] = []


class PodGroup(Object, frozen=True):
    """PodGroup of scheduling.volcano.sh, scheduling.run.ai or scheduling.x-k8s.io."""

    metadata: Meta = Meta()
    spec: PodGroupSpec = PodGroupSpec()
    status: PodGroupStatus = PodGroupStatus()


class GangMember(Object, frozen=True):
    """scheduler.grove.io PodGroup inside a PodGang, reduced."""

    min_replicas: int = 0


class PodGangSpec(Object, frozen=True):
    """scheduler.grove.io PodGangSpec, reduced."""

    podgroups: list[GangMember] = []


class PodGang(Object, frozen=True):
    """scheduler.grove.io PodGang, scheduled by a gang scheduler."""

    metadata: Meta = Meta()
    spec: PodGangSpec = PodGangSpec()
    status: ConditionsStatus = ConditionsStatus()


class GangPolicy(Object, frozen=True):
    """scheduling.k8s.io GangSchedulingPolicy."""

    min_count: int = 0


class SchedulingPolicy(Object, frozen=True):
    """scheduling.k8s.io PodGroup scheduling policy; without `gang`, pods are scheduled individually."""

    gang: GangPolicy | None = None


class PodGroupTemplate(Object, frozen=True):
    """Pod group template of a native Workload: `policy` in v1alpha1, `schedulingPolicy` later."""

    policy: SchedulingPolicy = SchedulingPolicy()
    scheduling_policy: SchedulingPolicy = SchedulingPolicy()


class NativeWorkloadSpec(Object, frozen=True):
    """scheduling.k8s.io WorkloadSpec: `podGroups` in v1alpha1, `podGroupTemplates` later."""

    pod_groups: list[PodGroupTemplate] = []
    pod_group_templates: list[PodGroupTemplate] = []


class NativeWorkload(Object, frozen=True):
    """scheduling.k8s.io Workload."""

    metadata: Meta = Meta()
    spec: NativeWorkloadSpec = NativeWorkloadSpec()


class NativePodGroup(Object, frozen=True):
    """scheduling.k8s.io PodGroup, scheduled as a whole by kube-scheduler."""

    metadata: Meta = Meta()
    spec: PodGroupTemplate = PodGroupTemplate()
    status: ConditionsStatus = ConditionsStatus()
