"""Summary of a list of DRA devices: counts of whole accelerators, parts and interfaces; driver versions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from auto_detect.objects.dra import (
    DRIVER_VERSION,
    FUNCTION_IDS,
    LINK_TYPES,
    NETWORK_ATTRIBUTES,
    PARENTS,
    RDMA,
    SRIOV,
    AttributeValue,
    Device,
    DeviceBody,
)

_BLOCKING = ("NoSchedule", "NoExecute")
_VERSION = ("driverVersion", "driver-version")
_PART_WORDS = ("mig", "partition")
_VIRTUAL = ("vf", "VF")
_INFINIBAND = ("infiniband", "ib")


@dataclass(frozen=True)
class DeviceSummary:
    """Counts for a list of devices. All fields but the first three skip devices with a blocking taint."""

    devices: int = 0
    tainted: int = 0
    types: frozenset[str] = frozenset()
    whole: int = 0
    parts: int = 0
    """MIG slices and other partitions of accelerators."""
    parents: int = 0
    """Parent devices of partitions."""
    counters: frozenset[str] = frozenset()
    """Names of counter sets: devices that consume the same one exclude each other."""
    multiple: int = 0
    """Devices that several claims can hold at the same time."""
    passthrough: int = 0
    """Whole devices for virtual machines (VFIO)."""
    virtual_functions: int = 0
    brands: frozenset[str] = frozenset()
    versions: frozenset[str] = frozenset()
    """Driver versions."""
    unversioned: int = 0
    modules: frozenset[str] = frozenset()
    """Kernel modules, which some drivers publish instead of a version."""
    rdma: int = 0
    sriov: int = 0
    infiniband: int = 0
    interfaces: int = 0
    """Devices with attributes of network interfaces."""
    real: int = 0
    """Network interfaces with `virtual: false`."""

    @property
    def usable(self) -> int:
        """Devices without a blocking taint."""
        return self.devices - self.tainted


def hardware_count(summaries: Iterable[DeviceSummary]) -> int:
    """Return the number of physical accelerators behind the device lists of one place.

    Partitions of an accelerator, and different ways to allocate it, count as one.
    """
    summaries = tuple(summaries)
    counters = frozenset[str]().union(*(item.counters for item in summaries))
    separate = sum(item.whole + item.parents for item in summaries)
    return len(counters) + max(separate, sum(item.passthrough for item in summaries))


def summarize_devices(devices: Sequence[Device]) -> DeviceSummary:
    """Summarize a list of devices."""
    usable = [device.body for device in devices if not _tainted(device)]
    separate = [body for body in usable if not body.consumes_counters]
    parts = [body for body in usable if is_part(body)]
    interfaces = [body for body in usable if _is_interface(body)]
    return DeviceSummary(
        devices=len(devices),
        tainted=len(devices) - len(usable),
        types=frozenset(kind for device in devices if (kind := attribute_text(device.body, "type"))),
        whole=sum(not is_part(body) and not _is_passthrough(body) for body in separate),
        parts=len(parts),
        parents=len({attribute_text(body, *sorted(PARENTS)) for body in parts if not body.consumes_counters}),
        counters=frozenset(use.counter_set for body in usable for use in body.consumes_counters),
        multiple=sum(body.allow_multiple_allocations for body in usable),
        passthrough=sum(map(_is_passthrough, separate)),
        virtual_functions=sum(attribute_text(body, "type") in _VIRTUAL for body in usable),
        brands=frozenset(_attribute_texts(usable, "brand")),
        versions=frozenset(version for body in usable if (version := _version(body))),
        unversioned=sum(not _version(body) for body in usable),
        modules=frozenset(_attribute_texts(usable, "driver")),
        interfaces=len(interfaces),
        rdma=sum(_is_set(body, *RDMA) for body in interfaces),
        sriov=sum(_is_set(body, *SRIOV) or _is_virtual_function(body) for body in interfaces),
        infiniband=sum((attribute_text(body, *LINK_TYPES) or "").lower() in _INFINIBAND for body in interfaces),
        real=sum(_attribute_bool(body, "virtual") is False for body in interfaces),
    )


def is_part(body: DeviceBody) -> bool:
    """Return whether a device is a partition of an accelerator."""
    kind = (attribute_text(body, "type") or "").lower()
    return any(word in kind for word in _PART_WORDS) or any(_attribute(body, key) for key in PARENTS)


def _is_passthrough(body: DeviceBody) -> bool:
    return "vfio" in (attribute_text(body, "type") or "").lower()


def _is_interface(body: DeviceBody) -> bool:
    return any(key.rpartition("/")[2] in NETWORK_ATTRIBUTES for key in body.attributes)


def attribute_text(body: DeviceBody, *names: str) -> str | None:
    """Return the first of these attributes that is a string or a version; a domain prefix is ignored."""
    for name in names:
        value = _attribute(body, name)
        if value is not None and (value.version or value.string):
            return value.version or value.string
    return None


def _version(body: DeviceBody) -> str | None:
    """Return the driver version, by its usual attribute names, else by a similar name."""
    return attribute_text(body, *_VERSION) or attribute_text(
        body, *(key for key in body.attributes if _is_version_key(key))
    )


def _is_version_key(key: str) -> bool:
    return DRIVER_VERSION.fullmatch(key.rpartition("/")[2]) is not None


def _attribute_texts(bodies: Iterable[DeviceBody], *names: str) -> list[str]:
    return [text for body in bodies if (text := attribute_text(body, *names))]


def _attribute(body: DeviceBody, name: str) -> AttributeValue | None:
    if name in body.attributes:
        return body.attributes[name]
    return next((value for key, value in body.attributes.items() if key.endswith(f"/{name}")), None)


def _attribute_bool(body: DeviceBody, name: str) -> bool | None:
    value = _attribute(body, name)
    return None if value is None else value.bool_


def _is_set(body: DeviceBody, *names: str) -> bool:
    return any(_attribute_bool(body, name) is True for name in names)


def _is_virtual_function(body: DeviceBody) -> bool:
    value = next((found for name in FUNCTION_IDS if (found := _attribute(body, name)) is not None), None)
    return value is not None and value.int_ is not None


def _tainted(device: Device) -> bool:
    return any(taint.effect in _BLOCKING for taint in device.body.taints)
