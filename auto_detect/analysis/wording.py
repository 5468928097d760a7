"""How findings speak: short, clean, bounded; everything that a cluster wrote passes here."""

from collections.abc import Iterable, Sequence

from auto_detect.objects.core import Meta, Object
from auto_detect.resources.resource import Area
from checklists.model.finding import Observation
from checklists.text import clean_line

NAME_LIMIT = 253
DETAIL_LIMIT = 240
MOST_OBSERVATIONS = 12
_NAMELESS = "(no name)"


def word(text: str) -> str:
    """A name from the cluster, fit for one line."""
    return clean_line(text, limit=NAME_LIMIT)


def count(number: int, noun: str, plural: str | None = None) -> str:
    """`1 node`, `3 nodes`, `2 classes` (`plural` where an `s` is not enough)."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def listed(words: Iterable[str], *, most: int = 4) -> str:
    """`a`, `a and b`, `a, b and c`, `a, b, c, d and 7 more`, without repetition."""
    all_of = [word(text) or _NAMELESS for text in dict.fromkeys(words)]
    shown = all_of[:most] if len(all_of) > most else all_of
    if len(all_of) > most:
        shown = [*shown, f"{len(all_of) - most:,} more"]
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} and {shown[-1]}"


def capital(text: str) -> str:
    """The same with an upper-case first letter, and nothing else changed."""
    return text[:1].upper() + text[1:]


def path(area: Area[Object], version: str | None = None, meta: Meta | None = None) -> str:
    """The API path of a resource or, with metadata, of one object."""
    version = word(version) if version else area.versions[0]
    root = f"/apis/{area.group}/{version}" if area.group else f"/api/{version}"
    if meta is None:
        return f"{root}/{area.resource}"
    namespace = f"/namespaces/{word(meta.namespace)}" if meta.namespace else ""
    return f"{root}{namespace}/{area.resource}/{word(meta.name)}"


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
        kind=word(kind),
        name=word(name) or _NAMELESS,
        detail=clean_line(detail, limit=DETAIL_LIMIT),
        namespace=word(namespace) if namespace else None,
        path=path,
        doubtful=doubtful,
    )


def observe_object(
    area: Area[Object], meta: Meta, detail: str, *, version: str | None = None, doubtful: bool = False
) -> Observation:
    """An observation about one object of an area."""
    return observe(
        area.kind,
        meta.name,
        detail,
        namespace=meta.namespace,
        path=path(area, version, meta),
        doubtful=doubtful,
    )


def few(observations: Sequence[Observation], *, most: int = 3) -> tuple[Observation, ...]:
    """The first of one kind, what counts before what does not, and how many more there are."""
    ordered = sorted(dict.fromkeys(observations), key=lambda observation: observation.doubtful)
    rest = len(ordered) - most
    if rest < 2:
        return tuple(ordered)
    more = ordered[most:]
    doubtful = [observation for observation in more if observation.doubtful][:1]
    shown = (*ordered[:most], *doubtful) if not any(o.doubtful for o in ordered[:most]) else tuple(ordered[:most])
    return (*shown, _others(ordered[0].kind, [o for o in more if o not in shown]))


def bounded(observations: Sequence[Observation], *, most: int = MOST_OBSERVATIONS) -> tuple[Observation, ...]:
    """At most `most` observations; what counts comes first, some room stays for the doubtful, the rest is a number."""
    unique = list(dict.fromkeys(observations))
    counted = [o for o in unique if not o.doubtful]
    doubtful = [o for o in unique if o.doubtful]
    if len(unique) <= most:
        return (*counted, *doubtful)
    room = most - 1
    for_doubt = min(len(doubtful), max(room // 3, room - len(counted)))
    shown = [*counted[: room - for_doubt], *doubtful[:for_doubt]]
    return (*shown, _others("Others", [o for o in unique if o not in shown]))


def _others(kind: str, hidden: Sequence[Observation]) -> Observation:
    """Those that are not shown, as a number; they count if one of them does."""
    doubtful = all(observation.doubtful for observation in hidden)
    return observe(kind, f"and {len(hidden):,} more", "Not listed one by one.", doubtful=doubtful)
