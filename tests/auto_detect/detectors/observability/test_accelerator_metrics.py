"""accelerator_metrics: a ready exporter on every usable accelerator node, of any vendor."""

import msgspec
import pytest

from auto_detect.detectors.observability.accelerator_metrics import detect_accelerator_metrics
from auto_detect.objects.core import Object
from auto_detect.resources import registry
from auto_detect.resources.resource import Resource
from auto_detect.snapshot.snapshot import ReadOutcome
from checklists.model.checklist import Status
from checklists.model.finding import Outcome
from tests.auto_detect.detectors.cluster import (
    Change,
    Cluster,
    daemon_set,
    device,
    endpoints,
    node,
    resource_slice,
    same,
    service,
)
from tests.auto_detect.detectors.finding_text import doubtful

GPU = {"nvidia.com/gpu": "8"}
DCGM = {"app": "nvidia-dcgm-exporter"}


def healthy() -> Cluster:
    """Return a cluster of three GPU nodes, each with the GPU operator's exporter, and one node without GPUs."""
    labels = {"nvidia.com/gpu.count": "8"}
    cluster = Cluster().add(registry.NODES, *(node(f"gpu-{n}", GPU, labels=labels) for n in range(3)), node("cpu-0"))
    image = "nvcr.io/nvidia/k8s/dcgm-exporter:4.4.1"
    exporter = daemon_set("nvidia-dcgm-exporter", "gpu-operator", desired=3, labels=DCGM, image=image)
    cluster.add(registry.DAEMON_SETS, exporter)
    cluster.add(registry.SERVICES, service("nvidia-dcgm-exporter", "gpu-operator", labels=DCGM))
    return cluster.add(
        registry.ENDPOINT_SLICES, endpoints("nvidia-dcgm-exporter", "gpu-operator", "gpu-0", "gpu-1", "gpu-2")
    )


def test_an_exporter_on_every_node() -> None:
    finding = detect_accelerator_metrics(healthy().snapshot())
    assert (finding.outcome, finding.suggested_status) == (Outcome.DETECTED, Status.IMPLEMENTED)
    assert finding.suggested_notes == (
        "NVIDIA DCGM exporter 4.4.1 is ready on each of 3 usable accelerator nodes (NVIDIA). "
        "The metrics themselves were not read."
    )
    assert "Node NVIDIA: 3 usable nodes with 24 accelerators, offered by a device plugin." in [
        f"{o.kind} {o.name}: {o.detail}" for o in finding.observations
    ]
    assert not doubtful(finding)
    assert "gpu-0" not in str(finding)


def _two_of_three(cluster: Cluster) -> None:
    cluster.one(registry.DAEMON_SETS)["status"]["numberReady"] = 2
    cluster.drop(registry.ENDPOINT_SLICES)
    cluster.add(registry.ENDPOINT_SLICES, endpoints("nvidia-dcgm-exporter", "gpu-operator", "gpu-0", "gpu-1"))


def _elsewhere(cluster: Cluster) -> None:
    cluster.drop(registry.ENDPOINT_SLICES)
    cluster.add(registry.ENDPOINT_SLICES, endpoints("nvidia-dcgm-exporter", "gpu-operator", "gpu-0", "gpu-1", "cpu-0"))


def _without_service(cluster: Cluster) -> None:
    cluster.drop(registry.SERVICES).drop(registry.ENDPOINT_SLICES)


def _no_exporter(cluster: Cluster) -> None:
    _without_service(cluster)
    cluster.drop(registry.DAEMON_SETS)


def _unready(cluster: Cluster) -> None:
    cluster.one(registry.DAEMON_SETS)["status"]["numberReady"] = 0
    cluster.one(registry.ENDPOINT_SLICES)["endpoints"] = []


def _desired_zero(cluster: Cluster) -> None:
    cluster.one(registry.DAEMON_SETS)["status"].update(numberReady=0, desiredNumberScheduled=0)
    cluster.one(registry.ENDPOINT_SLICES)["endpoints"] = []


def _many_desired_zero(cluster: Cluster) -> None:
    _no_exporter(cluster)
    cluster.add(registry.DAEMON_SETS, *(daemon_set(f"dcgm-exporter-{n}", "gpu", desired=0) for n in range(20)))


def _without_accelerators(cluster: Cluster) -> None:
    cluster.drop(registry.NODES).add(registry.NODES, *(node(f"gpu-{n}") for n in range(3)))


