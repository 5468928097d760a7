"""dra_support: the served API decides; drivers, devices and claims only support it."""

from typing import Any

import pytest

from auto_detect.detectors.accelerators.dra_support import RESOURCES, detect_dra_support
from auto_detect.resources import registry
from auto_detect.snapshot.snapshot import ReadOutcome
from checklists.model.checklist import Status
from checklists.model.finding import Finding, Observation, Outcome
from tests.auto_detect.detectors.cluster import Change, Cluster, daemon_set, device, meta, node, resource_slice, same

GROUP = "resource.k8s.io"
GPUS = [device(f"gpu-{n}") for n in range(8)]


def healthy() -> Cluster:
    """Return a cluster that serves v1, with two nodes of eight GPUs each and an allocated claim."""
    cluster = Cluster().serve(GROUP, "v1", *RESOURCES)
    cluster.add(registry.NODES, node("a"), node("b"), node("c", ready="False"), node("d", cordoned=True))
    cluster.add(
        registry.RESOURCE_SLICES,
        resource_slice("s-a", "gpu.nvidia.com", "a", GPUS, on="a"),
        resource_slice("s-b", "gpu.nvidia.com", "b", GPUS, on="b"),
    )
    cluster.add(registry.DEVICE_CLASSES, {"metadata": meta("gpu.nvidia.com")})
    return cluster


def seen(finding: Finding, kind: str, name: str | None = None) -> Observation:
    return next(o for o in finding.observations if o.kind == kind and name in (None, o.name))


def test_the_stable_api_is_enough() -> None:
    finding = detect_dra_support(Cluster().serve(GROUP, "v1", *RESOURCES).snapshot())
    assert (finding.outcome, finding.suggested_status) == (Outcome.DETECTED, Status.IMPLEMENTED)
    assert seen(finding, "API").path == "/apis/resource.k8s.io/v1"
    assert any("none with usable devices" in sentence for sentence in finding.unproven)


def test_drivers_and_claims_support_it() -> None:
    cluster = healthy().add(
        registry.RESOURCE_CLAIMS,
        {
            "metadata": meta("claim", "team"),
            "status": {
                "allocation": {"devices": {"results": [{"driver": "gpu.nvidia.com"}]}},
                "reservedFor": [{"resource": "pods"}],
            },
        },
        {"metadata": meta("pending", "team")},
    )
    finding = detect_dra_support(cluster.snapshot())
    assert seen(finding, "ResourceSlice").detail == "16 usable devices, of type gpu, on 2 nodes."
    assert seen(finding, "ResourceClaim").name == "1 claim"
    assert not any(o.doubtful for o in finding.observations)
    assert finding.suggested_notes is not None
    assert "16 usable devices" in finding.suggested_notes
    assert "not tested" in finding.suggested_notes


