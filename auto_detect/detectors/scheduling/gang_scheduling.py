"""`gang_scheduling`: a gang scheduler runs and a queue or a group is active.

Resource names repeat (`podgroups` exists in four groups), so every name is qualified with its API group.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from auto_detect.analysis.coverage import discovery_failure
from auto_detect.analysis.health import deployment_health, deployments_of
from auto_detect.analysis.unknown_operators import unlisted_pod_groups
from auto_detect.analysis.wording import count, join_names, observe, observe_object
from auto_detect.detectors.component_rungs import api_rung, controller_version, controllers_rung, is_served
from auto_detect.detectors.evidence_ladder import (
    Ladder,
    Rung,
    RungState,
    conclude,
    confirmed,
    could_not_check,
    deciding_ladder,
    detected,
    missing,
    not_detected,
    observe_other,
)
from auto_detect.detectors.scheduling.queues import (
    Gang,
    accelerators_of,
    active_cluster_queues,
    cluster_queue_rung,
    kueue_gang,
    local_queue_rung,
    native_definitions,
    native_gang,
    observe_waiting,
    open_queue_rung,
    pod_gang,
    pod_group_gang,
    scheduled_rung,
)
from auto_detect.detectors.webhook_rungs import webhook_rung, webhook_wirings
from auto_detect.known import schedulers
from auto_detect.known.components import COSCHEDULING, GROVE, JOBSET, KAI, KUEUE, LWS, VOLCANO, Operator
from auto_detect.objects.core import Object
from auto_detect.objects.scheduling import PodGroup
from auto_detect.resources import registry
from auto_detect.resources.resource import Resource
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Finding, Observation

ID = "gang_scheduling"
NATIVE = "scheduling.k8s.io"

_KNOWN = "a gang scheduler with a queue or groups that can be read"
_NEGATIVE = "That no pod of a group is bound while only a part of the group fits: this needs a group that does not fit."


@dataclass(frozen=True)
class _Solution:
    """A gang scheduler: its checks, and the groups that it placed."""

    operator: Operator | None
    """None for kube-scheduler's own API."""
    ladder: Ladder
    gang: Gang | None
    queues: str = ""
    """A clause about its queues, for the notes."""
    unproven: tuple[str, ...] = ()
    waiting: tuple[Observation, ...] = ()
    """Groups that it has not scheduled yet."""

    @property
    def observations(self) -> tuple[Observation, ...]:
        """Observations of the ladder and of placed groups."""
        return (*self.ladder.observations, *(self.gang.seen if self.gang else ()), *self.waiting)


def detect_gang_scheduling(snapshot: Snapshot) -> Finding:
    """Detect whether a gang scheduler runs with an active queue or a placed group."""
    failure = discovery_failure(snapshot)
    if failure:
        return could_not_check(ID, failure)
    solutions = _solutions(snapshot)
    aside = _observe_others(snapshot)
    chosen = deciding_ladder([solution.ladder for solution in solutions])
    solution = next((s for s in solutions if s.ladder is chosen), None)
    if solution is None:
        return not_detected(ID, "No gang scheduler is visible here.", aside)
    others = [observe_other("Scheduler", s.ladder, "Runs as well.") for s in solutions if s is not solution]
    observations = (*solution.observations, *others, *aside)
    return conclude(
        ID,
        solution.ladder,
        observations,
        when_detected=lambda: _detected(snapshot, solution, observations),
        partly_summary=f"{solution.ladder.name}: {solution.ladder.missing_reason}.",
        missing_summary="No gang scheduler is in use here.",
    )


def _detected(snapshot: Snapshot, solution: _Solution, observations: Sequence[Observation]) -> Finding:
    name = solution.ladder.name
    version = controller_version(snapshot, solution.operator) if solution.operator else None
    running = f"{name}{f' {version}' if version else ''}"
    placed = f" A group of {count(solution.gang.pods, 'pod')} was {solution.gang.description}." if solution.gang else ""
    return detected(
        ID,
        f"{name} runs{solution.queues}." + placed,
        observations,
        unproven=(_NEGATIVE, *solution.unproven),
        notes=f"{running} runs{solution.queues}.{placed} A group that does not fit was not tested.",
    )


def _solutions(snapshot: Snapshot) -> list[_Solution]:
    makers = ((KUEUE, _kueue), (VOLCANO, _volcano), (KAI, _kai), (COSCHEDULING, _coscheduling))
    found = [make(snapshot) for operator, make in makers if is_served(snapshot, operator)]
    if any(snapshot.discovery.serves(NATIVE, resource) for resource in ("workloads", "podgroups")):
        found.append(_native(snapshot))
    if snapshot.discovery.serves(registry.POD_GANGS.group, registry.POD_GANGS.plural):
        found.append(_grove(snapshot))
    found += [_unknown_scheduler(snapshot, resource) for resource in unlisted_pod_groups(snapshot.discovery)]
    return [*found, *_without_api(snapshot)]


def _kueue(snapshot: Snapshot) -> _Solution:
    gang = kueue_gang(snapshot)
    ladder = _ladder(snapshot, KUEUE, cluster_queue_rung(snapshot, gang), local_queue_rung(snapshot))
    active = active_cluster_queues(snapshot)
    covering = [queue for queue in active if accelerators_of(queue)] or list(active)
    covered = [resource for queue in covering for resource in accelerators_of(queue)]
    queues = f" with {'ClusterQueue' if len(covering) == 1 else 'ClusterQueues'} "
    queues += f"{join_names(queue.metadata.name for queue in covering)} active"
    queues += f" for {join_names(covered)}" if covered else ""
    return _Solution(
        KUEUE,
        ladder,
        gang,
        queues,
        (
            "That pods wait for each other once admitted: Kueue admits the quota of a group as a whole; "
            "scheduling them together depends on waitForPodsReady or topology-aware scheduling.",
        ),
    )


