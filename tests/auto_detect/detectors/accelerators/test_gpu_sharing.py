"""gpu_sharing: shared or partitioned accelerators are schedulable; configuration without effect does not count."""

import pytest

from auto_detect.detectors.accelerators.gpu_sharing import detect_gpu_sharing as detect
from auto_detect.resources import registry
from auto_detect.snapshot.snapshot import ReadOutcome
from checklists.model.finding import Finding, Outcome
from tests.auto_detect.detectors.accelerator_clusters import gpu_node, gpus, pod
from tests.auto_detect.detectors.cluster import (
    Change,
    Cluster,
    Json,
    daemon_set,
    device,
    endpoints,
    node,
    resource_slice,
    same,
    webhooks,
)
from tests.auto_detect.detectors.finding_text import counted, doubtful

MIXED = {"nvidia.com/gpu": "0", "nvidia.com/mig-1g.10gb": "7"}
SINGLE = {"nvidia.com/mig.strategy": "single", "nvidia.com/gpu.product": "NVIDIA-A100-SXM4-40GB-MIG-1g.5gb"}


def labelled(**labels: str) -> dict[str, str]:
    """Return NVIDIA labels by what follows `nvidia.com/`; two underscores become a hyphen, one becomes a dot."""
    return {f"nvidia.com/{key.replace('__', '-').replace('_', '.')}": value for key, value in labels.items()}


def gke(strategy: str, clients: int) -> dict[str, str]:
    """Return the labels of a GKE node with one shared GPU."""
    return {
        "cloud.google.com/gke-accelerator": "nvidia-l4",
        "cloud.google.com/gke-accelerator-count": "1",
        "cloud.google.com/gke-gpu-sharing-strategy": strategy,
        "cloud.google.com/gke-max-shared-clients-per-gpu": str(clients),
    }


def finding_of(*nodes: Json, change: Change = same) -> Finding:
    cluster = Cluster().add(registry.NODES, *nodes)
    change(cluster)
    return detect(cluster.snapshot())


TURNS = labelled(gpu_count="2", gpu_replicas="4", gpu_sharing__strategy="time-slicing")
MPS = labelled(gpu_count="2", gpu_replicas="4", gpu_sharing__strategy="mps")


