"""ai_inference: an accepted class, its programmed gateway and the routes attached to the gateway."""

import msgspec
import pytest

from auto_detect.detectors.networking.ai_inference import detect_ai_inference
from auto_detect.objects.core import Object
from auto_detect.resources import registry
from auto_detect.resources.resource import Resource
from auto_detect.snapshot.snapshot import ReadOutcome
from checklists.model.checklist import Status
from checklists.model.finding import Outcome
from tests.auto_detect.detectors.cluster import Change, Cluster, same, true
from tests.auto_detect.detectors.finding_text import doubtful
from tests.auto_detect.detectors.gateway_cluster import (
    CONTROLLER,
    GROUP,
    conditions,
    gateway,
    gateway_class,
    healthy,
    parent,
    route,
)


def test_every_check_of_a_healthy_cluster() -> None:
    cluster = healthy().add(
        registry.GATEWAY_CLASSES, gateway_class("orphan", "example.com/nobody", true("Accepted", status="Unknown"))
    )
    cluster.add(
        registry.CRDS,
        {
            "metadata": {
                "name": f"gatewayclasses.{GROUP}",
                "annotations": {f"{GROUP}/bundle-version": "v1.4.0", f"{GROUP}/channel": "standard"},
            },
            "status": {"conditions": [true("Established"), true("NamesAccepted")]},
        },
    )
    finding = detect_ai_inference(cluster.snapshot())
    assert (finding.outcome, finding.suggested_status) == (Outcome.DETECTED, Status.IMPLEMENTED)
    details = {(o.kind, o.namespace, o.name): o.detail for o in finding.observations}
    assert (
        details["HTTPRoute", "serving", "llm"]
        == "Accepted: splits traffic 90:10 between 2 backends and matches the header x-model."
    )
    assert details["Gateway", "serving", "inference"] == "Programmed, 1 address, 1 attached route."
    assert "bundle v1.4.0 (standard)" in details["API", None, GROUP]
    assert doubtful(finding) == "GatewayClass orphan: Not yet accepted by example.com/nobody; not counted."
    notes = finding.suggested_notes or ""
    assert "v1.4.0" in notes
    assert "Envoy Gateway" in notes
    assert "serving" not in notes
    assert "secret" not in str(finding)


def _undated(cluster: Cluster) -> None:
    conditions(cluster, registry.GATEWAY_CLASSES, true("Accepted", generation=None))
    conditions(cluster, registry.GATEWAYS, true("Accepted", generation=None), true("Programmed", generation=None))


def _beta(cluster: Cluster) -> None:
    cluster.unserve(GROUP).serve(GROUP, "v1beta1", "gatewayclasses", "gateways", "httproutes")


