"""Equal nodes are analyzed once: the results are those of analyzing each node."""

from collections import Counter
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from auto_detect.analysis.accelerators.inventory import inventory_of, take_inventory
from auto_detect.analysis.accelerators.sharing import capable_nodes, sharing_modes
from auto_detect.analysis.nodes import group_identical
from auto_detect.detectors.accelerators.driver_versions import published_versions
from auto_detect.detectors.accelerators.virtualized_accelerator import detect_virtualized_accelerator
from auto_detect.detectors.scheduling.node_groups import accelerated_pools, provider_groups
from auto_detect.privacy.pseudonyms import Pseudonyms
from auto_detect.privacy.redaction import Redactor
from auto_detect.resources import registry
from auto_detect.snapshot.snapshot import Snapshot
from tests.auto_detect.detectors.cluster import Cluster, Json, device, node, resource_slice
from tests.examples import examples

VERSION = "nvidia.com/cuda.driver-version.full"
NODES: tuple[Json, ...] = (
    {"allocatable": {"nvidia.com/gpu": "8"}, "labels": {VERSION: "580.65.6", "nvidia.com/mig.capable": "true"}},
    {"allocatable": {"nvidia.com/gpu": "8"}, "ready": "False"},
    {"allocatable": {"nvidia.com/gpu": "0"}},
    {"allocatable": {"nvidia.com/mig-1g.10gb": "7"}, "labels": {"eks.amazonaws.com/nodegroup": "mig"}},
    {"allocatable": {"nvidia.com/gpu": "4", "amd.com/gpu": "2"}},
    {"allocatable": {"example.com/vgpu": "4"}, "provider": "gce://p/z/n"},
    {"allocatable": {"nvidia.com/gpu": "8"}, "provider": "kwok://n"},
    {"labels": {"nvidia.com/gpu.present": "true"}},
    {},
)


def _gpus(number: int, version: str = "", **body: Any) -> list[Json]:
    found = [device(f"gpu-{n}", **body) for n in range(number)]
    for one in found if version else ():
        one["attributes"]["driverVersion"] = {"version": version}
    return found


SLICES: tuple[tuple[Json, ...], ...] = (
    (),
    ({"devices": _gpus(2, "580.65.6")},),
    ({"devices": _gpus(2, "570.1.0")},),
    ({"devices": _gpus(2)},),
    ({"devices": _gpus(2, "580.65.6"), "count": 2}, {"devices": _gpus(2, "580.65.6"), "count": 2}),
    ({"devices": _gpus(2, "580.65.6"), "count": 2},),
    ({"devices": _gpus(2, "1.0", taints=[{"key": "broken", "effect": "NoExecute"}])},),
    ({"devices": [device("mig-0", "mig", consumesCounters=[{"counterSet": "gpu-0"}])]},),
    ({"devices": _gpus(1, allowMultipleAllocations=True)},),
)


@st.composite
def clusters(draw: st.DrawFn) -> Snapshot:
    """Draw clusters of a few kinds of nodes, with slices of a few kinds."""
    cluster = Cluster()
    kinds = draw(st.lists(st.tuples(st.sampled_from(NODES), st.sampled_from(SLICES)), max_size=8))
    for number, (kind, slices) in enumerate(kinds):
        name = f"n{number}"
        cluster.add(registry.NODES, node(name, **kind))
        for part, spec in enumerate(slices):
            piece = resource_slice(f"{name}-{part}", "gpu.nvidia.com", name, on=name, **spec)
            cluster.add(registry.RESOURCE_SLICES, piece)
    return cluster.snapshot()


def results(snapshot: Snapshot) -> dict[str, Any]:
    """Return the results of every analysis that groups nodes, by node where they name nodes."""
    inventory = take_inventory(snapshot)
    offers = Counter(
        (name, item.vendor, item.plugin, item.published, item.hardware, item.by_amount)
        for item in inventory.node_accelerators
        for name in item.names
    )
    versions = Counter(
        (name, item.vendor, item.versions, item.conflict, item.unversioned, item.modules, item.by_label)
        for item in published_versions(snapshot)
        for name in item.nodes
    )
    return {
        "offers": offers,
        "versions": versions,
        "nodes": inventory.nodes,
        "devices": inventory.devices,
        "numbers": (
            inventory.unusable,
            inventory.unhealthy,
            inventory.idle,
            inventory.simulated,
            inventory.simulated_nodes,
        ),
        "unknown": (inventory.unknown_resources, inventory.unknown_drivers),
        "drivers": [
            (d.name, d.pools, d.complete, d.devices, d.tainted, d.unreachable, d.types, d.nodes, d.hardware_by_node)
            for d in inventory.drivers
        ],
        "sharing": (Counter(sharing_modes(snapshot)), capable_nodes(snapshot)),
        "pools": (accelerated_pools(snapshot), provider_groups(snapshot)),
        "virtual": detect_virtualized_accelerator(snapshot).summary,
    }


def sharing_equal_parts(snapshot: Snapshot) -> Snapshot:
    """Return the snapshot as a collection stores it: equal parts of objects once."""
    redact = Redactor(Pseudonyms("a cluster", keep=True))
    listings = {
        key: msgspec.structs.replace(listing, items=tuple(map(redact, listing.items)))
        for key, listing in snapshot.listings.items()
    }
    return msgspec.structs.replace(snapshot, listings=listings)


@given(clusters())
@settings(max_examples=examples(60))
def test_equal_nodes_count_as_each_of_them(snapshot: Snapshot) -> None:
    alone = results(snapshot)
    assert results(sharing_equal_parts(snapshot)) == alone


def test_equal_nodes_are_one_group() -> None:
    cluster = Cluster().add(registry.NODES, *(node(f"n{n}", **NODES[0]) for n in range(9)))
    for number in range(9):
        devices = _gpus(8, "580.65.6" if number else "570.1.0")
        cluster.add(
            registry.RESOURCE_SLICES,
            resource_slice(f"s{number}", "gpu.nvidia.com", f"n{number}", devices, on=f"n{number}"),
        )
    snapshot = sharing_equal_parts(cluster.snapshot())
    nodes = snapshot.listing(registry.NODES).items
    assert [len(names) for _, names in group_identical(nodes)] == [9]
    assert [len(item.names) for item in take_inventory(snapshot).node_accelerators] == [9]
    assert [len(item.nodes) for item in published_versions(snapshot)] == [1, 8]


def test_follow_up_queries_and_detectors_share_the_inventory() -> None:
    cluster = Cluster().add(registry.NODES, node("a", **NODES[0])).add(registry.RESOURCE_SLICES)
    snapshot = cluster.snapshot()
    nodes, slices = snapshot.listing(registry.NODES).items, snapshot.listing(registry.RESOURCE_SLICES).items
    assert inventory_of(nodes, slices, None) is take_inventory(snapshot)
