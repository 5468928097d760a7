"""Controllers that are known by name, exporters, and what publishes devices."""

from collections.abc import Iterable

from auto_detect import areas
from auto_detect.ask import Ask
from auto_detect.detectors import known, known_autoscaling, known_metrics, known_schedulers
from auto_detect.detectors.webhooks import resources_of
from auto_detect.snapshot import Discovery, ReadOutcome


def controllers(discovery: Discovery) -> Iterable[Ask]:
    """Deployments, DaemonSets and Services by their labels, across the cluster."""
    for area, selectors in (
        (areas.DEPLOYMENTS, known.selectors(worth_looking_for(discovery))),
        (areas.DAEMON_SETS, known.DAEMON_SET_SELECTORS),
        (areas.SERVICES, known.SERVICE_SELECTORS),
    ):
        for selector in selectors:
            yield Ask(area, selector=selector)


def worth_looking_for(discovery: Discovery) -> tuple[known.Controller, ...]:
    """The controllers of what is served, and those that serve nothing; all of them where nobody knows what is."""
    anything = discovery.outcome is not ReadOutcome.READ
    operators = (*known.OPERATORS, known.COSCHEDULING)
    served = (op for op in operators if anything or any(discovery.serves(*own) for own in resources_of(op)))
    owned = tuple(controller for operator in served for controller in operator.controllers)
    renamed = (known.KUBEBUILDER,) if owned else ()
    monitoring = known_metrics.CONTROLLERS if anything or discovery.serves(*known_metrics.OPERATED_BY) else ()
    return (*owned, *renamed, *monitoring, *known_autoscaling.CONTROLLERS, *known_schedulers.CONTROLLERS)
