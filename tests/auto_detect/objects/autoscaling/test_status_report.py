"""The status report of Cluster Autoscaler in both formats, and the parts that are stored."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import convert, json

from auto_detect.objects.autoscaling.node_groups import AutoscalerReport, ScaleUpEvent
from auto_detect.objects.autoscaling.status_report import group_name, parse_report
from tests.examples import examples

YAML = """\
time: "2026-11-24 09:00:00.546750398 +0000 UTC"
message: "do not keep"
autoscalerStatus: Running
clusterWide:
  health:
    status: Healthy
    nodeCounts:
      registered:
        total: 5
        ready: 5
    lastProbeTime: "2026-11-24T09:00:00Z"
  scaleUp:
    status: NoActivity
  scaleDown:
    status: NoCandidates
nodeGroups:
- name: https://www.googleapis.com/compute/v1/projects/acme-1234/zones/z/instanceGroups/gke-prod-gpu-a100-c399c5c0-grp
  health:
    status: Healthy
    nodeCounts:
      registered:
        total: 2
        ready: 2
        unready:
          total: 0
    cloudProviderTarget: 2
    minSize: 0
    maxSize: 8
  scaleUp:
    status: Backoff
    backoffInfo:
      errorMessage: "Quota of account 123456789012 exceeded"
  scaleDown:
    status: NoCandidates
-
  name: "system"
  health:
    status: "Unhealthy"
    cloudProviderTarget: 1
    minSize: 1
    maxSize: 1
"""

TEXT = """\
Cluster-autoscaler status at 2026-11-24 09:00:00.123 +0000 UTC:
Cluster-wide:
  Health:      Healthy (ready=3 unready=0 notStarted=0 registered=3 longUnregistered=0)
               LastProbeTime:      2026-11-24 09:00:00.1 +0000 UTC
  ScaleUp:     NoActivity (ready=3 registered=3)

NodeGroups:
  Name:        eks-gpu-p5-40bd16d2-ecbd-df8a-2040-7bb5b1508a43
  Health:      Healthy (ready=2 unready=0 registered=2 longUnregistered=0 cloudProviderTarget=2 (minSize=1, maxSize=4))
               LastProbeTime:      2026-11-24 09:00:00.1 +0000 UTC
  ScaleUp:     InProgress (ready=2 cloudProviderTarget=3)
  ScaleDown:   NoCandidates (candidates=0)
"""


def test_the_yaml_report() -> None:
    report = parse_report(YAML)
    assert (report.state, report.health) == ("Running", "Healthy")
    gpu, system = report.groups
    assert (gpu.name, gpu.health, gpu.scale_up) == ("gke-prod-gpu-a100-grp", "Healthy", "Backoff")
    assert (gpu.ready, gpu.target, gpu.min_size, gpu.max_size) == (2, 2, 0, 8)
    assert (system.name, system.health, system.min_size, system.max_size) == ("system", "Unhealthy", 1, 1)


def test_the_text_report() -> None:
    report = parse_report(TEXT)
    assert (report.state, report.health) == ("", "Healthy")
    (group,) = report.groups
    assert (group.name, group.health, group.scale_up) == ("eks-gpu-p5", "Healthy", "InProgress")
    assert (group.ready, group.target, group.min_size, group.max_size) == (2, 2, 1, 4)


@pytest.mark.parametrize("text", [YAML, TEXT], ids=["YAML", "text"])
def test_stored_reports_contain_no_private_text_and_read_back(text: str) -> None:
    body = {"metadata": {"name": "cluster-autoscaler-status"}, "data": {"status": text, "other": "secret"}}
    kept = convert(body, AutoscalerReport)
    encoded = json.encode(kept)
    assert json.decode(encoded, type=AutoscalerReport) == kept
    for private in (b"acme-1234", b"123456789012", b"do not keep", b"secret", b"7bb5b1508a43", b"Quota"):
        assert private not in encoded


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("aks-gpupool-27672801-vmss", "aks-gpupool-vmss"),
        ("MachineDeployment/magnum-83bd0e70b4ba4cd092c2fb82b1ce06fb/k8s-gpu-worker", "k8s-gpu-worker"),
        ("catt4okekqmpj8pn90ei", ""),
        ("p5.48xlarge", "p5-48xlarge"),
        ("", ""),
    ],
)
def test_group_names_lose_account_ids(written: str, name: str) -> None:
    assert group_name(written) == name
    assert group_name(name) == name


@pytest.mark.parametrize(
    ("message", "kept", "accelerated"),
    [
        ("pod triggered scale-up: [{aks-gpupool-27672801-vmss 0->1 (max: 3)}]", "aks-gpupool-vmss 0->1 (max: 3)", True),
        (
            "pod triggered scale-up: [{https://x.example/projects/acme/gke-web-c399c5c0-grp 1->2 (max: 9)}]",
            "gke-web-grp 1->2 (max: 9)",
            False,
        ),
        ("pod didn't trigger scale-up: secret", "", False),
    ],
)
def test_events_keep_group_names_and_sizes(message: str, kept: str, accelerated: bool) -> None:
    event = convert({"reason": "TriggeredScaleUp", "message": message}, ScaleUpEvent)
    assert (event.message, event.adds_accelerators) == (kept, accelerated)
    assert json.decode(json.encode(event), type=ScaleUpEvent) == event


@settings(max_examples=examples(60), deadline=None)
@given(
    st.one_of(st.text(max_size=300), st.lists(st.sampled_from(YAML.splitlines() + TEXT.splitlines())).map("\n".join))
)
def test_any_text_is_read(text: str) -> None:
    for group in parse_report(text).groups:
        assert 0 <= group.min_size <= 2**31
        assert group_name(group.name) == group.name


def test_a_huge_text_is_read_up_to_the_limit() -> None:
    assert len(parse_report("nodeGroups:\n" + "- name: gpu\n" * 500_000).groups) == 200
