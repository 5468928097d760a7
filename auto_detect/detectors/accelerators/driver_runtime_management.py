"""`driver_runtime_management`: every usable accelerator node publishes the version of its driver.

What is published is compared with what else is published, never with what is loaded.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence

from auto_detect.analysis.accelerators.inventory import Inventory, inventory
from auto_detect.analysis.coverage import why_undiscovered, why_unread
from auto_detect.analysis.wording import capital, count, few, listed, observe, path
from auto_detect.detectors.accelerators.driver_operators import daemons, operators, runtimes
from auto_detect.detectors.accelerators.driver_versions import Published, hours_old, published
from auto_detect.detectors.evidence_ladder import Step, could_not_check, detected, not_detected, partly
from auto_detect.detectors.inventory_observations import not_counted, stock_rung
from auto_detect.resources import registry
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Finding, Observation

ID = "driver_runtime_management"
_SPEAKING = frozenset({"NVIDIA", "AMD", "Intel"})
"""Vendors of whom it is known what their nodes and slices tell; any other may tell it in a way of its own."""
_UNPROVEN = (
    "That the driver that is loaded is the one that is published, and that user space in a container fits it: "
    "nothing was run.",
)


def detect_driver_runtime_management(snapshot: Snapshot) -> Finding:
    """Whether driver versions can be read off every usable accelerator node."""
    unread = why_undiscovered(snapshot)
    if unread:
        return could_not_check(ID, unread)
    stock = inventory(snapshot)
    told = published(snapshot)
    managing = operators(snapshot)
    seen = (
        *_versions(told),
        *managing,
        *runtimes(snapshot, stock),
        *_engines(snapshot, stock),
        *daemons(snapshot),
        *not_counted(stock),
    )
    rung = stock_rung(stock)
    if not told:
        return _without_nodes(stock, rung.step, rung.why, seen)
    lacking = [one for one in told if not one.versions]
    conflicts = [one for one in told if one.conflict]
    if lacking:
        return _lacking(snapshot, told, lacking, managing, seen)
    if conflicts:
        what = f"{conflicts[0].conflict} on {count(len(conflicts), 'accelerator node')}"
        return partly(ID, f"Driver versions are published, and do not agree: {what}.", seen)
    if stock.unread:
        return could_not_check(ID, stock.unread, seen)
    return _found(snapshot, told, seen)


def _without_nodes(stock: Inventory, step: Step, why: str, seen: Sequence[Observation]) -> Finding:
    if step is Step.UNKNOWN:
        return could_not_check(ID, why, seen)
    if step is Step.MISSING:
        return not_detected(ID, f"{capital(why)}, so there is no driver to tell of.", seen)
    named = listed(stock.fabric)
    return could_not_check(ID, f"the accelerators of {named} belong to no single node; verify by hand", seen)


def _lacking(
    snapshot: Snapshot,
    told: Sequence[Published],
    lacking: Sequence[Published],
    managing: Sequence[Observation],
    seen: Sequence[Observation],
) -> Finding:
    unread = why_unread(snapshot, registry.RESOURCE_SLICES)
    if unread:
        return could_not_check(ID, f"the driver versions of some nodes may be in ResourceSlices: {unread}", seen)
    strange = sorted({one.vendor for one in lacking} - _SPEAKING)
    by_hand = f" How {listed(strange)} publishes it is not known here: verify by hand." if strange else ""
    if len(lacking) < len(told):
        number = f"{len(lacking):,} of {count(len(told), 'usable accelerator node')}"
        return partly(
            ID, f"{number} {'publishes' if len(lacking) == 1 else 'publish'} no driver version.{by_hand}", seen
        )
    if any(not observation.doubtful for observation in managing):
        said = "An operator manages drivers, and no usable accelerator node publishes a driver version."
        return partly(ID, f"{said}{by_hand}", seen)
    if {one.vendor for one in lacking} <= set(strange):
        return could_not_check(
            ID, f"how {listed(strange)} publishes its driver is not known here; verify by hand", seen
        )
    return not_detected(ID, f"No usable accelerator node publishes a driver version.{by_hand}", seen)


def _found(snapshot: Snapshot, told: Sequence[Published], seen: Sequence[Observation]) -> Finding:
    vendors = list(dict.fromkeys(one.vendor for one in told))
    nodes = {one.node for one in told}
    which = (
        "the only usable accelerator node" if len(nodes) == 1 else f"each of {len(nodes):,} usable accelerator nodes"
    )
    versions = "; ".join(f"{vendor} {listed(_all(told, vendor))}" for vendor in vendors)
    sliced = [one for one in told if one.by_slices]
    means = "as a device attribute" if len(sliced) == len(told) else "as a device attribute or a node label"
    unproven = [*_UNPROVEN, *_stale(snapshot, [one for one in told if not one.by_slices])]
    unread = why_unread(snapshot, registry.RESOURCE_SLICES)
    if unread:
        unproven.append(f"That devices publish the same as labels: {unread}.")
    return detected(
        ID,
        f"A driver version is published for {which}, {means if sliced else 'as a node label'}.",
        seen,
        unproven=unproven,
        notes=f"The driver version of {which} can be read from Kubernetes ({versions}). "
        "Values are as published; nothing was compared inside a container.",
    )


def _all(told: Sequence[Published], vendor: str) -> list[str]:
    """The versions of a vendor's drivers, the most frequent first."""
    numbers = Counter(version for one in told if one.vendor == vendor for version in one.versions)
    return [version for version, _ in sorted(numbers.items(), key=lambda pair: (-pair[1], pair[0]))]


