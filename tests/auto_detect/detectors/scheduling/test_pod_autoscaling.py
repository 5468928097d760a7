"""pod_autoscaling: a metric reaches the autoscaler, which is active by it and scales pods with accelerators."""

import pytest

from auto_detect.detectors.scheduling.pod_autoscaling import detect_pod_autoscaling
from auto_detect.resources import registry
from auto_detect.resources.autoscaling import HPAS, STATEFUL_SETS
from auto_detect.snapshot.snapshot import ReadOutcome, ServedVersion
from checklists.model.checklist import Status
from checklists.model.finding import Outcome
from tests.auto_detect.detectors.cluster import Change, Cluster, Json, meta, same, true
from tests.auto_detect.detectors.finding_text import counted, doubtful
from tests.auto_detect.detectors.scaled_cluster import (
    CPU,
    CUSTOM,
    adapter,
    api,
    hpa,
    model,
    pods_metric,
)


def test_an_adapter_an_hpa_and_a_gpu() -> None:
    finding = detect_pod_autoscaling(adapter().snapshot())
    assert (finding.outcome, finding.suggested_status) == (Outcome.DETECTED, Status.IMPLEMENTED)
    assert finding.summary == "A HorizontalPodAutoscaler scales pods with nvidia.com/gpu by gpu_utilization."
    assert "It scaled last at 2026-11-24T09:30:00Z." in (finding.suggested_notes or "")
    assert "with gpu_utilization and 120 others" in counted(finding)
    assert not doubtful(finding)
    assert any("no load was generated" in sentence for sentence in finding.unproven)


def _hpa_status(**new: object) -> Change:
    return lambda c: c.one(HPAS)["status"].update(new)


def _inactive(reason: str) -> Change:
    return _hpa_status(
        conditions=[true("AbleToScale"), true("ScalingActive", status="False", reason=reason)], currentMetrics=[]
    )


def _two_metrics(cluster: Cluster) -> None:
    """Remove the custom metric's value, so that only cpu keeps the HPA active."""
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


CASES: list[tuple[str, Change, Outcome, str]] = [
    ("healthy", same, Outcome.DETECTED, "by gpu_utilization"),
    ("a StatefulSet", _stateful, Outcome.DETECTED, "with nvidia.com/gpu"),
    ("pods with claims", _claims, Outcome.DETECTED, "with a ResourceClaim"),
    (
        "a metric with an unspecific name",
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
        "an unused adapter",
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
        "has no room to scale by gpu_utilization (4 to 4 replicas)",
    ),
    ("room to scale", lambda c: c.one(HPAS)["spec"].update(minReplicas=1, maxReplicas=2), Outcome.DETECTED, "by gpu"),
    (
        "no metric found",
        _inactive("FailedGetPodsMetric"),
        Outcome.PARTLY,
        "does not scale by gpu_utilization, because ScalingActive is false",
    ),
    ("target at zero", _inactive("ScalingDisabled"), Outcome.PARTLY, "its target has no replicas (ScalingDisabled)"),
    ("never reconciled", _hpa_status(conditions=[]), Outcome.PARTLY, "because AbleToScale is not reported"),
    ("active by cpu, not by its own metric", _two_metrics, Outcome.PARTLY, "because the metric has no current value"),
    (
        "active before its last change",
        lambda c: c.one(HPAS)["metadata"].update(generation=2) or c.one(HPAS)["status"].update(observedGeneration=1),
        Outcome.PARTLY,
        "AbleToScale is older than its last change",
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
        "Rollout llm does not show",
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


@pytest.mark.parametrize(("change", "outcome", "words"), [t[1:] for t in CASES], ids=[t[0] for t in CASES])
def test_only_a_working_setup_counts(change: Change, outcome: Outcome, words: str) -> None:
    cluster = adapter()
    change(cluster)
    finding = detect_pod_autoscaling(cluster.snapshot())
    assert (finding.outcome, words in finding.summary) == (outcome, True), finding.summary


def test_a_missing_or_unread_workload() -> None:
    many = [hpa(f"h{n}", pods_metric("gpu_utilization"), target=f"w{n}") for n in range(9)]
    cluster = adapter().drop(HPAS).drop(registry.DEPLOYMENTS).add(HPAS, *many)
    assert detect_pod_autoscaling(cluster.snapshot()).reason == "not every scaled workload was read"
    cluster.drop(HPAS).add(HPAS, many[0])
    assert detect_pod_autoscaling(cluster.snapshot()).outcome is Outcome.PARTLY


@pytest.mark.parametrize(
    ("stale", "outcome"), [(False, Outcome.DETECTED), (True, Outcome.PARTLY)], ids=["answers", "does not"]
)
def test_without_apiservices_discovery_shows_whether_the_api_responds(stale: bool, outcome: Outcome) -> None:
    cluster = adapter().deny(registry.API_SERVICES)
    if stale:
        cluster.stale.add((CUSTOM, "v1beta1"))
    assert detect_pod_autoscaling(cluster.snapshot()).outcome is outcome


def test_an_adapter_with_default_rules_is_reported() -> None:
    cluster = adapter().drop(HPAS)
    cluster.measured = {CUSTOM: ServedVersion("v1beta1", other_metrics=7)}
    assert "with 7 metrics, none named after accelerators or AI servers" in counted(
        detect_pod_autoscaling(cluster.snapshot())
    )
