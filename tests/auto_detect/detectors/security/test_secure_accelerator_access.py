"""secure_accelerator_access: accelerators are allocated to pods, and pods with other access are flagged."""

from typing import Any

import pytest

from auto_detect.detectors.security.secure_accelerator_access import detect_secure_accelerator_access as detect
from auto_detect.resources import registry
from auto_detect.resources.accelerators import CLUSTER_POLICIES, RUNTIME_CLASSES
from auto_detect.snapshot.snapshot import ReadOutcome
from checklists.model.checklist import Status
from checklists.model.finding import Finding, Outcome
from tests.auto_detect.detectors.accelerator_clusters import gpu_node, gpu_slice, gpus, pod, runtime_class
from tests.auto_detect.detectors.cluster import Change, Cluster, Json, daemon_set, meta, node, resource_slice, same
from tests.auto_detect.detectors.finding_text import counted, doubtful

ONE = {"nvidia.com/gpu": "1"}
PRIVILEGED: Json = {"securityContext": {"privileged": True}}


def variable(value: str, name: str = "NVIDIA_VISIBLE_DEVICES") -> Json:
    return {"env": [{"name": name, "value": value}]}


ALL = variable("all")


def healthy() -> Cluster:
    """Return a cluster of two nodes, a pod with an allocated GPU, and a pod without GPU requests."""
    return gpus("a", "b").add(
        registry.PODS, pod("train", "a", limits=ONE), pod("web", "b"), pod("elsewhere", "plain", container=PRIVILEGED)
    )


def finding_of(change: Change = same) -> Finding:
    cluster = healthy()
    change(cluster)
    return detect(cluster.snapshot())


def mounted(path: str) -> Json:
    return {"volumes": [{"name": "v", "hostPath": {"path": path}}]}


def test_an_allocation_mechanism_and_a_clean_sample_are_detected() -> None:
    finding = finding_of()
    assert (finding.outcome, finding.suggested_status) == (Outcome.DETECTED, Status.IMPLEMENTED)
    assert finding.summary == (
        "Accelerators are allocated by a device plugin; "
        "no pod spec in the sample (2 running pods on 2 of 2 accelerator nodes) names devices without a request."
    )
    assert "Sample: 2 running pods on 2 of 2 accelerator nodes: 1 pod requested accelerators, no" in counted(finding)
    assert not doubtful(finding)
    assert "test it on a node" in finding.unproven[0]
    assert "That no image sets NVIDIA_VISIBLE_DEVICES itself: pod specs do not show it." in finding.unproven


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (pod("p", "a", container=PRIVILEGED), "a container is privileged"),
        (pod("p", "a", limits=ONE, container=PRIVILEGED), "a container is privileged"),
        (pod("p", "a", initContainers=[PRIVILEGED]), "a container is privileged"),
        (pod("p", "a", **mounted("/")), "it mounts the host's root file system"),
        (pod("p", "a", **mounted("/dev")), "it mounts all devices of the host"),
        (pod("p", "a", **mounted("/dev/")), "it mounts all devices of the host"),
        (pod("p", "a", **mounted("/dev/nvidia0")), "it mounts /dev/nvidia0 of the host"),
        (pod("p", "a", **mounted("/dev/kfd")), "it mounts /dev/kfd of the host"),
        (pod("p", "a", **mounted("/dev/dri/renderD128")), "it mounts /dev/dri/renderD128 of the host"),
        (pod("p", "a", **mounted("/dev/accel0")), "it mounts /dev/accel0 of the host"),
        (pod("p", "a", **mounted("/dev/davinci0")), "it mounts /dev/davinci0 of the host"),
        (pod("p", "a", **mounted("/dev/infiniband")), "it mounts /dev/infiniband of the host"),
        (pod("p", "a", container=ALL), "NVIDIA_VISIBLE_DEVICES=all without a request"),
        (pod("p", "a", container=variable("0")), "NVIDIA_VISIBLE_DEVICES names devices by index, without a request"),
        (pod("p", "a", container=variable("0,1")), "names devices by index"),
        (pod("p", "a", container=variable("0:1")), "names devices by index"),
        (pod("p", "a", container=variable("GPU-3fe7a6f9-8bfb-3edd")), "names devices by ID"),
        (pod("p", "a", container=variable("MIG-3fe7a6f9-8bfb-3edd")), "names devices by ID"),
        (pod("p", "a", container=variable("nvidia.com/gpu=0")), "names devices by ID"),
        (pod("p", "a", container=variable("0-3", "ASCEND_VISIBLE_DEVICES")), "ASCEND_VISIBLE_DEVICES names devices"),
        (pod("p", "a", limits=ONE, initContainers=[ALL]), "NVIDIA_VISIBLE_DEVICES=all without a request"),
        (pod("p", "a", runtimeClassName="nvidia"), "RuntimeClass nvidia without a request"),
        (pod("p", "a", owner=("DaemonSet", "team-agent"), container=PRIVILEGED), "Review (of a DaemonSet)"),
        (pod("p", "a", owner=("ReplicaSet", "gpu-operator"), container=PRIVILEGED), "Review (of a ReplicaSet)"),
    ],
)
def test_a_bypassing_pod_is_flagged_without_changing_the_outcome(found: Json, words: str) -> None:
    cluster = healthy().add(RUNTIME_CLASSES, runtime_class("nvidia", "nvidia")).add(registry.PODS, found)
    finding = detect(cluster.snapshot())
    assert (finding.outcome, finding.suggested_status) == (Outcome.DETECTED, Status.IMPLEMENTED)
    (flagged,) = (o for o in finding.observations if o.kind == "Pod" and o.doubtful)
    assert words in flagged.detail
    assert flagged.path == "/api/v1/namespaces/team/pods/p"
    assert "1 pod of the sample" in finding.summary
    assert finding.unproven[0] == "That these pods need the access that they have."
    assert "1 pod can reach devices without a request" in (finding.suggested_notes or "")


