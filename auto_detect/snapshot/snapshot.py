"""What was read from a cluster, in one value and one file.

A snapshot holds only the fields of `auto_detect.objects`: no Secret, no ConfigMap content, no environment variable.
"""

from typing import Any, Generic, cast

import msgspec

from auto_detect.objects.metrics import Scrape
from auto_detect.objects.read_outcome import ReadOutcome
from auto_detect.resources.resource import Resource, T

__all__ = ["SCHEMA", "Discovery", "Listing", "NamePolicy", "Permission", "ReadOutcome", "ServedVersion", "Snapshot"]

SCHEMA = 2
"""1 had names as they are, and messages of conditions."""


class Listing(msgspec.Struct, Generic[T], frozen=True, omit_defaults=True):
    """The objects of one area and how the look at it ended."""

    outcome: ReadOutcome
    version: str | None = None
    items: tuple[T, ...] = ()
    more: bool = False
    """The cluster holds more of them than were asked for."""
    malformed: int = 0
    """Objects that could not be read and were left out."""
    reason: str | None = None
    """A sentence, for every outcome but READ and ABSENT."""
    taken_at: str | None = None
    """When it was read, where that was in an earlier look than the snapshot's."""

    @property
    def readable(self) -> bool:
        """The look succeeded, so that emptiness means absence."""
        return self.outcome in (ReadOutcome.READ, ReadOutcome.ABSENT)


class Permission(msgspec.Struct, frozen=True, omit_defaults=True):
    """A permission that was missing."""

    verb: str
    group: str
    resource: str
    namespace: str | None = None

    def __str__(self) -> str:
        """For example `list resourceslices.resource.k8s.io`."""
        name = f"{self.resource}.{self.group}" if self.group else self.resource
        return f"{self.verb} {name}" + (f" in {self.namespace}" if self.namespace else "")


class ServedVersion(msgspec.Struct, frozen=True, omit_defaults=True):
    """One version of an API group, from aggregated discovery."""

    version: str
    resources: tuple[str, ...] = ()
    stale: bool = False
    """An aggregated API behind it did not answer."""
    metrics: tuple[str, ...] = ()
    """In an API for metrics: the names that say accelerator or AI; no other name is kept."""
    other_metrics: int = 0
    """How many other metrics it serves."""


class Discovery(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the API server serves."""

    outcome: ReadOutcome
    groups: dict[str, tuple[ServedVersion, ...]] = {}
    """Versions by group, preferred first; the core group is the empty string."""
    reason: str | None = None
    taken_at: str | None = None
    """When it was read, where that was in an earlier look than the snapshot's."""

    def available_versions(self, group: str) -> tuple[ServedVersion, ...]:
        """The versions of a group that answer."""
        return tuple(v for v in self.groups.get(group, ()) if not v.stale)

    def serves(self, group: str, resource: str) -> tuple[str, ...]:
        """The versions that serve a resource, preferred first."""
        return tuple(v.version for v in self.groups.get(group, ()) if resource in v.resources)

    def stale(self, group: str) -> bool:
        """Whether a version of the group is registered and does not answer."""
        return any(v.stale for v in self.groups.get(group, ()))


class NamePolicy(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the names in a snapshot are."""

    cluster: str = ""
    """The same in every look at the same cluster, so that their pseudonyms mean the same; tells nothing else."""
    kept: bool = False
    """Names are the cluster's own, but for those that hold an address or an identifier."""


class Snapshot(msgspec.Struct, frozen=True, omit_defaults=True):
    """One look at one cluster."""

    taken_at: str
    """RFC 3339, UTC, whole seconds, `Z` at the end."""
    server_version: str | None
    """`gitVersion` of the API server, for example `v1.37.2`."""
    context: str
    discovery: Discovery
    listings: dict[str, Listing[Any]] = {}
    """By `Resource.group_resource`; ask with `of`."""
    requests: int = 0
    denied: tuple[Permission, ...] = ()
    errors: tuple[str, ...] = ()
    """Sentences about what could not be read for other reasons than permissions."""
    names: NamePolicy = NamePolicy(kept=True)
    scrape: Scrape | None = None
    """What was read through the API server's proxy; None where nobody chose so. Ask with `scraped`."""
    schema: int = SCHEMA

    def listing(self, resource: Resource[T]) -> Listing[T]:
        """The listing of one area; ABSENT where discovery does not know it, FAILED where it was never read."""
        listing = self.listings.get(resource.group_resource)
        if listing is not None:
            return cast(Listing[T], listing)
        if self.discovery.outcome is ReadOutcome.READ and not self.discovery.serves(resource.group, resource.plural):
            return Listing(ReadOutcome.ABSENT)
        return Listing(ReadOutcome.FAILED, reason=f"{resource.plural} were not read")

    def scraped(self) -> Scrape:
        """What endpoints of metrics showed; empty where they were not asked."""
        return self.scrape or Scrape()

    @property
    def complete(self) -> bool:
        """Everything that was looked for could be looked for."""
        return not self.denied and not self.errors
