"""robust_controller: CRDs, a running controller, a working webhook, a reconciled resource, all of one operator."""

import pytest

from auto_detect.detectors.operators.robust_controller import detect_robust_controller
from auto_detect.objects.core import Object
from auto_detect.resources import registry
from auto_detect.resources.inference import LLM_SERVICES
from auto_detect.resources.registry import OPERATOR_RESOURCES
from auto_detect.resources.resource import Resource
from checklists.model.checklist import Status
from checklists.model.finding import Outcome
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
from tests.auto_detect.detectors.finding_text import doubtful

TRAINER = "trainer.kubeflow.org"
NAMESPACE = "kubeflow-system"
BY_NAME = {f"{resource.plural}.{resource.group}": resource for resource in (*OPERATOR_RESOURCES, LLM_SERVICES)}
TRAINJOBS = BY_NAME[f"trainjobs.{TRAINER}"]


def healthy() -> Cluster:
    """Return a cluster with Kubeflow Trainer, its webhook and a finished TrainJob."""
    controller = workload(
        "kubeflow-trainer-controller-manager",
        NAMESPACE,
        labels={"app.kubernetes.io/name": "kubeflow-trainer"},
        image="ghcr.io/kubeflow/trainer/trainer-controller-manager:v2.1.0",
    )
    hook = webhooks("validator.trainer", TRAINER, "trainjobs", service_name="trainer", namespace=NAMESPACE)
    job = {"metadata": meta("tune", "team-a"), "status": {"conditions": [true("Complete", generation=None)]}}
    cluster = Cluster().add(registry.DEPLOYMENTS, controller).add(registry.VALIDATING_WEBHOOKS, hook)
    return cluster.add(registry.ENDPOINT_SLICES, endpoints("trainer", NAMESPACE, "n1")).add(TRAINJOBS, job)


def hook(cluster: Cluster) -> Json:
    found: Json = cluster.one(registry.VALIDATING_WEBHOOKS)["webhooks"][0]
    return found


def test_all_four_checks_of_a_healthy_operator() -> None:
    finding = detect_robust_controller(healthy().snapshot())
    assert (finding.outcome, finding.suggested_status) == (Outcome.DETECTED, Status.IMPLEMENTED)
    assert {o.kind for o in finding.observations} == {"API", "Deployment", "ValidatingWebhookConfiguration", "TrainJob"}
    notes = finding.suggested_notes or ""
    assert notes.startswith("Kubeflow Trainer v2.1.0 runs")
    assert "rejects an invalid resource was not tested" in notes
    assert NAMESPACE not in notes
    assert "team-a" not in notes


def _policy_engine(cluster: Cluster) -> None:
    hook(cluster)["rules"] = [{"apiGroups": ["*"], "resources": ["*"], "operations": ["*"]}]


def _url(cluster: Cluster) -> None:
    hook(cluster)["clientConfig"] = {"caBundle": "Q0E=", "url": "https://hooks.example/x"}


def _mutating_only(cluster: Cluster) -> None:
    cluster.add(registry.MUTATING_WEBHOOKS, *cluster.of(registry.VALIDATING_WEBHOOKS)).drop(
        registry.VALIDATING_WEBHOOKS
    )


def _own_generation(observed: int) -> Change:
    def change(cluster: Cluster) -> None:
        job = cluster.one(TRAINJOBS)
        job["metadata"]["generation"] = 2
        job["status"]["observedGeneration"] = observed

    return change


def _rules(**new: object) -> Change:
    def change(cluster: Cluster) -> None:
        hook(cluster)["rules"][0].update(new)

    return change


