"""Answers of the API server decoded into the fields that are kept; one malformed object costs only itself."""

import json
import math
import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar, cast

import msgspec

from auto_detect.area import Area, T
from auto_detect.bad_json import BAD_JSON
from auto_detect.objects import Meta
from auto_detect.reader import Body, FailureKind, ReadFailure
from checklists.text import clean_line

Item = TypeVar("Item")

_NAMES = ("name", "namespace")

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


class _ListMeta(msgspec.Struct, rename="camel"):
    continue_: str | None = msgspec.field(default=None, name="continue")
    remaining_item_count: int | None = None


class _List(msgspec.Struct, Generic[Item]):
    items: list[Item] | None = None
    metadata: _ListMeta | None = None


class _Peek(msgspec.Struct):
    metadata: _ListMeta | None = None


def next_token(body: Body) -> str:
    """`continue` of a page that is not decoded yet; empty where there is none."""
    start = _START.match(body)
    try:
        if start is not None:
            return msgspec.json.decode(start[1], type=_ListMeta).continue_ or ""
        meta = msgspec.json.decode(body, type=_Peek).metadata
    except BAD_JSON:
        return ""
    return (meta and meta.continue_) or ""


def decode_page(body: Body, area: Area[T]) -> Page[T]:
    """One page of the list of an area.

    Raises:
        ReadFailure: the answer is no list.
    """
    try:
        good = _list_decoder(area.type).decode(body)
    except BAD_JSON:
        return _one_by_one(body, area)
    meta = good.metadata or _ListMeta()
    return Page(tuple(good.items or ()), (), meta.continue_ or "", meta.remaining_item_count)


def _one_by_one(body: Body, area: Area[T]) -> Page[T]:
    """A page in which some object is not as it should be."""
    try:
        page: _List[msgspec.Raw] = _list_decoder(msgspec.Raw).decode(body)
        raw: list[object] = list(page.items or ())
        meta = page.metadata or _ListMeta()
    except BAD_JSON:
        raw, meta = _loosely(body, area)
    items: list[T] = []
    malformed: list[Meta] = []
    for item in raw:
        try:
            items.append(_strictly(item, area))
        except BAD_JSON:
            _tolerantly(item, area, items, malformed)
    return Page(tuple(items), tuple(malformed), meta.continue_ or "", meta.remaining_item_count)


def decode_object(body: Body, area: Area[T]) -> Page[T]:
    """A single object, as a page of one."""
    items: list[T] = []
    malformed: list[Meta] = []
    try:
        items.append(_strictly(msgspec.Raw(body), area))
    except BAD_JSON:
        _tolerantly(msgspec.Raw(body), area, items, malformed)
    return Page(tuple(items), tuple(malformed), "", None)


@cache
def _list_decoder(item: type[Item]) -> msgspec.json.Decoder[_List[Item]]:
    return msgspec.json.Decoder(cast(Any, _List)[item])


@cache
def _decoder(kept: type[Any]) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kept)


def _strictly(item: object, area: Area[T]) -> T:
    if not isinstance(item, msgspec.Raw):
        raise msgspec.ValidationError("already decoded")
    return cast(T, _decoder(area.type).decode(item))


def _tolerantly(item: object, area: Area[T], items: list[T], malformed: list[Meta]) -> None:
    """Decode without nulls and with numbers as text; what still does not fit is named."""
    plain: object = None
    try:
        plain = _without_nulls(
            json.loads(bytes(item).decode("utf-8", "replace")) if isinstance(item, msgspec.Raw) else item
        )
        items.append(msgspec.convert(plain, area.type, strict=False))
    except BAD_JSON:
        malformed.append(_named(plain))


def _without_nulls(value: object) -> object:
    if isinstance(value, dict):
        return {_text(k): _without_nulls(v) for k, v in value.items() if not _null(v)}
    if isinstance(value, list):
        return [_without_nulls(v) for v in value if not _null(v)]
    return _text(value) if isinstance(value, str) else value


def _null(value: object) -> bool:
    """Nothing, or a number that JSON cannot spell."""
    return value is None or (isinstance(value, float) and not math.isfinite(value))


def _text(value: str) -> str:
    """Text without lone surrogates, which JSON can spell and no file can hold."""
    return value.encode("utf-8", "replace").decode()


def _named(plain: object) -> Meta:
    metadata = plain.get("metadata") if isinstance(plain, dict) else None
    found = metadata if isinstance(metadata, dict) else {}
    name, namespace = (clean_line(text) if isinstance(text := found.get(key), str) else "" for key in _NAMES)
    return Meta(name=name, namespace=namespace or None)


def _loosely(body: Body, area: Area[T]) -> tuple[list[object], _ListMeta]:
    """The list of an answer that is not valid JSON in one of its objects, or no list at all."""
    try:
        answer = json.loads(body.decode("utf-8", "replace"))
    except BAD_JSON:
        answer = None
    items = answer.get("items", ()) if isinstance(answer, dict) else None
    if items is not None and not isinstance(items, list | tuple):
        items = None
    if items is None:
        raise ReadFailure(FailureKind.UNEXPECTED, f"The answer for {area.resource} is no list of the Kubernetes API.")
    meta = answer.get("metadata")
    try:
        return list(items), msgspec.convert(meta if isinstance(meta, dict) else {}, _ListMeta, strict=False)
    except BAD_JSON:
        return list(items), _ListMeta()