def _simulated(cluster: Cluster) -> None:
    for item in cluster.of(registry.NODES):
        item["spec"]["providerID"] = "kwok://" + item["metadata"]["name"]


def _one_not_ready(cluster: Cluster) -> None:
    cluster.one(registry.DAEMON_SETS)["status"]["numberReady"] = 2
    cluster.drop(registry.ENDPOINT_SLICES)


def _dual_stack(cluster: Cluster) -> None:
    _two_of_three(cluster)
    (four,) = cluster.of(registry.ENDPOINT_SLICES)
    six = {**four, "metadata": {**four["metadata"], "name": "six"}}
    cluster.drop(registry.ENDPOINT_SLICES).add(
        registry.ENDPOINT_SLICES, {**four, "addressType": "IPv4"}, {**six, "addressType": "IPv6"}
    )
    for piece in cluster.of(registry.ENDPOINT_SLICES):
        for endpoint in piece["endpoints"]:
            del endpoint["nodeName"]


def _service_only(cluster: Cluster) -> None:
    cluster.drop(registry.DAEMON_SETS).drop(registry.ENDPOINT_SLICES)


def _only(name: str, image: str = "registry.example/x:v1") -> Change:
    def change(cluster: Cluster) -> None:
        _no_exporter(cluster)
        cluster.add(registry.DAEMON_SETS, daemon_set(name, "system", desired=3, image=image))

    return change


def _second_exporter(cluster: Cluster) -> None:
    cluster.add(registry.DAEMON_SETS, daemon_set("dcgm-exporter", "monitoring", desired=3))


CASES: list[tuple[str, Change, Outcome, str, str]] = [
    ("healthy", same, Outcome.DETECTED, "on each of 3", ""),
    ("nothing", _no_exporter, Outcome.NOT_DETECTED, "3 usable nodes have accelerators", ""),
    ("no service, pods may be scraped", _without_service, Outcome.DETECTED, "enough ready pods for the 3", ""),
    ("on two of three", _two_of_three, Outcome.PARTLY, "1 NVIDIA node without an exporter", ""),
    ("three pods, one elsewhere", _elsewhere, Outcome.PARTLY, "1 NVIDIA node without an exporter", ""),
    ("none ready", _unready, Outcome.PARTLY, "none of its pods is ready", ""),
    ("selects no node", _desired_zero, Outcome.NOT_DETECTED, "selects no node", "It selects no node."),
    ("many that select no node", _many_desired_zero, Outcome.NOT_DETECTED, "selects no node", "and 14 more"),
    (
        "service without endpoints",
        lambda c: c.drop(registry.ENDPOINT_SLICES),
        Outcome.PARTLY,
        "No endpoint of the exporter's Service is ready",
        "0 ready endpoints",
    ),
    (
        "endpoints not ready",
        lambda c: [e["conditions"].update(ready=False) for e in c.one(registry.ENDPOINT_SLICES)["endpoints"]],
        Outcome.PARTLY,
        "No endpoint of the exporter's Service is ready",
        "0 ready endpoints",
    ),
    (
        "endpoints that do not say",
        lambda c: [e.update(conditions={}) for e in c.one(registry.ENDPOINT_SLICES)["endpoints"]],
        Outcome.DETECTED,
        "on each of 3",
        "",
    ),
    ("no accelerators", _without_accelerators, Outcome.PARTLY, "no usable node with accelerators was seen", ""),
    ("simulated nodes only", _simulated, Outcome.PARTLY, "simulated", "3 nodes: Simulated; not counted"),
    (
        "a node that is not ready needs none",
        lambda c: c.add(registry.NODES, node("gpu-9", GPU, ready="False")),
        Outcome.DETECTED,
        "on each of 3",
        "1 node: Not ready or cordoned",
    ),
    (
        "a cordoned node needs none",
        lambda c: c.add(registry.NODES, node("gpu-9", GPU, cordoned=True)),
        Outcome.DETECTED,
        "on each of 3",
        "1 node: Not ready or cordoned",
    ),
    (
        "a simulated node needs none",
        lambda c: c.add(registry.NODES, node("gpu-9", GPU, taints=[{"key": "kwok.x-k8s.io/node"}])),
        Outcome.DETECTED,
        "on each of 3",
        "1 node: Simulated; not counted",
    ),
    (
        "all devices of a node unhealthy",
        lambda c: c.add(registry.NODES, node("gpu-9", {"nvidia.com/gpu": "0"})),
        Outcome.DETECTED,
        "on each of 3",
        "1 node: All its accelerators are unhealthy",
    ),
    (
        "telemetry of a vendor's network cards is not an exporter",
        _only("doca-telemetry-service", image="nvcr.io/nvidia/doca/doca_telemetry:1.22.5"),
        Outcome.NOT_DETECTED,
        "No accelerator metrics exporter",
        "",
    ),
    (
        "two IP families, one pod short",
        _dual_stack,
        Outcome.PARTLY,
        "1 NVIDIA node without an exporter",
        "",
    ),
    ("two exporters", _second_exporter, Outcome.DETECTED, "on each of 3", "may be counted twice"),
    (
        "another vendor on the same cluster",
        lambda c: c.add(registry.NODES, node("amd-0", {"amd.com/gpu": "8"})),
        Outcome.PARTLY,
        "1 AMD node without an exporter",
        "",
    ),
    (
        "accelerators by DRA alone",
        lambda c: (
            c.drop(registry.NODES)
            .add(registry.NODES, *(node(f"gpu-{n}") for n in range(3)))
            .add(
                registry.RESOURCE_SLICES,
                *(resource_slice(f"s{n}", "gpu.nvidia.com", f"{n}", [device("0")], on=f"gpu-{n}") for n in range(3)),
            )
        ),
        Outcome.DETECTED,
        "on each of 3",
        "",
    ),
    (
        "the driver's daemon set is not an exporter",
        _only("nvidia-driver-daemonset"),
        Outcome.NOT_DETECTED,
        "No accelerator metrics exporter",
        "",
    ),
    (
        "a health monitor is not an exporter",
        _only("gpu-health-monitor-dcgm-4"),
        Outcome.NOT_DETECTED,
        "No accelerator metrics exporter",
        "",
    ),
]


