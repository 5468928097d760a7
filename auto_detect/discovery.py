"""What an API server serves, from the two calls of aggregated discovery."""

import msgspec

from auto_detect.area import Area, T
from auto_detect.reader import FailureKind, ReadFailure
from auto_detect.snapshot import Discovery, Listing, ReadOutcome, ServedVersion
from checklists.text import clean_line

PATHS = ("/api", "/apis")
ACCEPT = ",".join(
    f"application/json;g=apidiscovery.k8s.io;v={version};as=APIGroupDiscoveryList" for version in ("v2", "v2beta1")
)


class _Resource(msgspec.Struct, frozen=True):
    resource: str = ""


class _Version(msgspec.Struct, frozen=True):
    version: str = ""
    resources: list[_Resource] | None = None
    freshness: str = ""


class _Meta(msgspec.Struct, frozen=True):
    name: str = ""


class _Group(msgspec.Struct, frozen=True):
    metadata: _Meta = _Meta()
    versions: list[_Version] | None = None


class _Groups(msgspec.Struct, frozen=True):
    kind: str = ""
    items: list[_Group] | None = None


def decode_groups(body: bytes) -> dict[str, tuple[ServedVersion, ...]]:
    """Versions by group, preferred first.

    Raises:
        ReadFailure: the server does not offer aggregated discovery, or answers something else.
    """
    try:
        answer = msgspec.json.decode(body, type=_Groups)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise ReadFailure(
            FailureKind.UNEXPECTED, "The server does not answer as a Kubernetes API server does."
        ) from None
    if answer.kind != "APIGroupDiscoveryList":
        raise ReadFailure(FailureKind.UNEXPECTED, "The server does not offer aggregated discovery.")
    return {group.metadata.name: tuple(map(_served, group.versions or ())) for group in answer.items or ()}


def _served(version: _Version) -> ServedVersion:
    resources = tuple(r.resource for r in version.resources or ())
    return ServedVersion(version.version, resources, stale=version.freshness == "Stale")


def versions_to_ask(discovery: Discovery, area: Area[T]) -> tuple[str, ...] | Listing[T]:
    """The versions of an area to try, best first; a finished listing where discovery settles it.

    Where discovery could not be read, every version is worth a try: a 404 then means absence.
    """
    served = discovery.serves(area.group, area.resource)
    readable = tuple(version for version in area.versions if version in served)
    if readable:
        return readable[:1]
    if served:
        known = ", ".join(area.versions)
        reason = f"{area.resource} are served as {', '.join(served)} only; this version of aiconform reads {known}."
        return Listing(ReadOutcome.FAILED, reason=clean_line(reason, limit=300))
    if discovery.stale(area.group):
        return Listing(ReadOutcome.UNAVAILABLE, reason=f"The API group {area.group} is registered and does not answer.")
    return Listing(ReadOutcome.ABSENT) if discovery.outcome is ReadOutcome.READ else area.versions
