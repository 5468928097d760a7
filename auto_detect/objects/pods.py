"""The fields of core/v1 Pod that detectors read.

Of environment variables only one fact is kept, of host paths only those of devices, of addresses nothing.
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
    """ObjectMeta of a pod, with what made it."""

    owner_references: list[OwnerReference] = []
    networks: list[AttachedNetwork] = []
    """Its interfaces, where Multus tells of them."""

    def __post_init__(self) -> None:
        """Reduce what Multus tells."""
        told = self.annotations.get(STATUS)
        if told is not None:
            msgspec.structs.force_setattr(self, "networks", parse_network_status(told))
        super().__post_init__()


class ContainerPort(Object, frozen=True):
    """core/v1 ContainerPort, reduced."""

    name: Word = ""
    container_port: int = 0


class SecurityContext(Object, frozen=True):
    """core/v1 SecurityContext, reduced."""

    privileged: bool = False


class EnvVar(Object, frozen=True):
    """core/v1 EnvVar, reduced to the one that hands devices out; any other is emptied."""

    name: Word = ""
    value: Word = ""

    def __post_init__(self) -> None:
        """Forget names and values, but for whether all devices are asked for."""
        asks = self.name == "NVIDIA_VISIBLE_DEVICES" and self.value == "all"
        msgspec.structs.force_setattr(self, "name", "NVIDIA_VISIBLE_DEVICES" if asks else "")
        msgspec.structs.force_setattr(self, "value", "all" if asks else "")


class PodContainer(Container, frozen=True):
    """core/v1 Container of a pod."""

    ports: list[ContainerPort] = []
    security_context: SecurityContext | None = None
    env: list[EnvVar] = []

    def __post_init__(self) -> None:
        """Keep of the environment what is declared above."""
        Container.__post_init__(self)
        msgspec.structs.force_setattr(self, "env", [variable for variable in self.env if variable.name])


class HostPath(Object, frozen=True):
    """core/v1 HostPathVolumeSource: kept for devices only, any other path is emptied."""

    path: Word = ""

    def __post_init__(self) -> None:
        """Forget paths that lead to no device."""
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
        """Keep only volumes that lead to devices of the host."""
        msgspec.structs.force_setattr(
            self, "volumes", [v for v in self.volumes if v.host_path is not None and v.host_path.path]
        )


class PodStatus(Object, frozen=True):
    """core/v1 PodStatus, reduced."""

    phase: Word = ""
    conditions: list[Condition] = []

    def __post_init__(self) -> None:
        """Drop every condition but Ready and PodScheduled."""
        kept = [c for c in self.conditions if c.type in ("Ready", "PodScheduled")]
        msgspec.structs.force_setattr(self, "conditions", kept)


class Pod(Object, frozen=True):
    """core/v1 Pod."""

    metadata: Annotated[PodMeta, TextKind.POD] = PodMeta()
    spec: PodSpec = PodSpec()
    status: PodStatus = PodStatus()

    @property
    def ready(self) -> bool:
        """Running, with a true condition Ready."""
        return self.status.phase == "Running" and any(
            c.type == "Ready" and c.status == "True" for c in self.status.conditions
        )
