"""Definitions (CRDs) one by one: a list of them would bring every schema."""

from collections.abc import Iterable

from auto_detect import areas
from auto_detect.ask import Ask
from auto_detect.detectors import known
from auto_detect.snapshot import Discovery, ReadOutcome


def definitions(discovery: Discovery) -> Iterable[Ask]:
    """The definitions behind what is served; where that is unknown, all that are known by name."""
    unknown = discovery.outcome is not ReadOutcome.READ
    for name in known.CRD_NAMES:
        resource, _, group = name.partition(".")
        if unknown or discovery.serves(group, resource):
            yield Ask(areas.CRDS, name=name)
