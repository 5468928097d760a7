"""driver_runtime_management: labels or devices report the driver version of every usable accelerator node."""

import msgspec
import pytest

from auto_detect.detectors.accelerators.driver_runtime_management import detect_driver_runtime_management as detect
from auto_detect.resources import registry
from auto_detect.resources.accelerators import CLUSTER_POLICIES, NVIDIA_DRIVERS, RUNTIME_CLASSES
from auto_detect.resources.monitoring import DEVICE_CONFIGS
from auto_detect.snapshot.snapshot import ReadOutcome
from checklists.model.finding import Finding, Outcome
from tests.auto_detect.detectors.accelerator_clusters import (
    VERSION,
    gpu_node,
    gpu_slice,
    gpus,
    runtime_class,
    versioned,
    with_handlers,
)
from tests.auto_detect.detectors.cluster import Change, Cluster, Json, daemon_set, meta, node, same, true
from tests.auto_detect.detectors.finding_text import counted, doubtful

READY = {"metadata": meta("cluster-policy"), "status": {"state": "ready"}}


def healthy() -> Cluster:
    """Return a cluster with two nodes whose labels and slices agree."""
    return gpus("a", "b").add(registry.RESOURCE_SLICES, gpu_slice("a"), gpu_slice("b"))


def finding_of(change: Change = same) -> Finding:
    cluster = healthy()
    change(cluster)
    return detect(cluster.snapshot())


def labels(cluster: Cluster, name: str = "a") -> dict[str, str]:
    found: dict[str, str] = cluster.one(registry.NODES, name)["metadata"]["labels"]
    return found


def test_a_driver_version_on_every_node_is_detected() -> None:
    finding = finding_of()
    assert finding.outcome is Outcome.DETECTED
    assert (
        finding.summary
        == "A driver version is published for each of 2 usable accelerator nodes, as a device attribute."
    )
    assert "Driver 580.65.6 on 2 of 2 usable nodes, from ResourceSlices and labels." in counted(finding)
    assert "no pod was started" in finding.unproven[0]
    assert "580.65.6" in (finding.suggested_notes or "")


def _only_labels(cluster: Cluster) -> Cluster:
    return cluster.drop(registry.RESOURCE_SLICES)


def _nothing(cluster: Cluster) -> Cluster:
    cluster.drop(registry.RESOURCE_SLICES)
    for name in ("a", "b"):
        labels(cluster, name).pop(VERSION)
    return cluster


def _without_a(cluster: Cluster) -> Cluster:
    cluster.drop(registry.RESOURCE_SLICES)
    labels(cluster).pop(VERSION)
    return cluster


def _slice(cluster: Cluster, devices: list[Json]) -> None:
    cluster.of(registry.RESOURCE_SLICES)[0]["spec"]["devices"] = devices


def test_an_incomplete_node_list_cannot_be_checked() -> None:
    whole = healthy().snapshot()
    part = msgspec.structs.replace(
        whole.listing(registry.NODES), outcome=ReadOutcome.FAILED, more=True, reason="It was lost."
    )
    snapshot = msgspec.structs.replace(whole, listings={**whole.listings, registry.NODES.group_resource: part})
    finding = detect(snapshot)
    assert (finding.outcome, finding.reason) == (Outcome.COULD_NOT_CHECK, "could not read nodes: It was lost")


