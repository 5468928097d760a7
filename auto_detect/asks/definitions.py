"""Definitions (CRDs), of which only metadata is asked for: their schemas are megabytes."""

from collections.abc import Iterable

from auto_detect import areas
from auto_detect.ask import Ask
from auto_detect.detectors import known
from auto_detect.snapshot import Discovery, ReadOutcome


def definitions(discovery: Discovery) -> Iterable[Ask]:
    """All of them at once, where something is served that only they can serve, or nobody knows what is."""
    names = (name.partition(".")[::2] for name in known.CRD_NAMES)
    foreign = any("." in group and not group.endswith(".k8s.io") for group in discovery.groups)
    if foreign or discovery.outcome is not ReadOutcome.READ or any(discovery.serves(g, name) for name, g in names):
        yield Ask(areas.CRDS)
