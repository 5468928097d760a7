"""high_performance_networking: networks that pods request, interfaces that they get, and operators of network cards."""

import json

import pytest

from auto_detect.detectors.networking.high_performance_networking import detect_high_performance_networking as detect
from auto_detect.objects.networking import STATUS
from auto_detect.resources import registry
from auto_detect.resources.networking import (
    GKE_NETWORKS,
    GKE_PARAMETER_SETS,
    NETWORK_ATTACHMENTS,
    NIC_POLICIES,
    SRIOV_NODE_STATES,
)
from auto_detect.snapshot.snapshot import ReadOutcome
from checklists.model.finding import Finding, Outcome
from tests.auto_detect.detectors.accelerator_clusters import pod
from tests.auto_detect.detectors.cluster import Change, Cluster, Json, meta, node, same
from tests.auto_detect.detectors.finding_text import counted, doubtful
from tests.auto_detect.detectors.network_interfaces import nic, published

RDMA = {"rdma/rdma_shared_device_a": "63"}


def finding_of(*nodes: Json, change: Change = same) -> Finding:
    cluster = Cluster().add(registry.NODES, *(nodes or (node("a"),)))
    change(cluster)
    return detect(cluster.snapshot())


def network(name: str, plugin: str = "sriov", resource: str = "") -> Json:
    found = meta(name, "team")
    found["annotations"] = {"k8s.v1.cni.cncf.io/resourceName": resource} if resource else {}
    config = {"cniVersion": "0.3.1", "name": name, "plugins": [{"type": plugin, "master": "ens1", "ipam": {"a": "1"}}]}
    return {"metadata": found, "spec": {"config": json.dumps(config)}}


def on_networks(*more: Json, on: str = "a", phase: str = "Running") -> Json:
    default = {"name": "cbr0", "interface": "eth0", "ips": ["10.244.0.7"], "mac": "0a:58:0a", "default": True}
    return pod("p", on, annotations={STATUS: json.dumps([default, *more])}, phase=phase)


CARD = {"type": "pci", "version": "1.1.0", "pci": {"pci-address": "0000:18:02.5", "rdma-device": "mlx5_2"}}
FAST = {"name": "team/fast", "interface": "net1", "ips": ["192.168.1.5"], "device-info": CARD}
PLAIN = {"name": "team/plain", "interface": "net1"}


@pytest.mark.parametrize(
    ("interface", "words"),
    [
        (FAST, "1 pod: Running with an RDMA interface in addition to the default one."),
        (FAST | {"device-info": {"type": "pci", "pci": {}}}, "1 pod: Running with a hardware interface in addition"),
        ({"name": "team/fast", "interface": "net1"}, "1 pod: Running with a hardware interface in addition"),
    ],
)
def test_pods_with_a_fast_interface_are_detected(interface: Json, words: str) -> None:
    finding = finding_of(
        change=lambda c: c.add(registry.PODS, on_networks(interface)).add(NETWORK_ATTACHMENTS, network("fast"))
    )
    assert finding.outcome is Outcome.DETECTED
    assert words in counted(finding)
    assert not any("That pods have a fast interface" in sentence for sentence in finding.unproven)


@pytest.mark.parametrize(
    "found",
    [
        on_networks(PLAIN),
        on_networks(),
        on_networks(FAST, phase="Succeeded"),
        on_networks(FAST, on="played"),
        pod("p", "a", annotations={STATUS: "not json"}),
        pod("p", "a", annotations={STATUS: "{}"}),
        pod("p", "a", annotations={STATUS: "[" * 50_000}),
        pod("p", "a", annotations={STATUS: '["x", null, 1]'}),
    ],
)
def test_pods_without_a_fast_interface_are_not_detected(found: Json) -> None:
    finding = finding_of(node("a"), node("played", provider="kwok://p"), change=lambda c: c.add(registry.PODS, found))
    assert finding.outcome is Outcome.NOT_DETECTED


@pytest.mark.parametrize("plugin", ["macvlan", "bridge", "ipvlan"])
def test_an_additional_ordinary_interface_does_not_count(plugin: str) -> None:
    finding = finding_of(
        change=lambda c: c.add(registry.PODS, on_networks(PLAIN)).add(NETWORK_ATTACHMENTS, network("plain", plugin))
    )
    assert finding.outcome is Outcome.NOT_DETECTED
    assert f"NetworkAttachmentDefinition plain: Plugin {plugin}: an additional interface" in doubtful(finding)
    assert "with an additional interface" in doubtful(finding)


