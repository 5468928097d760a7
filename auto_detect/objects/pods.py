"""Fields of core/v1 Pod.

Only one fact of environment variables is kept, only the host paths of devices, and no addresses.
"""

import re
from typing import Annotated

import msgspec

from auto_detect.objects.apps import Container, PodClaim
from auto_detect.objects.core import Condition, Object
from auto_detect.objects.labels import LabeledMeta
from auto_detect.objects.networking import STATUS, AttachedNetwork, parse_network_status
from auto_detect.text_kinds import Name, NodeName, TextKind, Word

_DEVICES = ("/dev",)
DEVICE_VARIABLES = frozenset(
    f"{maker}_VISIBLE_DEVICES" for maker in ("NVIDIA", "AMD", "ASCEND", "HABANA", "METAX", "MTHREADS")
)
"""Variables by which container runtimes inject devices, regardless of the pod's requests."""
ALL_DEVICES, BY_INDEX, BY_ID = "all", "index", "ID"
_INDICES = re.compile(r"\d+(?:[-:]\d+)?(?:\s*,\s*\d+(?:[-:]\d+)?)*", re.ASCII)
"""`0`, `0,1`, `0-3`, and MIG devices by index, `0:1`."""
_IDS = re.compile(r"(?:^|[,/=])\s*(?:GPU|MIG)-|^(?:Ascend|npu|gpu)[\w-]*\d|\.com/", re.IGNORECASE)
"""`GPU-…`, `MIG-…`, `nvidia.com/gpu=0`, `Ascend910-0`."""


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
    """core/v1 EnvVar, reduced to the variables that request devices and the form of the request; others are emptied."""

    name: Word = ""
    value: Word = ""
    """`all`, `index` or `ID`; a snapshot contains no ID of a device."""

    def __post_init__(self) -> None:
        """Replace the devices by the way they are named."""
        requested = _requested_devices(self.value) if self.name in DEVICE_VARIABLES else ""
        msgspec.structs.force_setattr(self, "name", self.name if requested else "")
        msgspec.structs.force_setattr(self, "value", requested)


def _requested_devices(value: str) -> str:
    """Return how the value of a variable names devices; empty if it names none."""
    text = value.strip()
    if text in (ALL_DEVICES, BY_INDEX, BY_ID):
        return text
    if _INDICES.fullmatch(text):
        return BY_INDEX
    return BY_ID if _IDS.search(text) else ""


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
