"""Definitions (CRDs), of which only metadata is asked for: their schemas are megabytes."""

from collections.abc import Iterable

from auto_detect import areas
from auto_detect.ask import Ask
from auto_detect.detectors import known
from auto_detect.snapshot import Discovery, ReadOutcome


def definitions(discovery: Discovery) -> Iterable[Ask]:
    """All of them at once, where one that matters is served or nobody knows what is."""
    names = (name.partition(".")[::2] for name in known.CRD_NAMES)
    if discovery.outcome is not ReadOutcome.READ or any(discovery.serves(group, name) for name, group in names):
        yield Ask(areas.CRDS)
