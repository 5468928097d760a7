"""advanced_inference_ingress: an accepted pool with a route, a running endpoint picker and ready pods."""

import copy

import pytest

from auto_detect.detectors.networking.advanced_inference_ingress import detect_advanced_inference_ingress
from auto_detect.resources import registry
from auto_detect.resources.inference import ALPHA_POOLS, POOLS
from checklists.model.checklist import Status
from checklists.model.finding import Outcome
from tests.auto_detect.detectors.cluster import Change, Cluster, Json, endpoints, meta, node, same, true, workload
from tests.auto_detect.detectors.finding_text import counted, doubtful

GROUP, ALPHA = "inference.networking.k8s.io", "inference.networking.x-k8s.io"
ISTIO = "istio.io/gateway-controller"


def parent(*conditions: Json, gateway: str = "inference", controller: str = ISTIO) -> Json:
    return {"parentRef": {"name": gateway}, "controllerName": controller, "conditions": list(conditions)}


def pool(name: str = "llama", *, failure_mode: str = "FailClose") -> Json:
    """Return a pool that a gateway accepted."""
    picker = {"name": f"{name}-epp", "kind": "Service", "port": {"number": 9002}, "failureMode": failure_mode}
    return {
        "metadata": meta(name, "serving"),
        "spec": {"selector": {"matchLabels": {"app": name, "acme.example/x": "y"}}, "endpointPickerRef": picker},
        "status": {"parents": [parent(true("Accepted"), true("ResolvedRefs"))]},
    }


def route(name: str = "llama", *, group: str = GROUP, controller: str = ISTIO) -> Json:
    """Return an accepted route to the pool."""
    backend = {"group": group, "kind": "InferencePool", "name": name}
    return {
        "metadata": meta("chat", "serving"),
        "spec": {"rules": [{"backendRefs": [backend]}]},
        "status": {"parents": [parent(true("Accepted"), true("ResolvedRefs"), controller=controller)]},
    }


def pod(
    name: str, *, ready: bool = True, labels: dict[str, str] | None = None, on: str = "n1", namespace: str = "serving"
) -> Json:
    """Return a model server."""
    return {
        "metadata": {**meta(name, namespace), "labels": labels or {"app": "llama"}},
        "spec": {"nodeName": on, "containers": [{"image": "vllm/vllm-openai:v1"}]},
        "status": {"phase": "Running", "conditions": [true("Ready", status="True" if ready else "False")]},
    }


def gateway(name: str = "inference", programmed: str = "True") -> Json:
    return {
        "metadata": meta(name, "serving"),
        "spec": {"gatewayClassName": name},
        "status": {"conditions": [true("Programmed", status=programmed)]},
    }


def proxy(of: str = "inference", *, ready: bool = True) -> Json:
    """Return endpoints of a gateway's data plane."""
    found = endpoints("proxy", "serving", "n1", ready=ready)
    found["metadata"]["labels"]["gateway.networking.k8s.io/gateway-name"] = of
    return found


def _gateway(programmed: str) -> Change:
    return lambda c: c.drop(registry.GATEWAYS).add(registry.GATEWAYS, gateway(programmed=programmed))


def inference() -> Cluster:
    """Return a cluster with one pool that is healthy from gateway to pods."""
    cluster = Cluster().add(registry.GATEWAYS, gateway()).add(POOLS, pool()).add(registry.HTTP_ROUTES, route())
    cluster.add(registry.ENDPOINT_SLICES, endpoints("llama-epp", "serving", "n1"))
    cluster.add(registry.DEPLOYMENTS, workload("istiod", "istio-system", labels={"app": "istiod"}))
    return cluster.add(registry.PODS, pod("llama-0"), pod("llama-1", ready=False)).add(registry.NODES, node("n1"))


def test_a_pool_that_is_healthy_from_gateway_to_pods() -> None:
    finding = detect_advanced_inference_ingress(inference().snapshot())
    assert (finding.outcome, finding.suggested_status) == (Outcome.DETECTED, Status.IMPLEMENTED)
    assert finding.summary == "Istio accepted an InferencePool with a route, an endpoint picker and ready pods."
    assert "1 of 2 ready" in counted(finding)
    assert not doubtful(finding)
    assert any("no request was sent" in sentence for sentence in finding.unproven)


def _status(*conditions: Json) -> Change:
    return lambda c: c.status(POOLS, parents=[parent(*conditions)])


def _alpha(cluster: Cluster) -> None:
    """Return the same cluster in the alpha API: plain selector, other picker field, no controller names."""
    old = copy.deepcopy(cluster.one(POOLS))
    old["spec"] = {"selector": {"app": "llama"}, "extensionRef": {"name": "llama-epp", "failureMode": "FailOpen"}}
    placeholder = {
        "parentRef": {"kind": "Status", "name": "default"},
        "conditions": [true("Accepted", status="Unknown")],
    }
    accepted = {"parentRef": {"name": "inference"}, "conditions": [true("Accepted"), true("ResolvedRefs")]}
    old["status"] = {"parent": [placeholder, accepted]}
    cluster.unserve(GROUP).drop(POOLS)
    cluster.add(ALPHA_POOLS, old).drop(registry.HTTP_ROUTES).add(registry.HTTP_ROUTES, route(group=ALPHA))


