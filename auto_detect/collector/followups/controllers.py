"""Queries for known controllers, exporters and device drivers."""

from collections.abc import Iterable
from functools import partial

from auto_detect.analysis.health import is_controller
from auto_detect.analysis.operator_resources import operator_resources
from auto_detect.collector.query import Listings, Query
from auto_detect.known import autoscaling, components, gateways, metrics, schedulers
from auto_detect.objects.apps import Deployment, Lease
from auto_detect.objects.core import Object
from auto_detect.resources import registry
from auto_detect.snapshot.snapshot import Discovery, ReadOutcome

CONTROLLER_LEASES = "metadata.namespace!=kube-node-lease"
"""Field selector that excludes the Leases of nodes, of which a cluster has thousands."""
_CLASSES = (registry.GATEWAY_CLASSES.group, registry.GATEWAY_CLASSES.plural)
_ALL_CONTROLLERS = (
    *(controller for op in (*components.OPERATORS, components.COSCHEDULING) for controller in op.controllers),
    *metrics.CONTROLLERS,
    *autoscaling.CONTROLLERS,
    autoscaling.KEDA_OPERATOR,
    *schedulers.CONTROLLERS,
    *gateways.CONTROLLERS,
)


def controllers(discovery: Discovery) -> Iterable[Query[Object]]:
    """Yield queries for Deployments, DaemonSets and Services by label, across the cluster."""
    unknown = discovery.outcome is not ReadOutcome.READ
    amd = (components.AMD_SERVICE_SELECTOR,) if unknown or discovery.serves(*components.AMD_OPERATOR) else ()
    for resource, selectors in (
        (registry.DEPLOYMENTS, components.selectors(controllers_to_query(discovery))),
        (registry.DAEMON_SETS, components.DAEMON_SET_SELECTORS),
        (registry.SERVICES, (*components.SERVICE_SELECTORS, *amd)),
    ):
        for selector in selectors:
            yield Query(resource, selector=selector)


def controllers_to_query(discovery: Discovery) -> tuple[components.Controller, ...]:
    """Return the controllers of served APIs and those without an API; all of them if discovery failed."""
    unknown = discovery.outcome is not ReadOutcome.READ
    operators = (*components.OPERATORS, components.COSCHEDULING)
    served = (op for op in operators if unknown or any(discovery.serves(*own) for own in operator_resources(op)))
    of_operators = (controller for operator in served for controller in operator.controllers)
    monitoring = (c for group, resource, c in metrics.OPERATED_BY if unknown or discovery.serves(group, resource))
    keda = (autoscaling.KEDA_OPERATOR,) if unknown or discovery.serves(*autoscaling.KEDA) else ()
    of_gateways = gateways.CONTROLLERS if unknown or discovery.serves(*_CLASSES) else ()
    return (*of_operators, *monitoring, *keda, *of_gateways, *autoscaling.CONTROLLERS, *schedulers.CONTROLLERS)


def missing_controllers(discovery: Discovery, listings: Listings) -> Iterable[Query[Object]]:
    """Yield queries for Deployments with any labels, and for Leases, if a controller was not found by its labels.

    Labels depend on the installer; an image or a ServiceAccount identifies a controller too, and a Lease shows that it
    runs if its Deployment is not visible. Each query reads one page.
    """
    deployments = listings[registry.DEPLOYMENTS.group_resource]
    optional = {*schedulers.CONTROLLERS, *gateways.CONTROLLERS, autoscaling.CLUSTER_AUTOSCALER}
    if not discovery.serves(autoscaling.KARPENTER.group, autoscaling.KARPENTER.resource):
        optional |= {*autoscaling.KARPENTER.controllers}
    of_gateways = _gateway_controllers(listings)
    needed = [c for c in controllers_to_query(discovery) if c not in optional and c not in of_gateways] + of_gateways
    missing = [c for c in needed if not any(is_controller(d, c) for d in deployments.items)]
    if deployments.readable and missing:
        yield Query(registry.DEPLOYMENTS, keep=partial(_is_one_of, (*_ALL_CONTROLLERS, *of_gateways)))
    if any(controller.leases for controller in missing):
        yield Query(registry.LEASES, fields=CONTROLLER_LEASES, keep=_is_known_lease)


def _gateway_controllers(listings: Listings) -> list[components.Controller]:
    """Return the controllers of accepted GatewayClasses, including unknown implementations."""
    names = dict.fromkeys(
        item.spec.controller_name
        for item in listings[registry.GATEWAY_CLASSES.group_resource].items
        if any((c.type, c.status) == ("Accepted", "True") for c in item.status.conditions)
        and item.spec.controller_name not in gateways.NOT_INGRESS
    )
    found = (gateways.implementation_of(name).controller for name in names)
    return list(dict.fromkeys(controller for controller in found if controller is not None))


def _is_one_of(known: tuple[components.Controller, ...], item: Deployment) -> bool:
    return any(is_controller(item, controller) for controller in known)


def _is_known_lease(item: Lease) -> bool:
    return any(item.metadata.name in controller.leases for controller in _ALL_CONTROLLERS)
