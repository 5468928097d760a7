"""Checks of gang schedulers beyond the controller: a queue that admits, and a group that was scheduled together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from auto_detect.analysis.coverage import partial_note, read_failure
from auto_detect.analysis.health import ConditionState, condition_state, is_true, reason_suffix
from auto_detect.analysis.wording import api_path, clean_name, count, first_few, join_names, observe, observe_object
from auto_detect.detectors.evidence_ladder import Rung, confirmed, missing, unknown
from auto_detect.known.accelerator_resources import vendor_of_resource
from auto_detect.known.schedulers import SCHEDULED_STATES
from auto_detect.objects.core import Meta, Object
from auto_detect.objects.scheduling import ClusterQueue, PodGroup, PodGroupTemplate, Queue
from auto_detect.quantities import parse_quantity
from auto_detect.resources import registry
from auto_detect.resources.resource import Resource
from auto_detect.snapshot.snapshot import Snapshot
from auto_detect.text_kinds import Quantity
from checklists.model.finding import Observation

_PLAIN_RESOURCES = ("cpu", "memory", "pods", "storage", "ephemeral-storage")
_QUEUE = "an active ClusterQueue with a quota of accelerators"
_WAITING = ("Pending", "Inqueue", "PreScheduling", "Scheduling", "Unknown")


@dataclass(frozen=True)
class Gang:
    """Groups of pods that were scheduled together, represented by a finished group, else by the largest."""

    pods: int
    """Size of the representative group."""
    finished: bool
    """It ran to completion."""
    seen: tuple[Observation, ...]
    how: str = "scheduled together"
    """How it was scheduled."""

    @property
    def description(self) -> str:
        """How it was scheduled, as the end of a sentence."""
        return f"{self.how} and finished" if self.finished else self.how


def accelerators_of(queue: ClusterQueue) -> tuple[str, ...]:
    """Return the quota resources other than cpu, memory and similar: accelerators, or names of device classes."""
    return tuple(resource for resource in _covered_accelerators(queue) if not _is_zero(queue, resource))


def _covered(queue: ClusterQueue) -> list[str]:
    return [resource for group in queue.spec.resource_groups for resource in group.covered_resources]


def _admits(queue: ClusterQueue) -> bool:
    """Return whether a queue has a quota of any resource, such as cpu."""
    covered = _covered(queue)
    return not covered or not all(_is_zero(queue, resource) for resource in covered)


def _covered_accelerators(queue: ClusterQueue) -> list[str]:
    return [r for r in _covered(queue) if r not in _PLAIN_RESOURCES and not r.startswith("hugepages-")]


def _is_zero(queue: ClusterQueue, resource: str) -> bool:
    """Return whether every flavor has a quota of 0 and no cohort lends any."""
    flavors = (flavor for group in queue.spec.resource_groups for flavor in group.flavors)
    quotas = [quota.nominal_quota for flavor in flavors for quota in flavor.resources if quota.name == resource]
    lent = queue.spec.cohort or queue.spec.cohort_name
    return bool(quotas) and not lent and not any(_holds_one(resource, quota) for quota in quotas)


def _holds_one(resource: str, amount: Quantity) -> bool:
    """Return whether an amount holds a whole accelerator, or any part of another resource; also if it is invalid."""
    number = parse_quantity(amount)
    return number is None or (number >= 1 if vendor_of_resource(resource) else number > 0)


def active_cluster_queues(snapshot: Snapshot) -> tuple[ClusterQueue, ...]:
    """Return the ClusterQueues that admit workloads now."""
    return tuple(q for q in snapshot.listing(registry.CLUSTER_QUEUES).items if is_true(q.metadata, q.status, "Active"))


def cluster_queue_rung(snapshot: Snapshot, gang: Gang | None) -> Rung:
    """Check that a ClusterQueue is active with an accelerator quota (or completed a gang)."""
    listing = snapshot.listing(registry.CLUSTER_QUEUES)
    observations = first_few([_cluster_queue(queue, listing.version) for queue in listing.items])
    active = active_cluster_queues(snapshot)
    if any(accelerators_of(queue) for queue in active):
        return confirmed(*observations)
    if gang is not None and gang.finished and any(_admits(queue) for queue in active):
        return confirmed(*gang.seen, *observations)
    failure = read_failure(snapshot, registry.CLUSTER_QUEUES)
    if failure:
        return unknown(failure, *observations)
    first = partial_note(snapshot, registry.CLUSTER_QUEUES)
    if active:
        return missing("no active ClusterQueue has a quota of accelerators" + first, *observations, needed=_QUEUE)
    reason = "no ClusterQueue is active" + first if observations else "no ClusterQueue exists"
    return missing(reason, *observations, needed=_QUEUE)


def _cluster_queue(queue: ClusterQueue, version: str | None) -> Observation:
    conditions = queue.status.conditions
    quota = join_names(accelerators_of(queue)) or "cpu, memory and similar only"
    match condition_state(queue.metadata, conditions, "Active", queue.status.observed_generation):
        case ConditionState.TRUE:
            zero = [resource for resource in _covered_accelerators(queue) if _is_zero(queue, resource)]
            detail, counts = f"Active, with a quota of {quota}.", True
            if zero and not accelerators_of(queue):
                detail, counts = f"Active, with a quota of 0 {join_names(zero)}; not counted.", False
        case ConditionState.STALE:
            detail, counts = "Active before its last change; not counted.", False
        case ConditionState.FALSE:
            detail, counts = f"Not active{reason_suffix(conditions, 'Active')}.", False
        case _:
            detail, counts = "Not reconciled by any controller.", False
    return observe_object(registry.CLUSTER_QUEUES, queue.metadata, detail, version=version, doubtful=not counts)


def local_queue_rung(snapshot: Snapshot) -> Rung:
    """Check that a LocalQueue points to an active ClusterQueue; Kueue manages no workloads without one."""
    listing = snapshot.listing(registry.LOCAL_QUEUES)
    targets = {queue.metadata.name for queue in active_cluster_queues(snapshot)}
    any_target = (
        snapshot.listing(registry.CLUSTER_QUEUES).more or read_failure(snapshot, registry.CLUSTER_QUEUES) is not None
    )
    observations = []
    for queue in listing.items:
        leads = any_target or queue.spec.cluster_queue in targets
        leads = leads and is_true(queue.metadata, queue.status, "Active")
        target = clean_name(queue.spec.cluster_queue)
        detail = f"Points to {target}." if leads else f"Points to {target}, but is not active; not counted."
        observations.append(
            observe_object(registry.LOCAL_QUEUES, queue.metadata, detail, version=listing.version, doubtful=not leads)
        )
    if any(not observation.doubtful for observation in observations):
        return confirmed(*first_few(observations, limit=2))
    failure = read_failure(snapshot, registry.LOCAL_QUEUES)
    if failure:
        return unknown(failure, *first_few(observations))
    first = partial_note(snapshot, registry.LOCAL_QUEUES)
    reason = f"no LocalQueue points to an active ClusterQueue{first}"
    return missing(reason, *first_few(observations), needed="a LocalQueue that points to an active ClusterQueue")


def open_queue_rung(snapshot: Snapshot, resource: Resource[Queue], *, state: str | None) -> Rung:
    """Check that a queue of Volcano (`state` Open) or KAI (which reports no state) exists."""
    listing = snapshot.listing(resource)
    observations = []
    for queue in listing.items:
        zero = _forbids_accelerators(queue)
        opened = not zero and (state is None or queue.status.state_name == state)
        detail = (
            (state or "Configured")
            if opened
            else f"State {clean_name(queue.status.state_name) or 'unknown'}; not counted"
        )
        detail = "Admits no accelerator: its limit is 0; not counted" if zero else detail
        observations.append(
            observe_object(resource, queue.metadata, detail + ".", version=listing.version, doubtful=not opened)
        )
    if any(not observation.doubtful for observation in observations):
        return confirmed(*first_few(observations, limit=2))
    failure = read_failure(snapshot, resource)
    return (
        unknown(failure, *first_few(observations))
        if failure
        else missing(
            f"no queue is open{partial_note(snapshot, resource)}", *first_few(observations), needed="an open queue"
        )
    )


def _forbids_accelerators(queue: Queue) -> bool:
    """Return whether a queue's limit of accelerators is 0."""
    limits = [_holds_one(key, limit) for key, limit in queue.spec.capability.items() if vendor_of_resource(key)]
    gpu = queue.spec.resources.gpu.limit
    return (gpu is not None and parse_quantity(gpu) == 0) or (bool(limits) and not any(limits))