@pytest.mark.parametrize(
    ("allocatable", "labels", "way"),
    [
        (MIXED, {}, "MIG, strategy mixed"),
        (MIXED, labelled(mig_config_state="success"), "MIG, strategy mixed"),
        ({"nvidia.com/gpu": "7"}, SINGLE, "MIG, strategy single"),
        ({"nvidia.com/gpu": "8"}, TURNS, "time-slicing"),
        ({"nvidia.com/gpu": "8"}, MPS, "MPS"),
        ({"nvidia.com/gpu": "8"}, labelled(gpu_count="2", gpu_replicas="4"), "time-slicing"),
        ({"nvidia.com/gpu.shared": "8"}, {}, "time-slicing"),
        ({"nvidia.com/gpu.shared": "8"}, TURNS, "time-slicing"),
        ({"nvidia.com/mig-1g.10gb": "28"}, {"nvidia.com/mig-1g.10gb.replicas": "4"}, "time-slicing"),
        ({"amd.com/cpx_nps4": "64"}, {}, "AMD partitions"),
        ({"amd.com/gpu": "64"}, {"amd.com/gpu.compute-memory-partition": "cpx_nps4"}, "AMD partitions (cpx_nps4)"),
        ({"aws.amazon.com/neuroncore": "32"}, {}, "NeuronCores"),
        ({"huawei.com/Ascend910-2c": "8"}, {}, "Ascend virtual instances"),
        ({"huawei.com/Ascend910-memory": "64000", "huawei.com/Ascend910": "8"}, {}, "huawei.com/Ascend910-memory"),
        ({"nvidia.com/gpu": "2", "volcano.sh/vgpu-memory": "80000"}, {}, "volcano.sh/vgpu-memory"),
        ({"metax-tech.com/gpu": "8", "metax-tech.com/sgpu": "16"}, {}, "metax-tech.com/sgpu"),
        (
            {"nvidia.com/gpu": "0", "volcano.sh/vgpu-memory": "0", "volcano.sh/vgpu-number": "80"},
            labelled(gpu_count="8"),
            "volcano.sh/vgpu-number",
        ),
        ({"aliyun.com/gpu-mem": "46", "nvidia.com/gpu": "0"}, {}, "shares counted as aliyun.com/gpu-mem"),
        ({"aliyun.com/gpu-mem": "46"}, {"ack.node.gpu.schedule": "cgpu"}, "cGPU on ACK"),
        ({"aliyun.com/gpu-mem": "1k"}, {"ack.node.gpu.schedule": "mps"}, "MPS on ACK"),
        ({"tke.cloud.tencent.com/qgpu-core": "100"}, {}, "tke.cloud.tencent.com/qgpu-core"),
        ({"tencent.com/vcuda-core": "800"}, {}, "tencent.com/vcuda-core"),
        ({"volcano.sh/gpu-mem.128Mi": "128"}, {}, "volcano.sh/gpu-mem.128Mi"),
        ({"vke.volcengine.com/mgpu-core": "800"}, {}, "vke.volcengine.com/mgpu-core"),
        ({"koordinator.sh/gpu-core": "800", "koordinator.sh/gpu-memory": "640Gi"}, {}, "koordinator.sh/gpu-core"),
        ({"hygon.com/dcunum": "16", "hygon.com/dcumem": "128k"}, {}, "hygon.com/dcunum"),
        ({"cambricon.com/mlu.smlu.vcore": "800"}, {}, "cambricon.com/mlu.smlu.vcore"),
        ({"iluvatar.ai/BI-V150-vgpu": "8"}, {}, "iluvatar.ai/BI-V150-vgpu"),
        ({"mthreads.com/vgpu": "8"}, {}, "mthreads.com/vgpu"),
        ({"enflame.com/shared-gcu": "8"}, {}, "enflame.com/shared-gcu"),
        ({"kunlunxin.com/vxpu": "8"}, {}, "kunlunxin.com/vxpu"),
        ({"nvidia.com/gpu": "48"}, gke("time-sharing", 48), "time-sharing on GKE"),
        ({"nvidia.com/gpu": "2"}, gke("mps", 2), "MPS on GKE"),
        ({"nvidia.com/gpu": "7"}, {"cloud.google.com/gke-gpu-partition-size": "1g.5gb"}, "MIG 1g.5gb on GKE"),
        ({"nvidia.com/gpu": "1k"}, labelled(gpu_count="8"), "oversubscribed nvidia.com/gpu"),
        ({"nvidia.com/gpu": "16"}, {"cloud.google.com/gke-accelerator-count": "8"}, "oversubscribed nvidia.com/gpu"),
    ],
)
def test_schedulable_shares_are_detected(allocatable: Json, labels: dict[str, str], way: str) -> None:
    finding = finding_of(node("a", allocatable, labels=labels))
    assert finding.outcome is Outcome.DETECTED, finding
    assert way in counted(finding)
    assert way in (finding.suggested_notes or "")
    assert "no pod was created" in finding.unproven[0]


@pytest.mark.parametrize(
    ("allocatable", "labels"),
    [
        ({"nvidia.com/gpu": "8"}, labelled(gpu_count="8", gpu_replicas="1", gpu_sharing__strategy="none")),
        ({"nvidia.com/gpu": "8"}, labelled(gpu_replicas="0")),
        ({"nvidia.com/gpu": "8"}, labelled(gpu_replicas="4", gpu_sharing__strategy="none")),
        ({"amd.com/spx_nps1": "8"}, {}),
        ({"amd.com/gpu": "8"}, {"amd.com/gpu.compute-memory-partition": "spx_nps1"}),
        ({"aws.amazon.com/neuron": "16"}, {}),
        ({"huawei.com/Ascend910": "8"}, {}),
        ({"nvidia.com/gpu": "8"}, {"cloud.google.com/gke-accelerator-count": "8"}),
        ({"nvidia.com/gpu": "8", "aliyun.com/gpu-mem": "0"}, {"ack.node.gpu.schedule": "default"}),
        ({"nvidia.com/gpu": "8", "volcano.sh/vgpu-number": "0"}, {}),
        ({"nvidia.com/gpu": "8"}, {"example.com/gpu-sharing": "none"}),
        ({"nvidia.com/gpu": "8"}, {"example.com/shared-storage": "true"}),
        ({"hygon.com/dcu": "8"}, {}),
        ({"nvidia.com/GH100_H200_SXM_141GB": "8"}, {}),
    ],
)
def test_whole_accelerators_are_not_shared(allocatable: Json, labels: dict[str, str]) -> None:
    finding = finding_of(node("a", allocatable, labels=labels))
    assert finding.outcome is Outcome.NOT_DETECTED
    assert finding.summary.startswith("No share or partition of an accelerator is offered. Can users share")