CASES: list[tuple[str, Change, Outcome, str]] = [
    ("healthy", same, Outcome.DETECTED, "Kubeflow Trainer runs, its webhook has a ready endpoint"),
    ("nothing", lambda c: c.unserve(TRAINER), Outcome.NOT_DETECTED, "No operator of AI workloads"),
    (
        "definitions only",
        lambda c: (
            c.drop(registry.DEPLOYMENTS)
            .drop(registry.VALIDATING_WEBHOOKS)
            .drop(registry.ENDPOINT_SLICES)
            .drop(TRAINJOBS)
        ),
        Outcome.PARTLY,
        "Kubeflow Trainer: no running controller is visible from here",
    ),
    (
        "controller gone, webhook configuration left",
        lambda c: c.drop(registry.DEPLOYMENTS).drop(registry.ENDPOINT_SLICES),
        Outcome.PARTLY,
        "no running controller",
    ),
    (
        "controller crashing",
        lambda c: c.one(registry.DEPLOYMENTS)["status"].update(availableReplicas=0),
        Outcome.PARTLY,
        "its controller is not running",
    ),
    (
        "controller being deleted",
        lambda c: c.one(registry.DEPLOYMENTS)["metadata"].update(deletionTimestamp="2026-11-24T00:00:00Z"),
        Outcome.PARTLY,
        "being deleted",
    ),
    (
        "controller found by its webhook",
        lambda c: c.drop(registry.DEPLOYMENTS),
        Outcome.DETECTED,
        "Kubeflow Trainer runs",
    ),
    (
        "no webhook",
        lambda c: c.drop(registry.VALIDATING_WEBHOOKS),
        Outcome.PARTLY,
        "no validating webhook covers its resources",
    ),
    ("webhook that only fills in", _mutating_only, Outcome.PARTLY, "no validating webhook covers its resources"),
    (
        "webhook without endpoints",
        lambda c: c.drop(registry.ENDPOINT_SLICES),
        Outcome.PARTLY,
        "no endpoint of its service is ready",
    ),
    (
        "webhook with endpoints that are not ready",
        lambda c: c.one(registry.ENDPOINT_SLICES)["endpoints"][0].update(conditions={"ready": False}),
        Outcome.PARTLY,
        "no endpoint of its service is ready",
    ),
    (
        "endpoints of a namesake in another namespace",
        lambda c: c.one(registry.ENDPOINT_SLICES)["metadata"].update(namespace="other"),
        Outcome.PARTLY,
        "no endpoint of its service is ready",
    ),
    (
        "webhook without a CA bundle",
        lambda c: hook(c)["clientConfig"].update(caBundle=""),
        Outcome.PARTLY,
        "its CA bundle is empty",
    ),
    ("webhook without rules", lambda c: hook(c).update(rules=[]), Outcome.PARTLY, "no validating webhook covers"),
    ("webhook of another group", _rules(apiGroups=["example.com"]), Outcome.PARTLY, "no validating webhook covers"),
    ("webhook of another resource", _rules(resources=["trainingruntimes"]), Outcome.PARTLY, "no validating webhook"),
    ("webhook of the status only", _rules(resources=["trainjobs/status"]), Outcome.PARTLY, "no validating webhook"),
    ("webhook of deletions only", _rules(operations=["DELETE"]), Outcome.PARTLY, "no validating webhook"),
    ("webhook of all resources of the group", _rules(resources=["*"]), Outcome.DETECTED, "Kubeflow Trainer runs"),
    ("a policy engine's webhook", _policy_engine, Outcome.PARTLY, "no validating webhook"),
    ("webhook at a URL", _url, Outcome.PARTLY, "does not show whether it answers"),
    (
        "webhook by any name",
        lambda c: c.one(registry.VALIDATING_WEBHOOKS)["metadata"].update(name="validating-webhook-configuration"),
        Outcome.DETECTED,
        "Kubeflow Trainer runs",
    ),
    (
        "dead webhook that lets everything pass",
        lambda c: hook(c).update(failurePolicy="Ignore") or c.drop(registry.ENDPOINT_SLICES),
        Outcome.PARTLY,
        "no endpoint of its service is ready",
    ),
    ("no resource yet", lambda c: c.drop(TRAINJOBS), Outcome.PARTLY, "no TrainJob is reported as reconciled"),
    (
        "resource that failed",
        lambda c: c.one(TRAINJOBS).update(status={"conditions": [true("Failed")]}),
        Outcome.PARTLY,
        "no TrainJob is reported as reconciled",
    ),
    (
        "resource done in an older generation",
        lambda c: (
            c.one(TRAINJOBS)["metadata"].update(generation=2)
            or c.one(TRAINJOBS)["status"]["conditions"][0].update(observedGeneration=1)
        ),
        Outcome.PARTLY,
        "no TrainJob is reported as reconciled",
    ),
    ("status of an older generation", _own_generation(1), Outcome.PARTLY, "no TrainJob is reported"),
    ("status of this generation", _own_generation(2), Outcome.DETECTED, "Kubeflow Trainer runs"),
    (
        "definition being deleted",
        lambda c: c.add(
            registry.CRDS,
            {"metadata": {**meta(f"trainjobs.{TRAINER}"), "deletionTimestamp": "2026-11-24T11:00:00Z"}},
        ),
        Outcome.PARTLY,
        "is being deleted",
    ),
]