def kueue_gang(snapshot: Snapshot) -> Gang | None:
    """Return the Workloads of at least two pods that Kueue admitted and that became ready."""
    listing = snapshot.listing(registry.KUEUE_WORKLOADS)
    groups = []
    for workload in listing.items:
        pods = sum(pod_set.count for pod_set in workload.spec.pod_sets)
        admitted = is_true(workload.metadata, workload.status, "Admitted")
        ready = is_true(workload.metadata, workload.status, "PodsReady")
        finished = is_true(workload.metadata, workload.status, "Finished")
        if pods >= 2 and admitted and (ready or finished):
            detail = (
                f"{count(pods, 'pod')} admitted together"
                + (", ready" if ready else "")
                + (", finished." if finished else ".")
            )
            observation = observe_object(registry.KUEUE_WORKLOADS, workload.metadata, detail, version=listing.version)
            groups.append(Gang(pods, finished and ready, (observation,), "admitted together"))
    return _largest(groups)


def pod_group_gang(snapshot: Snapshot, resource: Resource[PodGroup]) -> Gang | None:
    """Return the placed PodGroups with `minMember` of at least two."""
    listing = snapshot.listing(resource)
    groups = []
    for group in listing.items:
        state = group.status.state_name
        if group.spec.min_member >= 2 and state in SCHEDULED_STATES:
            observation = observe_object(
                resource,
                group.metadata,
                f"At least {group.spec.min_member} pods together, {clean_name(state).lower()}.",
                version=listing.version,
            )
            groups.append(Gang(group.spec.min_member, state in ("Completed", "Finished", "Succeeded"), (observation,)))
    return _largest(groups)


