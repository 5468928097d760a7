"""Fields of objects that manage accelerator drivers and container runtimes."""

import msgspec

from auto_detect.objects.core import ConditionsStatus, Meta, Object, kept_key
from auto_detect.text_kinds import Name, Quantity, Word


class CdiSpec(Object, frozen=True):
    """CDIConfigSpec of the GPU operator, reduced."""

    enabled: bool | None = None


class DriverSpec(Object, frozen=True):
    """DriverSpec of the GPU operator, reduced."""

    use_nvidia_driver_crd: bool | None = msgspec.field(default=None, name="useNvidiaDriverCRD")


class ClusterPolicySpec(Object, frozen=True):
    """ClusterPolicySpec of the GPU operator, reduced."""

    cdi: CdiSpec = CdiSpec()
    driver: DriverSpec = DriverSpec()


class ClusterPolicy(Object, frozen=True):
    """nvidia.com ClusterPolicy."""

    metadata: Meta = Meta()
    spec: ClusterPolicySpec = ClusterPolicySpec()
    status: ConditionsStatus = ConditionsStatus()


class Scheduling(Object, frozen=True):
    """node.k8s.io Scheduling: requirements on node labels that detectors read."""

    node_selector: dict[Word, Name] = {}

    def __post_init__(self) -> None:
        """Drop requirements on other labels, which could not be compared."""
        kept = {key: value for key, value in self.node_selector.items() if kept_key(key)}
        msgspec.structs.force_setattr(self, "node_selector", kept)


class Overhead(Object, frozen=True):
    """node.k8s.io Overhead."""

    pod_fixed: dict[Word, Quantity] = {}


class RuntimeClass(Object, frozen=True):
    """node.k8s.io RuntimeClass."""

    metadata: Meta = Meta()
    handler: Word = ""
    scheduling: Scheduling | None = None
    overhead: Overhead | None = None
