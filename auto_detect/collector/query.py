"""One question about a resource that is never read as a whole: by selector, by name, in one namespace."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from auto_detect.objects.core import Object
from auto_detect.resources.resource import Resource
from auto_detect.snapshot.snapshot import Listing

Listings = Mapping[str, Listing[Any]]
"""What was read so far, by `Resource.group_resource`."""


@dataclass(frozen=True)
class FollowupQuery:
    """What of an area is asked for; the version follows from discovery."""

    resource: Resource[Object]
    namespace: str | None = None
    selector: str = ""
    """A label selector."""
    fields: str = ""
    """A field selector."""
    name: str = ""
    """One object; otherwise a list."""
    limit: int | None = None
    """Objects a page, where it differs from the area's."""


@dataclass(frozen=True)
class SkippedQuery:
    """More of an area may matter than is asked for; the listing says why."""

    resource: Resource[Object]
    listing: Listing[Any]
