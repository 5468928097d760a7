"""Fields of core/v1 Pod.

Of environment variables one fact is kept, of host paths only those of devices, of addresses none.
"""

from typing import Annotated

import msgspec

from auto_detect.objects.apps import Container, PodClaim
from auto_detect.objects.core import Condition, Object
from auto_detect.objects.labels import LabeledMeta
from auto_detect.objects.networking import STATUS, AttachedNetwork, parse_network_status
from auto_detect.text_kinds import Name, NodeName, TextKind, Word

_DEVICES = ("/dev",)


class OwnerReference(Object, frozen=True):
    """metav1 OwnerReference, reduced."""

    kind: Word = ""
    name: Name = ""


class PodMeta(LabeledMeta, frozen=True):
    """ObjectMeta of a pod, with its owners."""

    owner_references: list[OwnerReference] = []
    networks: list[AttachedNetwork] = []
    """Interfaces that Multus reports."""

    def __post_init__(self) -> None:
        """Reduce the network status of Multus."""
        status = self.annotations.get(STATUS)
        if status is not None:
            msgspec.structs.force_setattr(self, "networks", parse_network_status(status))
        super().__post_init__()


class ContainerPort(Object, frozen=True):
    """core/v1 ContainerPort, reduced."""

    name: Word = ""
    container_port: int = 0


class SecurityContext(Object, frozen=True):
    """core/v1 SecurityContext, reduced."""

    privileged: bool = False


class EnvVar(Object, frozen=True):
    """core/v1 EnvVar, reduced to the variable that requests devices; all others are emptied."""

    name: Word = ""
    value: Word = ""

    def __post_init__(self) -> None:
        """Keep only whether the variable requests all devices."""
        all_devices = self.name == "NVIDIA_VISIBLE_DEVICES" and self.value == "all"
        msgspec.structs.force_setattr(self, "name", "NVIDIA_VISIBLE_DEVICES" if all_devices else "")
        msgspec.structs.force_setattr(self, "value", "all" if all_devices else "")


class PodContainer(Container, frozen=True):
    """core/v1 Container of a pod."""

    ports: list[ContainerPort] = []
    security_context: SecurityContext | None = None
    env: list[EnvVar] = []

    def __post_init__(self) -> None:
        """Drop emptied environment variables."""
        Container.__post_init__(self)
        msgspec.structs.force_setattr(self, "env", [variable for variable in self.env if variable.name])


class HostPath(Object, frozen=True):
    """core/v1 HostPathVolumeSource: only paths of devices are kept, others are emptied."""

    path: Word = ""

    def __post_init__(self) -> None:
        """Empty paths that do not lead to a device."""
        if self.path != "/" and not self.path.startswith(_DEVICES):
            msgspec.structs.force_setattr(self, "path", "")


class Volume(Object, frozen=True):
    """core/v1 Volume, reduced."""

    host_path: HostPath | None = None


class PodSpec(Object, frozen=True):
    """core/v1 PodSpec, reduced."""

    node_name: NodeName = ""
    scheduler_name: Word = ""
    runtime_class_name: Word = ""
    containers: list[PodContainer] = []
    init_containers: list[PodContainer] = []
    volumes: list[Volume] = []
    resource_claims: list[PodClaim] = []

    def __post_init__(self) -> None:
        """Keep only volumes with devices of the host."""
        msgspec.structs.force_setattr(
            self, "volumes", [v for v in self.volumes if v.host_path is not None and v.host_path.path]
        )


class PodStatus(Object, frozen=True):
    """core/v1 PodStatus, reduced."""

    phase: Word = ""
    conditions: list[Condition] = []

    def __post_init__(self) -> None:
        """Drop every condition except Ready and PodScheduled."""
        kept = [c for c in self.conditions if c.type in ("Ready", "PodScheduled")]
        msgspec.structs.force_setattr(self, "conditions", kept)


class Pod(Object, frozen=True):
    """core/v1 Pod."""

    metadata: Annotated[PodMeta, TextKind.POD] = PodMeta()
    spec: PodSpec = PodSpec()
    status: PodStatus = PodStatus()

    @property
    def ready(self) -> bool:
        """Whether the pod is running and its condition Ready is true."""
        return self.status.phase == "Running" and any(
            c.type == "Ready" and c.status == "True" for c in self.status.conditions
        )
