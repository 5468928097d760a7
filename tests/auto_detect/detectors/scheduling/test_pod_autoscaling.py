"""pod_autoscaling: a metric that reaches the autoscaler, a scaler that is active by it, pods that hold accelerators."""

import pytest

from auto_detect.detectors.scheduling.pod_autoscaling import detect_pod_autoscaling
from auto_detect.resources import registry
from auto_detect.resources.autoscaling import HPAS, SCALED_OBJECTS, STATEFUL_SETS
from auto_detect.snapshot.snapshot import ReadOutcome, ServedVersion
from checklists.model.checklist import Status
from checklists.model.finding import Outcome
from tests.auto_detect.detectors.cluster import Change, Cluster, Json, meta, same, true, workload
from tests.auto_detect.detectors.finding_text import counted, doubtful

CUSTOM, EXTERNAL = "custom.metrics.k8s.io", "external.metrics.k8s.io"


def api(group: str, service: str = "prometheus-adapter", *, status: str = "True", reason: str = "Passed") -> Json:
    """An APIService of an adapter."""
    return {
        "metadata": meta(f"v1beta1.{group}"),
        "spec": {"group": group, "version": "v1beta1", "service": {"name": service, "namespace": "monitoring"}},
        "status": {"conditions": [true("Available", status=status, reason=reason, generation=None)]},
    }


def pods_metric(name: str) -> Json:
    return {"type": "Pods", "pods": {"metric": {"name": name}}}


CPU: Json = {"type": "Resource", "resource": {"name": "cpu"}}


def hpa(name: str = "llm", *metrics: Json, target: str = "llm", kind: str = "Deployment") -> Json:
    """An HPA that is active by all of its metrics."""
    return {
        "metadata": meta(name, "serving"),
        "spec": {"scaleTargetRef": {"kind": kind, "name": target}, "maxReplicas": 4, "metrics": list(metrics)},
        "status": {
            "currentMetrics": list(metrics),
            "lastScaleTime": "2026-11-24T09:30:00Z",
            "conditions": [
                true("AbleToScale", generation=None),
                true("ScalingActive", reason="ValidMetricFound", generation=None),
            ],
        },
    }


def model(name: str = "llm", *, limits: Json | None = None) -> Json:
    """A workload of the namespace, with one accelerator unless told otherwise."""
    found = workload(name, "serving", labels={"app": name})
    container = found["spec"]["template"]["spec"]["containers"][0]
    container["resources"] = {"limits": {"nvidia.com/gpu": 1} if limits is None else limits}
    return found


def adapter() -> Cluster:
    """prometheus-adapter serves a GPU metric, by which an HPA scales a GPU Deployment."""
    cluster = Cluster().add(registry.API_SERVICES, api(CUSTOM))
    cluster.add(registry.DEPLOYMENTS, model()).add(HPAS, hpa("llm", pods_metric("gpu_utilization")))
    return cluster.measure(CUSTOM, "gpu_utilization", others=120)


def scaled_object(*conditions: Json, kind: str = "") -> Json:
    """A ScaledObject on the GPUs' utilization."""
    query = 'avg(DCGM_FI_DEV_GPU_UTIL{pod=~"acme-.*"})'
    trigger = {"type": "prometheus", "metadata": {"serverAddress": "http://secret.example:9090", "query": query}}
    return {
        "metadata": meta("llm", "serving"),
        "spec": {"scaleTargetRef": {"name": "llm", **({"kind": kind} if kind else {})}, "triggers": [trigger]},
        "status": {"hpaName": "keda-hpa-llm", "conditions": list(conditions)},
    }


def keda() -> Cluster:
    """KEDA at rest: no replicas, its own HPA switched off."""
    generated = hpa("keda-hpa-llm", {"type": "External", "external": {"metric": {"name": "s0-prometheus"}}})
    generated["status"] = {"conditions": [true("ScalingActive", status="False", reason="ScalingDisabled")]}
    operator = workload("keda-operator", "keda", labels={"app": "keda-operator"}, image="ghcr.io/kedacore/keda:2.20.1")
    cluster = Cluster().add(registry.API_SERVICES, api(EXTERNAL, "keda-operator-metrics-apiserver"))
    cluster.add(registry.DEPLOYMENTS, model(), operator).add(HPAS, generated)
    ready = [true("Ready", generation=None), true("Active", status="False", generation=None)]
    return cluster.add(SCALED_OBJECTS, scaled_object(*ready), version="v1alpha1")