def _alpha_without_controller(cluster: Cluster) -> None:
    _alpha(cluster)
    cluster.drop(registry.DEPLOYMENTS)


def _other_route(cluster: Cluster) -> None:
    cluster.drop(registry.HTTP_ROUTES).add(registry.HTTP_ROUTES, route(controller="example.com/other"))


CASES: list[tuple[str, Change, Outcome, str]] = [
    ("healthy", same, Outcome.DETECTED, "Istio accepted"),
    ("gateway not programmed", _gateway("False"), Outcome.PARTLY, "the gateway that accepted it is not programmed"),
    ("gateway not reported", _gateway("Unknown"), Outcome.PARTLY, "the gateway that accepted it is not programmed"),
    ("proxy ready", lambda c: c.add(registry.ENDPOINT_SLICES, proxy()), Outcome.DETECTED, "Istio accepted"),
    (
        "proxy not ready",
        lambda c: c.add(registry.ENDPOINT_SLICES, proxy(ready=False)),
        Outcome.PARTLY,
        "no endpoint of the data plane of its gateway is ready",
    ),
    ("alpha API alone", _alpha, Outcome.DETECTED, "accepted an InferencePool"),
    ("nothing", lambda c: c.unserve(GROUP).drop(POOLS), Outcome.NOT_DETECTED, "is not installed"),
    ("definitions only", lambda c: c.drop(POOLS), Outcome.PARTLY, "no InferencePool exists"),
    ("no parents", lambda c: c.status(POOLS), Outcome.PARTLY, "no gateway accepted it"),
    (
        "not supported by the gateway",
        _status(true("Accepted", status="False", reason="NotSupportedByParent")),
        Outcome.PARTLY,
        "Accepted is false (NotSupportedByParent)",
    ),
    ("still unknown", _status(true("Accepted", status="Unknown")), Outcome.PARTLY, "Accepted is not reported"),
    (
        "picker not found by the gateway",
        _status(true("Accepted"), true("ResolvedRefs", status="False", reason="InvalidExtensionRef")),
        Outcome.PARTLY,
        "ResolvedRefs is false (InvalidExtensionRef)",
    ),
    (
        "accepted before its last change",
        lambda c: c.one(POOLS)["metadata"].update(generation=3),
        Outcome.PARTLY,
        "Accepted was reported before its last change",
    ),
    ("accepted by a gateway that is gone", lambda c: c.drop(registry.GATEWAYS), Outcome.PARTLY, "no longer exists"),
    (
        "the gateway's controller gone",
        lambda c: c.drop(registry.DEPLOYMENTS),
        Outcome.PARTLY,
        "no running controller and no data plane of istio.io/gateway-controller is visible",
    ),
    (
        "the gateway's controller without replicas",
        lambda c: c.one(registry.DEPLOYMENTS)["status"].update(availableReplicas=0),
        Outcome.PARTLY,
        "the controller of Istio is not running",
    ),
    (
        "alpha API, the gateway's controller gone",
        _alpha_without_controller,
        Outcome.PARTLY,
        "no running controller and no data plane of istio.io/gateway-controller is visible",
    ),
    ("no route", lambda c: c.drop(registry.HTTP_ROUTES), Outcome.PARTLY, "no HTTPRoute has it as a backend"),
    (
        "route to another pool",
        lambda c: c.drop(registry.HTTP_ROUTES).add(registry.HTTP_ROUTES, route("other")),
        Outcome.PARTLY,
        "no HTTPRoute has it as a backend",
    ),
    (
        "route to the pool of the alpha API",
        lambda c: c.drop(registry.HTTP_ROUTES).add(registry.HTTP_ROUTES, route(group=ALPHA)),
        Outcome.PARTLY,
        "no HTTPRoute has it as a backend",
    ),
    (
        "route not accepted",
        lambda c: c.one(registry.HTTP_ROUTES).update(status={}),
        Outcome.PARTLY,
        "no HTTPRoute to it is accepted",
    ),
    ("route of another implementation", _other_route, Outcome.PARTLY, "no HTTPRoute to it is accepted"),
    (
        "picker without endpoints",
        lambda c: c.drop(registry.ENDPOINT_SLICES),
        Outcome.PARTLY,
        "no endpoint of its picker",
    ),
    (
        "picker without endpoints, hidden",
        lambda c: c.drop(registry.ENDPOINT_SLICES).drop(POOLS).add(POOLS, pool(failure_mode="FailOpen")),
        Outcome.PARTLY,
        "no endpoint of its picker is ready; with FailOpen, requests bypass it",
    ),
    ("no picker", lambda c: c.one(POOLS)["spec"].pop("endpointPickerRef"), Outcome.PARTLY, "has no endpoint picker"),
    ("selects no pod", lambda c: c.drop(registry.PODS), Outcome.PARTLY, "no pod matches its selector"),
    (
        "selects pods of another namespace",
        lambda c: c.drop(registry.PODS).add(registry.PODS, pod("llama-0", namespace="other")),
        Outcome.PARTLY,
        "no pod matches its selector",
    ),
    (
        "selects other pods",
        lambda c: c.drop(registry.PODS).add(registry.PODS, pod("x", labels={"app": "x"})),
        Outcome.PARTLY,
        "no pod matches its selector",
    ),
    ("no pod is ready", lambda c: c.drop(registry.PODS, "llama-0"), Outcome.PARTLY, "none of its pods is ready"),
    (
        "pods that kwok plays",
        lambda c: c.drop(registry.NODES).add(registry.NODES, node("n1", provider="kwok://n1")),
        Outcome.PARTLY,
        "no pod matches its selector",
    ),
    (
        "pools denied",
        lambda c: c.deny(POOLS),
        Outcome.COULD_NOT_CHECK,
        "list inferencepools.inference.networking.k8s.io",
    ),
    ("routes denied", lambda c: c.deny(registry.HTTP_ROUTES), Outcome.COULD_NOT_CHECK, "list httproutes"),
    ("pods denied", lambda c: c.deny(registry.PODS), Outcome.COULD_NOT_CHECK, "list pods"),
    ("endpoints denied", lambda c: c.deny(registry.ENDPOINT_SLICES), Outcome.COULD_NOT_CHECK, "list endpointslices"),
    ("gateways denied", lambda c: c.deny(registry.GATEWAYS), Outcome.DETECTED, "Istio accepted"),
]


