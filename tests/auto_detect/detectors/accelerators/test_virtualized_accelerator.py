"""virtualized_accelerator: devices that the vendor's virtualization created; similar names do not count."""

import pytest

from auto_detect.detectors.accelerators.virtualized_accelerator import detect_virtualized_accelerator as detect
from auto_detect.resources import registry
from auto_detect.snapshot.snapshot import ReadOutcome
from checklists.model.finding import Finding, Outcome
from tests.auto_detect.detectors.accelerator_clusters import gpu_node
from tests.auto_detect.detectors.cluster import Change, Cluster, Json, daemon_set, device, node, resource_slice
from tests.auto_detect.detectors.finding_text import counted, doubtful

PRESENT = {"nvidia.com/vgpu.present": "true", "nvidia.com/vgpu.host-driver-version": "580.65.05"}
WISH = "nvidia.com/gpu.workload.config"
TYPES = {"nvidia.com/NVIDIA_A10-12Q": "2"}


def finding_of(*nodes: Json) -> Finding:
    return detect(Cluster().add(registry.NODES, *nodes).snapshot())


def devices(driver: str, *found: Json) -> Finding:
    cluster = Cluster().add(registry.NODES, node("a"))
    return detect(
        cluster.add(registry.RESOURCE_SLICES, resource_slice("s", driver, "a", list(found), on="a")).snapshot()
    )


def branded(brand: str) -> Json:
    found = device("g")
    found["attributes"]["brand"] = {"string": brand}
    return found


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (
            gpu_node("a", PRESENT),
            "NVIDIA vGPU: Labeled nvidia.com/vgpu.present=true, driver of the host 580.65.05, on 1",
        ),
        (node("a", TYPES), "NVIDIA vGPU for virtual machines: nvidia.com/NVIDIA_A10-12Q allocatable"),
        (node("a", {"nvidia.com/GRID_T4-4Q": 1}), "nvidia.com/GRID_T4-4Q allocatable"),
        (
            node("a", {"amd.com/gpu": "8"}, labels={"amd.com/gpu.mode": "vf-passthrough"}),
            "AMD virtual function: Labeled amd.com/gpu.mode=vf-passthrough",
        ),
    ],
)
def test_virtual_accelerators_on_usable_nodes_are_detected(found: Json, words: str) -> None:
    finding = finding_of(found)
    assert finding.outcome is Outcome.DETECTED
    assert words in counted(finding)
    assert "no pod was created" in finding.unproven[0]


@pytest.mark.parametrize("brand", ["NvidiaVCS", "NVIDIA Virtual Compute Server", "vApps", "NvidiaCloudGaming", "GRID"])
def test_brands_of_virtual_devices(brand: str) -> None:
    finding = devices("gpu.nvidia.com", branded(brand))
    assert finding.outcome is Outcome.DETECTED
    assert f"ResourceSlice gpu.nvidia.com: Devices of brand {brand}, on 1 node." in counted(finding)


@pytest.mark.parametrize("brand", ["Nvidia", "Tesla", "NvidiaRTX", "QuadroRTX", ""])
def test_brands_of_physical_devices(brand: str) -> None:
    assert devices("gpu.nvidia.com", branded(brand)).outcome is Outcome.NOT_DETECTED


def test_virtual_functions_are_recognized_by_device_type() -> None:
    assert devices("gpu.intel.com", device("g", "vf")).outcome is Outcome.DETECTED
    assert devices("gpu.intel.com", device("g", "gpu")).outcome is Outcome.NOT_DETECTED