def test_an_adapter_an_hpa_and_a_gpu() -> None:
    finding = detect_pod_autoscaling(adapter().snapshot())
    assert (finding.outcome, finding.suggested_status) == (Outcome.DETECTED, Status.IMPLEMENTED)
    assert finding.summary == "A HorizontalPodAutoscaler scales pods with nvidia.com/gpu by gpu_utilization."
    assert "It scaled last at 2026-11-24T09:30:00Z." in (finding.suggested_notes or "")
    assert "with gpu_utilization and 120 others" in counted(finding)
    assert not doubtful(finding)
    assert any("no load was generated" in sentence for sentence in finding.unproven)


def test_keda_at_rest_counts_once_and_says_that_it_rests() -> None:
    finding = detect_pod_autoscaling(keda().snapshot())
    assert finding.outcome is Outcome.DETECTED
    assert "by DCGM_FI_DEV_GPU_UTIL" in finding.summary
    assert any("it is idle" in sentence for sentence in finding.unproven)
    assert "keda-hpa-llm" not in counted(finding) + doubtful(finding)
    assert "acme" not in str(finding)


def _hpa_status(**new: object) -> Change:
    return lambda c: c.one(HPAS)["status"].update(new)


def _inactive(reason: str) -> Change:
    return _hpa_status(
        conditions=[true("AbleToScale"), true("ScalingActive", status="False", reason=reason)], currentMetrics=[]
    )


def _two_metrics(cluster: Cluster) -> None:
    """The own metric has no value, so that cpu alone keeps the HPA active."""
    cluster.one(HPAS)["spec"]["metrics"] = [CPU, pods_metric("gpu_utilization")]
    cluster.one(HPAS)["status"]["currentMetrics"] = [CPU, {"type": ""}]


def _stateful(cluster: Cluster) -> None:
    cluster.one(HPAS)["spec"]["scaleTargetRef"] = {"kind": "StatefulSet", "name": "llm"}
    cluster.drop(registry.DEPLOYMENTS).add(STATEFUL_SETS, model())


def _claims(cluster: Cluster) -> None:
    spec = cluster.one(registry.DEPLOYMENTS)["spec"]["template"]["spec"]
    spec["containers"][0]["resources"] = {}
    spec["resourceClaims"] = [{"name": "gpu", "resourceClaimTemplateName": "one-gpu"}]


def _leader_workers(limits: Json) -> Change:
    def change(cluster: Cluster) -> None:
        cluster.one(HPAS)["spec"]["scaleTargetRef"] = {"kind": "LeaderWorkerSet", "name": "llm"}
        template = {"spec": {"containers": [{"image": "vllm/vllm-openai:v0.11.0", "resources": {"limits": limits}}]}}
        spec = {"leaderWorkerTemplate": {"workerTemplate": template}}
        cluster.add(registry.LEADER_WORKER_SETS, {"metadata": meta("llm", "serving"), "spec": spec})

    return change


