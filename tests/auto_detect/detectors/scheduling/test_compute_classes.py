"""cluster_autoscaling by GKE's ComputeClasses: accelerators in the priorities, and node pools created for them."""

from typing import Any

import pytest

from auto_detect.detectors.scheduling.cluster_autoscaling import detect_cluster_autoscaling
from auto_detect.resources import registry
from auto_detect.resources.autoscaling import COMPUTE_CLASSES
from checklists.model.finding import Outcome
from tests.auto_detect.detectors.cluster import Change, Cluster, Json, meta, node, same, true
from tests.auto_detect.detectors.finding_text import counted

L4 = {"gpu": {"type": "nvidia-l4", "count": 1}}


def compute_class(*priorities: Json, enabled: bool = True, health: str = "True") -> Json:
    return {
        "metadata": meta("inference"),
        "spec": {"nodePoolAutoCreation": {"enabled": enabled}, "priorities": list(priorities)},
        "status": {"conditions": [true("Health", status=health)]},
    }


def gke() -> Cluster:
    """Return a node pool without accelerators, and a class whose nodes have them."""
    cluster = Cluster().add(registry.NODES, node("n", labels={"cloud.google.com/gke-nodepool": "apps"}))
    return cluster.add(COMPUTE_CLASSES, compute_class({"machineFamily": "n2"}, L4))


def _class(*priorities: Json, **more: Any) -> Change:
    return lambda c: c.drop(COMPUTE_CLASSES).add(COMPUTE_CLASSES, compute_class(*priorities, **more))


@pytest.mark.parametrize(
    ("change", "outcome", "words"),
    [
        (same, Outcome.DETECTED, "GKE creates node pools for a ComputeClass that names accelerators."),
        (_class({"tpu": {"type": "tpu-v5-lite-podslice", "count": 4}}), Outcome.DETECTED, "GKE creates node pools"),
        (_class({"machineType": "a3-highgpu-8g"}), Outcome.DETECTED, "GKE creates node pools"),
        (_class({"machineFamily": "g2"}), Outcome.DETECTED, "GKE creates node pools"),
        (_class({"machineFamily": "n2"}), Outcome.NOT_DETECTED, "no ComputeClass for which node pools are created"),
        (_class({"gpu": {"type": "nvidia-l4", "count": 0}}), Outcome.NOT_DETECTED, "names accelerators"),
        (_class(L4, enabled=False), Outcome.NOT_DETECTED, "no ComputeClass for which node pools are created"),
        (_class(L4, health="False"), Outcome.NOT_DETECTED, "no ComputeClass for which node pools are created"),
        (lambda c: c.drop(COMPUTE_CLASSES), Outcome.NOT_DETECTED, "No autoscaler is visible from here."),
    ],
)
def test_outcomes(change: Change, outcome: Outcome, words: str) -> None:
    cluster = gke()
    change(cluster)
    finding = detect_cluster_autoscaling(cluster.snapshot())
    assert finding.outcome is outcome, finding.summary
    assert words in finding.summary


def test_a_managed_autoscaler_is_reported_as_unproven() -> None:
    finding = detect_cluster_autoscaling(gke().snapshot())
    assert "ComputeClass inference: Names nvidia-l4, with node pool auto-creation." in counted(finding)
    assert "That GKE's autoscaler runs: it runs outside the cluster." in finding.unproven
