"""Fields of apps/v1 workloads and of their pod templates."""

import re

import msgspec

from auto_detect.objects.core import Condition, ConditionsStatus, Meta, Object
from auto_detect.text_kinds import Name, Phrase, Quantity, Word

_DIGEST = re.compile(r"@sha[0-9]+:[0-9a-f]*$")
_PROJECTS = ("gcr.io", ".gcr.io", "pkg.dev", ".pkg.dev")
"""Registries whose paths start with a project of an account."""


def without_registry(image: str) -> str:
    """Return the last two path segments of an image with its tag, without registry, mirror, project and team."""
    if "//" in image:
        return ""
    *path, last = _DIGEST.sub("", image).split("/")
    while path and _host(path[0]):
        registry = path.pop(0)
        if path and registry.endswith(_PROJECTS):
            path.pop(0)
    return "/".join([*path[-1:], last])


def _host(text: str) -> bool:
    return "." in text or ":" in text or text == "localhost"


_FLAGS = re.compile(
    r"--kv-transfer-config|kv_producer|kv_consumer|--is-prefill-worker|--is-decode-worker"
    r"|--disaggregation-mode[= ](?:prefill|decode)"
    r"|--device-list-strategy[= ][a-z,-]{1,60}|-?-shared-dev-num[= ]\d{1,4}"
)
"""Flags that show a model server's role in disaggregated serving, or how a device plugin allocates devices."""


class ContainerClaim(Object, frozen=True):
    """core/v1 ResourceClaim of a container, reduced."""

    name: Name = ""


class Resources(Object, frozen=True):
    """core/v1 ResourceRequirements: extended resources (keys with a `/`) and claims only."""

    limits: dict[Word, Quantity] = {}
    claims: list[ContainerClaim] = []

    def __post_init__(self) -> None:
        """Drop cpu, memory and the like."""
        msgspec.structs.force_setattr(self, "limits", {key: value for key, value in self.limits.items() if "/" in key})


class PodClaim(Object, frozen=True):
    """core/v1 PodResourceClaim, reduced."""

    name: Name = ""


class Container(Object, frozen=True):
    """core/v1 Container: the end of its image reference, and the flags above from its command line."""

    image: Word = ""
    resources: Resources = Resources()
    command: list[Phrase] = []
    args: list[Phrase] = []

    def __post_init__(self) -> None:
        """Drop the registry, mirror and project, and the command line except known flags."""
        if "/" in self.image or "@" in self.image:
            msgspec.structs.force_setattr(self, "image", without_registry(self.image))
        if self.command or self.args:
            flags = _FLAGS.findall(" ".join((*self.command, *self.args)))
            msgspec.structs.force_setattr(self, "command", [])
            msgspec.structs.force_setattr(self, "args", sorted({flag.replace("=", " ") for flag in flags}))


class PodSpec(Object, frozen=True):
    """core/v1 PodSpec, reduced."""

    containers: list[Container] = []
    resource_claims: list[PodClaim] = []
    service_account_name: Name = ""


class PodTemplate(Object, frozen=True):
    """core/v1 PodTemplateSpec, reduced."""

    metadata: Meta = Meta()
    spec: PodSpec = PodSpec()


class LeaderWorkerTemplate(Object, frozen=True):
    """leaderworkerset.x-k8s.io LeaderWorkerTemplate; without a leader template the workers' template serves both."""

    leader_template: PodTemplate | None = None
    worker_template: PodTemplate = PodTemplate()


class LeaderWorkerSetSpec(Object, frozen=True):
    """leaderworkerset.x-k8s.io LeaderWorkerSetSpec, reduced."""

    leader_worker_template: LeaderWorkerTemplate = LeaderWorkerTemplate()


class LeaderWorkerSet(Object, frozen=True):
    """leaderworkerset.x-k8s.io LeaderWorkerSet."""

    metadata: Meta = Meta()
    spec: LeaderWorkerSetSpec = LeaderWorkerSetSpec()
    status: ConditionsStatus = ConditionsStatus()

    @property
    def templates(self) -> list[PodTemplate]:
        """The pod templates of a group."""
        found = (self.spec.leader_worker_template.leader_template, self.spec.leader_worker_template.worker_template)
        return [template for template in found if template is not None]


class WorkloadSpec(Object, frozen=True):
    """Spec of a Deployment, DaemonSet or StatefulSet, reduced."""

    replicas: int | None = None
    template: PodTemplate = PodTemplate()


class DeploymentStatus(Object, frozen=True):
    """apps/v1 DeploymentStatus, reduced."""

    observed_generation: int = 0
    available_replicas: int = 0
    conditions: list[Condition] = []


class Deployment(Object, frozen=True):
    """apps/v1 Deployment."""

    metadata: Meta = Meta()
    spec: WorkloadSpec = WorkloadSpec()
    status: DeploymentStatus = DeploymentStatus()

    @property
    def templates(self) -> list[PodTemplate]:
        """Its pod template."""
        return [self.spec.template]


class LeaseSpec(Object, frozen=True):
    """coordination.k8s.io/v1 LeaseSpec without its holder."""

    renew_time: Word | None = None


class Lease(Object, frozen=True):
    """coordination.k8s.io/v1 Lease: the heartbeat of a controller with leader election."""

    metadata: Meta = Meta()
    spec: LeaseSpec = LeaseSpec()


class DaemonSetStatus(Object, frozen=True):
    """apps/v1 DaemonSetStatus, reduced."""

    observed_generation: int = 0
    desired_number_scheduled: int = 0
    number_ready: int = 0


class DaemonSet(Object, frozen=True):
    """apps/v1 DaemonSet."""

    metadata: Meta = Meta()
    spec: WorkloadSpec = WorkloadSpec()
    status: DaemonSetStatus = DaemonSetStatus()