TRAPS: list[tuple[str, Change, Outcome, str]] = [
    ("healthy", same, Outcome.DETECTED, "by gpu_utilization"),
    ("a StatefulSet", _stateful, Outcome.DETECTED, "with nvidia.com/gpu"),
    ("pods with claims", _claims, Outcome.DETECTED, "with a ResourceClaim"),
    (
        "a metric whose name says nothing",
        lambda c: c.drop(HPAS).add(HPAS, hpa("llm", pods_metric("queue_length"))),
        Outcome.DETECTED,
        "by queue_length",
    ),
    (
        "nothing",
        lambda c: c.drop(HPAS).drop(registry.API_SERVICES),
        Outcome.NOT_DETECTED,
        "No API for custom or external metrics is registered",
    ),
    (
        "an adapter that nobody uses",
        lambda c: c.drop(HPAS),
        Outcome.PARTLY,
        "No HorizontalPodAutoscaler or ScaledObject scales by a custom or external metric",
    ),
    (
        "an HPA on cpu only",
        lambda c: c.drop(HPAS).add(HPAS, hpa("llm", CPU)),
        Outcome.PARTLY,
        "No HorizontalPodAutoscaler or ScaledObject scales by a custom or external metric",
    ),
    (
        "an HPA on cpu only, without an adapter",
        lambda c: c.drop(registry.API_SERVICES).drop(HPAS).add(HPAS, hpa("llm", CPU)),
        Outcome.NOT_DETECTED,
        "pods are scaled by cpu and memory at most",
    ),
    (
        "registered, and nothing behind it",
        lambda c: c.drop(registry.API_SERVICES).add(
            registry.API_SERVICES, api(CUSTOM, status="False", reason="MissingEndpoints")
        ),
        Outcome.PARTLY,
        "The API custom.metrics.k8s.io is registered, but its backend does not answer",
    ),
    (
        "metrics.k8s.io alone",
        lambda c: (
            c.drop(registry.API_SERVICES).add(registry.API_SERVICES, api("metrics.k8s.io", "metrics-server")).drop(HPAS)
        ),
        Outcome.NOT_DETECTED,
        "No API for custom or external metrics",
    ),
    (
        "no room to scale",
        lambda c: c.one(HPAS)["spec"].update(minReplicas=4, maxReplicas=4),
        Outcome.PARTLY,
        "without room to scale by gpu_utilization (4 to 4 replicas)",
    ),
    ("room to scale", lambda c: c.one(HPAS)["spec"].update(minReplicas=1, maxReplicas=2), Outcome.DETECTED, "by gpu"),
    ("no metric found", _inactive("FailedGetPodsMetric"), Outcome.PARTLY, "with ScalingActive false for gpu_util"),
    ("target at zero", _inactive("ScalingDisabled"), Outcome.PARTLY, "its target has no replicas (ScalingDisabled)"),
    ("never looked at", _hpa_status(conditions=[]), Outcome.PARTLY, "no AbleToScale reported"),
    ("active by cpu, not by its own metric", _two_metrics, Outcome.PARTLY, "which has no current value"),
    (
        "active before its last change",
        lambda c: c.one(HPAS)["metadata"].update(generation=2) or c.one(HPAS)["status"].update(observedGeneration=1),
        Outcome.PARTLY,
        "AbleToScale older than its last change",
    ),
    (
        "pods without accelerators",
        lambda c: c.drop(registry.DEPLOYMENTS).add(registry.DEPLOYMENTS, model(limits={"cpu": "4", "rdma/hca": 1})),
        Outcome.PARTLY,
        "The workloads scaled by a custom or external metric request no accelerator",
    ),
    (
        "an Object metric",
        lambda c: c.one(HPAS).update(
            hpa(
                "llm",
                {"type": "Object", "object": {"metric": {"name": "gpu_queue"}, "describedObject": {"kind": "Service"}}},
            )
        ),
        Outcome.DETECTED,
        "by gpu_queue",
    ),
    (
        "an External metric, which another API serves",
        lambda c: c.one(HPAS).update(hpa("llm", {"type": "External", "external": {"metric": {"name": "gpu_queue"}}})),
        Outcome.PARTLY,
        "but external.metrics.k8s.io does not answer",
    ),
    (
        "a target of another kind",
        lambda c: c.one(HPAS)["spec"].update(scaleTargetRef={"kind": "Rollout", "name": "llm"}),
        Outcome.PARTLY,
        "Whether the pods of a Rollout request accelerators is not visible from the Rollout",
    ),
    ("a LeaderWorkerSet", _leader_workers({"nvidia.com/gpu": 8}), Outcome.DETECTED, "with nvidia.com/gpu"),
    ("a LeaderWorkerSet without accelerators", _leader_workers({"cpu": 8}), Outcome.PARTLY, "request no accelerator"),
    (
        "targets denied",
        lambda c: c.deny(registry.DEPLOYMENTS),
        Outcome.COULD_NOT_CHECK,
        "Not allowed to list deployments",
    ),
    ("HPAs denied", lambda c: c.deny(HPAS), Outcome.COULD_NOT_CHECK, "list horizontalpodautoscalers.autoscaling"),
    (
        "HPAs not answered",
        lambda c: c.fail(HPAS, ReadOutcome.FAILED),
        Outcome.COULD_NOT_CHECK,
        "It took too long",
    ),
    ("APIServices denied", lambda c: c.deny(registry.API_SERVICES), Outcome.DETECTED, "by gpu_utilization"),
]