@pytest.mark.parametrize(
    ("found", "summary"),
    [
        (
            gpu_node("a", {"nvidia.com/gpu.product": "NVIDIA-A10-24Q"}),
            "Only a product name suggests that the GPU is virtual.",
        ),
        (
            gpu_node("a", {"nvidia.com/gpu.product": "GRID-T4-16C-SHARED"}),
            "Only a product name suggests that the GPU is virtual.",
        ),
        (
            node("a", labels=PRESENT),
            "Nodes are labeled nvidia.com/vgpu.present=true, but no device plugin or DRA driver offers their devices.",
        ),
        (
            node("a", labels={WISH: "vm-vgpu"}),
            f"Nodes are labeled {WISH}=vm-vgpu, but offer no vGPU type.",
        ),
        (
            node("a", {"nvidia.com/NVIDIA_A10-12Q": "0"}, labels={WISH: "vm-vgpu"}),
            f"Nodes are labeled {WISH}=vm-vgpu, but offer no vGPU type.",
        ),
    ],
)
def test_labels_without_devices_are_partly_detected(found: Json, summary: str) -> None:
    finding = finding_of(found)
    assert finding.outcome is Outcome.PARTLY
    assert finding.summary == summary
    assert not counted(finding)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (gpu_node("a"), ""),
        (gpu_node("a", {"nvidia.com/gpu.product": "NVIDIA-H100-80GB-HBM3"}), ""),
        (gpu_node("a", {"nvidia.com/gpu.product": "NVIDIA-A100-SXM4-40GB-MIG-1g.5gb"}), ""),
        (gpu_node("a", {"nvidia.com/vgpu.present": "false"}), ""),
        (node("a", labels={WISH: "container"}), ""),
        (node("a", labels={WISH: "vm-passthrough"}), "whole devices for virtual machines"),
        (
            node("a", {"amd.com/gpu": "8"}, labels={"amd.com/gpu.mode": "pf-passthrough"}),
            "whole devices for virtual machines",
        ),
        (gpu_node("a", PRESENT, ready="False"), "Not ready or cordoned"),
        (gpu_node("a", PRESENT, provider="kwok://a"), "Simulated"),
    ],
)
def test_similar_features_are_not_detected(found: Json, words: str) -> None:
    finding = finding_of(found)
    assert finding.outcome is Outcome.NOT_DETECTED
    assert words in doubtful(finding)
    assert "Does the platform offer virtualized accelerators" in finding.summary


def test_passthrough_through_dra_allocates_whole_devices() -> None:
    finding = devices("gpu.nvidia.com", device("v", "vfio"))
    assert finding.outcome is Outcome.NOT_DETECTED
    assert "Whole devices for virtual machines, on 1 node." in doubtful(finding)


def test_software_shares_are_not_virtual_accelerators() -> None:
    hami = gpu_node("a")
    hami["metadata"]["annotations"] = {"hami.io/node-nvidia-register": '[{"id":"GPU-1"}]'}
    finding = finding_of(hami)
    assert finding.outcome is Outcome.NOT_DETECTED
    assert "which count as GPU sharing" in doubtful(finding)


@pytest.mark.parametrize(("desired", "counts"), [(1, True), (0, False)])
def test_vgpu_managers_are_reported(desired: int, counts: bool) -> None:
    manager = daemon_set("nvidia-vgpu-manager-daemonset", "gpu-operator", desired=desired)
    cluster = Cluster().add(registry.NODES, node("a", TYPES)).add(registry.DAEMON_SETS, manager)
    finding = detect(cluster.snapshot())
    assert ("Manages vGPUs for virtual machines. Ready on 1 of 1 node." in counted(finding)) is counts
    assert ("It selects no node." in doubtful(finding)) is not counts


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda c: c.deny(registry.NODES), "not allowed to list nodes"),
        (lambda c: c.deny(registry.RESOURCE_SLICES), "not allowed to list resourceslices"),
        (lambda c: setattr(c, "discovery", ReadOutcome.DENIED), "get /apis"),
    ],
)
def test_outcomes_with_unreadable_resources(change: Change, words: str) -> None:
    cluster = Cluster().add(registry.NODES, gpu_node("a"))
    change(cluster)
    finding = detect(cluster.snapshot())
    assert finding.outcome is Outcome.COULD_NOT_CHECK
    assert words in (finding.reason or "")
