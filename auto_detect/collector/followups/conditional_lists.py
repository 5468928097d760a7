"""Lists of resources whose objects matter only together with others."""

from collections.abc import Iterable

from auto_detect.analysis.reconciliation import any_reconciled
from auto_detect.collector.query import Listings, Query
from auto_detect.objects.core import Object
from auto_detect.resources import registry
from auto_detect.resources.accelerators import CLUSTER_POLICIES, NVIDIA_DRIVERS
from auto_detect.resources.networking import GKE_NETWORKS, GKE_PARAMETER_SETS
from auto_detect.resources.resource import Resource


def device_claims(listings: Listings) -> Iterable[Query[Object]]:
    """Yield the query for ResourceClaims if a driver or a class can have allocated one."""
    if any(_may_exist(listings, resource) for resource in (registry.DEVICE_CLASSES, registry.RESOURCE_SLICES)):
        yield Query(registry.RESOURCE_CLAIMS)


def driver_settings(listings: Listings) -> Iterable[Query[Object]]:
    """Yield the query for NVIDIADrivers unless a ClusterPolicy configures the drivers itself."""
    policies = listings[CLUSTER_POLICIES.group_resource]
    if not policies.items or any(policy.spec.driver.use_nvidia_driver_crd for policy in policies.items):
        yield Query(NVIDIA_DRIVERS)


def network_settings(listings: Listings) -> Iterable[Query[Object]]:
    """Yield the query for the parameters of GKE's networks if a network can refer to them."""
    if _may_exist(listings, GKE_NETWORKS):
        yield Query(GKE_PARAMETER_SETS)


def further_resources(listings: Listings) -> Iterable[Query[Object]]:
    """Yield queries for further resources of an operator if no object of its main resource is reconciled."""
    for main, further in registry.FURTHER_RESOURCES.items():
        if not any_reconciled(main, listings[main.group_resource].items):
            yield from map(Query, further)


def _may_exist(listings: Listings, resource: Resource[Object]) -> bool:
    listing = listings[resource.group_resource]
    return bool(listing.items) or not listing.readable
