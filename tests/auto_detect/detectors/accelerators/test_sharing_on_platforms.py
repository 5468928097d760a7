"""gpu_sharing as managed platforms report it, and labels that no table explains."""

from typing import Any

import pytest

from auto_detect.detectors.accelerators.gpu_sharing import detect_gpu_sharing as detect
from auto_detect.detectors.accelerators.virtualized_accelerator import detect_virtualized_accelerator
from auto_detect.resources import registry
from checklists.model.finding import Finding, Outcome
from tests.auto_detect.detectors.cluster import Cluster, Json, node, resource_slice


def finding_of(*nodes: Json) -> Finding:
    return detect(Cluster().add(registry.NODES, *nodes).snapshot())


@pytest.mark.parametrize(
    ("allocatable", "labels", "outcome", "words"),
    [
        ({"tke.cloud.tencent.com/qgpu-core": "200"}, {"qgpu-device-enable": "enable"}, Outcome.DETECTED, "qGPU on TKE"),
        ({}, {"qgpu-device-enable": "enable"}, Outcome.PARTLY, "qGPU on TKE (no tke.cloud.tencent.com/qgpu-core or"),
        ({"nvidia.com/gpu": "1"}, {"qgpu-device-enable": "disable"}, Outcome.NOT_DETECTED, "No share or partition"),
        ({"vke.volcengine.com/mgpu-core": "80"}, {"vke.node.gpu.schedule": "mgpu"}, Outcome.DETECTED, "mGPU on VKE"),
        ({"nvidia.com/gpu": "1"}, {"ack.node.gpu.schedule": "cgpu"}, Outcome.PARTLY, "cGPU on ACK (no aliyun.com"),
        ({"nvidia.com/gpu": "8"}, {"gpu.nvidia.com/count": "4"}, Outcome.DETECTED, "oversubscribed nvidia.com/gpu"),
        ({"nvidia.com/gpu": "4"}, {"gpu.nvidia.com/count": "4"}, Outcome.NOT_DETECTED, "No share or partition"),
        ({"tencent.com/vcuda-core": "80"}, {}, Outcome.DETECTED, "shares counted as tencent.com/vcuda-core"),
        ({"tke.cloud.tencent.com/vcuda-core": "80"}, {}, Outcome.COULD_NOT_CHECK, "vcuda-core, which suggests shared"),
    ],
)
def test_sharing_on_managed_platforms(
    allocatable: dict[str, Any], labels: dict[str, str], outcome: Outcome, words: str
) -> None:
    finding = finding_of(node("a", allocatable, labels=labels))
    assert finding.outcome is outcome, finding.summary
    assert words in finding.summary


def test_an_unknown_driver_is_not_reported_as_absent() -> None:
    devices = [{"name": "d0", "attributes": {"type": {"string": "tensor-engine"}}}]
    cluster = Cluster().add(registry.NODES, node("a"))
    cluster.add(registry.RESOURCE_SLICES, resource_slice("s", "chips.acme.example", "a", devices, on="a"))
    finding = detect(cluster.snapshot())
    assert finding.outcome is Outcome.COULD_NOT_CHECK
    assert finding.reason == "the DRA driver chips.acme.example publishes devices that are not recognized"
    cluster.drop(registry.RESOURCE_SLICES)
    cluster.add(registry.RESOURCE_SLICES, resource_slice("s", "dra.cpu", "a", devices, on="a"))
    assert detect(cluster.snapshot()).outcome is Outcome.NOT_DETECTED


@pytest.mark.parametrize(
    ("key", "outcome"),
    [
        ("intel.com/U630-vgpu", Outcome.COULD_NOT_CHECK),
        ("amd.com/vgpu-mi300", Outcome.COULD_NOT_CHECK),
        ("example.com/gpu-mem", Outcome.NOT_DETECTED),
        ("example.com/widget", Outcome.NOT_DETECTED),
    ],
)
def test_a_possible_virtual_accelerator_is_not_reported_as_absent(key: str, outcome: Outcome) -> None:
    finding = detect_virtualized_accelerator(Cluster().add(registry.NODES, node("a", {key: "2"})).snapshot())
    assert finding.outcome is outcome, finding.summary
