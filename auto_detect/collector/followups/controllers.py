"""Controllers that are known by name, exporters, and what publishes devices."""

from collections.abc import Iterable

from auto_detect.analysis.operator_resources import resources_of
from auto_detect.collector.query import Ask
from auto_detect.known import autoscaling, components, metrics, schedulers
from auto_detect.resources import registry
from auto_detect.snapshot.snapshot import Discovery, ReadOutcome


def controllers(discovery: Discovery) -> Iterable[Ask]:
    """Deployments, DaemonSets and Services by their labels, across the cluster."""
    for area, selectors in (
        (registry.DEPLOYMENTS, components.selectors(worth_looking_for(discovery))),
        (registry.DAEMON_SETS, components.DAEMON_SET_SELECTORS),
        (registry.SERVICES, components.SERVICE_SELECTORS),
    ):
        for selector in selectors:
            yield Ask(area, selector=selector)


def worth_looking_for(discovery: Discovery) -> tuple[components.Controller, ...]:
    """The controllers of what is served, and those that serve nothing; all of them where nobody knows what is."""
    anything = discovery.outcome is not ReadOutcome.READ
    operators = (*components.OPERATORS, components.COSCHEDULING)
    served = (op for op in operators if anything or any(discovery.serves(*own) for own in resources_of(op)))
    owned = tuple(controller for operator in served for controller in operator.controllers)
    renamed = (components.KUBEBUILDER,) if owned else ()
    monitoring = metrics.CONTROLLERS if anything or discovery.serves(*metrics.OPERATED_BY) else ()
    return (*owned, *renamed, *monitoring, *autoscaling.CONTROLLERS, *schedulers.CONTROLLERS)
