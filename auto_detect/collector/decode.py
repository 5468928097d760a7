"""Answers of the API server decoded into the fields that are kept; one malformed object costs only itself."""

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
"""Bytes of an object that can take little memory, whatever is in it."""

_START = re.compile(rb'\{"kind":"[A-Za-z]*","apiVersion":"[^"\\\\]*","metadata":(\{[^{}]{0,20000}\}),"items":')
"""How API servers begin a list: what comes next is known without reading all of it."""


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list."""

    items: tuple[T, ...]
    malformed: tuple[Meta, ...]
    """Namespace and name of what could not be read."""
    token: str
    """`continue`; empty on the last page."""
    remaining: int | None
    """About how many objects follow, where the server says so."""
    excess: bool = False
    """The server sent more objects than were requested; they were left out."""


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
    """Return `continue` of a page that is not decoded yet; empty where there is none.

    Raises:
        ReadFailure: no server gives such a token.
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
        raise ReadFailure(FailureKind.UNEXPECTED, "The server gives a continue token that is too long.")
    return token


def decode_page(body: ResponseBody, resource: Resource[T], keep: Keep = _unchanged, limit: int = PAGE_SIZE) -> Page[T]:
    """Decode one page of a list, object by object, so that what is not kept of one is gone before the next.

    Args:
        body: the response.
        resource: what is listed.
        keep: gets each object as soon as it is decoded; returns what to keep, or raises to stop.
        limit: objects that were requested.

    Raises:
        ReadFailure: the response is no list.
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
    """Decode and keep one object, or name it as malformed; large ones wait for each other."""
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
    """Return the name of an object that holds too much to be decoded."""
    try:
        return named({"metadata": msgspec.to_builtins(decode(item, _Header).metadata)})
    except JSON_ERRORS:
        return Meta()