@pytest.mark.parametrize(
    ("change", "outcome", "words"),
    [
        (_only_labels, Outcome.DETECTED, "as a node label"),
        (
            lambda c: (
                _only_labels(c),
                labels(c).pop(VERSION),
                labels(c).update(_pieces("driver-version", "revision")),
            ),
            Outcome.DETECTED,
            "as a node label",
        ),
        (
            lambda c: (_only_labels(c), labels(c).pop(VERSION), labels(c).update(_pieces("driver", "rev"))),
            Outcome.DETECTED,
            "as a node label",
        ),
        (lambda c: labels(c).pop(VERSION), Outcome.DETECTED, "as a device attribute"),
        (_without_a, Outcome.PARTLY, "1 of 2 usable accelerator nodes publishes no driver version."),
        (_nothing, Outcome.NOT_DETECTED, "No usable accelerator node publishes a driver version."),
        (
            lambda c: (_nothing(c), c.add(CLUSTER_POLICIES, READY)),
            Outcome.PARTLY,
            "An operator manages drivers, but no usable accelerator node publishes a driver version.",
        ),
        (
            lambda c: _slice(c, [*versioned(4, "580.65.6"), *versioned(4, "570.0.1")]),
            Outcome.PARTLY,
            "disagree on 1 accelerator node: its devices publish different versions.",
        ),
        (
            lambda c: labels(c).update({VERSION: "570.10.01"}),
            Outcome.PARTLY,
            "on 1 accelerator node: its labels and its ResourceSlices publish different versions.",
        ),
        (lambda c: labels(c).update({VERSION: "580.65"}), Outcome.DETECTED, "as a device attribute"),
        (lambda c: _slice(c, versioned(8, "580.65.6", "gpu.nvidia.com/driverVersion")), Outcome.DETECTED, "attribute"),
        (lambda c: _slice(c, versioned(8, "580.65.6", "driver-version")), Outcome.DETECTED, "attribute"),
        (lambda c: _slice(c, versioned(8, "13.0.0", "cudaDriverVersion")), Outcome.DETECTED, "or a node label"),
        (
            lambda c: (
                _nothing(c),
                c.add(registry.RESOURCE_SLICES, *(_beta(n) for n in ("a", "b")), version="v1beta1"),
            ),
            Outcome.DETECTED,
            "as a device attribute",
        ),
        (lambda c: c.deny(registry.NODES), Outcome.COULD_NOT_CHECK, "not allowed to list nodes"),
        (lambda c: c.deny(registry.RESOURCE_SLICES), Outcome.DETECTED, "as a node label"),
        (
            lambda c: (_without_a(c), c.deny(registry.RESOURCE_SLICES)),
            Outcome.COULD_NOT_CHECK,
            "may be in ResourceSlices: not allowed to list resourceslices.resource.k8s.io",
        ),
        (lambda c: setattr(c, "discovery", ReadOutcome.DENIED), Outcome.COULD_NOT_CHECK, "get /apis"),
    ],
)
def test_outcomes(change: Change, outcome: Outcome, words: str) -> None:
    finding = finding_of(change)
    assert finding.outcome is outcome, finding
    assert words in (finding.reason or finding.summary)


def _beta(name: str) -> Json:
    return gpu_slice(name, devices=[{"name": one.pop("name"), "basic": one} for one in versioned(8, "580.65.6")])


def _pieces(name: str, last: str) -> dict[str, str]:
    return {f"nvidia.com/cuda.{name}.{part}": "580" for part in ("major", "minor", last)}


@pytest.mark.parametrize(
    ("nodes", "words"),
    [
        ([gpu_node("a", ready="False"), gpu_node("b", cordoned=True)], "2 nodes: Not ready or cordoned"),
        ([gpu_node("a", provider="kwok://a")], "1 node: Simulated"),
        ([node("a", {"nvidia.com/gpu": "0"}, labels={VERSION: "580.1.2"})], "All its accelerators are unhealthy"),
        (
            [node("a", labels={"nvidia.com/gpu.present": "true", VERSION: "580.1.2"})],
            "no device plugin or DRA driver offers them",
        ),
    ],
)
def test_unusable_nodes_do_not_count(nodes: list[Json], words: str) -> None:
    finding = detect(Cluster().add(registry.NODES, *nodes).snapshot())
    assert finding.outcome is Outcome.NOT_DETECTED
    assert words in doubtful(finding)


