"""Texts of findings: short, clean and bounded; every text from a cluster passes through here."""

from collections.abc import Iterable, Sequence

from auto_detect.objects.core import Meta, Object
from auto_detect.resources.resource import Resource
from checklists.model.finding import Observation
from checklists.text import clean_line

NAME_LIMIT = 253
DETAIL_LIMIT = 240
MAX_OBSERVATIONS = 12
_NAMELESS = "(no name)"


def clean_name(text: str) -> str:
    """Return a name from the cluster as one clean line."""
    return clean_line(text, limit=NAME_LIMIT)


def name_in_sentence(text: str) -> str:
    """Return a name from the cluster as one clean line that is never empty."""
    return clean_name(text) or _NAMELESS


def count(number: int, noun: str, plural: str | None = None) -> str:
    """Return `1 node`, `3 nodes`, `2 classes` (`plural` for an irregular plural)."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def join_names(names: Iterable[str], *, limit: int = 4) -> str:
    """Return `a`, `a and b`, `a, b and c`, `a, b, c, d and 7 more`, without repetition."""
    unique = [name_in_sentence(text) for text in dict.fromkeys(names)]
    shown = unique[:limit]
    if len(unique) > limit:
        shown = [*shown, f"{len(unique) - limit:,} more"]
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} and {shown[-1]}"


def capitalize(text: str) -> str:
    """Return the text with an upper-case first letter and nothing else changed."""
    return text[:1].upper() + text[1:]


def api_path(resource: Resource[Object], version: str | None = None, meta: Meta | None = None) -> str:
    """Return the API path of a resource or, with metadata, of an object."""
    version = clean_name(version) if version else resource.versions[0]
    root = f"/apis/{resource.group}/{version}" if resource.group else f"/api/{version}"
    if meta is None:
        return f"{root}/{resource.plural}"
    namespace = f"/namespaces/{clean_name(meta.namespace)}" if meta.namespace else ""
    return f"{root}{namespace}/{resource.plural}/{clean_name(meta.name)}"


def observe(
    kind: str,
    name: str,
    detail: str,
    *,
    namespace: str | None = None,
    path: str | None = None,
    doubtful: bool = False,
) -> Observation:
    """Build an observation with every text cleaned and bounded."""
    return Observation(
        kind=clean_name(kind),
        name=clean_name(name) or _NAMELESS,
        detail=clean_line(detail, limit=DETAIL_LIMIT),
        namespace=clean_name(namespace) if namespace else None,
        path=path,
        doubtful=doubtful,
    )


def observe_object(
    resource: Resource[Object], meta: Meta, detail: str, *, version: str | None = None, doubtful: bool = False
) -> Observation:
    """Build an observation about an object of a resource."""
    return observe(
        resource.kind,
        meta.name,
        detail,
        namespace=meta.namespace,
        path=api_path(resource, version, meta),
        doubtful=doubtful,
    )


def first_few(observations: Sequence[Observation], *, limit: int = 3) -> tuple[Observation, ...]:
    """Return the first observations, counted ones before doubtful ones, and the number of the others."""
    ordered = sorted(dict.fromkeys(observations), key=lambda observation: observation.doubtful)
    rest = len(ordered) - limit
    if rest < 2:
        return tuple(ordered)
    more = ordered[limit:]
    doubtful = [observation for observation in more if observation.doubtful][:1]
    shown = (*ordered[:limit], *doubtful) if not any(o.doubtful for o in ordered[:limit]) else tuple(ordered[:limit])
    return (*shown, _others(ordered[0].kind, [o for o in more if o not in shown]))


def bounded(observations: Sequence[Observation], *, limit: int = MAX_OBSERVATIONS) -> tuple[Observation, ...]:
    """Return at most `limit` observations: counted ones, then some doubtful ones, then the number of the others."""
    unique = list(dict.fromkeys(observations))
    counted = [o for o in unique if not o.doubtful]
    doubtful = [o for o in unique if o.doubtful]
    if len(unique) <= limit:
        return (*counted, *doubtful)
    room = limit - 1
    for_doubt = min(len(doubtful), max(room // 3, room - len(counted)))
    shown = [*counted[: room - for_doubt], *doubtful[:for_doubt]]
    return (*shown, _others("Others", [o for o in unique if o not in shown]))


def _others(kind: str, hidden: Sequence[Observation]) -> Observation:
    """Build the observation for those not listed; it counts if any of them does."""
    doubtful = all(observation.doubtful for observation in hidden)
    return observe(kind, f"and {len(hidden):,} more", "Not listed individually.", doubtful=doubtful)