@pytest.mark.parametrize(("change", "outcome", "words"), [t[1:] for t in CASES], ids=[t[0] for t in CASES])
def test_only_a_working_setup_counts(change: Change, outcome: Outcome, words: str) -> None:
    cluster = healthy()
    change(cluster)
    finding = detect_robust_controller(cluster.snapshot())
    assert (finding.outcome, words in finding.summary) == (outcome, True), finding.summary
    assert (finding.suggested_status is not None) == (outcome is Outcome.DETECTED)


def test_a_stuck_rollout_is_reported() -> None:
    cluster = healthy()
    stuck = true("Progressing", status="False", reason="ProgressDeadlineExceeded")
    cluster.one(registry.DEPLOYMENTS)["status"]["conditions"] = [stuck]
    finding = detect_robust_controller(cluster.snapshot())
    assert "its latest rollout is stuck" in " ".join(o.detail for o in finding.observations)


def test_a_bypassable_webhook_is_reported() -> None:
    cluster = healthy()
    hook(cluster).update(failurePolicy="Ignore", namespaceSelector={"matchLabels": {"hooks": "on"}})
    finding = detect_robust_controller(cluster.snapshot())
    assert finding.outcome is Outcome.DETECTED
    assert "failurePolicy Ignore" in " ".join(finding.unproven)
    assert "only in namespaces that opt in" in " ".join(o.detail for o in finding.observations)


@pytest.mark.parametrize(
    ("denied", "reason"),
    [
        (
            registry.VALIDATING_WEBHOOKS,
            "not allowed to list validatingwebhookconfigurations.admissionregistration.k8s.io",
        ),
        (registry.ENDPOINT_SLICES, "not allowed to list endpointslices.discovery.k8s.io"),
        (TRAINJOBS, f"not allowed to list trainjobs.{TRAINER}"),
    ],
)
def test_a_missing_permission_is_not_reported_as_absent(denied: Resource[Object], reason: str) -> None:
    finding = detect_robust_controller(healthy().deny(denied).snapshot())
    assert (finding.outcome, finding.reason) == (Outcome.COULD_NOT_CHECK, reason)


def test_denied_resources_are_all_named() -> None:
    cluster = healthy().deny(registry.DEPLOYMENTS, registry.VALIDATING_WEBHOOKS, registry.ENDPOINT_SLICES, TRAINJOBS)
    finding = detect_robust_controller(cluster.drop(registry.VALIDATING_WEBHOOKS).snapshot())
    assert finding.outcome is Outcome.COULD_NOT_CHECK
    for resource in ("deployments.apps", "validatingwebhookconfigurations", f"trainjobs.{TRAINER}"):
        assert resource in (finding.reason or "")


@pytest.mark.parametrize("unneeded", [registry.DEPLOYMENTS, registry.CRDS, registry.MUTATING_WEBHOOKS, registry.NODES])
def test_a_denied_resource_with_other_proof_changes_nothing(unneeded: Resource[Object]) -> None:
    assert detect_robust_controller(healthy().deny(unneeded).snapshot()).outcome is Outcome.DETECTED