@pytest.mark.parametrize(
    "found",
    [
        pod("p", "a", **mounted("/dev/shm")),
        pod("p", "a", **mounted("/var/log")),
        pod("p", "a", **mounted("/development/nvidia")),
        pod("p", "a", limits=ONE, container={**ALL, "resources": {"limits": ONE}}),
        pod("p", "a", limits=ONE, runtimeClassName="nvidia"),
        pod("p", "a", limits={"nvidia.com/gpumem": "3000"}, runtimeClassName="nvidia"),
        pod("p", "a", limits={"nvidia.com/mig-1g.10gb": "1"}, runtimeClassName="nvidia"),
        pod("p", "a", container=ALL, resourceClaims=[{"name": "gpu"}]),
        pod("p", "a", runtimeClassName="kata"),
        *(pod("p", "a", container=variable(value)) for value in ("void", "none", "", " ", "no-gpu")),
        pod("p", "a", container=variable("0", "CUDA_VISIBLE_DEVICES")),
        pod("p", "a", container={**variable("0"), "resources": {"limits": ONE}}),
        pod("p", "a", container=PRIVILEGED, phase="Succeeded"),
        pod("p", "plain", container=PRIVILEGED),
        pod("p", "a", container=PRIVILEGED, owner=("Node", "a")),
        pod("p", "a", container=PRIVILEGED, owner=("DaemonSet", "x"), namespace="kube-system"),
        pod("p", "a", container=PRIVILEGED, owner=("DaemonSet", "x"), namespace="gpu-operator"),
        pod("p", "a", container=PRIVILEGED, owner=("DaemonSet", "nvidia-device-plugin-daemonset")),
        pod("p", "a", owner=("DaemonSet", "x"), image="nvcr.io/nvidia/k8s-device-plugin:v1", container=PRIVILEGED),
        pod("p", "a", owner=("DaemonSet", "npu-exporter"), **mounted("/dev")),
    ],
)
def test_pods_with_allocated_devices_and_plugins_are_not_flagged(found: Json) -> None:
    cluster = healthy().add(RUNTIME_CLASSES, runtime_class("nvidia", "nvidia"), runtime_class("kata", "kata"))
    finding = detect(cluster.add(registry.PODS, found).snapshot())
    assert not [o for o in finding.observations if o.kind == "Pod" and o.doubtful]


