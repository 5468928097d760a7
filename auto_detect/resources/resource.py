"""API resources that a collection can read, with their versions and bounds."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from auto_detect.objects.core import Object

T = TypeVar("T", bound=Object, covariant=True)

PAGE_SIZE = 500


@dataclass(frozen=True)
class Resource(Generic[T]):
    """API resource, qualified by group because plurals repeat (`podgroups` exists four times)."""

    group: str
    """API group; empty for core/v1."""
    plural: str
    kind: str
    type: type[T]
    versions: tuple[str, ...] = ("v1",)
    """Supported versions, best first."""
    limit: int = PAGE_SIZE
    """Objects per page."""
    metadata_only: bool = False
    """Whether only metadata is requested, because whole objects are large and no other field is read."""
    names: tuple[str, ...] = ()
    """Names of the only objects that are requested; empty for any object."""
    all_pages: bool = False
    """Whether every page is read; otherwise only the first, and `Listing.more` is set if more follow."""
    label: str = ""
    """Line of the progress page; resources with the same label share it."""

    @property
    def group_resource(self) -> str:
        """`group/resource`, or `resource` in the core group."""
        return f"{self.group}/{self.plural}" if self.group else self.plural
