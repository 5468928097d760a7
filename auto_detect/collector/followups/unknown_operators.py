"""Custom resources of operators and schedulers that no table knows: what they say about themselves is their proof."""

from collections.abc import Iterable

from auto_detect.analysis.unknown_operators import MOST, looked_into, unnamed_pod_groups
from auto_detect.collector.query import Ask, Listings
from auto_detect.resources import registry
from auto_detect.snapshot.snapshot import Discovery


def pod_groups(discovery: Discovery) -> Iterable[Ask]:
    """Groups of pods of schedulers that are not known here."""
    for area in unnamed_pod_groups(discovery)[:MOST]:
        yield Ask(area)


def custom_resources(listings: Listings) -> Iterable[Ask]:
    """What the operators that are not known here have reconciled."""
    webhooks, services = (listings[area.key].items for area in (registry.VALIDATING_WEBHOOKS, registry.API_SERVICES))
    for operator in looked_into(webhooks, services):
        yield Ask(operator.area)