CASES: list[tuple[str, Change, Outcome, str]] = [
    ("healthy", same, Outcome.DETECTED, "runs a programmed Gateway"),
    ("nothing", lambda c: c.unserve(GROUP), Outcome.NOT_DETECTED, "not installed"),
    (
        "definitions without a controller",
        lambda c: c.drop(registry.GATEWAY_CLASSES).drop(registry.GATEWAYS).drop(registry.HTTP_ROUTES),
        Outcome.PARTLY,
        "No GatewayClass exists",
    ),
    (
        "class never accepted",
        lambda c: conditions(c, registry.GATEWAY_CLASSES, true("Accepted", status="Unknown", reason="Pending")),
        Outcome.PARTLY,
        "No GatewayClass is accepted",
    ),
    (
        "class refused",
        lambda c: conditions(c, registry.GATEWAY_CLASSES, true("Accepted", status="False", reason="InvalidParameters")),
        Outcome.PARTLY,
        "No GatewayClass is accepted",
    ),
    (
        "class accepted in an older generation",
        lambda c: c.one(registry.GATEWAY_CLASSES)["metadata"].update(generation=2),
        Outcome.PARTLY,
        "No GatewayClass is accepted",
    ),
    (
        "class of the mesh by name",
        lambda c: c.one(registry.GATEWAY_CLASSES)["metadata"].update(name="istio-waypoint"),
        Outcome.PARTLY,
        "No GatewayClass is accepted",
    ),
    (
        "class of the mesh by controller",
        lambda c: c.one(registry.GATEWAY_CLASSES)["spec"].update(controllerName="istio.io/mesh-controller"),
        Outcome.PARTLY,
        "No GatewayClass is accepted",
    ),
    (
        "gateway of another class",
        lambda c: c.one(registry.GATEWAYS)["spec"].update(gatewayClassName="other"),
        Outcome.PARTLY,
        "No Gateway of an accepted class",
    ),
    ("no gateway", lambda c: c.drop(registry.GATEWAYS), Outcome.PARTLY, "No Gateway of an accepted class"),
    (
        "gateway without an address",
        lambda c: conditions(
            c, registry.GATEWAYS, true("Accepted"), true("Programmed", status="False", reason="AddressNotAssigned")
        ),
        Outcome.PARTLY,
        "no address was assigned",
    ),
    (
        "gateway programmed in an older generation",
        lambda c: c.one(registry.GATEWAYS)["metadata"].update(generation=3),
        Outcome.PARTLY,
        "No Gateway of an accepted class",
    ),
    (
        "gateway never programmed",
        lambda c: conditions(c, registry.GATEWAYS, true("Accepted")),
        Outcome.PARTLY,
        "No Gateway of an accepted class",
    ),
    ("no route", lambda c: c.drop(registry.HTTP_ROUTES), Outcome.PARTLY, "splits traffic by weight"),
    (
        "route of another controller",
        lambda c: parent(c).update(controllerName="example.com/other"),
        Outcome.PARTLY,
        "splits traffic by weight",
    ),
    (
        "route on a gateway elsewhere",
        lambda c: parent(c)["parentRef"].update(namespace="elsewhere"),
        Outcome.PARTLY,
        "splits traffic by weight",
    ),
    (
        "route of the mesh",
        lambda c: parent(c)["parentRef"].update(kind="Service", group=""),
        Outcome.PARTLY,
        "splits traffic by weight",
    ),
    (
        "route partially invalid",
        lambda c: parent(c)["conditions"].append(true("PartiallyInvalid")),
        Outcome.PARTLY,
        "splits traffic by weight",
    ),
    (
        "route with unresolved references",
        lambda c: parent(c).update(conditions=[true("Accepted"), true("ResolvedRefs", status="False")]),
        Outcome.PARTLY,
        "splits traffic by weight",
    ),
    (
        "route accepted in an older generation",
        lambda c: c.one(registry.HTTP_ROUTES)["metadata"].update(generation=2),
        Outcome.PARTLY,
        "splits traffic by weight",
    ),
    (
        "route without parents in its status",
        lambda c: c.one(registry.HTTP_ROUTES).pop("status"),
        Outcome.PARTLY,
        "splits traffic by weight",
    ),
    (
        "weights left at their default",
        lambda c: c.drop(registry.HTTP_ROUTES).add(registry.HTTP_ROUTES, route(weights=(1, 1))),
        Outcome.PARTLY,
        "splits traffic by weight",
    ),
    (
        "one backend gets everything",
        lambda c: c.drop(registry.HTTP_ROUTES).add(registry.HTTP_ROUTES, route(weights=(100, 0))),
        Outcome.PARTLY,
        "splits traffic by weight",
    ),
    (
        "explicit equal weights",
        lambda c: c.drop(registry.HTTP_ROUTES).add(registry.HTTP_ROUTES, route(weights=(50, 50))),
        Outcome.DETECTED,
        "by weight and by header",
    ),
    (
        "no header match",
        lambda c: c.drop(registry.HTTP_ROUTES).add(registry.HTTP_ROUTES, route(header=False)),
        Outcome.PARTLY,
        "matches a header",
    ),
    (
        "one feature a route",
        lambda c: c.drop(registry.HTTP_ROUTES).add(
            registry.HTTP_ROUTES, route("split", header=False), route("pick", weights=(1,))
        ),
        Outcome.DETECTED,
        "by weight and by header",
    ),
    ("conditions without generation", _undated, Outcome.DETECTED, "runs a programmed Gateway"),
    (
        "definition being deleted",
        lambda c: c.add(
            registry.CRDS,
            {
                "metadata": {"name": f"gatewayclasses.{GROUP}", "deletionTimestamp": "2026-11-24T00:00:00Z"},
                "status": {"conditions": [true("Established"), true("NamesAccepted")]},
            },
        ),
        Outcome.PARTLY,
        "being deleted",
    ),
    ("only the first beta", _beta, Outcome.DETECTED, "runs a programmed Gateway"),
]