@pytest.mark.parametrize(
    ("allocatable", "labels", "fault"),
    [
        (MIXED, labelled(mig_config_state="pending"), "its configuration state is pending"),
        (MIXED, labelled(mig_config_state="failed"), "its configuration state is failed"),
        ({"nvidia.com/gpu": "8"}, labelled(mig_config_state="failed"), "its configuration state is failed"),
        (
            {"nvidia.com/gpu": "8"},
            {**SINGLE, "nvidia.com/gpu.product": "NVIDIA-A100-MIG-INVALID"},
            "the GPUs of the node have different MIG layouts",
        ),
        ({"nvidia.com/gpu": "2"}, TURNS, "the node offers 2 units for 2 devices, so replicas are not in use"),
        (
            {"nvidia.com/gpu": "1"},
            gke("time-sharing", 48),
            "the node offers 1 unit for 1 device, so no device is shared",
        ),
        (
            {"nvidia.com/gpu": "1"},
            {"ack.node.gpu.schedule": "cgpu"},
            "no aliyun.com/gpu-mem is allocatable",
        ),
    ],
)
def test_sharing_without_effect_is_partly_detected(allocatable: Json, labels: dict[str, str], fault: str) -> None:
    finding = finding_of(node("a", allocatable, labels=labels))
    assert finding.outcome is Outcome.PARTLY
    assert finding.summary.endswith(f" ({fault}).")
    assert fault in doubtful(finding)


@pytest.mark.parametrize(
    ("allocatable", "labels", "unread"),
    [
        ({"nvidia.com/gpu": "8"}, {"example.com/gpu-sharing-mode": "fractional"}, "label example.com/gpu-sharing-mode"),
        ({"nvidia.com/gpu": "8"}, {"example.com/gpu.partition": "half"}, "label example.com/gpu.partition"),
        ({"nvidia.com/gpu": "8"}, {"example.com/shared-gpu": "yes"}, "label example.com/shared-gpu"),
        ({"nvidia.com/gpu": "8"}, {"example.com/time-slicing": "4"}, "label example.com/time-slicing"),
        ({"nvidia.com/gpu": "8", "example.com/gpu-slots": "80"}, {}, "resource example.com/gpu-slots"),
        ({"nvidia.com/gpu": "8", "example.com/vgpu": "80"}, {}, "resource example.com/vgpu"),
        ({"example.com/gpu-memory": "80"}, {}, "resource example.com/gpu-memory"),
        ({"amd.com/mystery": "8"}, {}, "resource amd.com/mystery"),
    ],
)
def test_an_unknown_sign_of_sharing_cannot_be_checked(allocatable: Json, labels: dict[str, str], unread: str) -> None:
    finding = finding_of(node("a", allocatable, labels=labels))
    assert finding.outcome is Outcome.COULD_NOT_CHECK
    assert finding.reason == (
        f"1 usable node has the {unread}, which suggests shared accelerators but is not recognized"
    )
    assert f"{unread.removeprefix('resource ')}: Not recognized" in doubtful(finding)
    assert finding.to_detected == "A check by hand of what the label or resource means."


@pytest.mark.parametrize(
    "labels",
    [
        labelled(mig_capable="true", mig_strategy="none"),
        labelled(mps_capable="true"),
        {"amd.com/gpu.compute-partitioning-supported": "true"},
    ],
)
def test_shareable_hardware_without_sharing_is_not_detected(labels: dict[str, str]) -> None:
    finding = finding_of(gpu_node("a", labels))
    assert finding.outcome is Outcome.NOT_DETECTED
    assert finding.summary.startswith("The hardware supports sharing, but sharing is not set up.")
    assert "Labeled as capable of sharing, which does not prove that it is shared." in doubtful(finding)


@pytest.mark.parametrize(
    "unusable",
    [{"ready": "False"}, {"cordoned": True}, {"provider": "kwok://a"}, {"taints": [{"key": "kwok.x-k8s.io/node"}]}],
)
def test_only_usable_real_nodes_count(unusable: Json) -> None:
    shared = {**TURNS}
    assert finding_of(node("a", {"nvidia.com/gpu": "8"}, labels=shared)).outcome is Outcome.DETECTED
    finding = finding_of(node("a", {"nvidia.com/gpu": "8"}, labels=shared, **unusable))
    assert finding.outcome is Outcome.NOT_DETECTED
    assert "not counted" in doubtful(finding)


