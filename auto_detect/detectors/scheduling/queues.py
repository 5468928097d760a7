"""The upper rungs of gang schedulers: a queue that admits, a group that was placed as a whole."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from auto_detect.analysis.coverage import among, why_unread
from auto_detect.analysis.health import Says, holds, reason, says
from auto_detect.analysis.wording import count, few, listed, observe, observe_object, path, word
from auto_detect.detectors.evidence_ladder import Rung, missing, shown, unknown
from auto_detect.objects.core import CustomResource, Meta, Object
from auto_detect.objects.scheduling import ClusterQueue, PodGroup, PodGroupTemplate
from auto_detect.resources import registry
from auto_detect.resources.resource import Area
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Observation

_PLAIN_RESOURCES = ("cpu", "memory", "pods", "storage", "ephemeral-storage")
_PLACED = ("Running", "Completed", "Scheduled", "Finished", "Succeeded")
_WAITING = ("Pending", "Inqueue", "PreScheduling", "Scheduling", "Unknown")


@dataclass(frozen=True)
class Gang:
    """Groups of pods that a scheduler took as a whole, told by one that finished, else by the largest."""

    pods: int
    """Size of that one."""
    finished: bool
    """It ran to its end."""
    seen: tuple[Observation, ...]
    how: str = "placed together"
    """What was seen to happen to it."""

    @property
    def told(self) -> str:
        """What happened to it, as the end of a sentence."""
        return f"{self.how} and finished" if self.finished else self.how


def accelerators_of(queue: ClusterQueue) -> tuple[str, ...]:
    """The resources of a ClusterQueue's quota that are no plain ones: accelerators, or device classes by name."""
    covered = (resource for group in queue.spec.resource_groups for resource in group.covered_resources)
    return tuple(r for r in covered if r not in _PLAIN_RESOURCES and not r.startswith("hugepages-"))


def active_cluster_queues(snapshot: Snapshot) -> tuple[ClusterQueue, ...]:
    """ClusterQueues that admit workloads now."""
    return tuple(q for q in snapshot.of(registry.CLUSTER_QUEUES).items if holds(q.metadata, q.status, "Active"))


def cluster_queue_rung(snapshot: Snapshot, gang: Gang | None) -> Rung:
    """A ClusterQueue is active and its quota covers accelerators (a finished gang shows as much)."""
    listing = snapshot.of(registry.CLUSTER_QUEUES)
    seen = few([_cluster_queue(queue, listing.version) for queue in listing.items])
    active = active_cluster_queues(snapshot)
    if any(accelerators_of(queue) for queue in active) or (active and gang is not None and gang.finished):
        return shown(*seen)
    unread = why_unread(snapshot, registry.CLUSTER_QUEUES)
    if unread:
        return unknown(unread, *seen)
    first = among(snapshot, registry.CLUSTER_QUEUES)
    if active:
        return missing("no active ClusterQueue has a quota of accelerators" + first, *seen)
    return missing("no ClusterQueue is active" + first if seen else "there is no ClusterQueue", *seen)


def _cluster_queue(queue: ClusterQueue, version: str | None) -> Observation:
    conditions = queue.status.conditions
    quota = listed(accelerators_of(queue)) or "nothing but plain resources"
    match says(queue.metadata, conditions, "Active", queue.status.observed_generation):
        case Says.TRUE:
            detail, counts = f"Active, with a quota of {quota}.", True
        case Says.STALE:
            detail, counts = "Active before its last change; not counted.", False
        case Says.FALSE:
            detail, counts = f"Not active{reason(conditions, 'Active')}.", False
        case _:
            detail, counts = "No controller has looked at it.", False
    return observe_object(registry.CLUSTER_QUEUES, queue.metadata, detail, version=version, doubtful=not counts)


def local_queue_rung(snapshot: Snapshot) -> Rung:
    """A LocalQueue leads to an active ClusterQueue; without one Kueue manages nothing."""
    listing = snapshot.of(registry.LOCAL_QUEUES)
    targets = {queue.metadata.name for queue in active_cluster_queues(snapshot)}
    any_target = snapshot.of(registry.CLUSTER_QUEUES).more or why_unread(snapshot, registry.CLUSTER_QUEUES) is not None
    seen = []
    for queue in listing.items:
        leads = any_target or queue.spec.cluster_queue in targets
        leads = leads and holds(queue.metadata, queue.status, "Active")
        target = word(queue.spec.cluster_queue)
        detail = f"Leads to {target}." if leads else f"Not active for {target}; not counted."
        seen.append(
            observe_object(registry.LOCAL_QUEUES, queue.metadata, detail, version=listing.version, doubtful=not leads)
        )
    if any(not observation.doubtful for observation in seen):
        return shown(*few(seen, most=2))
    unread = why_unread(snapshot, registry.LOCAL_QUEUES)
    if unread:
        return unknown(unread, *few(seen))
    first = among(snapshot, registry.LOCAL_QUEUES)
    return missing(f"no LocalQueue leads to an active ClusterQueue{first}", *few(seen))


def open_queue_rung(snapshot: Snapshot, area: Area[CustomResource], *, state: str | None) -> Rung:
    """A queue of Volcano (`state` Open) or KAI (which reports no state) exists."""
    listing = snapshot.of(area)
    seen = []
    for queue in listing.items:
        opened = state is None or queue.status.word == state
        detail = (state or "Configured") if opened else f"State {word(queue.status.word) or 'unknown'}; not counted"
        seen.append(observe_object(area, queue.metadata, detail + ".", version=listing.version, doubtful=not opened))
    if any(not observation.doubtful for observation in seen):
        return shown(*few(seen, most=2))
    unread = why_unread(snapshot, area)
    return unknown(unread, *few(seen)) if unread else missing(f"no queue is open{among(snapshot, area)}", *few(seen))


