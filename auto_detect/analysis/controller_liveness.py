"""Liveness of controllers: a condition stays after its controller is gone, so it never counts on its own."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from auto_detect.analysis.coverage import read_failure
from auto_detect.analysis.health import Health, daemon_set_health, deployment_health, is_controller, ready_endpoints
from auto_detect.analysis.versions import workload_version
from auto_detect.analysis.wording import count, observe_object
from auto_detect.known.components import Controller
from auto_detect.objects.apps import DaemonSet, Deployment
from auto_detect.objects.core import Meta, Object
from auto_detect.objects.timestamps import minutes_between
from auto_detect.resources.autoscaling import STATEFUL_SETS
from auto_detect.resources.registry import DAEMON_SETS, DEPLOYMENTS, LEASES, SERVICES
from auto_detect.resources.resource import Resource
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Observation

FRESH_MINUTES = 5
ServiceKey = tuple[str | None, str]
"""Namespace and name of a Service."""


class ControllerState(StrEnum):
    """Certainty that a controller runs."""

    RUNNING = "running"
    STOPPED = "stopped"
    NOT_VISIBLE = "not visible"
    """Not found in the objects that could be read: it may run outside the cluster, or be gone."""
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class ControllerLiveness:
    """State of a controller, and the observation that shows it."""

    state: ControllerState
    problem: str = ""
    """Why its conditions do not count, as a clause; empty if it runs."""
    observations: tuple[Observation, ...] = ()
    version: str | None = None

    @property
    def running(self) -> bool:
        """Whether conditions that it writes count."""
        return self.state is ControllerState.RUNNING


def controller_liveness(
    snapshot: Snapshot, controller: Controller, *, services: Iterable[ServiceKey] = ()
) -> ControllerLiveness:
    """Return whether a controller runs: by its workloads, else by ready endpoints of its Services or a fresh Lease.

    Args:
        snapshot: the collection.
        controller: labels and images of its workloads; `what` names it in sentences.
        services: Services whose endpoints are the controller's own pods, such as those of its webhooks.
    """
    workloads = list(_workloads(snapshot, controller))
    observations = tuple(_observe(snapshot, controller, *workload) for workload in workloads)
    for _, workload, health in workloads:
        if health.alive:
            version = workload_version(workload.spec, controller.images)
            return ControllerLiveness(ControllerState.RUNNING, "", observations, version)
    if not workloads:
        for namespace, name in services:
            ready = len(ready_endpoints(snapshot, name, namespace))
            if ready:
                return ControllerLiveness(ControllerState.RUNNING, "", (_observe_service(namespace, name, ready),))
        lease = _fresh_lease(snapshot, controller)
        if lease is not None:
            return ControllerLiveness(ControllerState.RUNNING, "", (lease,))
        failure = read_failure(snapshot, DEPLOYMENTS)
        if failure:
            return ControllerLiveness(ControllerState.UNREADABLE, failure)
        part = " in the Deployments that were read" if snapshot.listing(DEPLOYMENTS).more else " from here"
        problem = f"no running {controller.what} is visible{part}"
        return ControllerLiveness(ControllerState.NOT_VISIBLE, problem)
    sentence = workloads[0][2].sentence.rstrip(".")
    article = "its" if controller.what.islower() else "the"
    problem = f"{article} {controller.what} is not running ({sentence[:1].lower()}{sentence[1:]})"
    return ControllerLiveness(ControllerState.STOPPED, problem, observations)


def _fresh_lease(snapshot: Snapshot, controller: Controller) -> Observation | None:
    """Return the observation of a Lease that the controller renewed recently; allow for clock skew."""
    listing = snapshot.listing(LEASES)
    for lease in listing.items:
        age = minutes_between(lease.spec.renew_time, listing.taken_at or snapshot.taken_at)
        if lease.metadata.name in controller.leases and age is not None and abs(age) <= FRESH_MINUTES:
            detail = f"Renewed by the {controller.what} within {FRESH_MINUTES} minutes of the collection."
            return observe_object(LEASES, lease.metadata, detail, version=listing.version)
    return None


def _workloads(
    snapshot: Snapshot, controller: Controller
) -> Iterator[tuple[Resource[Object], Deployment | DaemonSet, Health]]:
    for resource in (DEPLOYMENTS, STATEFUL_SETS):
        for item in snapshot.listing(resource).items:
            if is_controller(item, controller):
                yield resource, item, deployment_health(item)
    for daemon_set in snapshot.listing(DAEMON_SETS).items:
        if is_controller(daemon_set, controller):
            yield DAEMON_SETS, daemon_set, daemon_set_health(daemon_set)


def _observe(
    snapshot: Snapshot,
    controller: Controller,
    resource: Resource[Object],
    workload: Deployment | DaemonSet,
    health: Health,
) -> Observation:
    version = workload_version(workload.spec, controller.images)
    return observe_object(
        resource,
        workload.metadata,
        f"Version {version}. {health.sentence}" if version else health.sentence,
        version=snapshot.listing(resource).version,
        doubtful=not health.alive,
    )


def _observe_service(namespace: str | None, name: str, ready: int) -> Observation:
    return observe_object(SERVICES, Meta(name, namespace), f"Has {count(ready, 'ready endpoint')}.")
