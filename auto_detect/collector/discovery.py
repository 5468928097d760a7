"""Aggregated discovery: the API groups and resources that a server serves."""

import re
from collections.abc import Iterable

import msgspec

from auto_detect.api.reader import FailureKind, ReadFailure, ResponseBody
from auto_detect.json_errors import JSON_ERRORS
from auto_detect.json_values import limit_values
from auto_detect.known.autoscaling import METRICS_APIS
from auto_detect.known.metric_names import names_ai
from auto_detect.resources.resource import Resource, T
from auto_detect.snapshot.snapshot import Discovery, Listing, ReadOutcome, ServedVersion
from checklists.decoders import decode
from checklists.text import clean_line

PATHS = ("/api", "/apis")
_ANY_METRIC = "externalmetrics"
"""Wildcard that an adapter serves instead of a list of its metrics."""
_MAX_METRICS = 30
_NAME = re.compile(r"[!-~]{0,253}")
"""Valid spelling of groups, versions and resources; others are ignored."""
ACCEPT = ",".join(
    f"application/json;g=apidiscovery.k8s.io;v={version};as=APIGroupDiscoveryList" for version in ("v2", "v2beta1")
)


class _Subresource(msgspec.Struct, frozen=True):
    subresource: str = ""


class _Resource(msgspec.Struct, frozen=True):
    resource: str = ""
    subresources: list[_Subresource] | None = None


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


def decode_groups(body: ResponseBody) -> dict[str, tuple[ServedVersion, ...]]:
    """Return versions by group, preferred first.

    Raises:
        ReadFailure: the response is not an aggregated discovery document.
    """
    try:
        answer = decode(limit_values(body), _Groups)
    except JSON_ERRORS:
        raise ReadFailure(FailureKind.UNEXPECTED, "The server does not respond like a Kubernetes API server.") from None
    if answer.kind != "APIGroupDiscoveryList":
        raise ReadFailure(FailureKind.UNEXPECTED, "The server does not offer aggregated discovery.")
    return {
        group.metadata.name: tuple(
            _served(group.metadata.name, version)
            for version in group.versions or ()
            if _NAME.fullmatch(version.version)
        )
        for group in answer.items or ()
        if _NAME.fullmatch(group.metadata.name)
    }


def _served(group: str, version: _Version) -> ServedVersion:
    stale = version.freshness == "Stale"
    if group in METRICS_APIS:
        names = [s.subresource for r in version.resources or () for s in r.subresources or ()]
        names += [r.resource for r in version.resources or () if not r.subresources]
        wildcards = tuple(name for name in names if name == _ANY_METRIC)
        return with_metrics(ServedVersion(version.version, wildcards, stale=stale), names)
    resources = (r.resource for r in version.resources or ())
    return ServedVersion(version.version, tuple(filter(_NAME.fullmatch, resources)), stale=stale)


def with_metrics(version: ServedVersion, names: Iterable[str]) -> ServedVersion:
    """Add the metrics of a version: the names that matter, and the number of others."""
    distinct = dict.fromkeys(name for name in names if name not in ("", _ANY_METRIC))
    kept = sorted(name for name in distinct if len(name) <= 200 and _NAME.fullmatch(name) and names_ai(name))
    return msgspec.structs.replace(version, metrics=tuple(kept[:_MAX_METRICS]), other_metrics=len(distinct) - len(kept))


class _APIResource(msgspec.Struct, frozen=True):
    name: str = ""


class _APIResourceList(msgspec.Struct, frozen=True):
    resources: list[_APIResource] | None = None


def decode_metrics(body: ResponseBody) -> tuple[str, ...]:
    """Return the metrics from a metrics API's list of resources, whose items are `NAME` or `pods/NAME`.

    Raises:
        ReadFailure: the response is not a list of resources.
    """
    try:
        answer = decode(limit_values(body), _APIResourceList)
    except JSON_ERRORS:
        raise ReadFailure(FailureKind.UNEXPECTED, "The response is not a list of resources.") from None
    return tuple(r.name.rpartition("/")[2] for r in answer.resources or ())


def readable_versions(discovery: Discovery, resource: Resource[T]) -> tuple[str, ...] | Listing[T]:
    """Return the versions of a resource to try, best first; a listing if discovery already decides the outcome.

    If discovery could not be read, every version is tried, and a 404 means absence.
    """
    served = discovery.serves(resource.group, resource.plural)
    readable = tuple(version for version in resource.versions if version in served)
    if readable:
        return readable[:1]
    if served:
        known = ", ".join(resource.versions)
        reason = f"{resource.plural} are served as {', '.join(served)} only; this version of aiconform reads {known}."
        return Listing(ReadOutcome.FAILED, reason=clean_line(reason, limit=300))
    if discovery.stale(resource.group):
        return Listing(
            ReadOutcome.UNAVAILABLE, reason=f"The API group {resource.group} is registered and does not answer."
        )
    return Listing(ReadOutcome.ABSENT) if discovery.outcome is ReadOutcome.READ else resource.versions
