"""Cluster Autoscaler, in the cluster or at the provider: a fresh report and an accelerator node group with room."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from auto_detect.analysis.coverage import read_failure
from auto_detect.analysis.health import deployment_health, deployments_of, is_true
from auto_detect.analysis.wording import clean_name, count, first_few, observe, observe_object
from auto_detect.detectors.evidence_ladder import Ladder, Rung, confirmed, missing, unknown
from auto_detect.detectors.scheduling.node_groups import NODE_GROUP, Group, groups
from auto_detect.known.autoscaling import CLUSTER_AUTOSCALER
from auto_detect.objects.autoscaling.node_groups import AutoscalerReport
from auto_detect.objects.timestamps import minutes_between
from auto_detect.resources.autoscaling import (
    AUTOSCALER_REPORTS,
    EVENTS,
    MACHINE_DEPLOYMENTS,
    MACHINE_SETS,
    PROVISIONING_REQUESTS,
)
from auto_detect.resources.registry import DEPLOYMENTS, NODES
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Observation

NAME = "Cluster Autoscaler"
STALE_MINUTES = 10
_RUNNING = "a running Cluster Autoscaler with a fresh report"
_GROUP = "a healthy accelerator node group that can scale"
_EVENTS_PATH = "/api/v1/events?fieldSelector=reason%3DTriggeredScaleUp"


@dataclass(frozen=True)
class Autoscaler:
    """Checks and node groups of Cluster Autoscaler or a similar autoscaler."""

    ladder: Ladder
    groups: tuple[Group, ...]

    @property
    def with_room(self) -> tuple[Group, ...]:
        """Accelerator node groups whose bounds let them scale."""
        return tuple(group for group in self.groups if group.accelerated and group.grows)


def cluster_autoscaler(snapshot: Snapshot) -> Autoscaler | None:
    """Return the checks of Cluster Autoscaler, in the cluster or at the provider; None without any trace."""
    inside = snapshot.listing(AUTOSCALER_REPORTS).items or deployments_of(snapshot, CLUSTER_AUTOSCALER)
    if not inside and not snapshot.listing(EVENTS).items and not _observe_provisioning(snapshot):
        return None
    found = _current_groups(snapshot)
    if inside:
        return Autoscaler(Ladder(NAME, (_controller_rung(snapshot), _group_rung(snapshot, found))), found)
    name = "External autoscaler"
    return Autoscaler(Ladder(name, (_trace_rung(snapshot), _group_rung(snapshot, found))), found)


def _current_groups(snapshot: Snapshot) -> tuple[Group, ...]:
    """Return every known group; those of an outdated report do not count."""
    listing, found = snapshot.listing(AUTOSCALER_REPORTS), groups(snapshot)
    if not all(_fault(report, listing.taken_at or snapshot.taken_at) for report in listing.items):
        return found
    return tuple(_outdated(group) if group.observation.kind == NODE_GROUP else group for group in found)


def _outdated(group: Group) -> Group:
    detail = (
        f"{group.observation.detail.rstrip('.').removesuffix('; not counted')}, by an outdated report; not counted."
    )
    return replace(group, grows=False, observation=replace(group.observation, detail=detail, doubtful=True))


def observe_scale_ups(snapshot: Snapshot) -> tuple[Observation, ...]:
    """Return observations of recent scale-up events, those of accelerator groups first."""
    events = snapshot.listing(EVENTS).items
    observations = []
    for accelerated in (True, False):
        matching = [event for event in events if event.adds_accelerators is accelerated and event.message]
        if matching:
            what = "an accelerator node group (by its name)" if accelerated else "a group that names no accelerators"
            last = max(event.last_timestamp or event.event_time or "" for event in matching)
            detail = f"Scaled up {what}: {clean_name(matching[0].message)}; {count(len(matching), 'time')}, "
            detail += f"last {clean_name(last) or 'at an unknown time'}."
            observations.append(
                observe("Event", "TriggeredScaleUp", detail, path=_EVENTS_PATH, doubtful=not accelerated)
            )
    return tuple(observations)


def _controller_rung(snapshot: Snapshot) -> Rung:
    """Check that the report is fresh or a Deployment runs."""
    listing = snapshot.listing(AUTOSCALER_REPORTS)
    taken_at = listing.taken_at or snapshot.taken_at
    faults = [(report, _fault(report, taken_at)) for report in listing.items]
    observations = [
        observe_object(
            AUTOSCALER_REPORTS,
            report.metadata,
            f"Not counted: {fault}." if fault else f"Fresh, {clean_name(report.health) or 'health not reported'}.",
            version=listing.version,
            doubtful=bool(fault),
        )
        for report, fault in faults
    ]
    deployments = [(d, deployment_health(d)) for d in deployments_of(snapshot, CLUSTER_AUTOSCALER)]
    version = snapshot.listing(DEPLOYMENTS).version
    observations += [
        observe_object(DEPLOYMENTS, d.metadata, health.sentence, version=version, doubtful=not health.alive)
        for d, health in deployments
    ]
    running = any(health.alive for _, health in deployments)
    if any(not fault for _, fault in faults) and (running or not deployments):
        return confirmed(*observations)
    if running and not faults:
        return confirmed(*observations)
    if faults and faults[0][1]:
        return missing(faults[0][1], *observations, needed=_RUNNING)
    state = deployments[0][1].sentence.rstrip(".")
    return missing(f"its Deployment is not running ({state[:1].lower()}{state[1:]})", *observations, needed=_RUNNING)


def _fault(report: AutoscalerReport, taken_at: str) -> str:
    """Return the fault of a report, as a clause."""
    age = minutes_between(report.updated, taken_at)
    if age is None:
        return "its report has no timestamp"
    if age > STALE_MINUTES:
        return f"its report is {count(age, 'minute')} old: the autoscaler may be gone"
    if report.state and report.state != "Running":
        return f"its report has the state {clean_name(report.state)}"
    if not report.state and not report.health:
        return "its report could not be parsed"
    return f"its report has the cluster health {clean_name(report.health)}" if report.health == "Unhealthy" else ""


def _group_rung(snapshot: Snapshot, found: Sequence[Group]) -> Rung:
    """Check that an accelerator node group has room or grew recently."""
    grown = observe_scale_ups(snapshot)
    observations = (*first_few([group.observation for group in found], limit=4), *grown)
    if any(not observation.doubtful for observation in grown):
        return confirmed(*observations)
    if any(group.accelerated and group.grows for group in found):
        return confirmed(*observations)
    failure = next(
        (
            why
            for resource in (AUTOSCALER_REPORTS, MACHINE_DEPLOYMENTS, MACHINE_SETS)
            if (why := read_failure(snapshot, resource))
        ),
        None,
    )
    if failure:
        return unknown(failure, *observations)
    accelerated = [group for group in found if group.accelerated]
    if accelerated:
        return missing("no accelerator node group can scale", *observations, needed=_GROUP)
    unseen = read_failure(snapshot, NODES)
    if found and unseen:
        return unknown(unseen, *observations)
    if found:
        reason = "no node group is known to have accelerators, by its name or by its nodes"
        return missing(reason, *observations, needed=_GROUP)
    return missing("the node groups that it may grow are not visible here", *observations, needed=_GROUP)


def _observe_provisioning(snapshot: Snapshot) -> tuple[Observation, ...]:
    listing = snapshot.listing(PROVISIONING_REQUESTS)
    done = [item for item in listing.items if is_true(item.metadata, item.status, "Provisioned")]
    version = listing.version
    return tuple(observe_object(PROVISIONING_REQUESTS, d.metadata, "Provisioned.", version=version) for d in done)


def _trace_rung(snapshot: Snapshot) -> Rung:
    """Check that an autoscaler acted recently: events expire, a provisioned request does not."""
    provisioned, events = _observe_provisioning(snapshot), observe_scale_ups(snapshot)
    observations = (*first_few(provisioned, limit=2), *events)
    if events:
        return confirmed(*observations)
    reason = "its ProvisioningRequests are provisioned, but whether the autoscaler still runs is not visible"
    return missing(reason, *observations, needed="a recent TriggeredScaleUp event or a running autoscaler")