# --- dynamic resource allocation ---------------------------------------------------------------------


def claimed(*devices: Json, counters: bool = False, driver: str = "gpu.nvidia.com") -> Finding:
    spec: Json = {"sharedCounters": [{"name": "c0", "counters": {}}]} if counters else {}
    cluster = Cluster().add(registry.NODES, node("a"))
    pieces = [resource_slice("s", driver, "a", list(devices), on="a", count=1 + counters)]
    pieces += [resource_slice("c", driver, "a", None, on="a", count=2, **spec)] if counters else []
    return detect(cluster.add(registry.RESOURCE_SLICES, *pieces).snapshot())


COUNTS: Json = {"consumesCounters": [{"counterSet": "c0", "counters": {"memory": {"value": "40Gi"}}}]}


@pytest.mark.parametrize(
    ("driver", "devices", "way"),
    [
        ("gpu.nvidia.com", [device("m", "mig", **COUNTS)], "partitions published by gpu.nvidia.com"),
        ("gpu.amd.com", [device("p", "amdgpu-partition")], "partitions published by gpu.amd.com"),
        (
            "gpu.nvidia.com",
            [device("x", **COUNTS), device("y", **COUNTS)],
            "devices of gpu.nvidia.com with shared counters",
        ),
        (
            "gpu.example.com",
            [device("g", allowMultipleAllocations=True)],
            "devices of gpu.example.com that several claims can hold",
        ),
    ],
)
def test_partitionable_devices(driver: str, devices: list[Json], way: str) -> None:
    found = claimed(*devices, counters=True, driver=driver)
    assert found.outcome is Outcome.DETECTED
    assert f"Sharing {way}: On 1 usable node." in counted(found)
    assert {o.path for o in found.observations if o.kind == "Sharing"} == {"/apis/resource.k8s.io/v1/resourceslices"}


@pytest.mark.parametrize(
    "devices",
    [
        [device("g")],
        [device("g", **COUNTS)],
        [device("m", "mig", taints=[{"key": "x", "effect": "NoExecute"}])],
    ],
)
def test_whole_devices(devices: list[Json]) -> None:
    assert claimed(*devices, counters=True).outcome is Outcome.NOT_DETECTED


def test_parts_in_an_incomplete_pool_do_not_count() -> None:
    parts = resource_slice("s", "gpu.nvidia.com", "a", [device("m", "mig")], on="a", count=2)
    finding = detect(Cluster().add(registry.NODES, node("a")).add(registry.RESOURCE_SLICES, parts).snapshot())
    assert finding.outcome is Outcome.NOT_DETECTED


# --- software ----------------------------------------------------------------------------------------


def _registered(cluster: Cluster) -> Cluster:
    cluster.one(registry.NODES)["metadata"]["annotations"] = {"hami.io/node-nvidia-register": '[{"id":"GPU-1"}]'}
    return cluster


def _admits(cluster: Cluster) -> Cluster:
    hook = webhooks("hami", "", "pods", service_name="hami-scheduler", namespace="kube-system")
    hook["webhooks"][0]["name"] = "vgpu.hami.io"
    return cluster.add(registry.MUTATING_WEBHOOKS, hook)


def _answers(cluster: Cluster, *, ready: bool = True) -> Cluster:
    return cluster.add(registry.ENDPOINT_SLICES, endpoints("hami-scheduler", "kube-system", "a", ready=ready))


