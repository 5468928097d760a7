"""Liveness of gateway controllers, by their workloads or by the data planes of gateways that they programmed."""

from collections.abc import Iterable
from dataclasses import replace

from auto_detect.analysis.controller_liveness import ControllerLiveness, ControllerState, controller_liveness
from auto_detect.analysis.coverage import read_failure
from auto_detect.analysis.health import ready_endpoints_of, slices_labeled
from auto_detect.analysis.wording import count, name_in_sentence, observe
from auto_detect.known.gateways import ENVOY_GATEWAY_NAME, GATEWAY_NAME, implementation_of
from auto_detect.objects.services import EndpointSlice
from auto_detect.resources import registry
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Observation

GatewayKey = tuple[str | None, str]
"""Namespace and name of a gateway."""


def data_planes(snapshot: Snapshot, gateways: Iterable[GatewayKey]) -> dict[GatewayKey, int]:
    """Return the number of ready endpoints of the gateways whose data plane is in the cluster and labeled."""
    labeled = {at: _slices(snapshot, at) for at in gateways}
    return {at: len(ready_endpoints_of(slices)) for at, slices in labeled.items() if slices}


def _slices(snapshot: Snapshot, at: GatewayKey) -> list[EndpointSlice]:
    """Return the endpoints of a gateway's data plane.

    Proxies of Envoy Gateway are in its own namespace, so they are matched by the gateway's name only: the namespace in
    their label is not comparable with a pseudonym.
    """
    namespace, name = at
    slices = snapshot.listing(registry.ENDPOINT_SLICES).items
    owned = (item for item in slices if item.metadata.labels.get(ENVOY_GATEWAY_NAME) == name)
    return [*slices_labeled(snapshot, GATEWAY_NAME, name, namespace), *owned]


def gateway_liveness(snapshot: Snapshot, controller: str, gateways: Iterable[GatewayKey]) -> ControllerLiveness:
    """Return whether the controller of these gateways runs.

    A controller that is not visible may run elsewhere, so ready endpoints of a data plane that it programmed count too.
    """
    known = implementation_of(controller)
    if known.controller is None:
        outside = observe("Service", known.name, "Runs outside the cluster; its controller is not visible.")
        return ControllerLiveness(ControllerState.RUNNING, "", (outside,))
    liveness = controller_liveness(snapshot, known.controller)
    if liveness.running:
        return liveness
    if liveness.state is ControllerState.STOPPED:
        state = liveness.problem.partition(" is not running")[2]
        return replace(
            liveness, problem=f"the controller of {known.name or name_in_sentence(controller)} is not running{state}"
        )
    ready = sum(data_planes(snapshot, gateways).values())
    if ready:
        return ControllerLiveness(ControllerState.RUNNING, "", (_observe_plane(controller, ready),))
    if liveness.state is ControllerState.UNREADABLE:
        return liveness
    failures = (read_failure(snapshot, resource) for resource in (registry.ENDPOINT_SLICES, registry.GATEWAYS))
    failure = next((why for why in failures if why), None)
    if failure:
        return ControllerLiveness(ControllerState.UNREADABLE, failure)
    problem = f"no running controller and no data plane of {name_in_sentence(controller)} is visible"
    return ControllerLiveness(ControllerState.NOT_VISIBLE, problem)


def _observe_plane(controller: str, ready: int) -> Observation:
    detail = f"Its controller is not visible; its data plane has {count(ready, 'ready endpoint')}."
    return observe("Controller", controller, detail)
