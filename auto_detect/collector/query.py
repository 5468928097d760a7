"""Queries to the API server: a list, or one object by name, optionally in one namespace."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic

from auto_detect.objects.core import Object
from auto_detect.resources.resource import Resource, T
from auto_detect.snapshot.snapshot import Listing, Permission

Listings = Mapping[str, Listing[Any]]
"""Listings so far, by `Resource.group_resource`."""


@dataclass(frozen=True)
class Query(Generic[T]):
    """GET request to the API server for objects of a resource."""

    resource: Resource[T]
    version: str = ""
    """API version; empty until `rounds` sets it from discovery."""
    namespace: str | None = None
    selector: str = ""
    """Label selector."""
    fields: str = ""
    """Field selector."""
    name: str = ""
    """Name of the object; empty for a list."""
    limit: int | None = None
    """Objects per page; None for the resource's limit."""
    keep: Callable[[Any], bool] | None = None
    """Filter for the objects of the first page, the only page read; None keeps every object of every page."""

    @property
    def parameters(self) -> dict[str, str]:
        """Query parameters of a list."""
        found = {
            "limit": str(self.limit or self.resource.limit),
            "labelSelector": self.selector,
            "fieldSelector": self.fields,
        }
        return {key: value for key, value in found.items() if value}

    @property
    def path(self) -> str:
        """API path."""
        group = self.resource.group
        root = f"/apis/{group}/{self.version}" if group else f"/api/{self.version}"
        inside = f"/namespaces/{self.namespace}" if self.namespace else ""
        return f"{root}{inside}/{self.resource.plural}" + (f"/{self.name}" if self.name else "")

    @property
    def permission(self) -> Permission:
        """Permission that the API server checks."""
        verb = "get" if self.name else "list"
        return Permission(verb, self.resource.group, self.resource.plural, self.namespace)


@dataclass(frozen=True)
class SkippedQuery:
    """Query that is not sent although its objects may matter; the listing's reason explains why."""

    resource: Resource[Object]
    listing: Listing[Any]
