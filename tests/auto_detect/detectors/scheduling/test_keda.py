"""pod_autoscaling by KEDA: its conditions, the HPA that it creates, and the operator that writes them."""

import pytest

from auto_detect.detectors.scheduling.pod_autoscaling import detect_pod_autoscaling
from auto_detect.resources import registry
from auto_detect.resources.autoscaling import HPAS, SCALED_OBJECTS
from checklists.model.finding import Outcome
from tests.auto_detect.detectors.cluster import Change, Cluster, Json, same, true
from tests.auto_detect.detectors.finding_text import counted, doubtful
from tests.auto_detect.detectors.scaled_cluster import (
    CUSTOM,
    api,
    keda,
)


def test_keda_scaled_to_zero_counts_and_is_reported() -> None:
    finding = detect_pod_autoscaling(keda().snapshot())
    assert finding.outcome is Outcome.DETECTED
    assert "by DCGM_FI_DEV_GPU_UTIL" in finding.summary
    assert any("it is idle" in sentence for sentence in finding.unproven)
    assert "keda-hpa-llm" not in counted(finding) + doubtful(finding)
    assert "acme" not in str(finding)


def _keda_status(*conditions: Json) -> Change:
    """Return a cluster with active KEDA, its HPA and further conditions."""

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
    """Give the HPA a custom name, which only the status contains."""
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
        "does not scale by DCGM_FI_DEV_GPU_UTIL, because HPAActive is false (HPAMetricsUnavailable)",
    ),
    ("paused", _keda_status(true("Paused")), Outcome.PARTLY, "because it is paused"),
    (
        "paused by annotation",
        _at_work(
            lambda c: c.one(SCALED_OBJECTS)["metadata"].update(annotations={"autoscaling.keda.sh/paused": "true"})
        ),
        Outcome.PARTLY,
        "because it is paused",
    ),
    (
        "no room to scale",
        _at_work(lambda c: c.one(SCALED_OBJECTS)["spec"].update(minReplicaCount=2, maxReplicaCount=2)),
        Outcome.PARTLY,
        "has no room to scale",
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
    ("falls back", _keda_status(true("Fallback")), Outcome.PARTLY, "runs on its fallback"),
    ("does not fall back", _keda_status(true("Fallback", status="False")), Outcome.DETECTED, ""),
    (
        "its HPA finds no metric",
        _hpa_condition("False", "FailedGetExternalMetric"),
        Outcome.PARTLY,
        "because ScalingActive of its HorizontalPodAutoscaler is false",
    ),
    (
        "its HPA was not evaluated",
        _hpa_condition("Unknown", ""),
        Outcome.PARTLY,
        "ScalingActive of its HorizontalPodAutoscaler is not reported",
    ),
    ("its HPA is gone", _at_work(lambda c: c.drop(HPAS)), Outcome.PARTLY, "has no HorizontalPodAutoscaler"),
    (
        "asleep, although it must not sleep",
        lambda c: c.one(SCALED_OBJECTS)["spec"].update(minReplicaCount=1),
        Outcome.PARTLY,
        "does not scale by DCGM_FI_DEV_GPU_UTIL, because its target has no replicas",
    ),
    (
        "its operator is scaled to zero",
        _operator(spec={"replicas": 0, "template": {"metadata": {"labels": {"app": "keda-operator"}}}}),
        Outcome.PARTLY,
        "but the KEDA operator is not running (scaled to zero)",
    ),
    (
        "its operator crashes",
        _operator(status={"observedGeneration": 1, "availableReplicas": 0}),
        Outcome.PARTLY,
        "but the KEDA operator is not running",
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
        "uninstalled, with another adapter",
        lambda c: c.drop(registry.API_SERVICES).add(registry.API_SERVICES, api(CUSTOM)),
        Outcome.PARTLY,
        "does not answer",
    ),
    ("ScaledObjects denied", lambda c: c.deny(SCALED_OBJECTS), Outcome.COULD_NOT_CHECK, "list scaledobjects.keda.sh"),
]


@pytest.mark.parametrize(("change", "outcome", "words"), [t[1:] for t in KEDA_TRAPS], ids=[t[0] for t in KEDA_TRAPS])
def test_only_a_working_keda_counts(change: Change, outcome: Outcome, words: str) -> None:
    cluster = keda()
    change(cluster)
    finding = detect_pod_autoscaling(cluster.snapshot())
    assert (finding.outcome, words in finding.summary) == (outcome, True), finding.summary