def observe_waiting(snapshot: Snapshot, resource: Resource[PodGroup]) -> tuple[Observation, ...]:
    """Return the number of groups not scheduled yet, for lack of room or of a scheduler."""
    listing = snapshot.listing(resource)
    found = [group for group in listing.items if group.spec.min_member >= 2 and _waiting_state(group)]
    if not found:
        return ()
    states = join_names(_waiting_state(group) for group in found)
    detail = f"{count(len(found), 'group')} of two or more pods not scheduled yet ({states}); not counted."
    return (observe(resource.kind, resource.group, detail, path=api_path(resource, listing.version), doubtful=True),)


def _waiting_state(group: PodGroup) -> str:
    """Return why a group is not scheduled; empty if it is, or if nothing is reported."""
    status = group.status
    unschedulable = (c.type for c in status.scheduling_conditions if c.status == "True" and "chedul" in c.type)
    if status.state_name in SCHEDULED_STATES:
        return ""
    return status.state_name if status.state_name in _WAITING else next(unschedulable, "")


def pod_gang(snapshot: Snapshot) -> Gang | None:
    """Return the placed PodGangs of Grove of at least two pods."""
    listing = snapshot.listing(registry.POD_GANGS)
    groups = []
    for gang in listing.items:
        size = sum(max(member.min_replicas, 0) for member in gang.spec.podgroups)
        placed = is_true(gang.metadata, gang.status, "Scheduled") or gang.status.state_name in SCHEDULED_STATES
        if size >= 2 and placed:
            detail = f"At least {size:,} pods scheduled together."
            observations = observe_object(registry.POD_GANGS, gang.metadata, detail, version=listing.version)
            groups.append(Gang(size, False, (observations,)))
    return _largest(groups)


def native_gang(snapshot: Snapshot) -> Gang | None:
    """Return the native PodGroups with a gang policy of at least two that kube-scheduler placed."""
    listing = snapshot.listing(registry.NATIVE_POD_GROUPS)
    groups = []
    for group in listing.items:
        size = _native_size(group.spec)
        if size >= 2 and is_true(group.metadata, group.status, "PodGroupScheduled"):
            observation = observe_object(
                registry.NATIVE_POD_GROUPS, group.metadata, f"{size} pods scheduled together.", version=listing.version
            )
            groups.append(Gang(size, False, (observation,)))
    return _largest(groups)


def native_definitions(snapshot: Snapshot) -> tuple[Observation, ...]:
    """Return native groups and workloads with a gang policy, placed or not."""
    gangs: list[Observation] = []

    def add(resource: Resource[Object], meta: Meta, templates: Iterable[PodGroupTemplate]) -> None:
        size = max(map(_native_size, templates), default=0)
        if size >= 2:
            version = snapshot.listing(resource).version
            gangs.append(observe_object(resource, meta, f"Requires {size:,} pods at once.", version=version))

    for group in snapshot.listing(registry.NATIVE_POD_GROUPS).items:
        add(registry.NATIVE_POD_GROUPS, group.metadata, (group.spec,))
    for item in snapshot.listing(registry.NATIVE_WORKLOADS).items:
        add(registry.NATIVE_WORKLOADS, item.metadata, (*item.spec.pod_groups, *item.spec.pod_group_templates))
    return first_few(gangs, limit=2)


def _native_size(template: PodGroupTemplate) -> int:
    """Return `minCount` of a native group's gang policy; 0 without one."""
    gang = template.scheduling_policy.gang or template.policy.gang
    return gang.min_count if gang is not None else 0


def _largest(groups: Sequence[Gang]) -> Gang | None:
    if not groups:
        return None
    ordered = sorted(groups, key=lambda gang: (not gang.finished, -gang.pods))
    return replace(ordered[0], seen=first_few([observation for gang in ordered for observation in gang.seen], limit=2))


def scheduled_rung(snapshot: Snapshot, resource: Resource[Object], gang: Gang | None) -> Rung:
    """Check that a group was scheduled together, for schedulers without queues."""
    if gang is not None:
        return confirmed(*gang.seen)
    failure = read_failure(snapshot, resource)
    return (
        unknown(failure)
        if failure
        else missing(
            f"no group of two or more pods was scheduled{partial_note(snapshot, resource)}",
            needed="a group of two or more pods that was scheduled together",
        )
    )
