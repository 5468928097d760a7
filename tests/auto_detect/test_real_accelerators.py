"""Accelerators, networks and sandboxes on a real API server: installed without effect, then repaired."""

from collections.abc import Iterator
from contextlib import closing
from urllib.parse import parse_qsl, urlsplit

import pytest
import yaml

from auto_detect.analysis.accelerators.inventory import take_inventory
from auto_detect.api.client import connect
from auto_detect.collector.collect import collect
from auto_detect.collector.load import load_snapshot_or_archive
from auto_detect.detectors.detect import DETECTORS
from auto_detect.snapshot.snapshot import Snapshot
from auto_detect.snapshot.snapshot_file import decode_snapshot, encode_snapshot
from checklists.model.finding import Finding, Outcome
from tests.auto_detect.detectors.finding_text import counted, doubtful
from tests.server import assets
from tests.server.api_server import ApiServer
from tests.server.collected_archive import collected
from tests.server.fixtures import ROOT
from tests.server.platforms.accelerators import FLAGS, PRIVATE, Accelerators

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("accelerators")]

ROLE = "aiconform-read-only"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiServer]:
    """Start a separate server: the tests change its objects."""
    server = ApiServer(assets.current(), tmp_path_factory.mktemp("accelerators"), FLAGS)
    role = yaml.safe_load((ROOT / "docs" / "read-only-clusterrole.yaml").read_text())
    server.create("/apis/rbac.authorization.k8s.io/v1/clusterroles", role)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def snapshots(server: ApiServer, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Snapshot]:
    """Return snapshots of a cluster: with every trap, repaired, repaired and read by kubectl only, and anonymized."""
    path = server.token_kubeconfig(tmp_path_factory.mktemp("snapshots") / "config")
    accelerators = Accelerators(server)

    def session(*, keep_names: bool = True) -> Snapshot:
        with closing(connect([path], None)) as reader:
            return collect(reader, keep_names=keep_names)

    accelerators.with_traps()
    with server.bound("reader", ROLE):
        found = {"dead": session()}
        accelerators.heal()
        found |= {"alive": session(), "redacted": session(keep_names=False)}
        archive = collected(tmp_path_factory.mktemp("script"), path)
        found["scripted"] = load_snapshot_or_archive(archive, keep_names=True)
    return found


def find(snapshot: Snapshot, requirement: str) -> Finding:
    return DETECTORS[requirement](snapshot)


DEAD = [
    ("driver_runtime_management", Outcome.NOT_DETECTED, "No usable accelerator node publishes a driver version."),
    (
        "gpu_sharing",
        Outcome.PARTLY,
        "Sharing is set up but does not work: time-slicing "
        "(the node offers 2 units for 2 devices, so replicas are not in use).",
    ),
    (
        "virtualized_accelerator",
        Outcome.PARTLY,
        "Nodes are labeled nvidia.com/gpu.workload.config=vm-vgpu, but offer no vGPU type.",
    ),
    ("high_performance_networking", Outcome.NOT_DETECTED, "No fast interface is offered or attached."),
    ("workload_sandboxing", Outcome.NOT_DETECTED, "No usable node that gvisor selects reports its handler runsc."),
]


@pytest.mark.parametrize(("requirement", "outcome", "summary"), DEAD, ids=[d[0] for d in DEAD])
def test_components_without_effect_are_not_detected(
    snapshots: dict[str, Snapshot], requirement: str, outcome: Outcome, summary: str
) -> None:
    finding = find(snapshots["dead"], requirement)
    assert finding.outcome is outcome
    assert finding.summary.startswith(summary)


ALIVE = [
    (
        "driver_runtime_management",
        "A driver version is published for each of 4 usable accelerator nodes, as a device attribute.",
    ),
    (
        "gpu_sharing",
        "Shares of accelerators are schedulable: devices of gpu.example.com that several claims can hold, partitions "
        "published by gpu.nvidia.com and time-slicing.",
    ),
    ("virtualized_accelerator", "Nodes offer virtual accelerators: NVIDIA vGPU for virtual machines."),
    (
        "high_performance_networking",
        "Fast interfaces are published through DRA, offered by device plugins and attached to running pods.",
    ),
    (
        "secure_accelerator_access",
        "Accelerators are allocated by a device plugin and DRA; no pod spec in the sample (5 running pods on 3 of 4 "
        "accelerator nodes) names devices without a request.",
    ),
    ("workload_sandboxing", "Pods run with a sandboxing RuntimeClass: gvisor."),
    ("dra_support", "resource.k8s.io/v1 is served with all four resources."),
]


@pytest.mark.parametrize(("requirement", "summary"), ALIVE, ids=[a[0] for a in ALIVE])
def test_the_repaired_cluster_is_detected(snapshots: dict[str, Snapshot], requirement: str, summary: str) -> None:
    finding = find(snapshots["alive"], requirement)
    assert (finding.outcome, finding.summary) == (Outcome.DETECTED, summary), finding


