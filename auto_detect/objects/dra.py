"""Fields of resource.k8s.io objects (DRA) in versions v1, v1beta2 and v1beta1."""

import re
from typing import Annotated

import msgspec

from auto_detect.objects.core import Meta, Object, Taint, kept_key
from auto_detect.objects.keys_memo import KeysMemo
from auto_detect.text_kinds import Name, NodeName, Phrase, PoolName, Shared, TextKind, Word

PARENTS = frozenset({"parentUUID", "parentPciAddr", "parentIndex"})
"""Attributes that identify the parent of a partition; numbers replace the values, so siblings stay recognizable."""
RDMA = ("rdma", "rdmaCapable", "rdmaEnabled", "isRdma")
SRIOV = ("sriov", "isSriovVf")
FUNCTION_IDS = ("vfID", "vfId", "vfIndex")
LINK_TYPES = ("linkType", "linkLayer")
NETWORK_ATTRIBUTES = frozenset({*RDMA, *SRIOV, *FUNCTION_IDS, *LINK_TYPES, "virtual", "encapsulation"})
"""Attributes of network interfaces: of dranet, and of the SR-IOV drivers."""
KEPT_ATTRIBUTES = (
    PARENTS
    | NETWORK_ATTRIBUTES
    | {
        *("type", "profile", "partitionProfile", "brand"),
        *("driverVersion", "driver-version", "driverSrcVersion", "cudaDriverVersion", "driver"),
    }
)
"""Device attributes that detectors read, with or without a domain prefix; never identities or addresses."""
_DRIVER = re.compile(r"[a-z0-9][-a-z0-9.]{0,252}")
_SELECTED_DRIVER = re.compile(rf"device\.driver\s*==\s*[\"']({_DRIVER.pattern})[\"']")
DRIVER_VERSION = re.compile(r"(?!cuda).*driver[-_]?version", re.IGNORECASE)
"""Other attribute names for a driver version."""


class NodeFieldRequirement(Object, frozen=True):
    """core/v1 NodeSelectorRequirement on a field; the only supported field is the node's name."""

    key: Word = ""
    operator: Word = ""
    values: list[NodeName] = []


class NodeLabelRequirement(Object, frozen=True):
    """core/v1 NodeSelectorRequirement on a label."""

    key: Word = ""
    operator: Word = ""
    values: list[Name] = []

    def __post_init__(self) -> None:
        """Drop the values for labels that are not kept for nodes."""
        if self.values and not kept_key(self.key):
            msgspec.structs.force_setattr(self, "values", [])


class NodeSelectorTerm(Object, frozen=True):
    """core/v1 NodeSelectorTerm."""

    match_fields: list[NodeFieldRequirement] = []
    match_expressions: list[NodeLabelRequirement] = []


class NodeSelector(Object, frozen=True):
    """core/v1 NodeSelector."""

    node_selector_terms: list[NodeSelectorTerm] = []


class AttributeValue(Object, frozen=True):
    """DeviceAttribute: exactly one is set."""

    string: Phrase | None = None
    version: Word | None = None
    int_: int | None = msgspec.field(default=None, name="int")
    bool_: bool | None = msgspec.field(default=None, name="bool")