def _stale(snapshot: Snapshot, labelled: Sequence[Published]) -> list[str]:
    """Labels stay as they are after an upgrade until they are written again."""
    if not labelled:
        return []
    ages = [age for one in labelled if (age := hours_old(one.written, snapshot.taken_at)) is not None and age >= 0]
    old = f"; the oldest are {count(max(ages), 'hour')} older than this look" if ages else ""
    return [f"That labels are of the driver that runs now: they change when they are written again{old}."]


def _versions(told: Sequence[Published]) -> tuple[Observation, ...]:
    by_vendor: dict[str, list[Published]] = defaultdict(list)
    for one in told:
        by_vendor[one.vendor].append(one)
    seen = []
    for vendor, nodes in by_vendor.items():
        having = [one for one in nodes if one.versions]
        if having:
            sources = [name for name, there in _sources(having) if there]
            detail = f"Driver {listed(_all(nodes, vendor))} on {len(having):,} of {count(len(nodes), 'usable node')}, "
            where = registry.RESOURCE_SLICES if "ResourceSlices" in sources else registry.NODES
            seen.append(observe("Driver", vendor, f"{detail}from {listed(sources)}.", path=path(where)))
        seen += list(_doubts(vendor, nodes))
    return tuple(seen)


def _sources(having: Sequence[Published]) -> tuple[tuple[str, bool], ...]:
    return (
        ("ResourceSlices", any(one.by_slices for one in having)),
        ("labels", any(one.by_label for one in having)),
    )


def _doubts(vendor: str, nodes: Sequence[Published]) -> tuple[Observation, ...]:
    """What speaks against some nodes, with their names: somebody has to go there."""
    reasons: dict[str, list[str]] = defaultdict(list)
    for one in nodes:
        if not one.versions:
            modules = f", only the kernel module {listed(sorted(one.modules))}" if one.modules else ""
            reasons[f"no driver version is published{modules}"].append(one.node)
        if one.conflict:
            reasons[one.conflict].append(one.node)
        if one.upgrade:
            reasons[f"an upgrade of the driver is not done ({one.upgrade})"].append(one.node)
        if one.unversioned:
            reasons["some of its devices have no version"].append(one.node)
    found = [
        observe(
            "Node", f"{vendor}: {listed(names, most=3)}", f"{capital(why)}.", path=path(registry.NODES), doubtful=True
        )
        for why, names in reasons.items()
    ]
    return few(found)


def _engines(snapshot: Snapshot, stock: Inventory) -> tuple[Observation, ...]:
    """Container runtimes of accelerator nodes."""
    versions = Counter(
        node.status.node_info.container_runtime_version.replace("://", " ")
        for node in snapshot.of(registry.NODES).items
        if node.metadata.name in stock.all_nodes
    )
    versions.pop("", None)
    if not versions:
        return ()
    told = listed(version for version, _ in versions.most_common())
    return (observe("Node", "Container runtime", f"{told}.", path=path(registry.NODES)),)
