"""The accelerator inventory: nodes, vendors, allocation mechanisms and device counts."""

from typing import Any

import pytest

from auto_detect.analysis.accelerators.inventory import Inventory, take_inventory
from auto_detect.resources import registry
from tests.auto_detect.detectors.cluster import Cluster, Json, device, node, resource_slice

MIG = {f"nvidia.com/mig-{profile}": str(number) for profile, number in (("1g.10gb", 14), ("3g.40gb", 2))}


def inventory_of(*nodes: Json, slices: tuple[Json, ...] = ()) -> Inventory:
    return take_inventory(Cluster().add(registry.NODES, *nodes).add(registry.RESOURCE_SLICES, *slices).snapshot())


@pytest.mark.parametrize(
    ("allocatable", "vendor"),
    [
        ({"nvidia.com/gpu": "8"}, "NVIDIA"),
        ({"amd.com/gpu": "8"}, "AMD"),
        ({"gpu.intel.com/i915": "2"}, "Intel"),
        ({"gpu.intel.com/xe": 2}, "Intel"),
        ({"habana.ai/gaudi": "8"}, "Intel Gaudi"),
        ({"google.com/tpu": "4"}, "Google TPU"),
        ({"aws.amazon.com/neuron": "16"}, "AWS Neuron"),
        ({"huawei.com/Ascend910": "8"}, "Huawei Ascend"),
        ({"cambricon.com/mlu": "8"}, "Cambricon"),
        ({"example.com/gpu": "8"}, "example.com"),
        ({"nvidia.com/GH100_H200_SXM_141GB": "8"}, "NVIDIA"),
    ],
)
def test_device_plugins_of_every_vendor_count(allocatable: Json, vendor: str) -> None:
    found = inventory_of(node("a", allocatable))
    assert found.nodes == {vendor: {"a"}}
    assert found.devices == {vendor: int(next(iter(allocatable.values())))}


@pytest.mark.parametrize(
    "allocatable",
    [
        {"nvidia.com/gpu": "0"},
        {"gpu.intel.com/i915_monitoring": "1"},
        {"vpc.amazonaws.com/efa": "4"},
        {"rdma/hca": "63"},
        {"example.com/gpu-memory": "80000"},
        {"huawei.com/npu-cpu": "64"},
    ],
)
def test_unhealthy_devices_and_other_resources_do_not_count(allocatable: Json) -> None:
    found = inventory_of(node("a", allocatable))
    assert not found.nodes
    assert found.unhealthy == ("nvidia.com/gpu" in allocatable)


@pytest.mark.parametrize(
    ("allocatable", "labels", "hardware"),
    [
        ({"nvidia.com/gpu": "8"}, {}, 8),
        ({"nvidia.com/gpu": "8"}, {"count": "8", "replicas": "1"}, 8),
        ({"nvidia.com/gpu": "32"}, {"count": "8", "replicas": "4", "sharing-strategy": "time-slicing"}, 8),
        ({"nvidia.com/gpu": "32"}, {"replicas": "4"}, 8),
        ({"nvidia.com/gpu.shared": "32"}, {}, None),
        ({"nvidia.com/gpu.shared": "32"}, {"count": "8"}, 8),
        ({"nvidia.com/gpu": "0", **MIG}, {"count": "2"}, 2),
        (MIG, {}, None),
        ({"nvidia.com/gpu": "1k"}, {}, 1000),
        ({"nvidia.com/gpu": "0", "volcano.sh/vgpu-number": "80"}, {"count": "8"}, 8),
        ({"nvidia.com/gpu": "0", "volcano.sh/vgpu-number": "80"}, {}, None),
        ({"aliyun.com/gpu-mem": "46", "aliyun.com/gpu-count": "2"}, {}, 2),
        ({"aliyun.com/gpu-mem": "46"}, {}, None),
        ({"tke.cloud.tencent.com/qgpu-core": "200"}, {"count": "2"}, 2),
        ({"nvidia.com/TU104GL_Tesla_T4": "2", "nvidia.com/GA102GL_A10": "1"}, {}, 3),
        ({"nvidia.com/gpu": "14"}, {"count": "14", "product": "NVIDIA-A100-MIG-1g.10gb"}, None),
    ],
)
def test_shares_and_parts_are_not_counted_as_hardware(
    allocatable: Json, labels: dict[str, str], hardware: int | None
) -> None:
    strategy = {"nvidia.com/mig.strategy": "single"}
    found = inventory_of(
        node("a", allocatable, labels={**strategy, **{f"nvidia.com/gpu.{k}": v for k, v in labels.items()}})
    )
    assert found.node_accelerators[0].hardware == hardware
    assert found.devices == ({"NVIDIA": hardware} if hardware else {})