@pytest.mark.parametrize(
    ("change", "outcome", "words"),
    [
        (lambda c: _answers(_admits(_registered(c))), Outcome.DETECTED, "HAMi"),
        (
            lambda c: _answers(_admits(_registered(c)), ready=False),
            Outcome.PARTLY,
            "HAMi (no endpoint of its webhook is ready, so pods get no shares)",
        ),
        (
            lambda c: _admits(_registered(c)).deny(registry.ENDPOINT_SLICES),
            Outcome.COULD_NOT_CHECK,
            "unknown whether its webhook answers: not allowed",
        ),
        (
            _registered,
            Outcome.PARTLY,
            "set up but does not work: HAMi (its webhook does not exist, so pods get no shares)",
        ),
        (
            lambda c: _registered(c).deny(registry.MUTATING_WEBHOOKS),
            Outcome.COULD_NOT_CHECK,
            "set up by HAMi, but it is unknown whether its webhook exists: not allowed",
        ),
        (_admits, Outcome.NOT_DETECTED, "No share or partition"),
    ],
)
def test_outcomes_with_hami(change: Change, outcome: Outcome, words: str) -> None:
    finding = finding_of(node("a", {"nvidia.com/gpu": "10"}), change=change)
    assert finding.outcome is outcome
    assert words in (finding.reason or finding.summary)


@pytest.mark.parametrize(
    ("args", "desired", "outcome"),
    [
        (["-shared-dev-num", "10"], 1, Outcome.DETECTED),
        (["-shared-dev-num=10"], 1, Outcome.DETECTED),
        (["-shared-dev-num=1"], 1, Outcome.NOT_DETECTED),
        (["-shared-dev-num=10"], 0, Outcome.NOT_DETECTED),
        ([], 1, Outcome.NOT_DETECTED),
    ],
)
def test_the_configured_shares_of_intels_plugin_are_read(args: list[str], desired: int, outcome: Outcome) -> None:
    plugin = daemon_set("intel-gpu-plugin", "inteldeviceplugins-system", desired=desired)
    plugin["spec"]["template"]["spec"]["containers"][0]["args"] = ["-enable-monitoring", *args]
    finding = finding_of(node("a", {"gpu.intel.com/i915": "10"}), change=lambda c: c.add(registry.DAEMON_SETS, plugin))
    assert finding.outcome is outcome


@pytest.mark.parametrize(
    ("annotations", "scheduler", "outcome"),
    [
        ({"gpu-fraction": "0.5"}, "kai-scheduler", Outcome.DETECTED),
        ({"gpu-memory": "4000"}, "kai-scheduler", Outcome.DETECTED),
        ({"gpu-fraction": "0.5"}, "default-scheduler", Outcome.NOT_DETECTED),
        ({}, "kai-scheduler", Outcome.NOT_DETECTED),
    ],
)
def test_fractions_of_kai_scheduler_are_seen_in_pods(
    annotations: dict[str, str], scheduler: str, outcome: Outcome
) -> None:
    cluster = gpus("a").add(registry.PODS, pod("p", "a", annotations=annotations, schedulerName=scheduler))
    finding = detect(cluster.snapshot())
    assert finding.outcome is outcome
    assert any("only software enforces it" in sentence for sentence in finding.unproven) is (
        outcome is Outcome.DETECTED
    )


# --- unreadable resources ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "outcome", "words"),
    [
        (lambda c: c.deny(registry.NODES), Outcome.COULD_NOT_CHECK, "not allowed to list nodes"),
        (lambda c: c.deny(registry.RESOURCE_SLICES), Outcome.COULD_NOT_CHECK, "not allowed to list resourceslices"),
        (
            lambda c: c.fail(registry.RESOURCE_SLICES, ReadOutcome.UNAVAILABLE),
            Outcome.COULD_NOT_CHECK,
            "the API behind resourceslices.resource.k8s.io does not answer",
        ),
        (lambda c: setattr(c, "discovery", ReadOutcome.FAILED), Outcome.COULD_NOT_CHECK, "served APIs"),
        (lambda c: c.drop(registry.NODES), Outcome.NOT_DETECTED, "nothing can be shared"),
    ],
)
def test_outcomes_with_unreadable_resources(change: Change, outcome: Outcome, words: str) -> None:
    finding = finding_of(gpu_node("a"), change=change)
    assert finding.outcome is outcome
    assert words in (finding.reason or finding.summary)


def test_time_slicing_is_reported_without_isolation() -> None:
    finding = finding_of(node("a", {"nvidia.com/gpu": "8"}, labels=TURNS), node("b", MIXED))
    assert "That the pods are isolated: time-slicing and MPS have no isolation in hardware." in finding.unproven
    assert "MIG, strategy mixed and time-slicing" in finding.summary


def test_the_inventory_counts_hardware_instead_of_shares() -> None:
    finding = finding_of(node("a", {"nvidia.com/gpu": "8"}, labels=TURNS))
    assert "1 usable node with 2 accelerators, offered by a device plugin." in counted(finding)
