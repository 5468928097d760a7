"""The fields of resource.k8s.io objects (DRA) that detectors read; v1, v1beta2 and v1beta1 shapes."""

import re
from collections.abc import Collection
from functools import lru_cache
from typing import Annotated

import msgspec

from auto_detect.objects.core import Meta, Object, Taint, kept_key, ordinary
from auto_detect.text_kinds import Name, NodeName, Phrase, PoolName, Quantity, Shared, TextKind, Word

PARENTS = frozenset({"parentUUID", "parentPciAddr", "parentIndex"})
"""Which device a partition is cut from; the value becomes a number that tells siblings from others."""
KEPT_ATTRIBUTES = PARENTS | {
    *("type", "profile", "partitionProfile", "brand"),
    *("driverVersion", "driver-version", "driverSrcVersion", "cudaDriverVersion", "driver"),
    *("rdma", "sriov", "isSriovVf", "virtual", "encapsulation"),
}
"""What detectors read of devices, with or without a domain before it; identities and addresses never."""
_DRIVER = re.compile(r"[a-z0-9][-a-z0-9.]{0,252}")
_ASKS_DRIVER = re.compile(rf"device\.driver\s*==\s*[\"']({_DRIVER.pattern})[\"']")
KEPT_CAPACITIES = frozenset({"millicores"})
DRIVER_VERSION = re.compile(r"(?!cuda).*driver[-_]?version", re.IGNORECASE)
"""What else a driver may call its version."""


class NodeFieldRequirement(Object, frozen=True):
    """core/v1 NodeSelectorRequirement on a field; the only field there is, is a node's name."""

    key: Word = ""
    operator: Word = ""
    values: list[NodeName] = []


class NodeLabelRequirement(Object, frozen=True):
    """core/v1 NodeSelectorRequirement on a label."""

    key: Word = ""
    operator: Word = ""
    values: list[Name] = []

    def __post_init__(self) -> None:
        """Drop the values of labels that are not kept of nodes either."""
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


class CapacityValue(Object, frozen=True):
    """DeviceCapacity."""

    value: Quantity = ""


@lru_cache(maxsize=256)
def _reduced(keys: tuple[str, ...], kept: frozenset[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Which of these keys are kept, with or without a domain before them; and which of those name a parent."""
    names = {key: key.rpartition("/")[2] for key in keys}
    found = tuple(key for key, name in names.items() if name in kept or DRIVER_VERSION.fullmatch(name))
    return found, tuple(key for key in found if names[key] in PARENTS)


def _reduce(keys: Collection[str], kept: frozenset[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return (_reduced if ordinary(keys) else _reduced.__wrapped__)(tuple(keys), kept)


class CounterSet(Object, frozen=True):
    """CounterSet, reduced."""

    name: Word = ""


class CounterUse(Object, frozen=True):
    """DeviceCounterConsumption, reduced."""

    counter_set: Word = ""


class DeviceBody(Object, frozen=True):
    """What v1beta1 nests below `basic` and later versions put into the device.

    `ResourceSliceSpec` drops the attributes and capacities that no detector reads.
    """

    attributes: dict[Word, AttributeValue] = {}
    capacity: dict[Word, CapacityValue | Quantity] = {}
    taints: list[Taint] = []
    node_name: NodeName | None = None
    all_nodes: bool = False
    node_selector: NodeSelector | None = None
    consumes_counters: list[CounterUse] = []
    allow_multiple_allocations: bool = False


class Device(DeviceBody, frozen=True):
    """One device of a ResourceSlice."""

    name: Word = ""
    basic: DeviceBody | None = None
    """The v1beta1 shape; `body` reads both."""

    @property
    def body(self) -> DeviceBody:
        """The device's fields, whichever version it was read in."""
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
        """Reduce the devices; here, because a big cluster has tens of thousands of them.

        Those that partitions are cut from get numbers: which they are is nobody's business.
        """
        numbers: dict[object, str] = {}
        for device in self.devices or ():
            body = device if device.basic is None else device.basic
            if body.capacity:
                kept, _ = _reduce(body.capacity, KEPT_CAPACITIES)
                msgspec.structs.force_setattr(body, "capacity", {key: body.capacity[key] for key in kept})
            attributes = body.attributes
            if not attributes:
                continue
            kept, parents = _reduce(attributes, KEPT_ATTRIBUTES)
            if len(kept) < len(attributes):
                attributes = {key: attributes[key] for key in kept}
                msgspec.structs.force_setattr(body, "attributes", attributes)
            for key in parents:
                value = attributes[key]
                number = numbers.setdefault(value.string or value.int_, str(len(numbers) + 1))
                attributes[key] = AttributeValue(string=number)


class ResourceSlice(Object, frozen=True):
    """resource.k8s.io ResourceSlice; its name is made of its node's and tells nothing."""

    spec: ResourceSliceSpec = ResourceSliceSpec()


class CelExpression(Object, frozen=True):
    """CELDeviceSelector, reduced to the driver whose devices it selects."""

    expression: Word = ""

    def __post_init__(self) -> None:
        """Keep the driver's name, if the expression asks for one."""
        if self.expression and not _DRIVER.fullmatch(self.expression):
            asked = _ASKS_DRIVER.search(self.expression)
            msgspec.structs.force_setattr(self, "expression", asked[1] if asked else "")


class DeviceSelector(Object, frozen=True):
    """DeviceSelector."""

    cel: CelExpression = CelExpression()


class DeviceClassSpec(Object, frozen=True):
    """DeviceClassSpec, reduced."""

    selectors: list[DeviceSelector] = []
    extended_resource_name: Word | None = None

    @property
    def drivers(self) -> frozenset[str]:
        """The drivers whose devices it selects; none where it does not say."""
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
