"""Pods that can reach accelerators without requesting one: candidates for a review, not verdicts."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from auto_detect.analysis.accelerators.pod_sample import containers, requests_accelerator, requests_in_container
from auto_detect.analysis.runtime_handlers import hands_out_accelerators
from auto_detect.analysis.wording import clean_name, join_names, observe_object
from auto_detect.known.accelerators import COMPONENT_WORDS
from auto_detect.objects.accelerators import RuntimeClass
from auto_detect.objects.pods import ALL_DEVICES, Pod
from auto_detect.privacy.public_names import is_public_namespace
from auto_detect.resources import registry
from checklists.model.finding import Observation

_DEVICE = re.compile(r"/dev/+(?:nvidia|kfd|dri|accel|infiniband|davinci|hisi|neuron|habana|vfio|mlu|cambricon)")


@dataclass(frozen=True)
class DeviceAccess:
    """A running pod of the sample that can reach accelerators without requesting one."""

    pod: Pod
    ways: tuple[str, ...]
    """How it can reach them, as clauses."""

    @property
    def observation(self) -> Observation:
        """The pod as an observation, for a review by hand."""
        owner = next((owner.kind for owner in self.pod.metadata.owner_references if owner.kind), "")
        tail = f" (of a {clean_name(owner)})" if owner else ""
        return observe_object(
            registry.PODS, self.pod.metadata, f"Review{tail}: {join_names(self.ways)}.", version="v1", doubtful=True
        )


def device_accesses(pods: Iterable[Pod], classes: Iterable[RuntimeClass]) -> tuple[DeviceAccess, ...]:
    """Return the pods with device access, without platform components."""
    injecting = frozenset(item.metadata.name for item in classes if hands_out_accelerators(item.handler))
    found = (DeviceAccess(pod, tuple(_access_paths(pod, injecting))) for pod in pods if not of_the_platform(pod))
    return tuple(access for access in found if access.ways)


def of_the_platform(pod: Pod) -> bool:
    """Return whether a pod is static, or of a DaemonSet for devices or in a system namespace."""
    owners = pod.metadata.owner_references
    if any(owner.kind == "Node" for owner in owners):
        return True
    sets = [owner.name for owner in owners if owner.kind == "DaemonSet"]
    if not sets:
        return False
    names = " ".join((*sets, *(container.image for container in pod.spec.containers))).lower()
    return is_public_namespace(pod.metadata.namespace or "") or any(part in names for part in COMPONENT_WORDS)


def _access_paths(pod: Pod, injecting: frozenset[str]) -> Iterator[str]:
    if any(c.security_context is not None and c.security_context.privileged for c in containers(pod)):
        yield "a container is privileged"
    for volume in pod.spec.volumes:
        path = volume.host_path.path if volume.host_path else ""
        if path == "/":
            yield "it mounts the host's root file system"
        elif path.rstrip("/") == "/dev":
            yield "it mounts all devices of the host"
        elif _DEVICE.match(path):
            yield f"it mounts {clean_name(path)} of the host"
    yield from _variables(pod)
    if pod.spec.runtime_class_name in injecting and not requests_accelerator(pod):
        yield f"RuntimeClass {clean_name(pod.spec.runtime_class_name)} without a request for an accelerator"


def _variables(pod: Pod) -> Iterator[str]:
    """Yield the variables that name devices in a container that requests none."""
    for container in containers(pod):
        for variable in () if pod.spec.resource_claims or requests_in_container(container) else container.env:
            every = variable.value == ALL_DEVICES
            named = "=all" if every else f" names devices by {clean_name(variable.value)},"
            yield f"{clean_name(variable.name)}{named} without a request for an accelerator"
