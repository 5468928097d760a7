"""Controllers that are known by name, exporters, and what publishes devices."""

from collections.abc import Iterable

from auto_detect import areas
from auto_detect.ask import Ask
from auto_detect.detectors import known, known_autoscaling, known_schedulers
from auto_detect.snapshot import Discovery

CONTROLLERS = (*known.CONTROLLERS, *known_autoscaling.CONTROLLERS, *known_schedulers.CONTROLLERS)


def controllers(_: Discovery) -> Iterable[Ask]:
    """Deployments, DaemonSets and Services by their labels, across the cluster."""
    for area, selectors in (
        (areas.DEPLOYMENTS, known.selectors(CONTROLLERS)),
        (areas.DAEMON_SETS, known.DAEMON_SET_SELECTORS),
        (areas.SERVICES, known.SERVICE_SELECTORS),
    ):
        for selector in selectors:
            yield Ask(area, selector=selector)
