"""`dra_support`: the API server serves the stable API of dynamic resource allocation.

The requirement is about the API, so the served API decides; drivers, devices and claims are supporting evidence.
"""

from collections.abc import Sequence

from auto_detect.analysis.accelerators.dra_pools import Driver
from auto_detect.analysis.accelerators.inventory import Inventory, take_inventory
from auto_detect.analysis.coverage import discovery_failure, read_failure
from auto_detect.analysis.health import daemon_set_health
from auto_detect.analysis.wording import api_path, clean_name, count, first_few, join_names, observe, observe_object
from auto_detect.detectors.evidence_ladder import could_not_check, detected, not_detected, partly_detected
from auto_detect.known.components import DRA_PLUGIN_WORDS, VENDORS
from auto_detect.objects.core import Object
from auto_detect.objects.dra import DeviceClass
from auto_detect.resources import registry
from auto_detect.resources.resource import Resource
from auto_detect.snapshot.snapshot import ServedVersion, Snapshot
from checklists.model.finding import Finding, Observation

ID = "dra_support"
GROUP = "resource.k8s.io"
RESOURCES = ("deviceclasses", "resourceslices", "resourceclaims", "resourceclaimtemplates")


def detect_dra_support(snapshot: Snapshot) -> Finding:
    """Detect whether `resource.k8s.io/v1` is served with all four resources."""
    failure = discovery_failure(snapshot)
    if failure:
        return could_not_check(ID, failure)
    versions = snapshot.discovery.versions(GROUP)
    served = tuple(_observed(version) for version in versions)
    stable = next((version for version in versions if version.version == "v1"), None)
    if stable is not None and stable.stale:
        return could_not_check(ID, f"the API {GROUP}/v1 is registered but does not answer", served)
    inventory = take_inventory(snapshot)
    support = _supporting_observations(snapshot, inventory) if versions else ()
    lacking = [resource for resource in RESOURCES if stable is None or resource not in stable.resources]
    if stable is not None and not lacking:
        return _detected(snapshot, inventory, (*served, *support))
    if stable is not None and len(lacking) < len(RESOURCES):
        return partly_detected(ID, f"{GROUP}/v1 is served without {join_names(lacking)}.", (*served, *support))
    preview = [version.version for version in versions if set(RESOURCES) & set(version.resources)]
    if preview:
        are = "is" if len(preview) == 1 else "are"
        summary = (
            f"Only {join_names(preview)} of {GROUP} {are} served; the stable v1, on by default from 1.34, is missing."
        )
        return partly_detected(ID, summary, (*served, *support))
    if any(version.stale for version in versions):
        return could_not_check(ID, f"the API {GROUP} is registered but does not answer", served)
    what = f"{GROUP} without {join_names(RESOURCES)}" if versions else f"no {GROUP}"
    return not_detected(ID, f"The API server serves {what}; v1 is on by default from 1.34.", served)


def _observed(version: ServedVersion) -> Observation:
    served = [resource for resource in RESOURCES if resource in version.resources]
    if version.stale:
        detail = "Registered, but does not answer."
    elif len(served) == len(RESOURCES):
        detail = "Served with all four resources."
    else:
        detail = f"Served with {join_names(served)}." if served else "Served without the resources of device requests."
    return observe(
        "API",
        f"{GROUP}/{version.version}",
        detail,
        path=f"/apis/{GROUP}/{clean_name(version.version)}",
        doubtful=version.stale or not served,
    )


def _detected(snapshot: Snapshot, inventory: Inventory, observations: tuple[Observation, ...]) -> Finding:
    accelerators = [
        driver
        for driver in inventory.drivers
        if driver.vendor and driver.devices and not _only_simulated(driver, inventory)
    ]
    server = clean_name(snapshot.server_version or "version unknown")
    notes = [f"The API server ({server}) serves {GROUP}/v1: {join_names(RESOURCES)}."]
    if accelerators:
        what = "device" if inventory.read_failure else "usable device"
        devices = count(sum(driver.devices for driver in accelerators), what)
        names = join_names(driver.name for driver in accelerators)
        single = len(accelerators) == 1
        simulated = any(driver.nodes & inventory.simulated for driver in accelerators)
        notes.append(
            f"The {'driver' if single else 'drivers'} {names} {'publishes' if single else 'publish'} {devices}"
            f"{', some on simulated nodes' if simulated else ''}."
        )
    notes.append("Allocating a device to a pod was not tested.")
    unproven = ["That a pod with a claim starts and sees exactly its device."]
    failure = read_failure(snapshot, registry.RESOURCE_SLICES)
    if failure:
        unproven.append(f"Whether drivers publish {'more' if accelerators else 'any'} devices: {failure}.")
    elif not accelerators:
        unproven.append("That a driver publishes accelerators: none with usable devices on real nodes was seen.")
    if accelerators and inventory.read_failure:
        unproven.append(f"That the published devices are on usable nodes: {inventory.read_failure}.")
    failure = read_failure(snapshot, registry.RESOURCE_CLAIMS)
    if failure:
        unproven.append(f"Whether a claim is in use: {failure}.")
    return detected(
        ID,
        f"{GROUP}/v1 is served with all four resources.",
        observations,
        unproven=unproven,
        notes=" ".join(notes),
    )