@pytest.mark.parametrize(
    ("allocatable", "node_labels", "outcome", "words"),
    [
        ({"amd.com/gpu": "8"}, {"amd.com/gpu.driver-version": "6.12.12"}, Outcome.DETECTED, "AMD 6.12.12"),
        ({"amd.com/gpu": "8"}, {"beta.amd.com/gpu.driver-version": "6.8.5"}, Outcome.DETECTED, "AMD 6.8.5"),
        ({"amd.com/gpu": "8"}, {}, Outcome.NOT_DETECTED, "publishes a driver version"),
        ({"gpu.intel.com/xe": "2"}, {}, Outcome.NOT_DETECTED, "publishes a driver version"),
        ({"cambricon.com/mlu": "8"}, {"cambricon.com/driver.version": "5.10.22"}, Outcome.DETECTED, "5.10.22"),
        (
            {"cambricon.com/mlu": "8"},
            {},
            Outcome.COULD_NOT_CHECK,
            "Cambricon publishes driver versions is not known",
        ),
        ({"google.com/tpu": "4"}, {}, Outcome.COULD_NOT_CHECK, "Google TPU publishes driver versions is not known"),
        ({"aws.amazon.com/neuron": "16"}, {}, Outcome.COULD_NOT_CHECK, "check by hand"),
        ({"huawei.com/Ascend910": "8"}, {}, Outcome.COULD_NOT_CHECK, "check by hand"),
    ],
)
def test_other_vendors(allocatable: Json, node_labels: dict[str, str], outcome: Outcome, words: str) -> None:
    finding = detect(Cluster().add(registry.NODES, node("a", allocatable, labels=node_labels)).snapshot())
    assert finding.outcome is outcome
    assert words in (finding.reason or finding.suggested_notes or finding.summary)


def test_an_unknown_vendor_needs_a_manual_check() -> None:
    finding = finding_of(lambda c: c.add(registry.NODES, node("t", {"google.com/tpu": "4"})))
    assert finding.outcome is Outcome.PARTLY
    assert finding.summary.endswith("Check by hand how Google TPU publishes it.")


def test_a_driver_module_has_no_version() -> None:
    piece = gpu_slice("a", devices=[{"name": "g", "attributes": {"driver": {"string": "xe"}}}])
    piece["spec"]["driver"] = "gpu.intel.com"
    finding = detect(Cluster().add(registry.NODES, node("a")).add(registry.RESOURCE_SLICES, piece).snapshot())
    assert finding.outcome is Outcome.NOT_DETECTED
    assert "No driver version is published, only the kernel module xe." in doubtful(finding)


def test_the_neuron_driver_version_is_recognized_by_its_form() -> None:
    piece = gpu_slice("a", devices=versioned(4, "2.22.2", "neuronDriverVersion"))
    piece["spec"]["driver"] = "neuron.aws.com"
    finding = detect(Cluster().add(registry.NODES, node("a")).add(registry.RESOURCE_SLICES, piece).snapshot())
    assert "AWS Neuron: Driver 2.22.2" in counted(finding)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ({"nvidia.com/gfd.timestamp": "1795435200"}, "the oldest were written 24 hours before this collection"),
        ({"nvidia.com/gfd.timestamp": "soon"}, "a new driver does not change them until their labeler runs again."),
        ({}, "a new driver does not change them until their labeler runs again."),
    ],
)
def test_outdated_labels_are_reported(written: dict[str, str], words: str) -> None:
    finding = finding_of(lambda c: (_only_labels(c), labels(c).update(written)))
    assert words in " ".join(finding.unproven)
    assert "they change" not in " ".join(finding_of().unproven)


@pytest.mark.parametrize(
    ("change", "words", "counts"),
    [
        (lambda c: labels(c).update({"nvidia.com/gpu-driver-upgrade-state": "upgrade-done"}), "not done", None),
        (
            lambda c: labels(c).update({"nvidia.com/gpu-driver-upgrade-state": "drain-required"}),
            "is not finished",
            False,
        ),
        (lambda c: _slice(c, [*versioned(7, "580.65.6"), *versioned(1, None)]), "have no version", False),
    ],
)
def test_doubts_about_a_node_name_the_node(change: Change, words: str, counts: bool | None) -> None:
    finding = finding_of(change)
    assert finding.outcome is Outcome.DETECTED
    assert (words in doubtful(finding)) == (counts is False)
    assert ("NVIDIA: a" in doubtful(finding)) == (counts is False)


def _handlers(cluster: Cluster, *names: str) -> Cluster:
    for found in cluster.of(registry.NODES):
        with_handlers(found, *names)
    return cluster


