"""high_performance_networking: fast interfaces are published, allocatable or attached; ordinary ones do not count."""

import pytest

from auto_detect.detectors.networking.high_performance_networking import detect_high_performance_networking as detect
from auto_detect.known.networking import fast_kind
from auto_detect.resources import registry
from checklists.model.finding import Finding, Outcome
from tests.auto_detect.detectors.accelerator_clusters import gpu_node
from tests.auto_detect.detectors.cluster import Change, Cluster, Json, node, same
from tests.auto_detect.detectors.finding_text import counted, doubtful
from tests.auto_detect.detectors.network_interfaces import nic, published

RDMA = {"rdma/rdma_shared_device_a": "63"}


def finding_of(*nodes: Json, change: Change = same) -> Finding:
    cluster = Cluster().add(registry.NODES, *(nodes or (node("a"),)))
    change(cluster)
    return detect(cluster.snapshot())


@pytest.mark.parametrize(
    ("device", "words"),
    [
        (nic("mlx", rdma=True, virtual=False, ifName="mlx5_0", mac="0a:1b"), "1 with RDMA and 1 physical"),
        (nic("pf", sriov=True, sriovVfs=8), "1 with SR-IOV"),
        (nic("vf", isSriovVf=True), "1 with SR-IOV"),
        (nic("eth1", virtual=False), "1 physical"),
    ],
)
def test_fast_interfaces_are_detected_by_their_attributes(device: Json, words: str) -> None:
    finding = finding_of(change=published(device, nic("veth", virtual=True, rdma=False)))
    assert finding.outcome is Outcome.DETECTED
    assert f"ResourceSlice dra.net: 2 usable interfaces on 1 node: {words}." in counted(finding)
    assert finding.summary == "Fast interfaces are published through DRA."
    assert "no traffic was sent" in finding.unproven[0]


@pytest.mark.parametrize("device", [nic("veth", virtual=True, rdma=False), nic("cni0", type="bridge"), nic("x")])
def test_ordinary_virtual_interfaces_do_not_count(device: Json) -> None:
    finding = finding_of(change=published(device))
    assert finding.outcome is Outcome.NOT_DETECTED
    assert "no RDMA, SR-IOV or physical interface among them" in doubtful(finding)


@pytest.mark.parametrize(
    ("nodes", "change"),
    [
        ([node("a")], published(nic("m", rdma=True), count=2)),
        ([node("a", ready="False")], published(nic("m", rdma=True))),
        ([node("a", provider="kwok://a")], published(nic("m", rdma=True))),
        ([node("a")], published(nic("m", rdma=True) | {"taints": [{"key": "x", "effect": "NoSchedule"}]})),
    ],
)
def test_unusable_interfaces_do_not_count(nodes: list[Json], change: Change) -> None:
    assert finding_of(*nodes, change=change).outcome is Outcome.NOT_DETECTED


def test_an_unknown_driver_is_recognized_by_its_attributes() -> None:
    device = {"name": "n", "attributes": {"nic.example.com/rdma": {"bool": True}}}
    finding = finding_of(change=published(device, driver="nic.example.com"))
    assert "ResourceSlice nic.example.com: 1 usable interface on 1 node: 1 with RDMA." in counted(finding)


@pytest.mark.parametrize("driver", ["sriovnetwork.k8snetworkplumbingwg.io", "sriov.cilium.k8s.io"])
def test_functions_of_an_sriov_driver_are_fast_whatever_their_attributes(driver: str) -> None:
    finding = finding_of(
        change=published({"name": "vf", "attributes": {f"{driver}/vendor": {"string": "15b3"}}}, driver=driver)
    )
    assert f"ResourceSlice {driver}: 1 usable interface on 1 node: 1 with SR-IOV." in counted(finding)


@pytest.mark.parametrize(
    ("attributes", "words"),
    [
        ({"rdmaCapable": {"bool": True}}, "1 with RDMA"),
        ({"vfID": {"int": 0}}, "1 with SR-IOV"),
        ({"linkType": {"string": "InfiniBand"}}, "1 on InfiniBand"),
    ],
)
def test_attributes_of_any_driver_show_fast_interfaces(attributes: Json, words: str) -> None:
    device = {"name": "n", "attributes": {f"fabric.example.com/{key}": value for key, value in attributes.items()}}
    finding = finding_of(change=published(device, driver="fabric.example.com"))
    assert words in counted(finding)


@pytest.mark.parametrize(
    "attributes", [{"rdmaCapable": {"bool": False}}, {"linkType": {"string": "ethernet"}}, {"mtu": {"int": 9000}}]
)
def test_a_network_driver_without_fast_attributes_is_listed_and_not_counted(attributes: Json) -> None:
    device = {"name": "n", "attributes": {f"nic.example.com/{key}": value for key, value in attributes.items()}}
    finding = finding_of(change=published(device, driver="nic.example.com"))
    assert finding.outcome is Outcome.NOT_DETECTED
    assert "ResourceSlice nic.example.com: Not recognized: may publish network interfaces" in doubtful(finding)