def kueue_gang(snapshot: Snapshot) -> Gang | None:
    """Workloads of at least two pods that Kueue admitted as a whole and that came up."""
    listing = snapshot.of(registry.KUEUE_WORKLOADS)
    groups = []
    for workload in listing.items:
        pods = sum(pod_set.count for pod_set in workload.spec.pod_sets)
        admitted = holds(workload.metadata, workload.status, "Admitted")
        ready = holds(workload.metadata, workload.status, "PodsReady")
        finished = holds(workload.metadata, workload.status, "Finished")
        if pods >= 2 and admitted and (ready or finished):
            detail = (
                f"{count(pods, 'pod')} admitted together"
                + (", ready" if ready else "")
                + (", finished." if finished else ".")
            )
            observation = observe_object(registry.KUEUE_WORKLOADS, workload.metadata, detail, version=listing.version)
            groups.append(Gang(pods, finished and ready, (observation,), "admitted together"))
    return _together(groups)


def pod_group_gang(snapshot: Snapshot, area: Area[PodGroup]) -> Gang | None:
    """PodGroups with `minMember` of at least two that were placed."""
    listing = snapshot.of(area)
    groups = []
    for group in listing.items:
        state = group.status.word
        if group.spec.min_member >= 2 and state in _PLACED:
            observation = observe_object(
                area,
                group.metadata,
                f"At least {group.spec.min_member} pods together, {word(state).lower()}.",
                version=listing.version,
            )
            groups.append(Gang(group.spec.min_member, state in ("Completed", "Finished", "Succeeded"), (observation,)))
    return _together(groups)


def waiting(snapshot: Snapshot, area: Area[PodGroup]) -> tuple[Observation, ...]:
    """Groups that nobody has placed yet, as a number: without room, or without a scheduler."""
    listing = snapshot.of(area)
    found = [g for g in listing.items if g.spec.min_member >= 2 and g.status.word in _WAITING]
    if not found:
        return ()
    states = listed(word(group.status.word) for group in found)
    detail = f"{count(len(found), 'group')} of two or more pods not placed yet ({states}); not counted."
    return (observe(area.kind, area.group, detail, path=path(area, listing.version), doubtful=True),)


def pod_gang(snapshot: Snapshot) -> Gang | None:
    """Grove's PodGangs of at least two pods that a scheduler placed."""
    listing = snapshot.of(registry.POD_GANGS)
    groups = []
    for gang in listing.items:
        size = sum(max(member.min_replicas, 0) for member in gang.spec.podgroups)
        placed = holds(gang.metadata, gang.status, "Scheduled") or gang.status.word in _PLACED
        if size >= 2 and placed:
            detail = f"At least {size:,} pods placed together."
            seen = observe_object(registry.POD_GANGS, gang.metadata, detail, version=listing.version)
            groups.append(Gang(size, False, (seen,)))
    return _together(groups)


def native_gang(snapshot: Snapshot) -> Gang | None:
    """Native PodGroups with a gang policy of at least two that kube-scheduler placed."""
    listing = snapshot.of(registry.NATIVE_POD_GROUPS)
    groups = []
    for group in listing.items:
        size = _native_size(group.spec)
        if size >= 2 and holds(group.metadata, group.status, "PodGroupScheduled"):
            observation = observe_object(
                registry.NATIVE_POD_GROUPS, group.metadata, f"{size} pods placed together.", version=listing.version
            )
            groups.append(Gang(size, False, (observation,)))
    return _together(groups)


def native_definitions(snapshot: Snapshot) -> tuple[Observation, ...]:
    """Native groups and workloads that ask to be placed as a whole, whether they were or not."""
    asking: list[Observation] = []

    def look(area: Area[Object], meta: Meta, templates: Iterable[PodGroupTemplate]) -> None:
        size = max(map(_native_size, templates), default=0)
        if size >= 2:
            version = snapshot.of(area).version
            asking.append(observe_object(area, meta, f"Asks for {size:,} pods at once.", version=version))

    for group in snapshot.of(registry.NATIVE_POD_GROUPS).items:
        look(registry.NATIVE_POD_GROUPS, group.metadata, (group.spec,))
    for item in snapshot.of(registry.NATIVE_WORKLOADS).items:
        look(registry.NATIVE_WORKLOADS, item.metadata, (*item.spec.pod_groups, *item.spec.pod_group_templates))
    return few(asking, most=2)


def _native_size(template: PodGroupTemplate) -> int:
    """`minCount` of a native group's gang policy; 0 for pods that are placed one by one."""
    gang = template.scheduling_policy.gang or template.policy.gang
    return gang.min_count if gang is not None else 0


def _together(groups: Sequence[Gang]) -> Gang | None:
    if not groups:
        return None
    ordered = sorted(groups, key=lambda gang: (not gang.finished, -gang.pods))
    return replace(ordered[0], seen=few([observation for gang in ordered for observation in gang.seen], most=2))


def placed_rung(snapshot: Snapshot, area: Area[Object], gang: Gang | None) -> Rung:
    """A group was placed as a whole, for schedulers that have no queues."""
    if gang is not None:
        return shown()
    unread = why_unread(snapshot, area)
    return unknown(unread) if unread else missing(f"no group of two or more pods was placed{among(snapshot, area)}")