def _volcano(snapshot: Snapshot) -> _Solution:
    return _Solution(
        VOLCANO,
        _ladder(snapshot, VOLCANO, open_queue_rung(snapshot, registry.VOLCANO_QUEUES, state="Open")),
        pod_group_gang(snapshot, registry.VOLCANO_POD_GROUPS),
        " with an open queue",
        ("That the scheduler's configuration enables the plugin gang: it was not read.",),
        observe_waiting(snapshot, registry.VOLCANO_POD_GROUPS),
    )


def _kai(snapshot: Snapshot) -> _Solution:
    return _Solution(
        KAI,
        _ladder(snapshot, KAI, open_queue_rung(snapshot, registry.KAI_QUEUES, state=None)),
        pod_group_gang(snapshot, registry.KAI_POD_GROUPS),
        " with a queue",
        waiting=observe_waiting(snapshot, registry.KAI_POD_GROUPS),
    )


def _coscheduling(snapshot: Snapshot) -> _Solution:
    gang = pod_group_gang(snapshot, registry.COSCHEDULING_POD_GROUPS)
    rung = scheduled_rung(snapshot, registry.COSCHEDULING_POD_GROUPS, gang)
    held = observe_waiting(snapshot, registry.COSCHEDULING_POD_GROUPS)
    return _Solution(COSCHEDULING, _ladder(snapshot, COSCHEDULING, rung), gang, waiting=held)


def _grove(snapshot: Snapshot) -> _Solution:
    """Return the checks of Grove, which leaves placing to another scheduler: a placed group proves both."""
    gang = pod_gang(snapshot)
    rungs = (_served(registry.POD_GANGS, snapshot), controllers_rung(snapshot, GROVE))
    placed = scheduled_rung(snapshot, registry.POD_GANGS, gang)
    doubt = "Which scheduler schedules the groups: Grove leaves that to another scheduler."
    return _Solution(GROVE, Ladder(GROVE.name, (*rungs, placed)), gang, unproven=(doubt,))


def _unknown_scheduler(snapshot: Snapshot, resource: Resource[PodGroup]) -> _Solution:
    """Return the checks of an unknown scheduler; its groups may outlive it."""
    gang = pod_group_gang(snapshot, resource)
    alive = missing(
        "the Deployment that places its groups is not known, so whether it still runs is not visible",
        needed="a gang scheduler whose Deployment is known and runs",
    )
    rungs = (_served(resource, snapshot), scheduled_rung(snapshot, resource, gang), alive)
    return _Solution(None, Ladder(resource.group, rungs), gang, waiting=observe_waiting(snapshot, resource))


def _served(resource: Resource[Object], snapshot: Snapshot) -> Rung:
    versions = join_names(snapshot.discovery.serves(resource.group, resource.plural))
    return confirmed(
        observe("API", resource.group, f"{resource.plural} are served in {versions}.", path=f"/apis/{resource.group}")
    )


def _without_api(snapshot: Snapshot) -> list[_Solution]:
    """Return schedulers whose groups exist only as annotations of pods."""
    found = []
    for controller in schedulers.CONTROLLERS:
        alive = [d for d in deployments_of(snapshot, controller) if deployment_health(d).alive]
        observations = [observe_object(registry.DEPLOYMENTS, d.metadata, deployment_health(d).sentence) for d in alive]
        if observations:
            why = "its groups exist only as annotations of pods, which are not read"
            found.append(
                _Solution(None, Ladder(controller.what, (confirmed(*observations), missing(why, needed=_KNOWN))), None)
            )
    return found


def _ladder(snapshot: Snapshot, operator: Operator, *upper: Rung) -> Ladder:
    return Ladder(
        operator.name,
        (api_rung(snapshot, operator), controllers_rung(snapshot, operator), _webhooks(snapshot, operator), *upper),
    )


def _webhooks(snapshot: Snapshot, operator: Operator) -> Rung:
    """Return a missing check for a broken webhook, which rejects jobs; a webhook is not required."""
    rung = webhook_rung(snapshot, operator)
    if rung.state is RungState.MISSING and any(wiring.validates for wiring in webhook_wirings(snapshot, operator)):
        return rung
    return confirmed(*rung.observations)


def _native(snapshot: Snapshot) -> _Solution:
    gang = native_gang(snapshot)
    versions = join_names(
        version.version
        for version in snapshot.discovery.versions(NATIVE)
        if {"workloads", "podgroups"} & set(version.resources)
    )
    defined = native_definitions(snapshot)
    api = observe(
        "API",
        NATIVE,
        f"Groups of pods are served in {versions}"
        + ("." if defined else "; whether kube-scheduler honors them is not visible."),
        path=f"/apis/{NATIVE}",
        doubtful=not defined,
    )
    placed = scheduled_rung(snapshot, registry.NATIVE_POD_GROUPS, gang)
    observations = () if gang else defined
    return _Solution(None, Ladder("kube-scheduler", (confirmed(api, *observations), placed)), gang)


def _observe_others(snapshot: Snapshot) -> tuple[Observation, ...]:
    """Return observations of APIs that group pods without scheduling them."""
    return tuple(
        observe(
            "API",
            operator.group,
            f"{operator.name} groups pods; scheduling them together needs a gang scheduler.",
            path=f"/apis/{operator.group}",
            doubtful=True,
        )
        for operator in (JOBSET, LWS, GROVE)
        if is_served(snapshot, operator)
        and not (operator is GROVE and snapshot.discovery.serves(registry.POD_GANGS.group, registry.POD_GANGS.plural))
    )