@pytest.mark.parametrize(
    ("change", "outcome", "words"),
    [
        (lambda c: c.unserve(GROUP), Outcome.NOT_DETECTED, "serves no resource.k8s.io"),
        (lambda c: c.served[GROUP]["v1"].discard("resourceclaims"), Outcome.PARTLY, "without resourceclaims"),
        (
            lambda c: c.unserve(GROUP).serve(GROUP, "v1beta2", *RESOURCES).serve(GROUP, "v1beta1", *RESOURCES),
            Outcome.PARTLY,
            "Only v1beta2 and v1beta1 of resource.k8s.io are served",
        ),
        (lambda c: c.serve(GROUP, "v1beta1", *RESOURCES), Outcome.DETECTED, "v1 is served"),
        (
            lambda c: c.unserve(GROUP).serve(GROUP, "v1alpha3", "devicetaintrules"),
            Outcome.NOT_DETECTED,
            "serves resource.k8s.io without deviceclasses",
        ),
        (
            lambda c: c.unserve(GROUP).serve(GROUP, "v1beta1", *RESOURCES[:3]),
            Outcome.PARTLY,
            "Only v1beta1 of resource.k8s.io is served",
        ),
        (lambda c: c.stale.add((GROUP, "v1")), Outcome.COULD_NOT_CHECK, "does not answer"),
        (lambda c: setattr(c, "discovery", ReadOutcome.DENIED), Outcome.COULD_NOT_CHECK, "get /apis"),
        (lambda c: setattr(c, "discovery", ReadOutcome.CANCELLED), Outcome.COULD_NOT_CHECK, "stopped"),
    ],
)
def test_the_served_api_decides_the_outcome(change: Change, outcome: Outcome, words: str) -> None:
    cluster = Cluster().serve(GROUP, "v1", *RESOURCES)
    change(cluster)
    finding = detect_dra_support(cluster.snapshot())
    assert finding.outcome is outcome
    assert words in (finding.reason or finding.summary)
    assert (finding.suggested_status is not None) == (outcome is Outcome.DETECTED)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            lambda c: c.add(registry.RESOURCE_SLICES, resource_slice("old", "gpu.nvidia.com", "a", GPUS, generation=0)),
            "16 usable devices, of type gpu, on 2 nodes, 1 slice of an older generation not counted.",
        ),
        (
            lambda c: c.one(registry.RESOURCE_SLICES, "s-a")["spec"]["pool"].update(resourceSliceCount=2),
            "8 usable devices, of type gpu, on 1 node, 1 pool incomplete.",
        ),
        (
            lambda c: [d.update(taints=[{"key": "x", "effect": "NoExecute"}]) for d in _devices(c)[:2]],
            "14 usable devices, of type gpu, on 2 nodes, 2 tainted.",
        ),
        (lambda c: c.drop(registry.NODES, "a"), "8 usable devices, of type gpu, on 1 node, 8 not on a usable node."),
        (lambda c: c.one(registry.RESOURCE_SLICES, "s-a")["spec"].update(nodeName="c"), "8 not on a usable node."),
        (lambda c: c.one(registry.RESOURCE_SLICES, "s-a")["spec"].update(nodeName="d"), "8 not on a usable node."),
        (
            lambda c: c.one(registry.NODES, "a")["spec"].update(providerID="kwok://a"),
            "16 usable devices, of type gpu, on 2 nodes (1 simulated).",
        ),
        (lambda c: c.deny(registry.NODES), "whether or not usable."),
    ],
)
def test_devices_are_counted_as_the_scheduler_would(change: Change, words: str) -> None:
    cluster = healthy()
    change(cluster)
    finding = detect_dra_support(cluster.snapshot())
    assert finding.outcome is Outcome.DETECTED
    assert seen(finding, "ResourceSlice").detail.endswith(words)


def _devices(cluster: Cluster) -> list[dict[str, object]]:
    found: list[dict[str, object]] = cluster.one(registry.RESOURCE_SLICES, "s-a")["spec"]["devices"]
    return found


def _selected(by: str, key: str, value: str) -> dict[str, Any]:
    term = {by: [{"key": key, "operator": "In", "values": [value]}]}
    return {"nodeSelector": {"nodeSelectorTerms": [term]}}


@pytest.mark.parametrize(
    ("placed", "usable"),
    [
        ({"allNodes": True}, True),
        (_selected("matchFields", "metadata.name", "a"), True),
        (_selected("matchFields", "metadata.name", "gone"), False),
        (_selected("matchExpressions", "nvidia.com/gpu.present", "true"), False),
        (_selected("matchExpressions", "example.com/rack", "7"), True),
        ({"nodeSelector": {}}, False),
        ({}, False),
    ],
)
def test_devices_on_the_network_have_no_node_name(placed: dict[str, Any], usable: bool) -> None:
    cluster = healthy().drop(registry.RESOURCE_SLICES)
    cluster.add(registry.RESOURCE_SLICES, resource_slice("net", "gpu.example.com", "fabric", GPUS, **placed))
    finding = detect_dra_support(cluster.snapshot())
    assert seen(finding, "ResourceSlice").doubtful is not usable