@pytest.mark.parametrize(
    ("allocatable", "outcome", "words"),
    [
        ({"openshift.io/uplane": "8"}, Outcome.DETECTED, "Plugin sriov, requests openshift.io/uplane."),
        ({"openshift.io/uplane": "0"}, Outcome.NOT_DETECTED, "openshift.io/uplane, which no usable node offers."),
        ({}, Outcome.NOT_DETECTED, "openshift.io/uplane, which no usable node offers."),
    ],
)
def test_a_resource_is_recognized_by_the_attachment_that_requests_it(
    allocatable: Json, outcome: Outcome, words: str
) -> None:
    attachment = network("uplane", resource="openshift.io/uplane")
    finding = finding_of(node("a", allocatable), change=lambda c: c.add(NETWORK_ATTACHMENTS, attachment))
    assert finding.outcome is outcome
    assert words in (counted(finding) if outcome is Outcome.DETECTED else doubtful(finding))


@pytest.mark.parametrize(
    ("plugin", "resource"),
    [
        ("macvtap", "macvtap.network.kubevirt.io/vlan1"),
        ("ovs", "ovs-cni.network.kubevirt.io/br1"),
        ("sriov", "macvtap.network.kubevirt.io/vlan1"),
        ("cnv-bridge", "bridge.network.kubevirt.io/br0"),
        ("ovs", ""),
        ("host-device", ""),
    ],
)
def test_a_reference_to_a_resource_is_not_a_fast_interface(plugin: str, resource: str) -> None:
    allocatable = {resource: "50"} if resource else {}
    attachment = network("plain", plugin, resource)
    running = on_networks(PLAIN)
    finding = finding_of(
        node("a", allocatable), change=lambda c: c.add(NETWORK_ATTACHMENTS, attachment).add(registry.PODS, running)
    )
    assert finding.outcome is Outcome.NOT_DETECTED
    assert "an additional interface that is not known to be fast" in doubtful(finding)
    assert not counted(finding)


@pytest.mark.parametrize(
    ("plugin", "resource"),
    [("host-device", "nvidia.com/hostdev"), ("ovs", "mellanox.com/cx5_sriov"), ("ib-sriov", "example.com/anything")],
)
def test_an_attachment_to_a_fast_resource_is_fast(plugin: str, resource: str) -> None:
    attachment = network("fast", plugin, resource)
    finding = finding_of(node("a", {resource: "8"}), change=lambda c: c.add(NETWORK_ATTACHMENTS, attachment))
    assert finding.outcome is Outcome.DETECTED
    assert f"Plugin {plugin}, requests {resource}." in counted(finding)


@pytest.mark.parametrize("kind", ["vhost-user", "memif"])
def test_a_software_device_is_not_a_hardware_interface(kind: str) -> None:
    found = on_networks(PLAIN | {"device-info": {"type": kind}})
    finding = finding_of(change=lambda c: c.add(registry.PODS, found))
    assert finding.outcome is Outcome.NOT_DETECTED


def test_interface_addresses_and_names_are_not_stored() -> None:
    cluster = Cluster().add(registry.NODES, node("a")).add(registry.PODS, on_networks(FAST))
    cluster.add(NETWORK_ATTACHMENTS, network("fast")).add(registry.RESOURCE_SLICES)
    published(nic("m", rdma=True, mac="0a:1b:2c", ipv4="192.168.7.7", ifName="ens7"))(cluster)
    kept = str(cluster.snapshot())
    for private in ("10.244", "192.168", "0a:58", "0a:1b", "0000:18", "mlx5_2", "net1", "ens1", "ens7", "ipam"):
        assert private not in kept


# --- operators ---------------------------------------------------------------------------------------


def policy(state: str) -> Change:
    return lambda c: c.add(NIC_POLICIES, {"metadata": meta("nic-cluster-policy"), "status": {"state": state}})


def states(*numbers: int, link: str = "ETH", sync: str = "Succeeded") -> Change:
    items = [
        {
            "metadata": meta(f"n{i}", "sriov"),
            "status": {"syncStatus": sync, "interfaces": [{"linkType": link, "numVfs": n}]},
        }
        for i, n in enumerate(numbers)
    ]
    return lambda c: c.add(SRIOV_NODE_STATES, *items)