TRAPS = [
    ("driver_runtime_management", "Not counted: its state is notReady."),
    ("driver_runtime_management", "Handler nvidia: no usable accelerator node reports it."),
    ("driver_runtime_management", "nvidia-driver-daemonset: It selects no node."),
    ("driver_runtime_management", "All its accelerators are unhealthy; not counted."),
    ("driver_runtime_management", "Not ready or cordoned; not counted."),
    ("driver_runtime_management", "Simulated; not counted."),
    ("high_performance_networking", "2 usable interfaces on 1 node: no RDMA, SR-IOV or physical interface among them."),
    ("high_performance_networking", "State ready, but no usable node offers what it manages."),
    ("high_performance_networking", "Plugin macvlan: an additional interface"),
    ("high_performance_networking", "does not make them available to pods."),
    ("workload_sandboxing", "its handler is runc, an ordinary runtime"),
    ("workload_sandboxing", "0 with a sandboxing RuntimeClass"),
    ("dra_support", "No driver publishes a usable device for it."),
]


@pytest.mark.parametrize(("requirement", "words"), TRAPS)
def test_every_trap_is_reported_and_does_not_count(
    snapshots: dict[str, Snapshot], requirement: str, words: str
) -> None:
    finding = find(snapshots["dead"], requirement)
    assert words in doubtful(finding)
    assert words not in counted(finding)


def test_devices_of_old_incomplete_and_tainted_pools_do_not_count(snapshots: dict[str, Snapshot]) -> None:
    slices = counted(find(snapshots["dead"], "dra_support"))
    detail = "2 usable devices, of type gpu and mig, on 1 node, 1 pool incomplete, 1 slice of an older generation not"
    assert detail in slices
    assert "7 tainted" in slices
    assert take_inventory(snapshots["dead"]).devices == {"NVIDIA": 4}


def test_hardware_is_counted_once_however_it_is_offered(snapshots: dict[str, Snapshot]) -> None:
    stock = take_inventory(snapshots["alive"])
    assert stock.devices == {"NVIDIA": 6, "gpu.example.com": 1}
    held = {
        (name, item.plugin, item.published, item.hardware) for item in stock.node_accelerators for name in item.names
    }
    assert held == {
        ("gpu-0", 8, 1, 2),
        ("gpu-1", 4, 2, 2),
        ("gpu-2", 2, 2, 2),
        ("fabric-0", 0, 1, 1),
    }


def test_pods_that_bypass_allocation_are_flagged(snapshots: dict[str, Snapshot]) -> None:
    finding = find(snapshots["dead"], "secure_accelerator_access")
    assert finding.outcome is Outcome.DETECTED
    assert "Pod taker: Review: a container is privileged and it mounts /dev/nvidia0 of the host." in doubtful(finding)
    assert "Pod plugin" not in doubtful(finding)
    assert "Pod train" not in doubtful(finding)
    assert "test both" in doubtful(finding)
    assert not find(snapshots["alive"], "secure_accelerator_access").summary.count("look at it")


@pytest.mark.parametrize("requirement", [requirement for requirement, _ in ALIVE])
def test_the_script_finds_the_same(snapshots: dict[str, Snapshot], requirement: str) -> None:
    assert find(snapshots["scripted"], requirement) == find(snapshots["alive"], requirement)


@pytest.mark.parametrize("requirement", [requirement for requirement, _ in ALIVE])
def test_anonymized_findings_are_the_same(snapshots: dict[str, Snapshot], requirement: str) -> None:
    named, redacted = find(snapshots["alive"], requirement), find(snapshots["redacted"], requirement)
    assert redacted.outcome is named.outcome
    assert find(decode_snapshot(encode_snapshot(snapshots["redacted"])), requirement) == redacted
    for name in ("gpu-1", "fabric-0", "team-a", "allreduce"):
        assert name not in str(redacted)


def test_only_few_read_requests_are_sent(server: ApiServer, snapshots: dict[str, Snapshot]) -> None:
    assert snapshots["alive"].complete
    assert snapshots["alive"].requests <= 40
    events = [event for event in server.audit("reader") if event["userAgent"].startswith("aiconform/")]
    assert {event["verb"] for event in events} == {"get", "list"}
    for event in events:
        asked = dict(parse_qsl(urlsplit(event["requestURI"]).query))
        resource = event.get("objectRef", {}).get("resource", "")
        if resource == "pods":
            assert asked.keys() & {"labelSelector", "fieldSelector"}
            assert int(asked["limit"]) <= 300
        assert resource not in ("secrets", "configmaps") or event["requestURI"].endswith("/cluster-autoscaler-status")


def test_nothing_private_is_kept(snapshots: dict[str, Snapshot]) -> None:
    content = encode_snapshot(snapshots["alive"])
    for private in PRIVATE:
        assert private not in content
