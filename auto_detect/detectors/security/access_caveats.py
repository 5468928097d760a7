"""Caveats about secure access to accelerators: injection, time-slicing, admin access, two mechanisms at once."""

from collections.abc import Iterator

from auto_detect.analysis.accelerators.inventory import Inventory
from auto_detect.analysis.accelerators.sharing import Isolation, sharing_modes
from auto_detect.analysis.wording import api_path, clean_name, count, first_few, observe, observe_object
from auto_detect.objects.dra import ResourceClaim
from auto_detect.resources import registry
from auto_detect.resources.accelerators import CLUSTER_POLICIES
from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Observation


def injection(snapshot: Snapshot) -> tuple[Observation, ...]:
    """Return how devices are injected into containers; by default NVIDIA's plugin uses an environment variable."""
    return first_few([*_operator_injects(snapshot), *_plugins_inject(snapshot)])


def _operator_injects(snapshot: Snapshot) -> Iterator[Observation]:
    listing = snapshot.listing(CLUSTER_POLICIES)
    for policy in listing.items:
        enabled = policy.spec.cdi.enabled
        if enabled is not None:
            detail = (
                "Injects devices through CDI."
                if enabled
                else "CDI is off: images can request devices by an environment variable."
            )
            yield observe_object(
                CLUSTER_POLICIES, policy.metadata, detail, version=listing.version, doubtful=not enabled
            )


def _plugins_inject(snapshot: Snapshot) -> Iterator[Observation]:
    listing = snapshot.listing(registry.DAEMON_SETS)
    for item in listing.items:
        flags = [flag for c in item.spec.template.spec.containers for flag in c.args if "device-list-strategy" in flag]
        for strategy in (flag.rpartition(" ")[2] for flag in flags):
            trusting = "envvar" in strategy.split(",")
            detail = f"Passes devices to the runtime by {clean_name(strategy)}."
            yield observe_object(
                registry.DAEMON_SETS, item.metadata, detail, version=listing.version, doubtful=trusting
            )


def caveats(snapshot: Snapshot, inventory: Inventory) -> tuple[Observation, ...]:
    """Return the settings that weaken isolation or need a separate test."""
    return (*_time_sharing(snapshot), *_admins(snapshot), *_extended_resources(snapshot, inventory))


def _time_sharing(snapshot: Snapshot) -> Iterator[Observation]:
    for share in sharing_modes(snapshot):
        if share.mode.in_effect and share.mode.isolation is Isolation.TIME:
            detail = f"On {count(share.nodes, 'node')}, pods share one device without isolation in hardware."
            yield observe("Sharing", share.mode.name, detail, path=api_path(registry.NODES), doubtful=True)


def _admins(snapshot: Snapshot) -> Iterator[Observation]:
    listing = snapshot.listing(registry.RESOURCE_CLAIMS)
    number = sum(_is_admin(claim) for claim in listing.items)
    if number:
        detail = "With adminAccess to all devices, for monitoring; not a bypass by itself."
        where = api_path(registry.RESOURCE_CLAIMS, listing.version)
        yield observe("ResourceClaim", count(number, "claim"), detail, path=where, doubtful=True)


def _is_admin(claim: ResourceClaim) -> bool:
    allocation = claim.status.allocation
    return allocation is not None and any(result.admin_access for result in allocation.devices.results)


def _extended_resources(snapshot: Snapshot, inventory: Inventory) -> Iterator[Observation]:
    """Yield the DeviceClasses that serve the same extended resource as a device plugin."""
    offered = {key for node, _ in inventory.groups for key in node.status.allocatable}
    listing = snapshot.listing(registry.DEVICE_CLASSES)
    for item in listing.items:
        bridge = item.spec.extended_resource_name
        if bridge and bridge in offered:
            detail = f"A request for {clean_name(bridge)} is served by DRA or by the device plugin; test both."
            yield observe_object(registry.DEVICE_CLASSES, item.metadata, detail, version=listing.version, doubtful=True)