@KeysMemo
def _kept_attributes(keys: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the kept keys, with or without a domain prefix, and those of them that identify a parent."""
    names = {key: key.rpartition("/")[2] for key in keys}
    found = tuple(key for key, name in names.items() if name in KEPT_ATTRIBUTES or DRIVER_VERSION.fullmatch(name))
    return found, tuple(key for key in found if names[key] in PARENTS)


class CounterSet(Object, frozen=True):
    """CounterSet, reduced."""

    name: Word = ""


class CounterUse(Object, frozen=True):
    """DeviceCounterConsumption, reduced."""

    counter_set: Word = ""


class DeviceBody(Object, frozen=True):
    """Fields that v1beta1 nests in `basic` and later versions inline in the device.

    `ResourceSliceSpec` drops the attributes that no detector reads.
    """

    attributes: dict[Word, AttributeValue] = {}
    taints: list[Taint] = []
    node_name: NodeName | None = None
    all_nodes: bool = False
    node_selector: NodeSelector | None = None
    consumes_counters: list[CounterUse] = []
    allow_multiple_allocations: bool = False


class Device(DeviceBody, frozen=True):
    """Device of a ResourceSlice."""

    name: Word = ""
    basic: DeviceBody | None = None
    """Fields of v1beta1; `body` covers all versions."""

    @property
    def body(self) -> DeviceBody:
        """Fields of the device in any version."""
        return self.basic if self.basic is not None else self


class Pool(Object, frozen=True):
    """ResourcePool."""

    name: PoolName = ""
    generation: int = 0
    resource_slice_count: int = 0


class ResourceSliceSpec(Object, frozen=True):
    """ResourceSliceSpec, reduced."""

    driver: Word = ""
    pool: Pool = Pool()
    node_name: NodeName | None = None
    all_nodes: bool = False
    node_selector: NodeSelector | None = None
    per_device_node_selection: bool = False
    devices: Shared[list[Device] | None] = None
    shared_counters: list[CounterSet] = []

    def __post_init__(self) -> None:
        """Reduce all devices in one pass, because a large cluster has tens of thousands of them.

        Numbers replace the identities of parent devices.
        """
        numbers: dict[object, str] = {}
        for device in self.devices or ():
            body = device if device.basic is None else device.basic
            attributes = body.attributes
            if not attributes:
                continue
            kept, parents = _kept_attributes[tuple(attributes)]
            if len(kept) < len(attributes):
                attributes = {key: attributes[key] for key in kept}
                msgspec.structs.force_setattr(body, "attributes", attributes)
            for key in parents:
                value = attributes[key]
                number = numbers.setdefault(value.string or value.int_, str(len(numbers) + 1))
                attributes[key] = AttributeValue(string=number)


class ResourceSlice(Object, frozen=True):
    """resource.k8s.io ResourceSlice, without its name, which contains the node's name."""

    spec: ResourceSliceSpec = ResourceSliceSpec()


class CelExpression(Object, frozen=True):
    """CELDeviceSelector, reduced to the driver that it selects."""

    expression: Word = ""

    def __post_init__(self) -> None:
        """Keep the driver's name if the expression compares with it."""
        if self.expression and not _DRIVER.fullmatch(self.expression):
            driver = _SELECTED_DRIVER.search(self.expression)
            msgspec.structs.force_setattr(self, "expression", driver[1] if driver else "")


class DeviceSelector(Object, frozen=True):
    """DeviceSelector."""

    cel: CelExpression = CelExpression()


class DeviceClassSpec(Object, frozen=True):
    """DeviceClassSpec, reduced."""

    selectors: list[DeviceSelector] = []
    extended_resource_name: Word | None = None

    @property
    def drivers(self) -> frozenset[str]:
        """Drivers that it selects; empty if it does not select by driver."""
        return frozenset(selector.cel.expression for selector in self.selectors) - {""}


class DeviceClass(Object, frozen=True):
    """resource.k8s.io DeviceClass."""

    metadata: Annotated[Meta, TextKind.WORD] = Meta()
    spec: DeviceClassSpec = DeviceClassSpec()


class AllocationResult(Object, frozen=True):
    """DeviceRequestAllocationResult, reduced."""

    driver: Word = ""
    admin_access: bool = False


class AllocatedDevices(Object, frozen=True):
    """DeviceAllocationResult."""

    results: list[AllocationResult] = []


class Allocation(Object, frozen=True):
    """AllocationResult."""

    devices: AllocatedDevices = AllocatedDevices()


class ClaimConsumer(Object, frozen=True):
    """ResourceClaimConsumerReference, reduced."""

    resource: Word = ""


class ResourceClaimStatus(Object, frozen=True):
    """ResourceClaimStatus, reduced."""

    allocation: Allocation | None = None
    reserved_for: list[ClaimConsumer] = []


class ResourceClaim(Object, frozen=True):
    """resource.k8s.io ResourceClaim."""

    metadata: Meta = Meta()
    status: ResourceClaimStatus = ResourceClaimStatus()
