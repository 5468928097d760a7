"""Clusters from the field: sets of objects with the outcomes that an expert accepts, and recordings.

They come from a folder next to the repository; without it the tests are skipped.
"""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from auto_detect.api.client import KubeReader, connect
from auto_detect.collector.collect import collect
from auto_detect.detectors.detect import DETECTORS, finding_for
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Finding, Outcome
from tests.auto_detect.detectors.contradictions import contradictions
from tests.auto_detect.detectors.finding_text import counted, doubtful
from tests.server import assets
from tests.server.api_server import ApiServer
from tests.server.cluster import FakeCluster
from tests.server.replay import create_objects, delete_objects, read_json, serve_objects, serve_recording

SHARED = Path(__file__).resolve().parents[3] / "shared"
CASES = (
    *("kai-unschedulable", "karpenter-azure-sku", "karpenter-gpu-limit-zero", "keda-lws-target", "op-kaito"),
    "pstack-read-monitor",
)


def _read(path: Path) -> Any:
    if not path.is_file():
        pytest.skip(f"{path} does not exist")
    return read_json(path)


def _agrees(snapshot: Snapshot, case: dict[str, Any]) -> None:
    for requirement, allowed in case["expect"].items():
        finding = finding_for(snapshot, requirement)
        assert finding.outcome.value in allowed, finding.summary
        assert not list(contradictions(finding.observations))


@pytest.mark.parametrize("name", CASES)
def test_an_expert_agrees(cluster: FakeCluster, reader: KubeReader, name: str) -> None:
    case = _read(SHARED / "cases" / "detection" / f"{name}.json")
    serve_objects(cluster, case["objects"], metrics_apis=case["metrics_apis_available"])
    _agrees(collect(reader, keep_names=True), case)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiServer]:
    """Start a separate server: each case changes its objects."""
    server = ApiServer(assets.current(), tmp_path_factory.mktemp("field"))
    yield server
    server.stop()


@pytest.mark.server
@pytest.mark.xdist_group("field")
@pytest.mark.parametrize("name", [name for name in CASES if name != "keda-lws-target"])
def test_an_expert_agrees_on_a_real_server(server: ApiServer, tmp_path: Path, name: str) -> None:
    case = _read(SHARED / "cases" / "detection" / f"{name}.json")
    kubeconfig = server.certificate_kubeconfig(tmp_path / "config", "expert", organization="system:masters")
    try:
        create_objects(server, case["objects"])
        with closing(connect([kubeconfig], None)) as reader:
            _agrees(collect(reader, keep_names=True), case)
    finally:
        delete_objects(server, case["objects"])


def _recorded(cluster: FakeCluster, reader: KubeReader, name: str, requirement: str) -> Finding:
    serve_recording(cluster, _read(SHARED / "clusters" / name))
    snapshot = collect(reader, keep_names=True)
    assert snapshot.requests <= 40
    for other in DETECTORS:
        assert not list(contradictions(finding_for(snapshot, other).observations))
    return finding_for(snapshot, requirement)


def test_keda_is_ready_and_its_hpa_is_not(cluster: FakeCluster, reader: KubeReader) -> None:
    finding = _recorded(cluster, reader, "keda-hpa-broken.json.gz", "pod_autoscaling")
    assert finding.outcome is Outcome.PARTLY
    assert "HPAMetricsUnavailable" in finding.summary


def test_a_jobset_that_runs_is_reconciled(cluster: FakeCluster, reader: KubeReader) -> None:
    finding = _recorded(cluster, reader, "jobset-real-running.json.gz", "robust_controller")
    assert finding.outcome is Outcome.DETECTED
    assert "JobSet train: 1 job active." in counted(finding)


def test_an_image_that_is_latest_has_no_version(cluster: FakeCluster, reader: KubeReader) -> None:
    finding = _recorded(cluster, reader, "kserve-latest.json.gz", "robust_controller")
    assert (finding.suggested_notes or "").startswith("KServe runs:")
    assert "v0.18.0" not in str(finding)


def test_kuberay_from_kustomize_runs(cluster: FakeCluster, reader: KubeReader) -> None:
    finding = _recorded(cluster, reader, "kuberay-plain-real.json.gz", "robust_controller")
    assert "KubeRay: Not counted: no validating webhook" in doubtful(finding)


def test_a_prometheus_without_a_running_operator_collects_nothing(cluster: FakeCluster, reader: KubeReader) -> None:
    finding = _recorded(cluster, reader, "prom-dead-status.json.gz", "ai_service_metrics")
    assert finding.outcome in (Outcome.NOT_DETECTED, Outcome.PARTLY)
    assert "no running Prometheus operator is visible" in finding.summary


@pytest.mark.parametrize(
    ("requirement", "words"),
    [
        ("gang_scheduling", "Kueue runs with ClusterQueue cq active"),
        ("robust_controller", "Kueue runs, its webhook has a ready endpoint"),
        ("accelerator_metrics", "An exporter answers on each of 3 usable accelerator nodes"),
    ],
)
def test_a_cluster_that_works(cluster: FakeCluster, reader: KubeReader, requirement: str, words: str) -> None:
    finding = _recorded(cluster, reader, "living-1.37.json", requirement)
    assert finding.outcome is Outcome.DETECTED
    assert finding.summary.startswith(words)
