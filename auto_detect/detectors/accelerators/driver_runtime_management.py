"""`driver_runtime_management`: every usable accelerator node publishes its driver version.

Published versions are compared with each other, never with the loaded driver.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from auto_detect.analysis.accelerators.inventory import Inventory, take_inventory
from auto_detect.analysis.coverage import discovery_failure, read_failure
from auto_detect.analysis.wording import api_path, capitalize, count, first_few, join_names, observe
from auto_detect.detectors.accelerators.driver_operators import observe_daemons, observe_operators, observe_runtimes
from auto_detect.detectors.accelerators.driver_versions import PublishedVersion, hours_old, published_versions
from auto_detect.detectors.evidence_ladder import RungState, could_not_check, detected, not_detected, partly_detected
from auto_detect.detectors.inventory_observations import inventory_rung, observe_unusable
from auto_detect.resources import registry
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Finding, Observation

ID = "driver_runtime_management"
_KNOWN_VENDORS = frozenset({"NVIDIA", "AMD", "Intel"})
"""Vendors whose labels and attributes for driver versions are known."""
_UNPROVEN = ("That the loaded driver is the published one and fits the user space in containers: no pod was started.",)


def detect_driver_runtime_management(snapshot: Snapshot) -> Finding:
    """Detect whether every usable accelerator node publishes its driver version."""
    failure = discovery_failure(snapshot)
    if failure:
        return could_not_check(ID, failure)
    inventory = take_inventory(snapshot)
    by_node = published_versions(snapshot)
    operator_observations = observe_operators(snapshot)
    observations = (
        *_observe_versions(by_node),
        *operator_observations,
        *observe_runtimes(snapshot, inventory),
        *_engines(inventory),
        *observe_daemons(snapshot),
        *observe_unusable(inventory),
    )
    rung = inventory_rung(inventory)
    if not by_node:
        return _without_nodes(inventory, rung.state, rung.reason, observations)
    lacking = [item for item in by_node if not item.versions]
    conflicts = [item for item in by_node if item.conflict]
    if lacking:
        return _without_version(snapshot, by_node, lacking, operator_observations, observations)
    if conflicts:
        where = count(_nodes(conflicts), "accelerator node")
        what = conflicts[0].conflict
        return partly_detected(ID, f"Driver versions disagree on {where}: {what}.", observations)
    if inventory.read_failure:
        return could_not_check(ID, inventory.read_failure, observations)
    return _detected(snapshot, by_node, observations)


def _without_nodes(inventory: Inventory, state: RungState, why: str, observations: Sequence[Observation]) -> Finding:
    if state is RungState.UNKNOWN:
        return could_not_check(ID, why, observations)
    if state is RungState.MISSING:
        return not_detected(ID, f"{capitalize(why)}, so no driver is needed.", observations)
    named = join_names(inventory.shared_hardware)
    return could_not_check(
        ID, f"{named} accelerators belong to no single node; check their driver versions by hand", observations
    )


def _without_version(
    snapshot: Snapshot,
    by_node: Sequence[PublishedVersion],
    lacking: Sequence[PublishedVersion],
    operator_observations: Sequence[Observation],
    observations: Sequence[Observation],
) -> Finding:
    failure = read_failure(snapshot, registry.RESOURCE_SLICES)
    if failure:
        return could_not_check(
            ID, f"the driver versions of some nodes may be in ResourceSlices: {failure}", observations
        )
    unknown_vendors = sorted({item.vendor for item in lacking} - _KNOWN_VENDORS)
    by_hand = f" Check by hand how {join_names(unknown_vendors)} publishes it." if unknown_vendors else ""
    without, nodes = _nodes(lacking), _nodes(by_node)
    if without < nodes:
        number = f"{without:,} of {count(nodes, 'usable accelerator node')}"
        return partly_detected(
            ID, f"{number} {'publishes' if without == 1 else 'publish'} no driver version.{by_hand}", observations
        )
    if any(not observation.doubtful for observation in operator_observations):
        summary = "An operator manages drivers, but no usable accelerator node publishes a driver version."
        return partly_detected(ID, f"{summary}{by_hand}", observations)
    if {item.vendor for item in lacking} <= set(unknown_vendors):
        return could_not_check(
            ID,
            f"how {join_names(unknown_vendors)} publishes driver versions is not known; check by hand",
            observations,
        )
    return not_detected(ID, f"No usable accelerator node publishes a driver version.{by_hand}", observations)


def _detected(snapshot: Snapshot, by_node: Sequence[PublishedVersion], observations: Sequence[Observation]) -> Finding:
    vendors = list(dict.fromkeys(item.vendor for item in by_node))
    nodes = frozenset[str]().union(*(item.nodes for item in by_node))
    which = (
        "the only usable accelerator node" if len(nodes) == 1 else f"each of {len(nodes):,} usable accelerator nodes"
    )
    versions = "; ".join(f"{vendor} {join_names(_versions_of(by_node, vendor))}" for vendor in vendors)
    sliced = [item for item in by_node if item.by_slices]
    means = "as a device attribute" if len(sliced) == len(by_node) else "as a device attribute or a node label"
    unproven = [*_UNPROVEN, *_label_age(snapshot, [item for item in by_node if not item.by_slices])]
    failure = read_failure(snapshot, registry.RESOURCE_SLICES)
    if failure:
        unproven.append(f"That devices publish the same version as labels: {failure}.")
    return detected(
        ID,
        f"A driver version is published for {which}, {means if sliced else 'as a node label'}.",
        observations,
        unproven=unproven,
        notes=f"The driver version of {which} can be read from Kubernetes ({versions}). "
        "Versions are as published; no container was checked.",
    )


def _nodes(published: Iterable[PublishedVersion]) -> int:
    """Return the number of nodes, once for each vendor."""
    return sum(len(item.nodes) for item in published)


def _versions_of(by_node: Sequence[PublishedVersion], vendor: str) -> list[str]:
    """Return the driver versions of a vendor, the most frequent first."""
    numbers: Counter[str] = Counter()
    for item in by_node:
        if item.vendor == vendor:
            numbers.update(dict.fromkeys(item.versions, len(item.nodes)))
    return [version for version, _ in sorted(numbers.items(), key=lambda pair: (-pair[1], pair[0]))]


def _label_age(snapshot: Snapshot, labeled: Sequence[PublishedVersion]) -> list[str]:
    """Return a caveat: labels keep the old version after an upgrade until they are written again."""
    if not labeled:
        return []
    ages = [age for item in labeled if (age := hours_old(item.written, snapshot.taken_at)) is not None and age >= 0]
    old = f"; the oldest were written {count(max(ages), 'hour')} before this collection" if ages else ""
    why = f"a new driver does not change them until their labeler runs again{old}"
    return [f"That node labels show the running driver: {why}."]


def _observe_versions(by_node: Sequence[PublishedVersion]) -> tuple[Observation, ...]:
    by_vendor: dict[str, list[PublishedVersion]] = defaultdict(list)
    for item in by_node:
        by_vendor[item.vendor].append(item)
    observations = []
    for vendor, published in by_vendor.items():
        having = [item for item in published if item.versions]
        if having:
            sources = [name for name, used in _sources(having) if used]
            detail = (
                f"Driver {join_names(_versions_of(published, vendor))} on {_nodes(having):,} of "
                f"{count(_nodes(published), 'usable node')}, "
            )
            where = registry.RESOURCE_SLICES if "ResourceSlices" in sources else registry.NODES
            observations.append(observe("Driver", vendor, f"{detail}from {join_names(sources)}.", path=api_path(where)))
        observations += list(_doubts(vendor, published))
    return tuple(observations)


def _sources(having: Sequence[PublishedVersion]) -> tuple[tuple[str, bool], ...]:
    return (
        ("ResourceSlices", any(item.by_slices for item in having)),
        ("labels", any(item.by_label for item in having)),
    )


def _doubts(vendor: str, published: Sequence[PublishedVersion]) -> tuple[Observation, ...]:
    """Return problems of individual nodes, with their names, because an administrator has to fix them."""
    reasons: dict[str, list[str]] = defaultdict(list)
    for item in published:
        if not item.versions:
            modules = f", only the kernel module {join_names(sorted(item.modules))}" if item.modules else ""
            reasons[f"no driver version is published{modules}"].extend(item.nodes)
        if item.conflict:
            reasons[item.conflict].extend(item.nodes)
        if item.upgrade:
            reasons[f"a driver upgrade is not finished ({item.upgrade})"].extend(item.nodes)
        if item.unversioned:
            reasons["some devices have no version"].extend(item.nodes)
    found = [
        observe(
            "Node",
            f"{vendor}: {join_names(names, limit=3)}",
            f"{capitalize(why)}.",
            path=api_path(registry.NODES),
            doubtful=True,
        )
        for why, names in reasons.items()
    ]
    return first_few(found)


def _engines(inventory: Inventory) -> tuple[Observation, ...]:
    """Return the container runtimes of accelerator nodes."""
    versions: Counter[str] = Counter()
    for node, names in inventory.groups:
        versions[node.status.node_info.container_runtime_version.replace("://", " ")] += len(names)
    versions.pop("", None)
    if not versions:
        return ()
    by_node = join_names(version for version, _ in versions.most_common())
    return (observe("Node", "Container runtime", f"{by_node}.", path=api_path(registry.NODES)),)
