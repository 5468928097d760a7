"""Node groups that an autoscaler may grow: their bounds, and whether their nodes have accelerators."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from auto_detect.analysis.accelerators.inventory import take_inventory
from auto_detect.analysis.nodes import group_identical
from auto_detect.analysis.wording import api_path, clean_name, count, observe, observe_object
from auto_detect.known.autoscaling import GPU_CAPACITIES, MAX_SIZES, MIN_SIZES
from auto_detect.known.managed_platforms import NODE_POOL_LABELS, PROVIDERS, is_accelerator_machine
from auto_detect.objects.autoscaling.node_groups import AutoscalerReport, MachineDeployment, NodeGroup
from auto_detect.objects.autoscaling.status_report import group_name
from auto_detect.quantities import plain_number
from auto_detect.resources.autoscaling import AUTOSCALER_REPORTS, MACHINE_DEPLOYMENTS, MACHINE_SETS
from auto_detect.resources.registry import NODES
from auto_detect.resources.resource import Resource
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Observation

NODE_GROUP = "NodeGroup"
"""Kind of the observations of groups in the report of Cluster Autoscaler, which is one object for all of them."""
_ANNOTATED = (MACHINE_DEPLOYMENTS, MACHINE_SETS)


@dataclass(frozen=True)
class Group:
    """A node group."""

    name: str
    accelerated: bool
    """Its name, its nodes or its annotations indicate accelerators."""
    by_nodes: bool
    """More than its name indicates accelerators."""
    grows: bool
    """Its bounds leave room, and it is healthy."""
    observation: Observation


def groups(snapshot: Snapshot) -> tuple[Group, ...]:
    """Return every known group, counted ones first."""
    pools = accelerated_pools(snapshot)
    report = snapshot.listing(AUTOSCALER_REPORTS)
    found = [_reported(item, group, pools, report.version) for item in report.items for group in item.groups]
    for resource in _ANNOTATED:
        machines = snapshot.listing(resource)
        annotated = (_annotated(resource, item, pools, machines.version) for item in machines.items)
        found += [group for group in annotated if group is not None]
    return tuple(sorted(found, key=lambda group: (not (group.accelerated and group.grows), not group.accelerated)))


def accelerated_pools(snapshot: Snapshot) -> frozenset[str]:
    """Return the names of pools with accelerators: from labels of usable nodes, and from annotations of machines."""
    labeled = {
        group_name(node.metadata.labels[key])
        for node, _ in take_inventory(snapshot).groups
        for key in NODE_POOL_LABELS.keys() & node.metadata.labels.keys()
    }
    annotated = {
        group_name(item.metadata.name)
        for resource in _ANNOTATED
        for item in snapshot.listing(resource).items
        if _gpu_capacity(item)
    }
    return frozenset(labeled | annotated) - {""}


def _gpu_capacity(item: MachineDeployment) -> int | None:
    """Return the annotated number of accelerators of a future node; None without the annotation."""
    notes = item.metadata.annotations
    return next((plain_number(notes[key]) for key in GPU_CAPACITIES if key in notes), None)


def provider_groups(snapshot: Snapshot) -> dict[str, int]:
    """Return the number of nodes by kind of provider pool, else by provider."""
    found: dict[str, int] = defaultdict(int)
    for node, names in group_identical(snapshot.listing(NODES).items):
        label = next((key for key in NODE_POOL_LABELS if key in node.metadata.labels), None)
        whose = NODE_POOL_LABELS[label] if label else PROVIDERS.get(node.spec.provider_id)
        if whose:
            found[whose] += len(names)
    return dict(sorted(found.items()))


def _in_pool(name: str, pools: Iterable[str]) -> bool:
    """Return whether a provider's group is one of the pools: its name contains the pool's name, word by word."""
    return any(f"-{pool}-" in f"-{name}-" for pool in pools)


def _reported(item: AutoscalerReport, group: NodeGroup, pools: frozenset[str], read: str | None) -> Group:
    by_nodes = _in_pool(group.name, pools)
    accelerated = by_nodes or is_accelerator_machine(group.name)
    held = _blocking_reason(group)
    detail = f"{count(group.target, 'node')} of {group.min_size} to {group.max_size}"
    detail += f"{_accelerated_reason(accelerated, by_nodes)}{f', {held}; not counted' if held else ''}."
    path = api_path(AUTOSCALER_REPORTS, read, item.metadata)
    observation = observe(NODE_GROUP, group.name, detail, path=path, doubtful=not (accelerated and not held))
    return Group(group.name, accelerated, by_nodes, not held, observation)


def _blocking_reason(group: NodeGroup) -> str:
    if group.max_size <= group.min_size:
        return "its minimum is its maximum"
    if group.health and group.health != "Healthy":
        return f"not healthy ({clean_name(group.health)})"
    return "held back after failures (Backoff)" if group.scale_up == "Backoff" else ""


def _accelerated_reason(accelerated: bool, by_nodes: bool) -> str:
    if by_nodes:
        return ", its nodes have accelerators"
    return ", accelerators by its name" if accelerated else ", no sign of accelerators"


def _annotated(
    resource: Resource[MachineDeployment], item: MachineDeployment, pools: frozenset[str], read: str | None
) -> Group | None:
    notes, name = item.metadata.annotations, item.metadata.name
    lowest, highest = (next((notes[key] for key in keys if key in notes), None) for keys in (MIN_SIZES, MAX_SIZES))
    if highest is None:
        return None
    low, high = plain_number(lowest or "0"), plain_number(highest)
    capacity = _gpu_capacity(item)
    by_nodes = bool(capacity) if capacity is not None else _in_pool(group_name(name), pools)
    accelerated = by_nodes or (capacity is None and is_accelerator_machine(name))
    grows = high > low
    limit = "" if grows else ", its minimum is its maximum; not counted"
    detail = f"{low} to {high} nodes{_accelerated_reason(accelerated, by_nodes)}{limit}."
    counts = accelerated and grows
    observation = observe_object(resource, item.metadata, detail, version=read, doubtful=not counts)
    return Group(name, accelerated, by_nodes, grows, observation)
