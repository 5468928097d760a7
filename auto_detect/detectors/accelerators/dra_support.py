"""`dra_support`: the stable API of dynamic resource allocation is served.

The requirement is about the API, so that the served API decides; drivers, devices and claims only support it.
"""

from collections.abc import Sequence

from auto_detect.analysis.accelerators.dra_pools import Driver
from auto_detect.analysis.accelerators.inventory import Inventory, inventory
from auto_detect.analysis.coverage import why_undiscovered, why_unread
from auto_detect.analysis.health import daemon_set_health
from auto_detect.analysis.wording import count, few, listed, observe, observe_object, path, word
from auto_detect.detectors.evidence_ladder import could_not_check, detected, not_detected, partly
from auto_detect.known.components import DRA_PLUGIN_WORDS, VENDORS
from auto_detect.objects.core import Object
from auto_detect.objects.dra import DeviceClass
from auto_detect.resources import registry
from auto_detect.resources.resource import Area
from auto_detect.snapshot.snapshot import ServedVersion, Snapshot
from checklists.model.finding import Finding, Observation

ID = "dra_support"
GROUP = "resource.k8s.io"
RESOURCES = ("deviceclasses", "resourceslices", "resourceclaims", "resourceclaimtemplates")


def detect_dra(snapshot: Snapshot) -> Finding:
    """Whether `resource.k8s.io/v1` is served with its four resources."""
    unread = why_undiscovered(snapshot)
    if unread:
        return could_not_check(ID, unread)
    versions = snapshot.discovery.groups.get(GROUP, ())
    served = tuple(_observed(version) for version in versions)
    stable = next((version for version in versions if version.version == "v1"), None)
    if stable is not None and stable.stale:
        return could_not_check(ID, f"the API {GROUP}/v1 is registered and does not answer", served)
    stock = inventory(snapshot)
    support = _support(snapshot, stock) if versions else ()
    lacking = [resource for resource in RESOURCES if stable is None or resource not in stable.resources]
    if stable is not None and not lacking:
        return _found(snapshot, stock, (*served, *support))
    if stable is not None and len(lacking) < len(RESOURCES):
        return partly(ID, f"{GROUP}/v1 is served without {listed(lacking)}.", (*served, *support))
    preview = [version.version for version in versions if set(RESOURCES) & set(version.resources)]
    if preview:
        are = "is" if len(preview) == 1 else "are"
        said = f"Only {listed(preview)} of {GROUP} {are} served; the stable v1, on by default from 1.34, is missing."
        return partly(ID, said, (*served, *support))
    if any(version.stale for version in versions):
        return could_not_check(ID, f"the API {GROUP} is registered and does not answer", served)
    what = f"{GROUP} without {listed(RESOURCES)}" if versions else f"no {GROUP}"
    return not_detected(ID, f"The API server serves {what}; v1 is on by default from 1.34.", served)


def _observed(version: ServedVersion) -> Observation:
    there = [resource for resource in RESOURCES if resource in version.resources]
    if version.stale:
        detail = "Registered, and does not answer."
    elif len(there) == len(RESOURCES):
        detail = "Served with its four resources."
    else:
        detail = f"Served with {listed(there)}." if there else "Served without the resources of device requests."
    return observe(
        "API",
        f"{GROUP}/{version.version}",
        detail,
        path=f"/apis/{GROUP}/{word(version.version)}",
        doubtful=version.stale or not there,
    )


def _found(snapshot: Snapshot, stock: Inventory, observations: tuple[Observation, ...]) -> Finding:
    accelerators = [
        driver for driver in stock.drivers if driver.vendor and driver.devices and not _played(driver, stock)
    ]
    server = word(snapshot.server_version or "version unknown")
    notes = [f"The API server ({server}) serves {GROUP}/v1: {listed(RESOURCES)}."]
    if accelerators:
        what = "device" if stock.unread else "usable device"
        devices = count(sum(driver.devices for driver in accelerators), what)
        names = listed(driver.name for driver in accelerators)
        one = len(accelerators) == 1
        played = any(driver.nodes & stock.simulated for driver in accelerators)
        notes.append(
            f"The {'driver' if one else 'drivers'} {names} {'publishes' if one else 'publish'} {devices}"
            f"{', some on simulated nodes' if played else ''}."
        )
    notes.append("Allocating a device to a pod was not exercised.")
    unproven = ["That a pod with a claim starts and sees exactly its device."]
    unread = why_unread(snapshot, registry.RESOURCE_SLICES)
    if unread:
        unproven.append(f"Whether drivers publish {'more' if accelerators else 'any'} devices: {unread}.")
    elif not accelerators:
        unproven.append("That a driver publishes accelerators: none with usable devices on real nodes was seen.")
    if accelerators and stock.unread:
        unproven.append(f"That the published devices are on usable nodes: {stock.unread}.")
    unread = why_unread(snapshot, registry.RESOURCE_CLAIMS)
    if unread:
        unproven.append(f"Whether a claim is in use: {unread}.")
    return detected(
        ID,
        f"{GROUP}/v1 is served with its four resources.",
        observations,
        unproven=unproven,
        notes=" ".join(notes),
    )


