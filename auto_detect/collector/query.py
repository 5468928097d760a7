"""Queries to the API server: a list or one object of a resource, by selector, by name, in one namespace."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic

from auto_detect.objects.core import Object
from auto_detect.resources.resource import Resource, T
from auto_detect.snapshot.snapshot import Listing, Permission

Listings = Mapping[str, Listing[Any]]
"""What was read so far, by `Resource.group_resource`."""


@dataclass(frozen=True)
class Query(Generic[T]):
    """One GET to the API server."""

    resource: Resource[T]
    version: str = ""
    """Follows from discovery: empty until `rounds` chooses it."""
    namespace: str | None = None
    selector: str = ""
    """A label selector."""
    fields: str = ""
    """A field selector."""
    name: str = ""
    """One object; otherwise a list."""
    limit: int | None = None
    """Objects per page, where it differs from the resource's."""

    @property
    def parameters(self) -> dict[str, str]:
        """The query string of a list."""
        found = {
            "limit": str(self.limit or self.resource.limit),
            "labelSelector": self.selector,
            "fieldSelector": self.fields,
        }
        return {key: value for key, value in found.items() if value}

    @property
    def path(self) -> str:
        """The API path."""
        group = self.resource.group
        root = f"/apis/{group}/{self.version}" if group else f"/api/{self.version}"
        inside = f"/namespaces/{self.namespace}" if self.namespace else ""
        return f"{root}{inside}/{self.resource.plural}" + (f"/{self.name}" if self.name else "")

    @property
    def permission(self) -> Permission:
        """The permission that the API server checks."""
        verb = "get" if self.name else "list"
        return Permission(verb, self.resource.group, self.resource.plural, self.namespace)


@dataclass(frozen=True)
class SkippedQuery:
    """A query that is not sent, although its objects may matter; the listing says why."""

    resource: Resource[Object]
    listing: Listing[Any]