@pytest.mark.parametrize(("change", "outcome", "words"), [t[1:] for t in TRAPS], ids=[t[0] for t in TRAPS])
def test_traps_and_their_healthy_twins(change: Change, outcome: Outcome, words: str) -> None:
    cluster = adapter()
    change(cluster)
    finding = detect_pod_autoscaling(cluster.snapshot())
    assert (finding.outcome, words in finding.summary) == (outcome, True), finding.summary


def _keda_status(*conditions: Json) -> Change:
    """KEDA at work, with an HPA that scales, and further conditions."""

    def change(cluster: Cluster) -> None:
        cluster.one(HPAS)["status"]["conditions"] = [true("AbleToScale"), true("ScalingActive")]
        cluster.status(SCALED_OBJECTS, conditions=[true("Ready"), true("Active"), *conditions], hpaName="keda-hpa-llm")

    return change


def _at_work(change: Change) -> Change:
    def both(cluster: Cluster) -> None:
        _keda_status()(cluster)
        change(cluster)

    return both


def _hpa_condition(status: str, reason: str) -> Change:
    conditions = [true("ScalingActive", status=status, reason=reason)]
    return _at_work(lambda c: c.one(HPAS)["status"].update(conditions=conditions))


def _renamed_hpa(cluster: Cluster) -> None:
    """The HPA has a name of its own, which only the status names."""
    cluster.one(HPAS)["metadata"]["name"] = "gpu-scaler"
    cluster.one(SCALED_OBJECTS)["status"]["hpaName"] = "gpu-scaler"


def _operator(**new: object) -> Change:
    return _at_work(lambda c: c.one(registry.DEPLOYMENTS, "keda-operator").update(new))


KEDA_TRAPS: list[tuple[str, Change, Outcome, str]] = [
    ("at rest", same, Outcome.DETECTED, ""),
    ("at work", _keda_status(), Outcome.DETECTED, ""),
    ("its HPA has another name", _at_work(_renamed_hpa), Outcome.DETECTED, ""),
    ("HPAActive", _keda_status(true("HPAActive"), true("Paused", status="False")), Outcome.DETECTED, ""),
    (
        "HPAActive is false, Ready is true",
        _keda_status(true("HPAActive", status="False", reason="HPAMetricsUnavailable")),
        Outcome.PARTLY,
        "with HPAActive false for DCGM_FI_DEV_GPU_UTIL (HPAMetricsUnavailable)",
    ),
    ("paused", _keda_status(true("Paused")), Outcome.PARTLY, "paused for"),
    (
        "paused by annotation",
        _at_work(
            lambda c: c.one(SCALED_OBJECTS)["metadata"].update(annotations={"autoscaling.keda.sh/paused": "true"})
        ),
        Outcome.PARTLY,
        "paused for",
    ),
    (
        "no room to scale",
        _at_work(lambda c: c.one(SCALED_OBJECTS)["spec"].update(minReplicaCount=2, maxReplicaCount=2)),
        Outcome.PARTLY,
        "without room to scale",
    ),
    (
        "at most 0 replicas",
        lambda c: c.one(SCALED_OBJECTS)["spec"].update(maxReplicaCount=0),
        Outcome.PARTLY,
        "(0 to 0",
    ),
    (
        "room to scale",
        _at_work(lambda c: c.one(SCALED_OBJECTS)["spec"].update(minReplicaCount=2, maxReplicaCount=3)),
        Outcome.DETECTED,
        "",
    ),
    ("falls back", _keda_status(true("Fallback")), Outcome.PARTLY, "running on its fallback"),
    ("does not fall back", _keda_status(true("Fallback", status="False")), Outcome.DETECTED, ""),
    (
        "its HPA finds no metric",
        _hpa_condition("False", "FailedGetExternalMetric"),
        Outcome.PARTLY,
        "whose HorizontalPodAutoscaler has ScalingActive false",
    ),
    ("its HPA was not evaluated", _hpa_condition("Unknown", ""), Outcome.PARTLY, "has no ScalingActive reported"),
    ("its HPA is gone", _at_work(lambda c: c.drop(HPAS)), Outcome.PARTLY, "without the HorizontalPodAutoscaler"),
    (
        "asleep, although it must not sleep",
        lambda c: c.one(SCALED_OBJECTS)["spec"].update(minReplicaCount=1),
        Outcome.PARTLY,
        "ScalingActive false for DCGM_FI_DEV_GPU_UTIL, because its target has no replicas",
    ),
    (
        "its operator is scaled to zero",
        _operator(spec={"replicas": 0, "template": {"metadata": {"labels": {"app": "keda-operator"}}}}),
        Outcome.PARTLY,
        "but its KEDA operator is not running (scaled to zero)",
    ),
    (
        "its operator crashes",
        _operator(status={"observedGeneration": 1, "availableReplicas": 0}),
        Outcome.PARTLY,
        "but its KEDA operator is not running",
    ),
    (
        "its operator is not visible",
        _at_work(lambda c: c.drop(registry.DEPLOYMENTS, "keda-operator")),
        Outcome.PARTLY,
        "but no running KEDA operator is visible from here",
    ),
    (
        "Deployments denied",
        _at_work(lambda c: c.deny(registry.DEPLOYMENTS)),
        Outcome.COULD_NOT_CHECK,
        "Not allowed to list deployments.apps",
    ),
    (
        "not ready",
        lambda c: c.status(SCALED_OBJECTS, conditions=[true("Ready", status="False")]),
        Outcome.PARTLY,
        "not ready",
    ),
    ("never reconciled", lambda c: c.status(SCALED_OBJECTS), Outcome.PARTLY, "not ready"),
    (
        "ready before its last change",
        lambda c: (
            c.one(SCALED_OBJECTS)["metadata"].update(generation=2)
            or c.one(SCALED_OBJECTS)["status"].update(observedGeneration=1)
        ),
        Outcome.PARTLY,
        "older than its last change",
    ),
    ("on cpu", lambda c: c.one(SCALED_OBJECTS)["spec"].update(triggers=[{"type": "cpu"}]), Outcome.PARTLY, ""),
    (
        "uninstalled, beside another adapter",
        lambda c: c.drop(registry.API_SERVICES).add(registry.API_SERVICES, api(CUSTOM)),
        Outcome.PARTLY,
        "does not answer",
    ),
    ("ScaledObjects denied", lambda c: c.deny(SCALED_OBJECTS), Outcome.COULD_NOT_CHECK, "list scaledobjects.keda.sh"),
]


