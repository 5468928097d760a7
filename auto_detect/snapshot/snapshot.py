"""Snapshot of a cluster: everything that a collection read.

It holds only the fields of `auto_detect.objects`: no Secret, no ConfigMap content, no environment variable.
"""

from typing import Any, Generic, cast

import msgspec

from auto_detect.objects.metrics import Scrape
from auto_detect.read_outcome import ReadOutcome
from auto_detect.resources.resource import Resource, T

__all__ = ["SCHEMA", "Discovery", "Listing", "NamePolicy", "Permission", "ReadOutcome", "ServedVersion", "Snapshot"]

SCHEMA = 2
"""Version of the snapshot format; version 1 had original names, and messages of conditions."""


class Listing(msgspec.Struct, Generic[T], frozen=True, omit_defaults=True):
    """Objects of one resource, and how reading them ended."""

    outcome: ReadOutcome
    version: str | None = None
    items: tuple[T, ...] = ()
    more: bool = False
    """Whether the cluster has more objects than were read."""
    malformed: int = 0
    """Number of objects that could not be decoded and are left out."""
    reason: str | None = None
    """Sentence for every outcome except READ and ABSENT."""
    taken_at: str | None = None
    """Time of the earlier snapshot that the listing comes from; None for the snapshot's own."""

    @property
    def readable(self) -> bool:
        """Whether reading succeeded, so that an empty listing means absence."""
        return self.outcome in (ReadOutcome.READ, ReadOutcome.ABSENT)


class Permission(msgspec.Struct, frozen=True, omit_defaults=True):
    """Missing permission."""

    verb: str
    group: str
    resource: str
    namespace: str | None = None

    def __str__(self) -> str:
        """Return the permission as `list resourceslices.resource.k8s.io`."""
        name = f"{self.resource}.{self.group}" if self.group else self.resource
        return f"{self.verb} {name}" + (f" in {self.namespace}" if self.namespace else "")


class ServedVersion(msgspec.Struct, frozen=True, omit_defaults=True):
    """Version of an API group, from aggregated discovery."""

    version: str
    resources: tuple[str, ...] = ()
    stale: bool = False
    """Whether the aggregated API behind it did not respond."""
    metrics: tuple[str, ...] = ()
    """Of a metrics API: names that refer to accelerators or AI; no other name is kept."""
    other_metrics: int = 0
    """Number of other metrics."""


class Discovery(msgspec.Struct, frozen=True, omit_defaults=True):
    """API groups and resources that the API server serves."""

    outcome: ReadOutcome
    groups: dict[str, tuple[ServedVersion, ...]] = {}
    """Versions by group, preferred first; the core group is the empty string."""
    reason: str | None = None
    taken_at: str | None = None
    """Time of the earlier snapshot that the discovery comes from; None for the snapshot's own."""

    def versions(self, group: str) -> tuple[ServedVersion, ...]:
        """Return the versions of a group, each once."""
        return tuple({v.version: v for v in reversed(self.groups.get(group, ()))}.values())[::-1]

    def available_versions(self, group: str) -> tuple[ServedVersion, ...]:
        """Return the versions of a group that respond."""
        return tuple(v for v in self.groups.get(group, ()) if not v.stale)

    def serves(self, group: str, resource: str) -> tuple[str, ...]:
        """Return the versions that serve a resource, preferred first."""
        return tuple(v.version for v in self.groups.get(group, ()) if resource in v.resources)

    def stale(self, group: str) -> bool:
        """Return whether a version of the group is registered but does not respond."""
        return any(v.stale for v in self.groups.get(group, ()))


class NamePolicy(msgspec.Struct, frozen=True, omit_defaults=True):
    """Names of a snapshot: real names or pseudonyms, and of which cluster."""

    cluster: str = ""
    """Keyed hash that is equal for all snapshots of one cluster, whose pseudonyms are equal too."""
    kept: bool = False
    """Whether names are the cluster's own, except those with an address or an identifier."""


class Snapshot(msgspec.Struct, frozen=True, omit_defaults=True):
    """Everything that one collection read from one cluster."""

    taken_at: str
    """RFC 3339, UTC, whole seconds, `Z` at the end."""
    server_version: str | None
    """`gitVersion` of the API server, for example `v1.37.2`."""
    context: str
    discovery: Discovery
    listings: dict[str, Listing[Any]] = {}
    """By `Resource.group_resource`; `listing` reads it."""
    requests: int = 0
    denied: tuple[Permission, ...] = ()
    errors: tuple[str, ...] = ()
    """Sentences about failures other than missing permissions."""
    names: NamePolicy = NamePolicy(kept=True)
    scrape: Scrape | None = None
    """Metrics read through the API server's proxy; None if not requested. `scraped` reads it."""
    schema: int = SCHEMA

    def listing(self, resource: Resource[T]) -> Listing[T]:
        """Return the listing of a resource: ABSENT if not served, FAILED if it was never read."""
        listing = self.listings.get(resource.group_resource)
        if listing is not None:
            return cast(Listing[T], listing)
        if self.discovery.outcome is ReadOutcome.READ and not self.discovery.serves(resource.group, resource.plural):
            return Listing(ReadOutcome.ABSENT)
        return Listing(ReadOutcome.FAILED, reason=f"{resource.plural} were not read")

    def scraped(self) -> Scrape:
        """Return the metrics that were read; empty if not requested."""
        return self.scrape or Scrape()

    @property
    def complete(self) -> bool:
        """Whether every query succeeded."""
        return not self.denied and not self.errors

    @property
    def proxy_denied(self) -> bool:
        """Whether metrics are missing because requests through the API server's proxy are not permitted."""
        return any(permission.resource.endswith("/proxy") for permission in self.denied)
