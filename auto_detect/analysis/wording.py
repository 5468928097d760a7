"""How findings speak: short, clean, bounded; everything that a cluster wrote passes here."""

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
    """A name from the cluster, fit for one line."""
    return clean_line(text, limit=NAME_LIMIT)


def count(number: int, noun: str, plural: str | None = None) -> str:
    """`1 node`, `3 nodes`, `2 classes` (`plural` where an `s` is not enough)."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def join_names(names: Iterable[str], *, limit: int = 4) -> str:
    """`a`, `a and b`, `a, b and c`, `a, b, c, d and 7 more`, without repetition."""
    all_of = [clean_name(text) or _NAMELESS for text in dict.fromkeys(names)]
    shown = all_of[:limit] if len(all_of) > limit else all_of
    if len(all_of) > limit:
        shown = [*shown, f"{len(all_of) - limit:,} more"]
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} and {shown[-1]}"


def capitalize(text: str) -> str:
    """The same with an upper-case first letter, and nothing else changed."""
    return text[:1].upper() + text[1:]


def api_path(resource: Resource[Object], version: str | None = None, meta: Meta | None = None) -> str:
    """The API path of a resource or, with metadata, of one object."""
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
    """An observation with every text cleaned and bounded."""
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
    """An observation about one object of an area."""
    return observe(
        resource.kind,
        meta.name,
        detail,
        namespace=meta.namespace,
        path=api_path(resource, version, meta),
        doubtful=doubtful,
    )


def first_few(observations: Sequence[Observation], *, limit: int = 3) -> tuple[Observation, ...]:
    """The first of one kind, what counts before what does not, and how many more there are."""
    ordered = sorted(dict.fromkeys(observations), key=lambda observation: observation.doubtful)
    rest = len(ordered) - limit
    if rest < 2:
        return tuple(ordered)
    more = ordered[limit:]
    doubtful = [observation for observation in more if observation.doubtful][:1]
    shown = (*ordered[:limit], *doubtful) if not any(o.doubtful for o in ordered[:limit]) else tuple(ordered[:limit])
    return (*shown, _others(ordered[0].kind, [o for o in more if o not in shown]))


def bounded(observations: Sequence[Observation], *, limit: int = MAX_OBSERVATIONS) -> tuple[Observation, ...]:
    """At most `limit` observations; what counts comes first, some room stays for the doubtful, the rest is a number."""
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
    """Those that are not shown, as a number; they count if one of them does."""
    doubtful = all(observation.doubtful for observation in hidden)
    return observe(kind, f"and {len(hidden):,} more", "Not listed one by one.", doubtful=doubtful)
