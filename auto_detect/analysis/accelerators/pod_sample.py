"""Sample of running pods from a few nodes, because a cluster has too many pods to read them all."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from auto_detect.analysis.accelerators.inventory import Inventory, take_inventory
from auto_detect.analysis.sandbox_classes import sandbox_classes
from auto_detect.known.accelerator_resources import accelerator_resource
from auto_detect.objects.accelerators import RuntimeClass
from auto_detect.objects.core import Node
from auto_detect.objects.pods import Pod, PodContainer
from auto_detect.resources import registry
from auto_detect.snapshot.snapshot import Snapshot

MAX_NODES = 3
"""Maximum number of accelerator nodes in the sample."""
MAX_SANDBOX_NODES = 2
"""Maximum number of additional nodes on which sandboxed pods can run."""
MAX_PODS = 100
"""Maximum pods read per node."""


@dataclass(frozen=True)
class PodSample:
    """Running pods on the sampled accelerator nodes."""

    nodes: int
    accelerator_nodes: int
    """Number of usable nodes with accelerators."""
    pods: tuple[Pod, ...]
    truncated: bool
    """Whether a node may have more pods than were read."""

    @property
    def holders(self) -> tuple[Pod, ...]:
        """Pods that request accelerators or hold claims."""
        return tuple(pod for pod in self.pods if requests_accelerator(pod))


def sample_pods(snapshot: Snapshot) -> PodSample:
    """Return the running pods on `sampled_nodes`."""
    accelerators = take_inventory(snapshot)
    nodes = sampled_nodes(accelerators)
    pods = tuple(running_pods(snapshot, frozenset(nodes)))
    truncated = any(sum(pod.spec.node_name == node for pod in pods) >= MAX_PODS for node in nodes)
    return PodSample(len(nodes), len(accelerators.all_nodes), pods, truncated)


def sampled_nodes(accelerators: Inventory) -> tuple[str, ...]:
    """Return the names of usable, real accelerator nodes, one vendor after the other."""
    by_vendor = [sorted(names) for names in accelerators.nodes.values()]
    turns = (names[turn] for turn in range(MAX_NODES) for names in by_vendor if turn < len(names))
    return tuple(dict.fromkeys(turns))[:MAX_NODES]


def sandbox_nodes(classes: Iterable[RuntimeClass], nodes: Sequence[Node], sampled: Iterable[str]) -> tuple[str, ...]:
    """Return more nodes on which pods of a sandboxing RuntimeClass can run."""
    known = set(sampled)
    found = sandbox_classes(classes, nodes)
    fitting = sorted(name for sandbox_class in found for name in sandbox_class.handler.nodes if name not in known)
    return tuple(dict.fromkeys(fitting))[:MAX_SANDBOX_NODES]


def running_pods(snapshot: Snapshot, nodes: frozenset[str]) -> Iterator[Pod]:
    """Yield the running pods on these nodes."""
    for pod in snapshot.listing(registry.PODS).items:
        if pod.spec.node_name in nodes and pod.status.phase == "Running":
            yield pod


def requests_accelerator(pod: Pod) -> bool:
    """Return whether a container requests accelerators or shares, or the pod has resource claims."""
    return bool(pod.spec.resource_claims) or any(requests_in_container(container) for container in containers(pod))


def containers(pod: Pod) -> Iterator[PodContainer]:
    """Yield every container of a pod, including init containers."""
    yield from pod.spec.init_containers
    yield from pod.spec.containers


def requests_in_container(container: PodContainer) -> bool:
    """Return whether a container requests accelerators or shares."""
    limits: Mapping[str, object] = container.resources.limits
    return any(accelerator_resource(key) for key in limits)