def _played(driver: Driver, stock: Inventory) -> bool:
    """Whether all its devices are on nodes that are only played."""
    return bool(driver.nodes) and driver.nodes <= stock.simulated


def _support(snapshot: Snapshot, stock: Inventory) -> tuple[Observation, ...]:
    return (
        *few([_driver(snapshot, driver, stock) for driver in stock.drivers]),
        *_both(stock),
        *_classes(snapshot, stock),
        *_claims(snapshot),
        *_plugins(snapshot),
    )


def _driver(snapshot: Snapshot, driver: Driver, stock: Inventory) -> Observation:
    noun = "device" if stock.unread else "usable device"
    clauses = [count(driver.devices, noun) if driver.vendor else f"Publishes {driver.what}"]
    if driver.types:
        clauses.append(f"of type {listed(driver.types)}")
    hardware = driver.fabric + sum(driver.on_nodes().values())
    if driver.vendor and hardware < driver.devices:
        clauses.append(f"which are {count(hardware, 'accelerator')}")
    if driver.nodes:
        played = len(driver.nodes & stock.simulated)
        clauses.append(f"on {count(len(driver.nodes), 'node')}" + (f" ({played:,} simulated)" if played else ""))
    if driver.complete < driver.pools:
        clauses.append(f"{count(driver.pools - driver.complete, 'pool')} incomplete")
    if driver.superseded:
        clauses.append(f"{count(driver.superseded, 'slice')} of an older generation not counted")
    if driver.tainted:
        clauses.append(f"{driver.tainted:,} tainted")
    if driver.out_of_reach:
        clauses.append(f"{driver.out_of_reach:,} on no usable node")
    if stock.unread:
        clauses.append("whether their nodes are usable is unknown")
    return observe(
        "ResourceSlice",
        driver.name,
        ", ".join(clauses) + ".",
        path=_path(snapshot, registry.RESOURCE_SLICES),
        doubtful=driver.vendor is None or not driver.devices,
    )


def _both(stock: Inventory) -> tuple[Observation, ...]:
    """Nodes on which a device plugin offers what DRA publishes as well."""
    both = {one.node for one in stock.held if one.plugin and one.published}
    if not both:
        return ()
    detail = "Accelerators offered through DRA and by a device plugin as well; counted once."
    return (observe("Node", count(len(both), "node"), detail, path=path(registry.NODES)),)


def _classes(snapshot: Snapshot, stock: Inventory) -> tuple[Observation, ...]:
    listing = snapshot.of(registry.DEVICE_CLASSES)
    slices_seen = why_unread(snapshot, registry.RESOURCE_SLICES) is None
    nodes = (node for node in snapshot.of(registry.NODES).items if node.metadata.name in stock.all_nodes)
    offered = {key for node in nodes for key in node.status.allocatable}
    found = []
    for device_class in listing.items:
        bridge = device_class.spec.extended_resource_name
        detail = _bridge(bridge, bridge in offered) if bridge else "Can be asked for in claims."
        left = slices_seen and not _behind(device_class, stock.drivers)
        if left:
            detail = "No driver publishes a usable device for it."
        found.append(
            observe_object(
                registry.DEVICE_CLASSES, device_class.metadata, detail, version=listing.version, doubtful=left
            )
        )
    return few(found)


def _bridge(resource: str, offered: bool) -> str:
    also = "; device plugins offer it too, and which of them serves a pod is open" if offered else ""
    return f"Also answers pods that ask for {word(resource)}{also}."


def _behind(device_class: DeviceClass, published: Sequence[Driver]) -> bool:
    """Whether a driver with usable devices can stand behind a class; without a word about it any can."""
    name = device_class.metadata.name
    known = {driver for vendor in VENDORS if name in vendor.device_classes for driver in vendor.drivers}
    owners = device_class.spec.drivers or known
    return any(driver.devices and (not owners or driver.name in owners) for driver in published)


def _claims(snapshot: Snapshot) -> tuple[Observation, ...]:
    claims = snapshot.of(registry.RESOURCE_CLAIMS)
    used = [
        claim
        for claim in claims.items
        if claim.status.allocation is not None
        and any(result.driver for result in claim.status.allocation.devices.results)
        and claim.status.reserved_for
    ]
    if not used:
        return ()
    names = listed(
        result.driver for claim in used if claim.status.allocation for result in claim.status.allocation.devices.results
    )
    return (
        observe(
            "ResourceClaim",
            count(len(used), "claim"),
            f"Allocated by {names} and reserved for a pod.",
            path=_path(snapshot, registry.RESOURCE_CLAIMS),
        ),
    )


def _plugins(snapshot: Snapshot) -> tuple[Observation, ...]:
    found = []
    for daemon_set in snapshot.of(registry.DAEMON_SETS).items:
        images = " ".join(container.image for container in daemon_set.spec.template.spec.containers)
        if not any(mark in f"{daemon_set.metadata.name} {images}" for mark in DRA_PLUGIN_WORDS):
            continue
        health = daemon_set_health(daemon_set)
        found.append(
            observe_object(registry.DAEMON_SETS, daemon_set.metadata, health.sentence, doubtful=not health.alive)
        )
    return few(found)


def _path(snapshot: Snapshot, area: Area[Object]) -> str:
    return path(area, snapshot.of(area).version)