def _only_simulated(driver: Driver, inventory: Inventory) -> bool:
    """Return whether all devices of a driver are on simulated nodes."""
    return bool(driver.nodes) and driver.nodes <= inventory.simulated


def _supporting_observations(snapshot: Snapshot, inventory: Inventory) -> tuple[Observation, ...]:
    return (
        *first_few([_observe_driver(snapshot, driver, inventory) for driver in inventory.drivers]),
        *_offered_twice(inventory),
        *_observe_classes(snapshot, inventory),
        *_observe_claims(snapshot),
        *_observe_plugins(snapshot),
    )


def _observe_driver(snapshot: Snapshot, driver: Driver, inventory: Inventory) -> Observation:
    noun = "device" if inventory.read_failure else "usable device"
    clauses = [count(driver.devices, noun) if driver.vendor else f"Publishes {driver.device_noun}"]
    if driver.types:
        clauses.append(f"of type {join_names(driver.types)}")
    hardware = driver.shared_hardware + sum(driver.hardware_by_node.values())
    if driver.vendor and hardware < driver.devices:
        clauses.append(f"from {count(hardware, 'accelerator')}")
    if driver.nodes:
        simulated = len(driver.nodes & inventory.simulated)
        clauses.append(f"on {count(len(driver.nodes), 'node')}" + (f" ({simulated:,} simulated)" if simulated else ""))
    if driver.complete < driver.pools:
        clauses.append(f"{count(driver.pools - driver.complete, 'pool')} incomplete")
    if driver.superseded:
        clauses.append(f"{count(driver.superseded, 'slice')} of an older generation not counted")
    if driver.tainted:
        clauses.append(f"{driver.tainted:,} tainted")
    if driver.unreachable:
        clauses.append(f"{driver.unreachable:,} not on a usable node")
    if inventory.read_failure:
        clauses.append("whether or not usable")
    return observe(
        "ResourceSlice",
        driver.name,
        ", ".join(clauses) + ".",
        path=_path(snapshot, registry.RESOURCE_SLICES),
        doubtful=driver.vendor is None or not driver.devices,
    )


def _offered_twice(inventory: Inventory) -> tuple[Observation, ...]:
    """Return the nodes on which a device plugin offers what a DRA driver publishes."""
    both = {name for item in inventory.node_accelerators if item.by_plugin and item.published for name in item.names}
    if not both:
        return ()
    detail = "Accelerators offered both through DRA and by a device plugin; counted once."
    return (observe("Node", count(len(both), "node"), detail, path=api_path(registry.NODES)),)


def _observe_classes(snapshot: Snapshot, inventory: Inventory) -> tuple[Observation, ...]:
    listing = snapshot.listing(registry.DEVICE_CLASSES)
    slices_seen = read_failure(snapshot, registry.RESOURCE_SLICES) is None
    offered = {key for node, _ in inventory.groups for key in node.status.allocatable}
    found = []
    for device_class in listing.items:
        bridge = device_class.spec.extended_resource_name
        detail = _extended_resource(bridge, bridge in offered) if bridge else "Available to claims."
        unserved = slices_seen and not _has_devices(device_class, inventory.drivers)
        if unserved:
            detail = "No driver publishes a usable device for it."
        found.append(
            observe_object(
                registry.DEVICE_CLASSES, device_class.metadata, detail, version=listing.version, doubtful=unserved
            )
        )
    return first_few(found)


def _extended_resource(resource: str, offered: bool) -> str:
    also = "; a device plugin offers it too, and either can serve a pod" if offered else ""
    return f"Also serves pods that request {clean_name(resource)}{also}."


def _has_devices(device_class: DeviceClass, published: Sequence[Driver]) -> bool:
    """Return whether a driver with usable devices can serve a class; any driver can, if the class names none."""
    name = device_class.metadata.name
    known = {driver for vendor in VENDORS if name in vendor.device_classes for driver in vendor.drivers}
    owners = device_class.spec.drivers or known
    return any(driver.devices and (not owners or driver.name in owners) for driver in published)


def _observe_claims(snapshot: Snapshot) -> tuple[Observation, ...]:
    claims = snapshot.listing(registry.RESOURCE_CLAIMS)
    used = [
        claim
        for claim in claims.items
        if claim.status.allocation is not None
        and any(result.driver for result in claim.status.allocation.devices.results)
        and claim.status.reserved_for
    ]
    if not used:
        return ()
    names = join_names(
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


def _observe_plugins(snapshot: Snapshot) -> tuple[Observation, ...]:
    found = []
    for daemon_set in snapshot.listing(registry.DAEMON_SETS).items:
        images = " ".join(container.image for container in daemon_set.spec.template.spec.containers)
        if not any(mark in f"{daemon_set.metadata.name} {images}" for mark in DRA_PLUGIN_WORDS):
            continue
        health = daemon_set_health(daemon_set)
        found.append(
            observe_object(registry.DAEMON_SETS, daemon_set.metadata, health.sentence, doubtful=not health.alive)
        )
    return first_few(found)


def _path(snapshot: Snapshot, resource: Resource[Object]) -> str:
    return api_path(resource, snapshot.listing(resource).version)
