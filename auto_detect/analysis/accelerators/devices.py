"""What there is in a list of DRA devices, as numbers: whole accelerators, parts of them, versions, interfaces."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from auto_detect.objects.dra import DRIVER_VERSION, PARENTS, AttributeValue, Device, DeviceBody

_BLOCKING = ("NoSchedule", "NoExecute")
_VERSION = ("driverVersion", "driver-version")
_PART_WORDS = ("mig", "partition")
_VIRTUAL = ("vf", "VF")


@dataclass(frozen=True)
class DeviceSummary:
    """A list of devices; but for the first three fields, of those alone that no taint blocks."""

    devices: int = 0
    tainted: int = 0
    types: frozenset[str] = frozenset()
    whole: int = 0
    parts: int = 0
    """Parts of accelerators: MIG slices and other partitions."""
    parents: int = 0
    """Devices that parts are cut from."""
    counters: frozenset[str] = frozenset()
    """Names of what devices draw on that cannot be used at the same time."""
    multiple: int = 0
    """Devices that may be allocated more than once at a time."""
    divisible: int = 0
    """Devices whose compute is handed out in thousandths."""
    passthrough: int = 0
    """Devices for virtual machines, each as a whole."""
    virtual_functions: int = 0
    brands: frozenset[str] = frozenset()
    versions: frozenset[str] = frozenset()
    """Of the driver."""
    unversioned: int = 0
    modules: frozenset[str] = frozenset()
    """Names of kernel modules, which some drivers publish instead of a version."""
    rdma: int = 0
    sriov: int = 0
    real: int = 0
    """Network interfaces that are said not to be virtual."""

    @property
    def usable(self) -> int:
        """Devices without a blocking taint."""
        return self.devices - self.tainted


def hardware_count(summaries: Iterable[DeviceSummary]) -> int:
    """How many pieces of hardware are behind lists of devices in one place.

    Parts of one, and the different ways to hand it out, are one.
    """
    summaries = tuple(summaries)
    counters = frozenset[str]().union(*(item.counters for item in summaries))
    separate = sum(item.whole + item.parents for item in summaries)
    return len(counters) + max(separate, sum(item.passthrough for item in summaries))


def summarize_devices(devices: Sequence[Device]) -> DeviceSummary:
    """Looks through a list of devices once."""
    usable = [device.body for device in devices if not _tainted(device)]
    separate = [body for body in usable if not body.consumes_counters]
    parts = [body for body in usable if is_part(body)]
    return DeviceSummary(
        devices=len(devices),
        tainted=len(devices) - len(usable),
        types=frozenset(kind for device in devices if (kind := attribute_text(device.body, "type"))),
        whole=sum(not is_part(body) and not _is_passthrough(body) for body in separate),
        parts=len(parts),
        parents=len({attribute_text(body, *sorted(PARENTS)) for body in parts if not body.consumes_counters}),
        counters=frozenset(use.counter_set for body in usable for use in body.consumes_counters),
        multiple=sum(body.allow_multiple_allocations for body in usable),
        divisible=sum(bool(body.capacity) for body in usable),
        passthrough=sum(map(_is_passthrough, separate)),
        virtual_functions=sum(attribute_text(body, "type") in _VIRTUAL for body in usable),
        brands=frozenset(_attribute_texts(usable, "brand")),
        versions=frozenset(found for body in usable if (found := _version(body))),
        unversioned=sum(not _version(body) for body in usable),
        modules=frozenset(_attribute_texts(usable, "driver")),
        rdma=sum(_attribute_bool(body, "rdma") is True for body in usable),
        sriov=sum(True in (_attribute_bool(body, "sriov"), _attribute_bool(body, "isSriovVf")) for body in usable),
        real=sum(_attribute_bool(body, "virtual") is False for body in usable),
    )


def is_part(body: DeviceBody) -> bool:
    """Whether a device is a part of an accelerator."""
    kind = (attribute_text(body, "type") or "").lower()
    return any(word in kind for word in _PART_WORDS) or any(_attribute(body, key) for key in PARENTS)


def _is_passthrough(body: DeviceBody) -> bool:
    return "vfio" in (attribute_text(body, "type") or "").lower()


def attribute_text(body: DeviceBody, *names: str) -> str | None:
    """The first of these attributes that is a text or a version, with or without a domain before it."""
    for name in names:
        value = _attribute(body, name)
        if value is not None and (value.version or value.string):
            return value.version or value.string
    return None


def _version(body: DeviceBody) -> str | None:
    """Of the driver, by its usual name or by one that is alike."""
    return attribute_text(body, *_VERSION) or attribute_text(
        body, *(key for key in body.attributes if _is_version_key(key))
    )


def _is_version_key(key: str) -> bool:
    return DRIVER_VERSION.fullmatch(key.rpartition("/")[2]) is not None


def _attribute_texts(bodies: Iterable[DeviceBody], *names: str) -> list[str]:
    return [found for body in bodies if (found := attribute_text(body, *names))]


def _attribute(body: DeviceBody, name: str) -> AttributeValue | None:
    if name in body.attributes:
        return body.attributes[name]
    return next((value for key, value in body.attributes.items() if key.endswith(f"/{name}")), None)


def _attribute_bool(body: DeviceBody, name: str) -> bool | None:
    value = _attribute(body, name)
    return None if value is None else value.bool_


def _tainted(device: Device) -> bool:
    return any(taint.effect in _BLOCKING for taint in device.body.taints)