def _turned(**into: Any) -> Change:
    """Replace all nodes by nodes with these properties."""
    return lambda c: c.drop(registry.NODES).add(registry.NODES, gpu_node("a", **into), gpu_node("b", **into))


@pytest.mark.parametrize(
    ("change", "outcome", "words"),
    [
        (
            lambda c: c.drop(registry.NODES),
            Outcome.NOT_DETECTED,
            "No usable node offers accelerators, so nothing",
        ),
        (_turned(ready="False"), Outcome.NOT_DETECTED, "No usable node offers accelerators"),
        (_turned(cordoned=True), Outcome.NOT_DETECTED, "No usable node offers accelerators"),
        (_turned(provider="kwok://a"), Outcome.NOT_DETECTED, "the only nodes with accelerators are simulated"),
        (lambda c: c.deny(registry.NODES), Outcome.COULD_NOT_CHECK, "not allowed to list nodes"),
        (lambda c: c.deny(registry.PODS), Outcome.COULD_NOT_CHECK, "not allowed to list pods"),
        (lambda c: c.deny(registry.DAEMON_SETS), Outcome.DETECTED, "in the sample (2 running pods"),
        (lambda c: c.drop(registry.PODS), Outcome.PARTLY, "no running pod is on the sampled nodes"),
        (lambda c: setattr(c, "discovery", ReadOutcome.DENIED), Outcome.COULD_NOT_CHECK, "get /apis"),
    ],
)
def test_outcomes(change: Change, outcome: Outcome, words: str) -> None:
    finding = finding_of(change)
    assert finding.outcome is outcome
    assert words.lower() in (finding.reason or finding.summary).lower()


def test_dra_alone_is_an_allocation_mechanism() -> None:
    cluster = Cluster().add(registry.NODES, node("a")).add(registry.RESOURCE_SLICES, gpu_slice("a"))
    cluster.add(registry.PODS, pod("idle", "a"))
    assert detect(cluster.snapshot()).summary.startswith(
        "Accelerators are allocated by DRA; no pod spec in the sample (1 running pod"
    )


def test_devices_on_the_network_have_no_node_to_sample() -> None:
    piece = resource_slice("s", "gpu.example.com", "rack", [{"name": "g"}], allNodes=True)
    cluster = Cluster().add(registry.NODES, node("a")).add(registry.RESOURCE_SLICES, piece).deny(registry.PODS)
    finding = detect(cluster.snapshot())
    assert finding.outcome is Outcome.DETECTED
    assert "the sample holds no pod" in " ".join(finding.unproven)


def test_the_size_of_the_sample_is_reported() -> None:
    names = [f"n{number}" for number in range(9)]
    cluster = gpus(*names).add(registry.NODES, node("t", {"google.com/tpu": "4"}))
    cluster.add(registry.PODS, *(pod(f"p-{name}", name) for name in (*names, "t")))
    finding = detect(cluster.snapshot())
    assert "3 running pods on 3 of 10 accelerator nodes" in finding.summary
    assert "That no pod outside the sample reaches devices without a request." in finding.unproven


def test_a_crowded_node_is_sampled_in_part() -> None:
    crowd = gpus("a").add(registry.PODS, *(pod(f"p{number}", "a", limits=ONE) for number in range(100)))
    finding = detect(crowd.snapshot())
    assert "100 running pods on 1 of 1 accelerator node, the first 100 per node: 100 pods requested" in counted(finding)
    assert "That no pod outside the sample reaches devices without a request." in finding.unproven


def test_many_bypassing_pods_are_counted() -> None:
    finding = finding_of(lambda c: c.add(registry.PODS, *(pod(f"x{n}", "a", container=PRIVILEGED) for n in range(30))))
    flagged = [o for o in finding.observations if o.kind == "Pod" and o.doubtful]
    assert len(flagged) <= 5
    assert "30 pods of the sample" in finding.summary


# --- related settings --------------------------------------------------------------------------------


TURNS = {"nvidia.com/gpu.sharing-strategy": "time-slicing", "nvidia.com/gpu.replicas": "2"}


