"""ai_inference: conditions count only while the controller that wrote them runs."""

import pytest

from auto_detect.detectors.networking.ai_inference import detect_ai_inference
from auto_detect.resources import registry
from checklists.model.finding import Outcome
from tests.auto_detect.detectors.cluster import Change, Cluster, Json, endpoints, true, workload
from tests.auto_detect.detectors.gateway_cluster import (
    controller,
    gateway,
    gateway_class,
    healthy,
    parent,
    plane,
    route,
)


@pytest.mark.parametrize(
    ("slices", "outcome", "open_question"),
    [
        ([plane("n1")], Outcome.DETECTED, False),
        ([plane("n1", ready=False)], Outcome.PARTLY, False),
        ([plane()], Outcome.PARTLY, False),
        ([], Outcome.DETECTED, True),
        ([plane("n1", of="other")], Outcome.DETECTED, True),
    ],
    ids=["ready", "not ready", "no endpoint", "not visible", "of another gateway"],
)
def test_the_data_plane_of_a_programmed_gateway(slices: list[Json], outcome: Outcome, open_question: bool) -> None:
    finding = detect_ai_inference(healthy().add(registry.ENDPOINT_SLICES, *slices).snapshot())
    assert finding.outcome is outcome
    assert any("data plane" in sentence for sentence in finding.unproven) is open_question
    if outcome is Outcome.PARTLY:
        assert finding.summary == "A gateway is programmed, but no endpoint of its data plane is ready."


def _proxy(name: str = "inference") -> Json:
    """Return endpoints of an Envoy Gateway proxy, in its controller's namespace."""
    found = endpoints("envoy-x", "envoy-gateway-system", "n1")
    found["metadata"]["labels"]["gateway.envoyproxy.io/owning-gateway-name"] = name
    return found


def _controller(cluster: Cluster, name: str, image: str = "vendor/gateway") -> None:
    cluster.one(registry.GATEWAY_CLASSES)["spec"]["controllerName"] = name
    cluster.drop(registry.DEPLOYMENTS)
    cluster.add(registry.DEPLOYMENTS, workload("x", "x", labels={}, image=f"registry.example/{image}:v1"))
    parent(cluster)["controllerName"] = name


CONTROLLERS: list[tuple[str, Change, Outcome, str]] = [
    (
        "unknown controller",
        lambda c: _controller(c, "gateway.vendor.example/whatever"),
        Outcome.DETECTED,
        "gateway.vendor.example/whatever",
    ),
    (
        "unknown controller that is gone",
        lambda c: _controller(c, "gateway.vendor.example/whatever", "acme/shop"),
        Outcome.PARTLY,
        "No running controller and no data plane of gateway.vendor.example/whatever is visible",
    ),
    (
        "controller scaled to zero",
        lambda c: c.drop(registry.DEPLOYMENTS).add(registry.DEPLOYMENTS, controller(0)),
        Outcome.PARTLY,
        "The controller of Envoy Gateway is not running",
    ),
    ("controller gone", lambda c: c.drop(registry.DEPLOYMENTS), Outcome.PARTLY, "is visible"),
    (
        "controller stopped, data plane left",
        lambda c: (
            c.drop(registry.DEPLOYMENTS)
            .add(registry.DEPLOYMENTS, controller(0))
            .add(registry.ENDPOINT_SLICES, plane("n1"))
        ),
        Outcome.PARTLY,
        "The controller of Envoy Gateway is not running",
    ),
    (
        "controller elsewhere, data plane here",
        lambda c: c.drop(registry.DEPLOYMENTS).add(registry.ENDPOINT_SLICES, plane("n1")),
        Outcome.DETECTED,
        "runs a programmed Gateway",
    ),
    (
        "controller elsewhere, proxy of Envoy Gateway here",
        lambda c: c.drop(registry.DEPLOYMENTS).add(registry.ENDPOINT_SLICES, _proxy()),
        Outcome.DETECTED,
        "runs a programmed Gateway",
    ),
    (
        "controller elsewhere, proxy of another gateway here",
        lambda c: c.drop(registry.DEPLOYMENTS).add(registry.ENDPOINT_SLICES, _proxy("other")),
        Outcome.PARTLY,
        "is visible",
    ),
    (
        "controller at the provider",
        lambda c: _controller(c, "networking.gke.io/gateway", "acme/shop"),
        Outcome.DETECTED,
        "GKE Gateway (networking.gke.io/gateway) runs a programmed Gateway",
    ),
]


@pytest.mark.parametrize(("change", "outcome", "words"), [t[1:] for t in CONTROLLERS], ids=[t[0] for t in CONTROLLERS])
def test_conditions_of_a_stopped_controller_do_not_count(change: Change, outcome: Outcome, words: str) -> None:
    cluster = healthy()
    change(cluster)
    finding = detect_ai_inference(cluster.snapshot())
    assert (finding.outcome, words in finding.summary) == (outcome, True), finding.summary


def test_of_two_controllers_the_running_one_decides() -> None:
    other = "istio.io/gateway-controller"
    cluster = healthy()
    cluster.add(registry.GATEWAY_CLASSES, gateway_class("istio", other, true("Accepted")))
    cluster.add(registry.GATEWAYS, gateway("second", "istio"))
    cluster.add(registry.HTTP_ROUTES, route("mesh", on="second", controller=other))
    finding = detect_ai_inference(cluster.snapshot())
    assert finding.outcome is Outcome.DETECTED
    assert finding.summary.startswith("Envoy Gateway")
    assert [o.name for o in finding.observations[1:5]] == ["eg", "inference", "envoy-gateway", "llm"]


ISTIO = "istio.io/gateway-controller"


def second(cluster: Cluster, *, running: bool, header: bool = True) -> Cluster:
    """Add a second implementation with its own class, gateway and route."""
    cluster.add(registry.GATEWAY_CLASSES, gateway_class("istio", ISTIO, true("Accepted")))
    cluster.add(registry.GATEWAYS, gateway("second", "istio"))
    cluster.add(registry.HTTP_ROUTES, route("mesh", on="second", controller=ISTIO, header=header))
    istiod = workload("istiod", "istio-system", labels={"app": "istiod"}, available=int(running))
    return cluster.add(registry.DEPLOYMENTS, istiod)


@pytest.mark.parametrize("running", [True, False])
def test_each_object_counts_with_its_own_controller(running: bool) -> None:
    finding = detect_ai_inference(second(healthy(), running=running).snapshot())
    assert finding.outcome is Outcome.DETECTED
    counted = {observation.name: not observation.doubtful for observation in finding.observations}
    assert {counted[name] for name in ("eg", "inference", "llm")} == {True}
    assert {counted[name] for name in ("istio", "second", "mesh")} == {running}
    assert "1 Gateway programmed" in (finding.suggested_notes or "")


@pytest.mark.parametrize(("ready", "outcome"), [(True, Outcome.DETECTED), (False, Outcome.PARTLY)])
def test_the_data_plane_of_another_implementation_does_not_count(ready: bool, outcome: Outcome) -> None:
    cluster = second(healthy(), running=False)
    cluster.add(registry.ENDPOINT_SLICES, plane("n1", ready=ready), plane("n2", of="second"))
    assert detect_ai_inference(cluster.snapshot()).outcome is outcome


def test_a_running_controller_is_preferred_to_one_with_more_routes() -> None:
    cluster = second(healthy().drop(registry.DEPLOYMENTS), running=True, header=False)
    finding = detect_ai_inference(cluster.snapshot())
    assert finding.summary == "No accepted HTTPRoute of istio.io/gateway-controller matches a header."