@pytest.mark.parametrize(
    ("allocatable", "labels", "units", "hardware"),
    [
        ({"amd.com/spx_nps1": "8"}, {}, 8, 8),
        ({"amd.com/cpx_nps4": "64"}, {}, 64, None),
        ({"amd.com/gpu": "64"}, {"amd.com/gpu.compute-memory-partition": "cpx_nps4"}, 64, None),
        ({"amd.com/gpu": "8"}, {"amd.com/gpu.compute-memory-partition": "spx_nps1"}, 8, 8),
        ({"aws.amazon.com/neuron": "16", "aws.amazon.com/neuroncore": "32"}, {}, 32, 16),
        ({"aws.amazon.com/neuroncore": "32"}, {}, 32, None),
        ({"huawei.com/Ascend910-2c": "8"}, {}, 8, None),
        ({"huawei.com/Ascend910": "8", "huawei.com/Ascend910-memory": "64000"}, {}, 8, 8),
    ],
)
def test_partitions_of_other_vendors_are_not_counted_as_hardware(
    allocatable: Json, labels: dict[str, str], units: int, hardware: int | None
) -> None:
    (held,) = inventory_of(node("a", allocatable, labels=labels)).node_accelerators
    assert (held.plugin, held.hardware) == (units, hardware)


HAMI = (
    '[{"id":"GPU-7f1a","count":10,"devmem":81920,"health":true},{"id":"GPU-7f1b","count":10}]',
    "GPU-7f1a,10,81920,100,NVIDIA-A100,0,true:GPU-7f1b,10,81920,100,NVIDIA-A100,0,true:",
)


@pytest.mark.parametrize("registered", HAMI)
def test_devices_that_hami_multiplies_are_counted_where_it_registers_them(registered: str) -> None:
    multiplied = node("a", {"nvidia.com/gpu": "20"})
    multiplied["metadata"]["annotations"] = {"hami.io/node-nvidia-register": registered}
    found = Cluster().add(registry.NODES, multiplied).snapshot()
    assert take_inventory(found).devices == {"NVIDIA": 2}
    assert "GPU-7f1a" not in str(found)


# --- dynamic resource allocation ---------------------------------------------------------------------


def published(*slices: Json, nodes: tuple[str, ...] = ("a",)) -> Inventory:
    return inventory_of(*map(node, nodes), slices=slices)


def gpus(number: int, kind: str = "gpu", **body: Any) -> list[Json]:
    return [device(f"{kind}-{n}", kind, **body) for n in range(number)]


def part(number: int, parent: str, key: str = "parentUUID") -> Json:
    found = device(f"part-{number}", "mig" if key == "parentUUID" else "amdgpu-partition")
    found["attributes"][key] = {"string": parent}
    return found


def counted(name: str, kind: str, counters: str) -> Json:
    return device(name, kind, consumesCounters=[{"counterSet": counters, "counters": {"memory": {"value": "10Gi"}}}])


@pytest.mark.parametrize(
    ("devices", "hardware"),
    [
        (gpus(8), 8),
        ([part(n, f"GPU-{n % 2}") for n in range(14)], 2),
        ([*gpus(6), *(part(n, "GPU-7f1a") for n in range(7))], 7),
        ([part(n, f"0000:{n // 8}0:00.0", "parentPciAddr") for n in range(16)], 2),
        ([counted("gpu-0", "gpu", "c0"), counted("gpu-0-mig", "mig", "c0"), counted("gpu-1", "gpu", "c1")], 2),
        ([*gpus(2), *gpus(2, "vfio")], 2),
        (gpus(2, "vfio"), 2),
        (gpus(2, taints=[{"key": "x", "effect": "NoSchedule"}]), None),
        (gpus(2, taints=[{"key": "x", "effect": "None"}]), 2),
    ],
)
def test_a_device_and_its_partitions_count_once(devices: list[Json], hardware: int | None) -> None:
    found = published(resource_slice("s", "gpu.nvidia.com", "a", devices, on="a"))
    assert found.devices == ({"NVIDIA": hardware} if hardware else {})