@pytest.mark.parametrize(
    ("labels", "allocatable", "words"),
    [
        (TURNS, {"nvidia.com/gpu": "16"}, "pods share one device without isolation in hardware."),
        ({**TURNS, "nvidia.com/gpu.sharing-strategy": "mps"}, {"nvidia.com/gpu": "16"}, "without isolation"),
        ({}, {"nvidia.com/mig-1g.10gb": "7"}, None),
        ({}, {"nvidia.com/gpu": "8"}, None),
    ],
)
def test_time_slicing_and_mps_are_not_isolation(labels: dict[str, str], allocatable: Json, words: str | None) -> None:
    cluster = Cluster().add(registry.NODES, node("a", allocatable, labels=labels)).add(registry.PODS, pod("idle", "a"))
    finding = detect(cluster.snapshot())
    assert finding.outcome is Outcome.DETECTED
    assert (words in doubtful(finding)) if words else ("isolates" not in doubtful(finding))


@pytest.mark.parametrize(("admin", "reported"), [(True, True), (False, False)])
def test_admin_access_sees_all_devices_by_design(admin: bool, reported: bool) -> None:
    results = [{"driver": "gpu.nvidia.com", "adminAccess": admin}]
    claim = {"metadata": meta("c", "monitoring"), "status": {"allocation": {"devices": {"results": results}}}}
    finding = finding_of(lambda c: c.add(registry.RESOURCE_CLAIMS, claim, {"metadata": meta("pending", "team")}))
    assert ("ResourceClaim 1 claim: With adminAccess" in doubtful(finding)) is reported
    assert finding.outcome is Outcome.DETECTED


@pytest.mark.parametrize(("bridge", "reported"), [("nvidia.com/gpu", True), ("intel.com/gpu", False), (None, False)])
def test_an_extended_resource_served_by_dra_and_plugin_is_doubtful(bridge: str | None, reported: bool) -> None:
    item = {"metadata": meta("gpu.nvidia.com"), "spec": {"extendedResourceName": bridge} if bridge else {}}
    finding = finding_of(lambda c: c.add(registry.DEVICE_CLASSES, item))
    assert ("is served by DRA or by the device plugin; test both" in doubtful(finding)) is reported


@pytest.mark.parametrize(
    ("enabled", "words", "counts"),
    [(True, "Injects devices through CDI.", True), (False, "CDI is off", False), (None, "CDI", None)],
)
def test_how_the_operator_injects_devices(enabled: bool | None, words: str, counts: bool | None) -> None:
    spec: Json = {} if enabled is None else {"cdi": {"enabled": enabled}}
    policy = {"metadata": meta("cluster-policy"), "spec": spec, "status": {"state": "ready"}}
    finding = finding_of(lambda c: c.add(CLUSTER_POLICIES, policy))
    assert (words in counted(finding), words in doubtful(finding)) == (counts is True, counts is False)
    assert "State ready." in counted(finding)


@pytest.mark.parametrize(
    ("strategy", "counts"), [("cdi-cri", True), ("volume-mounts", True), ("envvar", False), ("cdi-cri,envvar", False)]
)
def test_how_the_device_plugin_passes_devices(strategy: str, counts: bool) -> None:
    plugin = daemon_set("nvidia-device-plugin-daemonset", "nvidia-device-plugin", desired=2)
    plugin["spec"]["template"]["spec"]["containers"][0]["args"] = [f"--device-list-strategy={strategy}"]
    finding = finding_of(lambda c: c.add(registry.DAEMON_SETS, plugin))
    assert f"Passes devices to the runtime by {strategy}." in (counted(finding) if counts else doubtful(finding))
    assert "Ready on 2 of 2 nodes." in counted(finding)


def test_excluded_nodes_are_reported() -> None:
    finding = finding_of(
        lambda c: c.add(registry.NODES, gpu_node("c", ready="False"), gpu_node("d", provider="kwok://d"))
    )
    assert finding.outcome is Outcome.DETECTED
    assert "Not ready or cordoned" in doubtful(finding)
    assert "Simulated" in doubtful(finding)