@pytest.mark.parametrize(("change", "outcome", "words", "doubt"), [t[1:] for t in CASES], ids=[t[0] for t in CASES])
def test_only_a_working_setup_counts(change: Change, outcome: Outcome, words: str, doubt: str) -> None:
    cluster = healthy()
    change(cluster)
    finding = detect_accelerator_metrics(cluster.snapshot())
    assert (finding.outcome, words in finding.summary) == (outcome, True), finding.summary
    assert doubt in doubtful(finding)


@pytest.mark.parametrize(
    ("resource", "name", "image"),
    [
        ("nvidia.com/gpu", "dcgm-exporter", "nvidia/k8s/dcgm-exporter:4"),
        ("nvidia.com/mig-1g.10gb", "release-dcgm-exporter", "mirror/x:1"),
        ("nvidia.com/gpu.shared", "metrics", "mirror/dcgm-exporter:1"),
        ("amd.com/gpu", "gpus-metrics-exporter", "rocm/device-metrics-exporter:v1.4.0"),
        ("amd.com/cpx_nps4", "default-metrics-exporter", "rocm/device-metrics-exporter:v1.4.0"),
        ("gpu.intel.com/i915", "intel-xpumanager", "intel/xpumanager:1"),
        ("npu.intel.com/accel", "xpu-smi-exporter", "intel/x:1"),
        ("habana.ai/gaudi", "metric-exporter-ds", "gaudi-metric-exporter/metric-exporter:1.24"),
        ("google.com/tpu", "tpu-metrics-exporter", "tpu/x:1"),
        ("aws.amazon.com/neuron", "neuron-monitor", "neuron-monitor:1.0.0"),
        ("huawei.com/Ascend910B3", "npu-exporter", "ascend/npu-exporter:v6"),
        ("vendor.example/npu", "vendor-npu-exporter", "vendor/x:1"),
        ("vendor.example/gpu", "hami-device-plugin", "projecthami/hami:v2.7"),
    ],
)
def test_exporters_of_every_vendor(resource: str, name: str, image: str) -> None:
    cluster = Cluster().add(registry.NODES, node("n", {resource: "4"}))
    cluster.add(registry.DAEMON_SETS, daemon_set(name, "monitoring", desired=1, image=image))
    finding = detect_accelerator_metrics(cluster.snapshot())
    assert finding.outcome is Outcome.DETECTED, finding.summary
    assert "the only usable accelerator node" in finding.summary


