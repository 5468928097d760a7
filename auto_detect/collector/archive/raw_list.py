"""Splitting of a list response into undecoded objects, at most a page of them."""

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
"""First items of a list, undecoded, up to one more than a page; the decoder skips further items.

A plain list would have any length that the server chooses: `{},` takes 3 bytes in JSON and 70 in memory.
"""


class _List(msgspec.Struct):
    items: _Items | None = None
    metadata: ListMeta | None = None


@dataclass(frozen=True)
class RawList:
    """Undecoded objects of a page, with the list's metadata."""

    items: tuple[msgspec.Raw, ...]
    """At most one more than a page."""
    meta: ListMeta


def raw_list(body: ResponseBody) -> RawList:
    """Split a list into its objects.

    Raises:
        MsgspecError, ValueError, RecursionError: the response is not a list, or its JSON is invalid between objects.
    """
    page = decode(body, _List)
    items = () if page.items is None else tuple(filter(len, msgspec.structs.astuple(page.items)))
    return RawList(items, page.metadata or ListMeta())