def test_the_parent_of_a_partition_is_stored_as_a_number() -> None:
    devices = [part(0, "GPU-7f1a"), part(1, "GPU-7f1b"), part(2, "GPU-7f1a")]
    cluster = Cluster().add(registry.RESOURCE_SLICES, resource_slice("s", "gpu.nvidia.com", "a", devices, on="a"))
    (piece,) = cluster.snapshot().listing(registry.RESOURCE_SLICES).items
    found = [one.attributes["parentUUID"].string for one in piece.spec.devices or ()]
    assert found == ["1", "2", "1"]


def test_a_device_in_two_slices_of_a_pool_counts_once() -> None:
    slices = [
        resource_slice(f"s{n}", "gpu.nvidia.com", "a", [counted(f"d{n}", "mig", "c0")], on="a", count=3) for n in (1, 2)
    ]
    counters = resource_slice("c", "gpu.nvidia.com", "a", None, on="a", count=3, sharedCounters=[{"name": "c0"}])
    assert published(*slices, counters).devices == {"NVIDIA": 1}


def test_devices_are_read_from_the_nested_fields_of_v1beta1() -> None:
    old = [{"name": one.pop("name"), "basic": one} for one in (counted("x", "gpu", "c0"), counted("y", "mig", "c0"))]
    cluster = Cluster().add(registry.NODES, node("a"))
    piece = resource_slice("s", "gpu.nvidia.com", "a", old, on="a")
    found = take_inventory(cluster.add(registry.RESOURCE_SLICES, piece, version="v1beta1").snapshot())
    assert found.devices == {"NVIDIA": 1}
    assert found.drivers[0].types == ("gpu", "mig")


def test_a_device_plugin_and_dra_on_one_node_are_not_counted_twice() -> None:
    eight = {"nvidia.com/gpu": "8"}
    found = inventory_of(
        node("both", eight),
        node("plugin", eight),
        node("dra"),
        slices=tuple(resource_slice(f"s-{n}", "gpu.nvidia.com", n, gpus(8), on=n) for n in ("both", "dra")),
    )
    assert found.devices == {"NVIDIA": 24}
    held = {(name, item.plugin, item.published) for item in found.node_accelerators for name in item.names}
    assert held == {
        ("both", 8, 8),
        ("plugin", 8, 0),
        ("dra", 0, 8),
    }


@pytest.mark.parametrize("by_device", [False, True])
def test_devices_without_a_node_are_counted_separately(by_device: bool) -> None:
    devices = [{**one, "allNodes": True} if by_device else one for one in gpus(4)]
    place: Json = {"perDeviceNodeSelection" if by_device else "allNodes": True}
    found = published(resource_slice("s", "gpu.example.com", "rack", devices, **place))
    assert (found.nodes, dict(found.shared_hardware), found.devices) == (
        {},
        {"gpu.example.com": 4},
        {"gpu.example.com": 4},
    )
    assert found.allocatable


# --- which nodes count -------------------------------------------------------------------------------


def test_only_usable_real_nodes_count() -> None:
    eight = {"nvidia.com/gpu": "8"}
    found = inventory_of(
        node("good", eight),
        node("away", eight, ready="Unknown"),
        node("cordoned", eight, cordoned=True),
        node("played", eight, provider="kwok://played"),
        node("tainted", eight, taints=[{"key": "kwok.x-k8s.io/node", "effect": "NoSchedule"}]),
        node("invented", eight, labels={"run.ai/simulated-gpu-node-pool": "default"}),
        node("sick", {"nvidia.com/gpu": "0"}),
        node("bare", labels={"nvidia.com/gpu.present": "true"}),
        node("plain", labels={"nvidia.com/gpu.present": "false"}),
    )
    assert found.all_nodes == {"good"}
    assert (found.unusable, found.unhealthy, found.idle) == (2, 1, 1)
    assert found.simulated == {"played", "tainted", "invented"}
    assert found.devices == {"NVIDIA": 8}