def test_devices_may_name_their_nodes_themselves() -> None:
    devices = [device("0", nodeName="a"), device("1", nodeName="gone"), device("2", allNodes=True)]
    cluster = healthy().drop(registry.RESOURCE_SLICES)
    cluster.add(
        registry.RESOURCE_SLICES, resource_slice("mixed", "gpu.amd.com", "p", devices, perDeviceNodeSelection=True)
    )
    assert seen(detect_dra_support(cluster.snapshot()), "ResourceSlice").detail.startswith(
        "2 usable devices, of type gpu, on 1 node"
    )


def test_the_first_beta_nests_its_attributes() -> None:
    old = {
        "name": "gpu-0",
        "basic": {"attributes": {"type": {"string": "gpu"}}, "capacity": {"memory": {"value": "80Gi"}}},
    }
    cluster = Cluster().serve(GROUP, "v1beta1", *RESOURCES).add(registry.NODES, node("a"))
    cluster.add(
        registry.RESOURCE_SLICES, resource_slice("s", "devices.example.com", "a", [old], on="a"), version="v1beta1"
    )
    finding = detect_dra_support(cluster.snapshot())
    assert finding.outcome is Outcome.PARTLY
    assert seen(finding, "ResourceSlice").detail == "1 usable device, of type gpu, on 1 node."
    assert seen(finding, "ResourceSlice").path == "/apis/resource.k8s.io/v1beta1/resourceslices"


@pytest.mark.parametrize(
    ("driver", "kind", "counted"),
    [
        ("gpu.nvidia.com", "gpu", True),
        ("gpu.amd.com", "amdgpu", True),
        ("gpu.intel.com", "gpu", True),
        ("gaudi.intel.com", "gaudi", True),
        ("tpu.google.com", "tpu", True),
        ("npu.vendor.example", "whatever", True),
        ("devices.vendor.example", "accelerator", True),
        ("compute-domain.nvidia.com", "daemon", False),
        ("dra.net", "nic", False),
        ("disks.vendor.example", "nvme", False),
    ],
)
def test_unknown_drivers_are_recognized_by_their_devices(driver: str, kind: str, counted: bool) -> None:
    cluster = healthy().drop(registry.RESOURCE_SLICES).drop(registry.DEVICE_CLASSES)
    cluster.add(registry.RESOURCE_SLICES, resource_slice("s", driver, "a", [device("0", kind)], on="a"))
    assert seen(detect_dra_support(cluster.snapshot()), "ResourceSlice", driver).doubtful is not counted


def _selecting(cluster: Cluster, expression: str) -> None:
    spec = {"selectors": [{"cel": {"expression": expression}}]}
    cluster.one(registry.DEVICE_CLASSES).update(metadata=meta("class"), spec=spec)


def _bridged(cluster: Cluster) -> None:
    cluster.one(registry.DEVICE_CLASSES).update(spec={"extendedResourceName": "nvidia.com/gpu"})
    cluster.one(registry.NODES, "a")["status"]["allocatable"]["nvidia.com/gpu"] = "8"


@pytest.mark.parametrize(
    ("change", "words", "doubtful"),
    [
        (same, "Available to claims.", False),
        (
            lambda c: c.one(registry.DEVICE_CLASSES).update(spec={"extendedResourceName": "nvidia.com/gpu"}),
            "Also serves pods that request nvidia.com/gpu.",
            False,
        ),
        (
            _bridged,
            "Also serves pods that request nvidia.com/gpu; a device plugin offers it too, and either can serve",
            False,
        ),
        (lambda c: c.drop(registry.RESOURCE_SLICES), "No driver publishes a usable device for it.", True),
        (lambda c: _selecting(c, 'device.driver == "gpu.nvidia.com" && true'), "Available to claims.", False),
        (lambda c: _selecting(c, "device.driver=='gone.example.com'"), "No driver publishes a usable device", True),
        (lambda c: _selecting(c, "'model' in device.attributes['x']"), "Available to claims.", False),
        (lambda c: c.deny(registry.RESOURCE_SLICES), "Available to claims.", False),
        (
            lambda c: [s["spec"].update(driver="compute-domain.nvidia.com") for s in c.of(registry.RESOURCE_SLICES)],
            "No driver publishes a usable device for it.",
            True,
        ),
    ],
)
def test_a_class_without_devices_does_not_count(change: Change, words: str, doubtful: bool) -> None:
    cluster = healthy()
    change(cluster)
    observation = seen(detect_dra_support(cluster.snapshot()), "DeviceClass")
    assert observation.detail.startswith(words)
    assert observation.doubtful is doubtful