# --- the operators -----------------------------------------------------------------------------------


def _is(kind: str) -> Json:
    return {"conditions": [true(kind)]}


NAME = "app.kubernetes.io/name"
PLANE = "control-plane"
OPERATORS: list[tuple[str, dict[str, str], str, Json]] = [
    ("rayclusters.ray.io", {NAME: "kuberay-operator"}, "", {"state": "ready"}),
    ("rayjobs.ray.io", {NAME: "kuberay-operator"}, "", {"jobStatus": "SUCCEEDED"}),
    ("rayservices.ray.io", {}, "quay.io/kuberay/operator:v1.4", {"serviceStatus": "Running"}),
    ("rayjobs.ray.io", {NAME: "kuberay", "team": "x"}, "mirror/kuberay/operator:v1.7.0", {"jobStatus": "RUNNING"}),
    ("pytorchjobs.kubeflow.org", {PLANE: "kubeflow-training-operator"}, "", _is("Succeeded")),
    ("pytorchjobs.kubeflow.org", {PLANE: "kubeflow-training-operator"}, "", _is("Running")),
    ("mpijobs.kubeflow.org", {PLANE: "kubeflow-training-operator"}, "", _is("Running")),
    ("trainjobs.trainer.kubeflow.org", {NAME: "trainer"}, "", {"jobsStatus": [{"name": "node", "active": 1}]}),
    ("trainjobs.trainer.kubeflow.org", {NAME: "trainer"}, "", {"jobsStatus": [{"name": "node", "ready": 1}]}),
    ("inferenceservices.serving.kserve.io", {PLANE: "kserve-controller-manager"}, "", _is("Ready")),
    ("llminferenceservices.serving.kserve.io", {PLANE: "llmisvc-controller-manager"}, "", _is("Ready")),
    (
        "dynamographdeployments.nvidia.com",
        {NAME: "dynamo-operator"},
        "",
        {"state": "successful", "observedGeneration": 1},
    ),
    ("jobsets.jobset.x-k8s.io", {PLANE: "controller-manager"}, "x/jobset/jobset:v0.10", _is("Completed")),
    (
        "jobsets.jobset.x-k8s.io",
        {NAME: "jobset"},
        "",
        {"restarts": 0, "replicatedJobsStatus": [{"name": "workers", "active": 1, "ready": 1, "succeeded": 0}]},
    ),
    ("leaderworkersets.leaderworkerset.x-k8s.io", {}, "registry.k8s.io/lws/lws:v0.7", _is("Available")),
    ("leaderworkersets.leaderworkerset.x-k8s.io", {NAME: "lws"}, "", {"readyReplicas": 2}),
    ("podcliquesets.grove.io", {NAME: "grove-operator"}, "", {"availableReplicas": 2}),
]


def operator(name: str, labels: dict[str, str], image: str, status: Json, *, hooked: bool = True) -> Cluster:
    resource = BY_NAME[name]
    cluster = Cluster().add(registry.DEPLOYMENTS, workload("c", "system", labels=labels, image=image or "x:1"))
    cluster.add(resource, {"metadata": meta("it", "team-a"), "status": status})
    if hooked:
        cluster.add(registry.VALIDATING_WEBHOOKS, webhooks("hooks", resource.group, resource.plural))
        cluster.add(registry.ENDPOINT_SLICES, endpoints("webhook-service", "system", "n1"))
    return cluster


@pytest.mark.parametrize(
    ("name", "labels", "image", "status"), OPERATORS, ids=[f"{o[0]} {o[3]}"[:80] for o in OPERATORS]
)
def test_known_operators(name: str, labels: dict[str, str], image: str, status: Json) -> None:
    assert detect_robust_controller(operator(name, labels, image, status).snapshot()).outcome is Outcome.DETECTED
    stuck = detect_robust_controller(operator(name, labels, image, {"state": "pending"}).snapshot())
    assert (stuck.outcome, "is reported as reconciled" in stuck.summary) == (Outcome.PARTLY, True)


