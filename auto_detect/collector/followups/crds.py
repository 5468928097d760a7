"""Query for CustomResourceDefinitions, metadata only because their schemas take megabytes."""

from collections.abc import Iterable

from auto_detect.collector.query import Query
from auto_detect.known import components
from auto_detect.objects.core import Object
from auto_detect.resources import registry
from auto_detect.snapshot.snapshot import Discovery, ReadOutcome


def crds(discovery: Discovery) -> Iterable[Query[Object]]:
    """Yield the query for all CRDs if a served group can only come from a CRD, or discovery failed."""
    names = (name.partition(".")[::2] for name in components.CRD_NAMES)
    foreign = any("." in group and not group.endswith(".k8s.io") for group in discovery.groups)
    if foreign or discovery.outcome is not ReadOutcome.READ or any(discovery.serves(g, name) for name, g in names):
        yield Query(registry.CRDS)
