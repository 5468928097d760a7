"""A list of the API as its undecoded objects: as many as a page has, however many were sent."""

from dataclasses import dataclass
from typing import Any

import msgspec

from auto_detect.api.reader import ResponseBody
from auto_detect.resources.resource import PAGE_SIZE
from checklists.decoders import decode


class ListMeta(msgspec.Struct, rename="camel"):
    """metav1.ListMeta, reduced."""

    continue_: str | None = msgspec.field(default=None, name="continue")
    remaining_item_count: int | None = None


_Items: Any = msgspec.defstruct(
    "_Items",
    [(f"item{number}", msgspec.Raw, msgspec.Raw()) for number in range(PAGE_SIZE + 1)],
    array_like=True,
    frozen=True,
    gc=False,
)
"""The first items of a list, undecoded, and one more than a page has; the decoder passes over any further ones.

A list of undecoded items would be as long as the server wants it: `{},` takes 3 bytes there and 70 in memory.
"""


class _List(msgspec.Struct):
    items: _Items | None = None
    metadata: ListMeta | None = None


@dataclass(frozen=True)
class RawList:
    """The objects of a page and what is said of it."""

    items: tuple[msgspec.Raw, ...]
    """At most one more than a page has."""
    meta: ListMeta


def raw_list(body: ResponseBody) -> RawList:
    """Split a list into its objects.

    Raises:
        MsgspecError, ValueError, RecursionError: it is no list, or its JSON is broken between objects.
    """
    page = decode(body, _List)
    items = () if page.items is None else tuple(filter(len, msgspec.structs.astuple(page.items)))
    return RawList(items, page.metadata or ListMeta())
