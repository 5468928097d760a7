"""Queries for known controllers, exporters and device drivers."""

from collections.abc import Iterable

from auto_detect.analysis.operator_resources import operator_resources
from auto_detect.collector.query import Query
from auto_detect.known import autoscaling, components, metrics, schedulers
from auto_detect.objects.core import Object
from auto_detect.resources import registry
from auto_detect.snapshot.snapshot import Discovery, ReadOutcome


def controllers(discovery: Discovery) -> Iterable[Query[Object]]:
    """Yield queries for Deployments, DaemonSets and Services by label, across the cluster."""
    for resource, selectors in (
        (registry.DEPLOYMENTS, components.selectors(controllers_to_query(discovery))),
        (registry.DAEMON_SETS, components.DAEMON_SET_SELECTORS),
        (registry.SERVICES, components.SERVICE_SELECTORS),
    ):
        for selector in selectors:
            yield Query(resource, selector=selector)


def controllers_to_query(discovery: Discovery) -> tuple[components.Controller, ...]:
    """Return the controllers of served APIs and those without an API; all of them if discovery failed."""
    unknown = discovery.outcome is not ReadOutcome.READ
    operators = (*components.OPERATORS, components.COSCHEDULING)
    served = (op for op in operators if unknown or any(discovery.serves(*own) for own in operator_resources(op)))
    of_operators = tuple(controller for operator in served for controller in operator.controllers)
    kubebuilder = (components.KUBEBUILDER,) if of_operators else ()
    monitoring = (c for group, resource, c in metrics.OPERATED_BY if unknown or discovery.serves(group, resource))
    keda = (autoscaling.KEDA_OPERATOR,) if unknown or discovery.serves(*autoscaling.KEDA) else ()
    return (*of_operators, *kubebuilder, *monitoring, *keda, *autoscaling.CONTROLLERS, *schedulers.CONTROLLERS)
