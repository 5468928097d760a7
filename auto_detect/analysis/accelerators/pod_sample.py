"""A few nodes whose running pods are looked at: all pods of a cluster are too many."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from auto_detect.analysis.accelerators.inventory import Inventory, inventory
from auto_detect.analysis.accelerators.sharing import SOFT
from auto_detect.analysis.sandbox_classes import candidates
from auto_detect.known.accelerator_names import vendor_of_resource
from auto_detect.objects.pods import Pod, PodContainer
from auto_detect.resources import registry
from auto_detect.resources.accelerators import RUNTIME_CLASSES
from auto_detect.snapshot.snapshot import Snapshot

NODES = 3
"""So many nodes with accelerators are looked at."""
SANDBOX_NODES = 2
"""And so many more, where sandboxed pods could run."""
PODS = 100
"""Pods of one node."""
_SHARES = re.compile(r"^nvidia\.com/(?:gpu|mig-)")


@dataclass(frozen=True)
class Sample:
    """Running pods of some nodes with accelerators."""

    nodes: int
    of: int
    """Usable nodes with accelerators."""
    pods: tuple[Pod, ...]
    cut: bool
    """A node has more pods than were read."""

    @property
    def holders(self) -> tuple[Pod, ...]:
        """Pods that were given accelerators."""
        return tuple(pod for pod in self.pods if asks_for_accelerator(pod))


def sample(snapshot: Snapshot) -> Sample:
    """The pods of `sampled_nodes`."""
    stock = inventory(snapshot)
    nodes = sampled_nodes(stock)
    pods = tuple(running(snapshot, frozenset(nodes)))
    cut = any(sum(pod.spec.node_name == node for pod in pods) >= PODS for node in nodes)
    return Sample(len(nodes), len(stock.all_nodes), pods, cut)


def sampled_nodes(stock: Inventory) -> tuple[str, ...]:
    """Usable, real nodes with accelerators: of every vendor in turn, by name."""
    waiting = [sorted(names) for names in stock.nodes.values()]
    turns = (names[turn] for turn in range(NODES) for names in waiting if turn < len(names))
    return tuple(dict.fromkeys(turns))[:NODES]


def sandbox_nodes(snapshot: Snapshot) -> tuple[str, ...]:
    """Nodes beyond those on which pods of a sandboxing RuntimeClass can run."""
    known = set(sampled_nodes(inventory(snapshot)))
    classes = candidates(snapshot.of(RUNTIME_CLASSES).items, snapshot.of(registry.NODES).items)
    fitting = sorted(name for one in classes for name in one.handler.nodes if name not in known)
    return tuple(dict.fromkeys(fitting))[:SANDBOX_NODES]


def running(snapshot: Snapshot, nodes: frozenset[str]) -> Iterator[Pod]:
    """Running pods that were read, on those nodes."""
    for pod in snapshot.of(registry.PODS).items:
        if pod.spec.node_name in nodes and pod.status.phase == "Running":
            yield pod


def asks_for_accelerator(pod: Pod) -> bool:
    """Whether a container of the pod asks for accelerators or shares of them, or the pod has claims."""
    return bool(pod.spec.resource_claims) or any(_asks(container) for container in containers(pod))


def containers(pod: Pod) -> Iterator[PodContainer]:
    """Every container of a pod, those that start it included."""
    yield from pod.spec.init_containers
    yield from pod.spec.containers


def _asks(container: PodContainer) -> bool:
    limits: Mapping[str, object] = container.resources.limits
    return any(vendor_of_resource(key) or SOFT.search(key.lower()) or _SHARES.match(key) for key in limits)