@pytest.mark.parametrize(("change", "outcome", "words"), [t[1:] for t in CASES], ids=[t[0] for t in CASES])
def test_only_a_working_setup_counts(change: Change, outcome: Outcome, words: str) -> None:
    cluster = healthy()
    change(cluster)
    finding = detect_ai_inference(cluster.snapshot())
    assert (finding.outcome, words in finding.summary) == (outcome, True), finding.summary
    assert (finding.suggested_status is not None) == (outcome is Outcome.DETECTED)


@pytest.mark.parametrize(
    ("denied", "resource"),
    [
        (registry.GATEWAY_CLASSES, "gatewayclasses"),
        (registry.GATEWAYS, "gateways"),
        (registry.HTTP_ROUTES, "httproutes"),
    ],
)
def test_a_missing_permission_is_not_reported_as_absent(denied: Resource[Object], resource: str) -> None:
    finding = detect_ai_inference(healthy().deny(denied).snapshot())
    assert finding.outcome is Outcome.COULD_NOT_CHECK
    assert finding.reason == f"not allowed to list {resource}.{GROUP}"


def test_one_implementation_must_support_both_features() -> None:
    other = "example.com/other"
    cluster = healthy().drop(registry.HTTP_ROUTES)
    cluster.add(registry.GATEWAY_CLASSES, gateway_class("other", other, true("Accepted")))
    cluster.add(registry.GATEWAYS, gateway("second", "other"))
    cluster.add(
        registry.HTTP_ROUTES, route("split", header=False), route("pick", weights=(1,), on="second", controller=other)
    )
    finding = detect_ai_inference(cluster.snapshot())
    assert finding.outcome is Outcome.PARTLY
    assert finding.summary == f"No accepted HTTPRoute of {CONTROLLER} matches a header."


def test_an_unread_class_does_not_count_as_accepted() -> None:
    cluster = healthy().drop(registry.GATEWAY_CLASSES)
    cluster.add(registry.GATEWAY_CLASSES, gateway_class("other", "example.com/other", true("Accepted")))
    snapshot = cluster.snapshot()
    partial = msgspec.structs.replace(
        snapshot.listing(registry.GATEWAY_CLASSES), outcome=ReadOutcome.FAILED, reason="Lost."
    )
    listings = {**snapshot.listings, registry.GATEWAY_CLASSES.group_resource: partial}
    finding = detect_ai_inference(msgspec.structs.replace(snapshot, listings=listings))
    assert finding.outcome is Outcome.COULD_NOT_CHECK
    assert finding.reason == f"could not read gatewayclasses.{GROUP}: Lost"


def test_a_missing_gateway_is_reported_despite_denied_classes() -> None:
    finding = detect_ai_inference(healthy().drop(registry.GATEWAYS).deny(registry.GATEWAY_CLASSES).snapshot())
    assert finding.outcome is Outcome.PARTLY


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (ReadOutcome.UNAVAILABLE, f"the API behind gateways.{GROUP} does not answer"),
        (ReadOutcome.FAILED, f"could not read gateways.{GROUP}: It took too long"),
        (ReadOutcome.CANCELLED, f"reading was stopped before gateways.{GROUP}"),
    ],
)
def test_failed_listings_have_reasons(outcome: ReadOutcome, words: str) -> None:
    finding = detect_ai_inference(healthy().fail(registry.GATEWAYS, outcome).snapshot())
    assert (finding.outcome, finding.reason) == (Outcome.COULD_NOT_CHECK, words)


def test_another_unavailable_api_changes_nothing() -> None:
    cluster = healthy().serve("metrics.example.com", "v1")
    cluster.stale.add(("metrics.example.com", "v1"))
    assert detect_ai_inference(cluster.snapshot()).outcome is Outcome.DETECTED


def test_many_objects_yield_a_short_finding() -> None:
    refused = true("Accepted", status="False")
    cluster = healthy()
    cluster.add(registry.GATEWAY_CLASSES, *(gateway_class(f"spare-{n}", "x/y", refused) for n in range(40)))
    cluster.add(registry.GATEWAYS, *(gateway(f"g{n}") for n in range(40)))
    cluster.add(registry.HTTP_ROUTES, *(route(f"r{n}") for n in range(40)))
    finding = detect_ai_inference(cluster.snapshot())
    assert len(finding.observations) <= 12
    assert any(o.doubtful for o in finding.observations)
    assert {"GatewayClass", "Gateway", "HTTPRoute"} <= {o.kind for o in finding.observations if not o.doubtful}
    assert sum("more" in o.name for o in finding.observations) == 3