@pytest.mark.parametrize(
    "resource",
    [
        "gpu.intel.com/i915_monitoring",
        "rdma/hca",
        "hugepages-2Mi",
    ],
)
def test_resources_that_are_not_accelerators(resource: str) -> None:
    cluster = healthy().drop(registry.NODES).add(registry.NODES, node("n", {resource: "4"}))
    assert "no usable node with accelerators" in detect_accelerator_metrics(cluster.snapshot()).summary


@pytest.mark.parametrize("resource", ["huawei.com/Ascend910B3-memory", "nvidia.com/gpumem"])
def test_a_node_that_offers_only_memory_of_accelerators_has_accelerators(resource: str) -> None:
    cluster = healthy().drop(registry.NODES).add(registry.NODES, node("n", {resource: "4"}))
    assert "not on every usable accelerator node" in detect_accelerator_metrics(cluster.snapshot()).summary


def test_shares_are_not_devices() -> None:
    labels = {"nvidia.com/gpu.count": "8", "nvidia.com/gpu.replicas": "4"}
    cluster = healthy().drop(registry.NODES).add(registry.NODES, node("gpu-0", {"nvidia.com/gpu": "32"}, labels=labels))
    seen = [o.detail for o in detect_accelerator_metrics(cluster.snapshot()).observations if o.kind == "Node"]
    assert seen == ["1 usable node with 8 accelerators, offered by a device plugin."]


@pytest.mark.parametrize("how", ["annotation", "label", "taint", "provider"])
def test_simulated_nodes_are_recognized(how: str) -> None:
    cluster = healthy()
    for item in cluster.of(registry.NODES):
        if how == "provider":
            item["spec"]["providerID"] = "kwok://x"
        elif how == "taint":
            item["spec"]["taints"] = [{"key": "kwok.x-k8s.io/node", "effect": "NoSchedule"}]
        else:
            item["metadata"][f"{how}s"] = {"kwok.x-k8s.io/node": "fake"}
    assert "simulated" in detect_accelerator_metrics(cluster.snapshot()).summary


def test_an_exporter_of_another_vendor_does_not_count() -> None:
    cluster = (
        healthy().drop(registry.NODES).add(registry.NODES, *(node(f"gpu-{n}", {"amd.com/gpu": "8"}) for n in range(3)))
    )
    assert "3 AMD nodes without an exporter" in detect_accelerator_metrics(cluster.snapshot()).summary


def test_an_exporter_recognized_by_its_service_only() -> None:
    cluster = healthy().drop(registry.DAEMON_SETS)
    assert detect_accelerator_metrics(cluster.snapshot()).outcome is Outcome.DETECTED


@pytest.mark.parametrize(
    ("denied", "change", "reason"),
    [
        ((registry.NODES,), same, "not allowed to list nodes"),
        ((registry.DAEMON_SETS,), _no_exporter, "not allowed to list daemonsets.apps"),
        ((registry.SERVICES,), _no_exporter, "not allowed to list services"),
        (
            (registry.DAEMON_SETS, registry.SERVICES),
            _no_exporter,
            "not allowed to list daemonsets.apps; not allowed to list services",
        ),
        ((registry.SERVICES,), _one_not_ready, "not allowed to list services"),
        ((registry.ENDPOINT_SLICES,), _service_only, "not allowed to list endpointslices.discovery.k8s.io"),
    ],
)
def test_a_missing_permission_is_not_reported_as_absent(
    denied: tuple[Resource[Object], ...], change: Change, reason: str
) -> None:
    cluster = healthy()
    change(cluster)
    finding = detect_accelerator_metrics(cluster.deny(*denied).snapshot())
    assert (finding.outcome, finding.reason) == (Outcome.COULD_NOT_CHECK, reason)


@pytest.mark.parametrize("denied", [registry.SERVICES, registry.ENDPOINT_SLICES, registry.DAEMON_SETS])
def test_another_proof_replaces_a_missing_permission(denied: Resource[Object]) -> None:
    assert detect_accelerator_metrics(healthy().deny(denied).snapshot()).outcome is Outcome.DETECTED


def test_an_incomplete_node_list_cannot_be_checked() -> None:
    whole = healthy().snapshot()
    part = msgspec.structs.replace(
        whole.listing(registry.NODES), outcome=ReadOutcome.FAILED, more=True, reason="It was lost."
    )
    listings = {**whole.listings, registry.NODES.group_resource: part}
    finding = detect_accelerator_metrics(msgspec.structs.replace(whole, listings=listings))
    assert (finding.outcome, finding.reason) == (Outcome.COULD_NOT_CHECK, "could not read nodes: It was lost")
