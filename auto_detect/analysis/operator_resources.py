"""The API resources of an operator."""

from auto_detect.known.components import Operator
from auto_detect.resources import accelerators, registry


def operator_resources(operator: Operator) -> tuple[tuple[str, str], ...]:
    """Return the (group, resource) pairs that belong to the operator, the primary resource first."""
    others = accelerators.LISTED
    listed = (
        resource for resource in registry.LISTABLE if resource.group in operator.groups and resource not in others
    )
    own = ((resource.group, resource.plural) for resource in listed)
    return tuple(dict.fromkeys([(operator.group, operator.resource), *own]))
