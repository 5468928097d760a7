"""One resource that can be read, with the versions and the bounds of the look."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from auto_detect.objects.core import Object

T = TypeVar("T", bound=Object, covariant=True)

PAGE_SIZE = 500


@dataclass(frozen=True)
class Resource(Generic[T]):
    """One resource that is read, group-qualified because short names repeat (`podgroups` exists four times)."""

    group: str
    """API group; empty for core/v1."""
    plural: str
    kind: str
    type: type[T]
    versions: tuple[str, ...] = ("v1",)
    """Versions that can be read, best first."""
    limit: int = PAGE_SIZE
    """Objects a page."""
    metadata_only: bool = False
    """Ask for metadata alone: the whole objects are large, and nothing else of them is read."""
    names: tuple[str, ...] = ()
    """The only objects that are ever asked for; empty where any may be."""
    all_pages: bool = False
    """Read every page; otherwise the first page is enough and `DraftListing.more` says that there are more."""
    label: str = ""
    """What people call it on the progress page; areas with one label share a line."""

    @property
    def group_resource(self) -> str:
        """`group/resource`, or `resource` in the core group."""
        return f"{self.group}/{self.plural}" if self.group else self.plural