@pytest.mark.parametrize(
    ("change", "words", "counts"),
    [
        (lambda c: _handlers(c, "runc", "nvidia"), "Handler nvidia: on 2 accelerator nodes.", True),
        (lambda c: with_handlers(c.one(registry.NODES, "a"), "nvidia"), "on 1 accelerator node.", True),
        (
            lambda c: (_handlers(c, "runc"), with_handlers(c.one(registry.NODES, "a"), "nvidia")),
            "on 1 accelerator node, not on 1 other.",
            True,
        ),
        (lambda c: _handlers(c, "runc"), "no usable accelerator node reports it.", False),
        (same, "do not report their runtime handlers.", False),
    ],
)
def test_a_runtime_class_counts_with_its_handler(change: Change, words: str, counts: bool) -> None:
    cluster = healthy().add(RUNTIME_CLASSES, runtime_class("nvidia", "nvidia"), runtime_class("runc", "runc"))
    change(cluster)
    finding = detect(cluster.snapshot())
    assert finding.outcome is Outcome.DETECTED
    assert words in (counted(finding) if counts else doubtful(finding))
    assert "RuntimeClass runc" not in str(finding)


@pytest.mark.parametrize(
    ("status", "words", "counts"),
    [
        ({"state": "ready"}, "State ready.", True),
        ({"state": "ready", "conditions": [true("Ready", generation=None)]}, "State ready.", True),
        ({"state": "notReady"}, "its state is notReady", False),
        ({"state": "ignored"}, "its state is ignored", False),
        ({}, "it reports no state", False),
        ({"state": "ready", "conditions": [true("Ready", status="False")]}, "its condition Ready is false", False),
        ({"state": "ready", "conditions": [true("Ready", generation=0)]}, "of an older generation", False),
    ],
)
@pytest.mark.parametrize("resource", [CLUSTER_POLICIES, NVIDIA_DRIVERS])
def test_an_operators_state_is_reported(resource: object, status: Json, words: str, counts: bool) -> None:
    chosen = CLUSTER_POLICIES if resource is CLUSTER_POLICIES else NVIDIA_DRIVERS
    finding = finding_of(lambda c: c.add(chosen, {"metadata": meta("p"), "status": status}))
    assert words in (counted(finding) if counts else doubtful(finding))


@pytest.mark.parametrize(
    ("status", "words", "counts"),
    [
        ({"driver": {"desiredNumber": 2, "availableNumber": 2}}, "Its driver runs on 2 of 2 nodes.", True),
        ({"driver": {"desiredNumber": 2, "availableNumber": 1}}, "Its driver runs on 1 of 2 nodes.", False),
        ({"devicePlugin": {"desiredNumber": 2, "availableNumber": 2}}, "Its device plugin runs on 2 of 2", True),
        ({}, "Its device plugin runs on 0 of 0 nodes.", False),
    ],
)
def test_the_amd_operators_node_counts_are_reported(status: Json, words: str, counts: bool) -> None:
    finding = finding_of(lambda c: c.add(DEVICE_CONFIGS, {"metadata": meta("d", "kube-amd-gpu"), "status": status}))
    assert words in (counted(finding) if counts else doubtful(finding))


@pytest.mark.parametrize(("desired", "counts"), [(2, True), (0, False)])
def test_a_daemon_set_that_wants_no_pod_proves_nothing(desired: int, counts: bool) -> None:
    finding = finding_of(
        lambda c: c.add(registry.DAEMON_SETS, daemon_set("nvidia-driver-daemonset", "gpu-operator", desired=desired))
    )
    assert finding.outcome is Outcome.DETECTED
    assert ("nvidia-driver-daemonset: Ready on 2 of 2 nodes." in counted(finding)) is counts
    assert ("nvidia-driver-daemonset: It selects no node." in doubtful(finding)) is not counts


def test_the_container_runtime_is_reported() -> None:
    finding = finding_of(
        lambda c: c.one(registry.NODES, "a")["status"].update(nodeInfo={"containerRuntimeVersion": "cri-o://1.35"})
    )
    assert "Container runtime: cri-o 1.35." in counted(finding)


def test_devices_without_a_node_need_a_manual_check() -> None:
    piece = gpu_slice("a")
    piece["spec"] |= {"nodeName": None, "allNodes": True}
    finding = detect(Cluster().add(registry.NODES, node("a")).add(registry.RESOURCE_SLICES, piece).snapshot())
    assert finding.reason == "NVIDIA accelerators belong to no single node; check their driver versions by hand"
