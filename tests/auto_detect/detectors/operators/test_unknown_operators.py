"""robust_controller for unknown operators: recognized by their objects, and as AI only by their names."""

import pytest

from auto_detect.analysis.unknown_operators import (
    UnknownOperator,
    general_operator_name,
    names_ai_operator,
    unknown_operators,
)
from auto_detect.detectors.operators.robust_controller import detect_robust_controller
from auto_detect.objects.core import APIService, WebhookConfiguration
from auto_detect.resources import registry
from auto_detect.resources.registry import unknown_resource
from checklists.model.finding import Finding, Outcome
from tests.auto_detect.detectors.cluster import (
    Change,
    Cluster,
    Json,
    endpoints,
    meta,
    same,
    true,
    webhooks,
    workload,
)
from tests.auto_detect.detectors.finding_text import counted, doubtful

GROUP, RESOURCE = "mlops.acme.example", "finetunings"
FINETUNINGS = unknown_resource(GROUP, RESOURCE, "v1")


def defined(group: str, version: str = "v1") -> Json:
    """Return the APIService that the API server creates for CRDs."""
    return {
        "metadata": meta(f"{version}.{group}", labels={"kube-aggregator.kubernetes.io/automanaged": "true"}),
        "spec": {"group": group, "version": version},
    }


def operator(group: str = GROUP, resource: str = RESOURCE) -> Cluster:
    """Return a cluster with an unknown operator: CRD, working webhook, controller and a ready resource."""
    hook = webhooks("validating-webhook-configuration", group, resource, namespace="acme-system")
    ready = {"metadata": meta("one", "team"), "status": {"conditions": [true("Ready")]}}
    controller = workload("acme-controller", "acme-system", labels={"app": "acme"})
    cluster = Cluster().add(registry.API_SERVICES, defined(group)).add(registry.VALIDATING_WEBHOOKS, hook)
    cluster.add(registry.ENDPOINT_SLICES, endpoints("webhook-service", "acme-system", "n1"))
    return cluster.add(registry.DEPLOYMENTS, controller).add(unknown_resource(group, resource, "v1"), ready)


def find(cluster: Cluster) -> Finding:
    return detect_robust_controller(cluster.snapshot())


def test_an_unknown_operator_is_detected() -> None:
    finding = find(operator())
    assert finding.outcome is Outcome.DETECTED
    assert (
        finding.summary == "mlops.acme.example runs, its webhook has a ready endpoint and its resources are reconciled."
    )
    assert "finetunings are served in v1." in counted(finding)
    assert any("only its names suggest it" in sentence for sentence in finding.unproven)
    paths = {o.kind: o.path for o in finding.observations}
    assert paths[RESOURCE] == f"/apis/{GROUP}/v1/namespaces/team/{RESOURCE}/one"


def _hook(cluster: Cluster) -> Json:
    found: Json = cluster.one(registry.VALIDATING_WEBHOOKS)["webhooks"][0]
    return found


CASES: list[tuple[str, Change, Outcome, str]] = [
    ("healthy", same, Outcome.DETECTED, "its webhook has a ready endpoint"),
    (
        "its webhook answers, its Deployment is elsewhere",
        lambda c: c.drop(registry.DEPLOYMENTS),
        Outcome.DETECTED,
        "its webhook has a ready endpoint",
    ),
    (
        "controller without a replica",
        lambda c: c.one(registry.DEPLOYMENTS)["status"].update(availableReplicas=0),
        Outcome.PARTLY,
        "no controller runs in the namespace of its webhook",
    ),
    (
        "uninstalled, its webhook left behind",
        lambda c: c.drop(registry.DEPLOYMENTS).drop(registry.ENDPOINT_SLICES),
        Outcome.PARTLY,
        "no controller runs",
    ),
    ("webhook without endpoints", lambda c: c.drop(registry.ENDPOINT_SLICES), Outcome.PARTLY, "webhook does not count"),
    ("no CA bundle", lambda c: _hook(c)["clientConfig"].update(caBundle=""), Outcome.PARTLY, "its CA bundle is empty"),
    ("nothing reconciled", lambda c: c.drop(FINETUNINGS), Outcome.PARTLY, f"no {RESOURCE} object is reported"),
    (
        "reconciled before its last change",
        lambda c: c.one(FINETUNINGS)["metadata"].update(generation=2),
        Outcome.PARTLY,
        f"no {RESOURCE} object is reported",
    ),
    (
        "definition being deleted",
        lambda c: c.add(
            registry.CRDS, {"metadata": {**meta(f"{RESOURCE}.{GROUP}"), "deletionTimestamp": "2026-11-24T11:00:00Z"}}
        ),
        Outcome.PARTLY,
        "is being deleted",
    ),
    ("no webhook", lambda c: c.drop(registry.VALIDATING_WEBHOOKS), Outcome.NOT_DETECTED, "No operator of AI workloads"),
    ("aggregated, not defined", lambda c: c.drop(registry.API_SERVICES), Outcome.NOT_DETECTED, "No operator of AI"),
    ("its resources denied", lambda c: c.deny(FINETUNINGS), Outcome.COULD_NOT_CHECK, f"list {RESOURCE}.{GROUP}"),
    (
        "webhooks denied",
        lambda c: c.deny(registry.VALIDATING_WEBHOOKS),
        Outcome.COULD_NOT_CHECK,
        "list validatingwebhook",
    ),
    ("APIServices denied", lambda c: c.deny(registry.API_SERVICES), Outcome.COULD_NOT_CHECK, "list apiservices"),
]


