"""The API resources of an operator."""

from auto_detect.known.components import Operator
from auto_detect.resources import accelerators, registry


def resources_of(operator: Operator) -> tuple[tuple[str, str], ...]:
    """The (group, resource) pairs that are the operator's own, the primary one first."""
    others = accelerators.LISTED
    listed = (area for area in registry.LISTED if area.group in operator.groups and area not in others)
    own = ((area.group, area.resource) for area in listed)
    return tuple(dict.fromkeys([(operator.group, operator.resource), *own]))
