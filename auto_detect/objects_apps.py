"""The fields of apps/v1 workloads, and of the pods that they describe, that detectors read."""

from msgspec.structs import force_setattr

from auto_detect.image import without_registry
from auto_detect.kinds import Name, Quantity, Word
from auto_detect.objects import Condition, Meta, Object


class ContainerClaim(Object, frozen=True):
    """core/v1 ResourceClaim of a container, reduced."""

    name: Name = ""


class Resources(Object, frozen=True):
    """core/v1 ResourceRequirements: extended resources (keys with a `/`) and claims only."""

    limits: dict[Word, Quantity] = {}
    claims: list[ContainerClaim] = []

    def __post_init__(self) -> None:
        """Drop cpu, memory and the like."""
        force_setattr(self, "limits", {key: value for key, value in self.limits.items() if "/" in key})


class PodClaim(Object, frozen=True):
    """core/v1 PodResourceClaim, reduced."""

    name: Name = ""


class Container(Object, frozen=True):
    """core/v1 Container: the end of its image's name."""

    image: Word = ""
    resources: Resources = Resources()

    def __post_init__(self) -> None:
        """Drop registries, mirrors and projects: they can be private names."""
        if "/" in self.image or "@" in self.image:
            force_setattr(self, "image", without_registry(self.image))


class PodSpec(Object, frozen=True):
    """core/v1 PodSpec, reduced."""

    containers: list[Container] = []
    resource_claims: list[PodClaim] = []


class PodTemplate(Object, frozen=True):
    """core/v1 PodTemplateSpec, reduced."""

    metadata: Meta = Meta()
    spec: PodSpec = PodSpec()


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