@pytest.mark.parametrize(("change", "outcome", "words"), [t[1:] for t in KEDA_TRAPS], ids=[t[0] for t in KEDA_TRAPS])
def test_traps_of_keda_and_their_healthy_twins(change: Change, outcome: Outcome, words: str) -> None:
    cluster = keda()
    change(cluster)
    finding = detect_pod_autoscaling(cluster.snapshot())
    assert (finding.outcome, words in finding.summary) == (outcome, True), finding.summary


def test_a_workload_that_is_gone_or_was_not_looked_at() -> None:
    many = [hpa(f"h{n}", pods_metric("gpu_utilization"), target=f"w{n}") for n in range(9)]
    cluster = adapter().drop(HPAS).drop(registry.DEPLOYMENTS).add(HPAS, *many)
    assert detect_pod_autoscaling(cluster.snapshot()).reason == "not every scaled workload was read"
    cluster.drop(HPAS).add(HPAS, many[0])
    assert detect_pod_autoscaling(cluster.snapshot()).outcome is Outcome.PARTLY


@pytest.mark.parametrize(
    ("stale", "outcome"), [(False, Outcome.DETECTED), (True, Outcome.PARTLY)], ids=["answers", "does not"]
)
def test_without_apiservices_discovery_tells_whether_the_api_answers(stale: bool, outcome: Outcome) -> None:
    cluster = adapter().deny(registry.API_SERVICES)
    if stale:
        cluster.stale.add((CUSTOM, "v1beta1"))
    assert detect_pod_autoscaling(cluster.snapshot()).outcome is outcome


def test_an_adapter_with_default_rules_says_so() -> None:
    cluster = adapter().drop(HPAS)
    cluster.measured = {CUSTOM: ServedVersion("v1beta1", other_metrics=7)}
    assert "with 7 metrics, none named after accelerators or AI servers" in counted(
        detect_pod_autoscaling(cluster.snapshot())
    )
