"""Observations of one finding that contradict each other."""

from collections import defaultdict
from collections.abc import Iterator

from checklists.model.finding import Observation

OPPOSITES = (
    (" is ready", " is not ready"),
    (", ready", ", not ready"),
    ("is running", "is not running"),
    ("offered ", "nothing offers"),
    ("is served", "is not served"),
)
"""Clauses that cannot both be true for one object."""
CAVEATS = ("Passes devices to the runtime by", "CDI is off", "of the alpha API")
"""Details of doubtful observations that do not contradict the object's other observations."""

NAMELESS = "(no name)"


def contradictions(observations: tuple[Observation, ...]) -> Iterator[str]:
    """Yield an object's observations that both count and do not count, or that state opposites."""
    by_object: dict[tuple[str, str | None, str, str | None], list[Observation]] = defaultdict(list)
    for observation in observations:
        key = (observation.kind, observation.namespace, observation.name, observation.path)
        if observation.name != NAMELESS:  # Objects without a name cannot be distinguished.
            by_object[key].append(observation)
    for (kind, _, name, _), found in by_object.items():
        judged = [o for o in found if not any(caveat in o.detail for caveat in CAVEATS)]
        if len({observation.doubtful for observation in judged}) > 1:
            yield f"{kind} {name} counts and does not count: {[o.detail for o in found]}"
        text = " ".join(observation.detail for observation in found)
        for one, other in OPPOSITES:
            if len(found) > 1 and one in text and other in text:
                yield f"{kind} {name} states opposites: {[o.detail for o in found]}"