@pytest.mark.parametrize(("change", "outcome", "words"), [t[1:] for t in CASES], ids=[t[0] for t in CASES])
def test_only_a_working_setup_counts(change: Change, outcome: Outcome, words: str) -> None:
    cluster = operator()
    change(cluster)
    finding = find(cluster)
    assert (finding.outcome, words in finding.summary) == (outcome, True), finding.summary


def test_an_operator_without_an_ai_name_is_reported_and_not_enough() -> None:
    finding = find(operator("acme.example", "widgets"))
    assert finding.outcome is Outcome.PARTLY
    assert finding.summary == "acme.example: its names do not suggest AI workloads."


def test_a_general_operator_is_named_and_does_not_count() -> None:
    finding = find(operator("cert-manager.io", "certificates"))
    assert finding.outcome is Outcome.NOT_DETECTED
    assert doubtful(finding) == "Operator cert-manager: Not for AI workloads; not counted."


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ({"conditions": [true("WorkspaceSucceeded")]}, Outcome.DETECTED),
        ({"conditions": [true("InferenceReady")]}, Outcome.DETECTED),
        ({"conditions": [true("ResourceReady"), true("InferenceReady", status="False")]}, Outcome.DETECTED),
        ({"conditions": [true("NodeReady")]}, Outcome.DETECTED),
        ({"readyReplicas": 1}, Outcome.DETECTED),
        ({"conditions": [true("InferenceReady", status="False")]}, Outcome.PARTLY),
        ({"conditions": [true("InferenceReady", generation=0)]}, Outcome.PARTLY),
        ({"conditions": [true("NotReady")]}, Outcome.PARTLY),
        ({"conditions": [true("UpdateAvailable")]}, Outcome.PARTLY),
        ({"conditions": [true("Progressing")]}, Outcome.PARTLY),
        ({"readyReplicas": 0}, Outcome.PARTLY),
    ],
)
def test_positive_conditions_of_any_name(status: dict[str, object], outcome: Outcome) -> None:
    cluster = operator()
    cluster.one(FINETUNINGS)["status"] = status
    assert find(cluster).outcome is outcome


def test_an_operator_with_an_ai_name_comes_first() -> None:
    cluster = operator("acme.example", "widgets").serve("ray.io", "v1", "rayclusters")
    assert find(cluster).summary.startswith("KubeRay: no running operator")


def test_a_known_operator_is_preferred_to_an_unknown_one() -> None:
    named = workload("kuberay-operator", "ray", labels={"app.kubernetes.io/name": "kuberay-operator"})
    hook = webhooks("ray", "ray.io", "rayclusters", service_name="ray-webhook", namespace="ray")
    cluster = operator().add(registry.DEPLOYMENTS, named).add(registry.VALIDATING_WEBHOOKS, hook)
    cluster.add(registry.ENDPOINT_SLICES, endpoints("ray-webhook", "ray", "n1"))
    cluster.add(registry.OPERATOR_RESOURCES[0], {"metadata": meta("ray", "team"), "status": {"state": "ready"}})
    finding = find(cluster)
    assert finding.summary.startswith("KubeRay runs")
    assert f"Operator {GROUP}: Passes every check as well." in counted(finding)


def test_an_unknown_ai_operator_comes_before_a_scheduler() -> None:
    cluster = operator().serve("kueue.x-k8s.io", "v1beta2", "clusterqueues")
    assert find(cluster).outcome is Outcome.DETECTED


@pytest.mark.parametrize(
    ("group", "resource", "ai"),
    [
        ("apps.nvidia.com", "nimservices", True),
        ("machinelearning.seldon.io", "seldondeployments", True),
        ("acme.example", "inferencejobs", True),
        ("llm.acme.example", "servers", True),
        ("training.acme.example", "runs", True),
        ("acme.ai", "widgets", False),
        ("trains.example", "timetables", False),
        ("mail.example", "mailboxes", False),
        ("acme.example", "domains", False),
    ],
)
def test_ai_words_in_names(group: str, resource: str, ai: bool) -> None:
    assert UnknownOperator(group, resource, ("v1",)).ai is ai
    assert names_ai_operator(group, resource) is ai or group == "apps.nvidia.com"


@pytest.mark.parametrize(
    ("group", "name"),
    [
        ("acme.cert-manager.io", "cert-manager"),
        ("networking.istio.io", "Istio"),
        ("autoscaling.openshift.io", "OpenShift"),
        ("notistio.io", None),
        ("acme.example", None),
    ],
)
def test_general_operators_are_recognized_by_their_group_suffix(group: str, name: str | None) -> None:
    assert general_operator_name(group) == name


def test_ai_operators_come_first_with_the_servers_preferred_version() -> None:
    hooks = [webhooks(f"w{n}", f"{n}.example", "things") for n in range(5)]
    hooks.append(webhooks("ai", "zz.example", "trainjobs", "*", "trainjobs/status"))
    hooks.append(webhooks("all", "*", "*"))
    services = [defined(f"{n}.example") for n in range(5)]
    services += [defined("zz.example", version) for version in ("v1alpha1", "v1beta2", "v2beta1", "v1")]
    snapshot = Cluster().add(registry.VALIDATING_WEBHOOKS, *hooks).add(registry.API_SERVICES, *services).snapshot()
    found_hooks: tuple[WebhookConfiguration, ...] = snapshot.listing(registry.VALIDATING_WEBHOOKS).items
    found_services: tuple[APIService, ...] = snapshot.listing(registry.API_SERVICES).items
    first, *others = unknown_operators(found_hooks, found_services)
    assert (first.group, first.plural) == ("zz.example", "trainjobs")
    assert first.versions == ("v1", "v2beta1", "v1beta2", "v1alpha1")
    assert [operator.group for operator in others] == [f"{n}.example" for n in range(5)]
