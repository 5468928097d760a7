"""Decoding of API responses into the fields that are kept; a malformed object does not affect the others."""

import re
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any, Generic

import msgspec

from auto_detect.api.reader import FailureKind, ReadFailure, ResponseBody
from auto_detect.collector.archive.raw_list import ListMeta, raw_list
from auto_detect.collector.tolerant_decoding import ONE_AT_A_TIME, Keep, loosely, named, tolerantly
from auto_detect.json_errors import JSON_ERRORS
from auto_detect.json_values import values_in
from auto_detect.limits import MAX_OBJECT, MAX_TOKEN, MAX_VALUES
from auto_detect.objects.core import Meta
from auto_detect.resources.resource import PAGE_SIZE, Resource, T
from checklists.decoders import decode

_LARGE = 64 * 1024
"""Bytes of an object that is small enough to be decoded without further checks."""

_START = re.compile(rb'\{"kind":"[A-Za-z]*","apiVersion":"[^"\\\\]*","metadata":(\{[^{}]{0,20000}\}),"items":')
"""Usual beginning of a list, which has `continue`, so that the whole response need not be parsed."""


@dataclass(frozen=True)
class Page(Generic[T]):
    """Page of a list."""

    items: tuple[T, ...]
    malformed: tuple[Meta, ...]
    """Namespaces and names of the objects that could not be decoded."""
    token: str
    """`continue`; empty on the last page."""
    remaining: int | None
    """Estimated number of objects that follow, if the server reports it."""
    excess: bool = False
    """Whether the server sent more objects than requested; the surplus was left out."""


class _Peek(msgspec.Struct):
    metadata: ListMeta | None = None


class _Name(msgspec.Struct):
    name: str = ""
    namespace: str = ""


class _Header(msgspec.Struct):
    metadata: _Name = msgspec.field(default_factory=_Name)


def _unchanged(item: Any) -> Any:
    return item


def next_token(body: ResponseBody) -> str:
    """Return `continue` of a page that is not decoded yet; empty on the last page.

    Raises:
        ReadFailure: the token is longer than any real token.
    """
    start = _START.match(body)
    try:
        if start is not None:
            meta: ListMeta | None = decode(start[1], ListMeta)
        else:
            meta = decode(body, _Peek).metadata
    except JSON_ERRORS:
        return ""
    token = (meta and meta.continue_) or ""
    if len(token) > MAX_TOKEN:
        raise ReadFailure(FailureKind.UNEXPECTED, "The server sent a continue token that is too long.")
    return token


def decode_page(body: ResponseBody, resource: Resource[T], keep: Keep = _unchanged, limit: int = PAGE_SIZE) -> Page[T]:
    """Decode one page of a list object by object, so that dropped fields of one object are freed before the next.

    Args:
        body: the response body.
        resource: the listed resource.
        keep: called with each decoded object; returns the object to keep, or raises to stop.
        limit: number of objects that were requested.

    Raises:
        ReadFailure: the response is not a list.
    """
    try:
        listed = raw_list(body)
        raw: Iterable[object] = listed.items
        meta = listed.meta
    except JSON_ERRORS:
        raw, meta = loosely(body, resource)
    items: list[T] = []
    malformed: list[Meta] = []
    excess = False
    for number, item in enumerate(raw):
        if number == limit:
            excess = True
            break
        _add(item, resource, keep, items, malformed)
    return Page(tuple(items), tuple(malformed), meta.continue_ or "", meta.remaining_item_count, excess)


def decode_object(body: ResponseBody, resource: Resource[T], keep: Keep = _unchanged) -> Page[T]:
    """Decode a single object, as a page of one."""
    items: list[T] = []
    malformed: list[Meta] = []
    _add(msgspec.Raw(body), resource, keep, items, malformed)
    return Page(tuple(items), tuple(malformed), "", None)


def _add(item: object, resource: Resource[T], keep: Keep, items: list[T], malformed: list[Meta]) -> None:
    """Decode and keep one object, or record it as malformed; large objects are decoded one at a time."""
    if not isinstance(item, msgspec.Raw):
        tolerantly(item, resource, keep, items, malformed)
        return
    with ONE_AT_A_TIME if len(item) > _LARGE else nullcontext():
        if len(item) > MAX_OBJECT:
            malformed.append(Meta())
            return
        if len(item) > _LARGE and values_in(item) > MAX_VALUES:
            malformed.append(_header(item))
            return
        try:
            decoded = decode(item, resource.type)
        except JSON_ERRORS:
            tolerantly(item, resource, keep, items, malformed)
        else:
            items.append(keep(decoded))


def _header(item: msgspec.Raw) -> Meta:
    """Return the name of an object that is too large to be decoded."""
    try:
        return named({"metadata": msgspec.to_builtins(decode(item, _Header).metadata)})
    except JSON_ERRORS:
        return Meta()