@pytest.mark.parametrize(
    ("change", "text", "unproven"),
    [
        (same, "publishes 16 usable devices.", None),
        (lambda c: c.deny(registry.NODES), "publishes 16 devices.", "usable nodes: not allowed to list nodes."),
        (
            lambda c: c.one(registry.NODES, "a")["spec"].update(providerID="kwok://a"),
            "publishes 16 usable devices, some on simulated nodes.",
            None,
        ),
        (
            lambda c: [n["spec"].update(providerID="kwok://x") for n in c.of(registry.NODES)],
            None,
            "none with usable devices on real nodes was seen",
        ),
    ],
)
def test_the_notes_name_usable_devices(change: Change, text: str | None, unproven: str | None) -> None:
    cluster = healthy()
    change(cluster)
    finding = detect_dra_support(cluster.snapshot())
    notes = finding.suggested_notes or ""
    assert (text in notes) if text else ("publishes" not in notes)
    assert (unproven in " ".join(finding.unproven)) if unproven else (len(finding.unproven) == 1)


def test_unreadable_claims_are_reported() -> None:
    finding = detect_dra_support(healthy().deny(registry.RESOURCE_CLAIMS).snapshot())
    assert "not allowed to list resourceclaims.resource.k8s.io" in " ".join(finding.unproven)


def test_unreadable_slices_are_reported() -> None:
    finding = detect_dra_support(healthy().deny(registry.RESOURCE_SLICES).snapshot())
    assert finding.outcome is Outcome.DETECTED
    assert "not allowed to list resourceslices.resource.k8s.io" in " ".join(finding.unproven)


@pytest.mark.parametrize(("desired", "doubtful"), [(2, False), (0, True)])
def test_a_plugin_that_selects_no_node_proves_nothing(desired: int, doubtful: bool) -> None:
    plugin = daemon_set("nvidia-dra-driver-gpu-kubelet-plugin", "nvidia-dra-driver", desired=desired)
    finding = detect_dra_support(healthy().add(registry.DAEMON_SETS, plugin).snapshot())
    assert seen(finding, "DaemonSet").doubtful is doubtful


def test_a_slice_of_shared_counters_has_no_devices() -> None:
    cluster = healthy()
    for piece in cluster.of(registry.RESOURCE_SLICES):
        piece["spec"]["pool"]["resourceSliceCount"] = 2
    for name in ("a", "b"):
        cluster.add(
            registry.RESOURCE_SLICES, resource_slice(f"c-{name}", "gpu.nvidia.com", name, None, on=name, count=2)
        )
    assert seen(detect_dra_support(cluster.snapshot()), "ResourceSlice").detail.startswith("16 usable devices")


def test_devices_of_dra_and_a_device_plugin_are_reported_as_the_same() -> None:
    cluster = healthy()
    _bridged(cluster)
    finding = detect_dra_support(cluster.snapshot())
    assert seen(finding, "Node", "1 node").detail.endswith("by a device plugin; counted once.")
    assert "16 usable devices" in (finding.suggested_notes or "")


def test_partitions_are_distinguished_from_whole_devices() -> None:
    parts = [device(f"m{n}", "mig") for n in range(7)]
    cluster = healthy().drop(registry.RESOURCE_SLICES)
    cluster.add(registry.RESOURCE_SLICES, resource_slice("s", "gpu.nvidia.com", "a", parts, on="a"))
    expected = "7 usable devices, of type mig, from 1 accelerator, on 1 node."
    assert seen(detect_dra_support(cluster.snapshot()), "ResourceSlice").detail == expected
