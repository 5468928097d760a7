"""The fields of resource.k8s.io objects (DRA) that detectors read; v1, v1beta2 and v1beta1 shapes."""

import msgspec

from auto_detect.objects import Meta, Object, Quantity, Taint


class AttributeValue(Object, frozen=True):
    """DeviceAttribute: exactly one is set."""

    string: str | None = None
    version: str | None = None
    int_: int | None = msgspec.field(default=None, name="int")
    bool_: bool | None = msgspec.field(default=None, name="bool")


class CapacityValue(Object, frozen=True):
    """DeviceCapacity."""

    value: Quantity = ""


class DeviceBody(Object, frozen=True):
    """What v1beta1 nests below `basic` and later versions put into the device."""

    attributes: dict[str, AttributeValue] = {}
    capacity: dict[str, CapacityValue | Quantity] = {}
    taints: list[Taint] = []
    node_name: str | None = None
    all_nodes: bool = False
    node_selector: dict[str, object] | None = None


class Device(DeviceBody, frozen=True):
    """One device of a ResourceSlice."""

    name: str = ""
    basic: DeviceBody | None = None
    """The v1beta1 shape; `body` reads both."""

    @property
    def body(self) -> DeviceBody:
        """The device's fields, whichever version it was read in."""
        return self.basic if self.basic is not None else self


class Pool(Object, frozen=True):
    """ResourcePool."""

    name: str = ""
    generation: int = 0
    resource_slice_count: int = 0


class ResourceSliceSpec(Object, frozen=True):
    """ResourceSliceSpec, reduced."""

    driver: str = ""
    pool: Pool = Pool()
    node_name: str | None = None
    all_nodes: bool = False
    node_selector: dict[str, object] | None = None
    per_device_node_selection: bool = False
    devices: list[Device] | None = None


class ResourceSlice(Object, frozen=True):
    """resource.k8s.io ResourceSlice."""

    metadata: Meta = Meta()
    spec: ResourceSliceSpec = ResourceSliceSpec()


class DeviceClassSpec(Object, frozen=True):
    """DeviceClassSpec, reduced."""

    extended_resource_name: str | None = None


class DeviceClass(Object, frozen=True):
    """resource.k8s.io DeviceClass."""

    metadata: Meta = Meta()
    spec: DeviceClassSpec = DeviceClassSpec()


class AllocationResult(Object, frozen=True):
    """DeviceRequestAllocationResult, reduced."""

    driver: str = ""


class AllocatedDevices(Object, frozen=True):
    """DeviceAllocationResult."""

    results: list[AllocationResult] = []


class Allocation(Object, frozen=True):
    """AllocationResult."""

    devices: AllocatedDevices = AllocatedDevices()


class ClaimConsumer(Object, frozen=True):
    """ResourceClaimConsumerReference, reduced."""

    resource: str = ""


class ResourceClaimStatus(Object, frozen=True):
    """ResourceClaimStatus, reduced."""

    allocation: Allocation | None = None
    reserved_for: list[ClaimConsumer] = []


class ResourceClaim(Object, frozen=True):
    """resource.k8s.io ResourceClaim."""

    metadata: Meta = Meta()
    status: ResourceClaimStatus = ResourceClaimStatus()