@pytest.mark.parametrize(
    ("allocatable", "change", "outcome", "words"),
    [
        (RDMA, policy("ready"), Outcome.DETECTED, "NicClusterPolicy nic-cluster-policy: State ready."),
        ({}, policy("ready"), Outcome.NOT_DETECTED, "State ready, but no usable node offers what it manages."),
        (RDMA, policy("notReady"), Outcome.DETECTED, "Not counted: its state is notReady."),
        ({}, policy("notReady"), Outcome.NOT_DETECTED, "Not counted: its state is notReady."),
        ({}, states(8, 8), Outcome.PARTLY, "SR-IOV: 2 of 2 nodes synchronized, with 16 virtual functions."),
        ({}, states(4, link="IB"), Outcome.PARTLY, "InfiniBand: 1 of 1 node synchronized, with 4 virtual functions."),
        ({}, states(0), Outcome.NOT_DETECTED, "with 0 virtual functions"),
        ({}, states(8, sync="InProgress"), Outcome.NOT_DETECTED, "0 of 1 node synchronized, with 0 virtual functions."),
        ({"intel.com/sriov_vf": "8"}, states(8), Outcome.DETECTED, "with 8 virtual functions."),
    ],
)
def test_an_operator_counts_only_with_allocatable_interfaces(
    allocatable: Json, change: Change, outcome: Outcome, words: str
) -> None:
    finding = finding_of(node("a", allocatable), change=change)
    assert finding.outcome is outcome
    assert words in counted(finding) + doubtful(finding)


@pytest.mark.parametrize(
    "label", ["feature.node.kubernetes.io/pci-15b3.present", "feature.node.kubernetes.io/rdma.capable"]
)
def test_a_card_that_is_only_labeled_does_not_count(label: str) -> None:
    finding = finding_of(node("a", labels={label: "true"}))
    assert finding.outcome is Outcome.NOT_DETECTED
    assert "does not make them available" in doubtful(finding)
    assert "Does any workload on this platform need RDMA" in finding.summary


@pytest.mark.parametrize(
    ("change", "outcome", "words"),
    [
        (same, Outcome.NOT_DETECTED, "Does any workload"),
        (lambda c: c.deny(registry.NODES), Outcome.COULD_NOT_CHECK, "not allowed to list nodes"),
        (lambda c: c.deny(registry.RESOURCE_SLICES), Outcome.COULD_NOT_CHECK, "not allowed to list resourceslices"),
        (lambda c: setattr(c, "discovery", ReadOutcome.DENIED), Outcome.COULD_NOT_CHECK, "get /apis"),
    ],
)
def test_outcomes_with_unreadable_resources(change: Change, outcome: Outcome, words: str) -> None:
    finding = finding_of(change=change)
    assert finding.outcome is outcome
    assert words in (finding.reason or finding.summary)


def test_unreadable_pods_are_reported() -> None:
    finding = finding_of(node("a", RDMA), change=lambda c: c.deny(registry.PODS))
    assert finding.outcome is Outcome.DETECTED
    assert "That pods have a fast interface: not allowed to list pods." in finding.unproven


GKE_NETWORK = "networking.gke.io.networks/fabric"


@pytest.mark.parametrize(
    ("mode", "parameters", "outcome"),
    [
        ("RDMA", "fabric-parameters", Outcome.DETECTED),
        ("NetDevice", "fabric-parameters", Outcome.COULD_NOT_CHECK),
        ("RDMA", "other", Outcome.COULD_NOT_CHECK),
        ("", "fabric-parameters", Outcome.NOT_DETECTED),
    ],
)
def test_a_gke_network_is_fast_by_its_parameters(mode: str, parameters: str, outcome: Outcome) -> None:
    cluster = Cluster().add(registry.NODES, node("a", {GKE_NETWORK: "1"}))
    cluster.add(GKE_NETWORKS, {"metadata": meta("fabric"), "spec": {"parametersRef": {"name": "fabric-parameters"}}})
    cluster.add(GKE_PARAMETER_SETS, {"metadata": meta(parameters), "spec": {"deviceMode": mode}})
    assert detect(cluster.snapshot()).outcome is outcome


def test_each_of_many_rdma_networks_is_recognized() -> None:
    cluster = Cluster().add(registry.NODES, node("a", {f"networking.gke.io.networks/rdma-{n}": "1" for n in range(8)}))
    for name in (f"rdma-{n}" for n in range(8)):
        cluster.add(GKE_NETWORKS, {"metadata": meta(name), "spec": {"parametersRef": {"name": name}}})
        cluster.add(GKE_PARAMETER_SETS, {"metadata": meta(name), "spec": {"deviceMode": "RDMA"}})
    finding = detect(cluster.snapshot())
    assert finding.outcome is Outcome.DETECTED
    assert "Not recognized" not in str(finding.observations)