@pytest.mark.parametrize(("change", "outcome", "words"), [t[1:] for t in CASES], ids=[t[0] for t in CASES])
def test_only_a_working_setup_counts(change: Change, outcome: Outcome, words: str) -> None:
    cluster = inference()
    change(cluster)
    finding = detect_advanced_inference_ingress(cluster.snapshot())
    assert (finding.outcome, words in finding.summary) == (outcome, True), finding.summary


def test_pools_left_behind_by_a_migration_do_not_count() -> None:
    cluster = inference().status(POOLS)
    cluster.add(ALPHA_POOLS, pool("old"))
    finding = detect_advanced_inference_ingress(cluster.snapshot())
    assert finding.outcome is Outcome.PARTLY
    assert "1 pool of the alpha API, in addition to the stable API" in doubtful(finding)


def test_the_complete_pool_decides_and_only_two_pools_are_followed() -> None:
    cluster = inference().add(POOLS, {**pool("idle"), "status": {}})
    assert detect_advanced_inference_ingress(cluster.snapshot()).outcome is Outcome.DETECTED
    cluster = inference().drop(registry.PODS).add(POOLS, pool("b"), pool("c"))
    for name in ("b", "c"):
        cluster.add(registry.HTTP_ROUTES, route(name)).add(
            registry.ENDPOINT_SLICES, endpoints(f"{name}-epp", "serving", "n1")
        )
    assert detect_advanced_inference_ingress(cluster.snapshot()).reason == "the pods of this pool were not read"


def test_a_stale_api_is_not_reported_as_absent() -> None:
    cluster = Cluster().serve(GROUP, "v1")
    cluster.stale.add((GROUP, "v1"))
    assert detect_advanced_inference_ingress(cluster.snapshot()).outcome is Outcome.COULD_NOT_CHECK


def test_a_fail_open_picker_is_reported_as_unproven() -> None:
    cluster = inference().drop(POOLS).add(POOLS, pool(failure_mode="FailOpen"))
    finding = detect_advanced_inference_ingress(cluster.snapshot())
    assert finding.outcome is Outcome.DETECTED
    assert any("FailOpen" in sentence for sentence in finding.unproven)


GONE = "gateway.vendor.example/gone"


def _claimed_twice(cluster: Cluster) -> Cluster:
    """Let a second controller's gateway accept the pool; that controller stopped, its proxy still runs."""
    accepted = (true("Accepted"), true("ResolvedRefs"))
    cluster.status(POOLS, parents=[parent(*accepted), parent(*accepted, gateway="old", controller=GONE)])
    return cluster.add(registry.GATEWAYS, gateway("old"))


@pytest.mark.parametrize(("controller", "outcome"), [(ISTIO, Outcome.DETECTED), (GONE, Outcome.PARTLY)])
def test_the_controller_that_accepted_the_route_must_run(controller: str, outcome: Outcome) -> None:
    cluster = _claimed_twice(inference())
    cluster.drop(registry.HTTP_ROUTES).add(registry.HTTP_ROUTES, route(controller=controller))
    finding = detect_advanced_inference_ingress(cluster.snapshot())
    assert finding.outcome is outcome, finding.summary
    assert GONE not in finding.summary


@pytest.mark.parametrize(("of", "outcome"), [("inference", Outcome.DETECTED), ("old", Outcome.PARTLY)])
def test_the_proxy_of_another_gateway_shows_no_controller(of: str, outcome: Outcome) -> None:
    cluster = _claimed_twice(inference()).drop(registry.DEPLOYMENTS)
    finding = detect_advanced_inference_ingress(cluster.add(registry.ENDPOINT_SLICES, proxy(of)).snapshot())
    assert finding.outcome is outcome, finding.summary