@pytest.mark.parametrize(
    "status",
    [
        {"replicatedJobsStatus": []},
        {"replicatedJobsStatus": [{"name": "workers", "active": 0, "ready": 0, "failed": 3, "succeeded": 0}]},
        {"replicatedJobsStatus": None},
    ],
    ids=["no job", "failed jobs", "null"],
)
def test_jobs_that_do_not_run_prove_nothing(status: Json) -> None:
    cluster = operator("jobsets.jobset.x-k8s.io", {NAME: "jobset"}, "", status)
    assert detect_robust_controller(cluster.snapshot()).outcome is Outcome.PARTLY


def test_a_version_is_not_taken_from_a_sidecar() -> None:
    cluster = operator("inferenceservices.serving.kserve.io", {PLANE: "kserve-controller-manager"}, "", _is("Ready"))
    images = ("kserve/kserve-controller:latest", "kubebuilder/kube-rbac-proxy:v0.18.0")
    spec = cluster.one(registry.DEPLOYMENTS)["spec"]["template"]["spec"]
    spec["containers"] = [{"image": image} for image in reversed(images)]
    finding = detect_robust_controller(cluster.snapshot())
    assert (finding.suggested_notes or "").startswith("KServe runs:")
    spec["containers"] = [
        {"image": "kubebuilder/kube-rbac-proxy:v0.18.0"},
        {"image": "kserve/kserve-controller:v0.15.2"},
    ]
    assert (detect_robust_controller(cluster.snapshot()).suggested_notes or "").startswith("KServe v0.15.2 runs:")


def test_kuberay_from_its_helm_chart_has_no_webhook() -> None:
    finding = detect_robust_controller(operator(*OPERATORS[0], hooked=False).snapshot())
    assert finding.outcome is Outcome.PARTLY
    assert "its Helm chart installs no webhook" in finding.summary


def test_another_complete_operator_is_chosen() -> None:
    cluster = healthy()
    cluster.add(BY_NAME["rayclusters.ray.io"], {"metadata": meta("r", "x"), "status": {"state": "ready"}})
    cluster.add(registry.DEPLOYMENTS, workload("k", "ray", labels={"app.kubernetes.io/name": "kuberay-operator"}))
    finding = detect_robust_controller(cluster.snapshot())
    assert finding.outcome is Outcome.DETECTED
    assert finding.summary.startswith("Kubeflow Trainer")
    assert "KubeRay: Not counted: no validating webhook" in doubtful(finding)


def test_the_gpu_operators_group_is_not_dynamo() -> None:
    finding = detect_robust_controller(Cluster().serve("nvidia.com", "v1", "clusterpolicies").snapshot())
    assert finding.outcome is Outcome.NOT_DETECTED


def test_two_generations_of_the_trainer_are_two_operators() -> None:
    cluster = healthy().serve("kubeflow.org", "v1", "pytorchjobs")
    finding = detect_robust_controller(cluster.snapshot())
    assert finding.summary.startswith("Kubeflow Trainer runs")
    assert "Kubeflow Training Operator: Not counted" in doubtful(finding)


def test_a_schedulers_operator_counts_with_a_caveat() -> None:
    labels = {"app.kubernetes.io/name": "kueue"}
    cluster = Cluster().add(registry.DEPLOYMENTS, workload("kueue-controller-manager", "kueue-system", labels=labels))
    cluster.add(registry.VALIDATING_WEBHOOKS, webhooks("kueue", "kueue.x-k8s.io", "clusterqueues"))
    cluster.add(registry.ENDPOINT_SLICES, endpoints("webhook-service", "system", "n1"))
    cluster.add(registry.CLUSTER_QUEUES, {"metadata": meta("q"), "status": {"conditions": [true("Active")]}})
    finding = detect_robust_controller(cluster.snapshot())
    assert finding.outcome is Outcome.DETECTED
    assert "operator of AI workloads" in " ".join(finding.unproven)
