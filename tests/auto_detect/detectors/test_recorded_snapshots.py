"""Anonymized snapshots of recorded clusters that ran real software: each outcome that is not *not detected*."""

import gzip
from pathlib import Path

import pytest

from auto_detect.detectors.detect import DETECTORS, finding_for
from auto_detect.snapshot.snapshot_file import decode_snapshot
from checklists.model.finding import Outcome
from tests.auto_detect.detectors.contradictions import contradictions
from tests.auto_detect.detectors.finding_text import counted, doubtful

RECORDINGS = Path(__file__).resolve().parents[2] / "data" / "recordings"
DETECTED, PARTLY = Outcome.DETECTED, Outcome.PARTLY
DRIVERS = {"dra_support": DETECTED, "driver_runtime_management": DETECTED, "secure_accelerator_access": DETECTED}
"""What holds in every cluster whose nodes publish driver versions."""
CASES = {
    "jobset-real-running": (
        DRIVERS | {"pod_autoscaling": PARTLY, "robust_controller": DETECTED},
        "JobSet",
    ),
    "keda-hpa-broken": (
        {
            "dra_support": DETECTED,
            "pod_autoscaling": PARTLY,
            "robust_controller": DETECTED,
            "secure_accelerator_access": DETECTED,
        },
        "because HPAActive is false (HPAMetricsUnavailable)",
    ),
    "kserve-latest": (
        DRIVERS | {"accelerator_metrics": PARTLY, "robust_controller": DETECTED},
        "KServe",
    ),
    "kuberay-plain-real": (
        DRIVERS | {"accelerator_metrics": DETECTED, "pod_autoscaling": PARTLY, "robust_controller": DETECTED},
        "KubeRay",
    ),
    "prom-dead-status": (
        DRIVERS | {"accelerator_metrics": DETECTED, "pod_autoscaling": PARTLY, "robust_controller": DETECTED},
        "no ready endpoint of the collector",
    ),
}
"""The outcomes, and words of a finding that decide the case."""


@pytest.mark.parametrize("name", CASES)
def test_a_recorded_cluster_has_the_same_findings(name: str) -> None:
    outcomes, words = CASES[name]
    snapshot = decode_snapshot(gzip.decompress((RECORDINGS / f"{name}.json.gz").read_bytes()))
    findings = [finding_for(snapshot, requirement) for requirement in DETECTORS]
    found = {finding.requirement: finding.outcome for finding in findings}
    assert {
        requirement: outcome for requirement, outcome in found.items() if outcome is not Outcome.NOT_DETECTED
    } == outcomes
    assert any(words in text for finding in findings for text in (finding.summary, counted(finding), doubtful(finding)))
    assert not [pair for finding in findings for pair in contradictions(finding.observations)]