CHANNEL = {"name": "channel-0", "attributes": {"type": {"string": "channel"}}}
CLIQUE = {"nvidia.com/gpu.clique": "a-domain.1"}


@pytest.mark.parametrize(
    ("labels", "outcome", "words"),
    [
        (CLIQUE, Outcome.DETECTED, "Channels on 1 node, in 1 NVLink domain."),
        ({}, Outcome.PARTLY, "no usable node is labeled as part of an NVLink domain."),
    ],
)
def test_channels_are_published_with_and_without_a_domain(labels: dict[str, str], outcome: Outcome, words: str) -> None:
    finding = finding_of(gpu_node("a", labels), change=published(CHANNEL, driver="compute-domain.nvidia.com"))
    assert finding.outcome is outcome
    assert words in (counted(finding) if labels else doubtful(finding))


def test_compute_domain_crds_of_the_gpu_operator_do_not_count() -> None:
    finding = finding_of(gpu_node("a"), change=lambda c: c.serve("resource.nvidia.com", "v1beta1", "computedomains"))
    assert finding.outcome is Outcome.NOT_DETECTED


# --- device plugins ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "fast"),
    [
        ("rdma/rdma_shared_device_a", True),
        ("rdma/ib", True),
        ("vpc.amazonaws.com/efa", True),
        ("nvidia.com/hostdev", True),
        ("networking.gke.io.networks/rdma-0", True),
        ("networking.gke.io.networks/rdma-0.IP", False),
        ("networking.gke.io.networks/default", False),
        ("intel.com/sriov_vf", True),
        ("openshift.io/mlnx_sriov", True),
        ("example.com/roce_gdr", True),
        ("example.com/processor", False),
        ("nvidia.com/gpu", False),
        ("smarter-devices/fuse", False),
        ("devices.kubevirt.io/tun", False),
        ("smarter-devices/net_tun", False),
        ("macvtap.network.kubevirt.io/vlan1", False),
        ("ovs-cni.network.kubevirt.io/br1", False),
        ("vpc.amazonaws.com/pod-eni", False),
        ("aliyun/eni", False),
        ("tke.cloud.tencent.com/eni-ip", False),
        ("aliyun/erdma", True),
        ("openshift.io/uplane", True),
        ("networking.gke.io.networks/gpu-nic0", True),
        ("koordinator.sh/rdma", True),
        ("mellanox.com/cx5_sriov_switchdev", True),
    ],
)
def test_allocatable_interfaces_are_recognized_by_name(key: str, fast: bool) -> None:
    assert bool(fast_kind(key)) is fast
    finding = finding_of(node("a", {key: "4"}), node("b", {key: 4}))
    assert finding.outcome is (Outcome.DETECTED if fast else Outcome.NOT_DETECTED)
    if fast:
        assert f"Node {key}: Offered on 2 usable nodes" in counted(finding)
        assert "discoverable through DRA" in " ".join(finding.unproven)


@pytest.mark.parametrize("quantity", ["1k", "1000", "1e3", 1000])
def test_any_spelling_of_a_quantity_counts(quantity: str | int) -> None:
    finding = finding_of(node("a", {"rdma/rdma_shared_device_a": quantity}))
    assert finding.outcome is Outcome.DETECTED


@pytest.mark.parametrize("key", ["networking.gke.io.networks/vpc1", "example.com/hca0", "example.com/fast-nic"])
def test_an_unknown_resource_is_not_reported_as_absent(key: str) -> None:
    finding = finding_of(node("a", {key: "4"}))
    assert finding.outcome is Outcome.COULD_NOT_CHECK
    assert finding.reason == f"the resource {key} may count network interfaces, but is not recognized"
    assert f"Node {key}: Not recognized: may be a network interface, on 1 usable node" in doubtful(finding)
    assert finding_of(node("a", {key: "0"})).outcome is Outcome.NOT_DETECTED


def test_slots_of_a_shared_device_do_not_count_as_cards() -> None:
    assert "Offered on 1 usable node; slots of a shared device, not cards." in counted(finding_of(node("a", RDMA)))


@pytest.mark.parametrize(
    "unusable",
    [{"ready": "False"}, {"cordoned": True}, {"provider": "kwok://a"}],
)
def test_only_usable_real_nodes_count(unusable: Json) -> None:
    assert finding_of(node("a", RDMA, **unusable)).outcome is Outcome.NOT_DETECTED
    assert finding_of(node("a", {"rdma/hca": "0"})).outcome is Outcome.NOT_DETECTED
