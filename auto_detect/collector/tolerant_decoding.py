"""Tolerant decoding of responses that deviate from the Kubernetes API."""

import json
import math
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import msgspec

from auto_detect.api.reader import FailureKind, ReadFailure, ResponseBody
from auto_detect.collector.archive.raw_list import ListMeta
from auto_detect.json_errors import JSON_ERRORS
from auto_detect.json_values import values_in
from auto_detect.limits import MAX_DOCUMENT_VALUES
from auto_detect.objects.core import Meta
from auto_detect.resources.resource import Resource, T
from checklists.decoders import convert
from checklists.text import clean_line

ONE_AT_A_TIME = threading.Lock()
"""Lock for decoding large objects, so that only one takes memory at a time."""
Keep = Callable[[Any], Any]
"""Callback for each decoded object; returns the object to keep, or raises to stop."""
_NAMES = ("name", "namespace")


def tolerantly(item: object, resource: Resource[T], keep: Keep, items: list[T], malformed: list[Meta]) -> None:
    """Decode an object without nulls and with numbers as text; record it as malformed if that fails."""
    plain: object = None
    try:
        plain = _without_nulls(
            json.loads(bytes(item).decode("utf-8", "replace")) if isinstance(item, msgspec.Raw) else item
        )
        decoded = convert(plain, resource.type, strict=False)
    except JSON_ERRORS:
        malformed.append(named(plain))
    else:
        items.append(keep(decoded))


def _without_nulls(value: object) -> object:
    if isinstance(value, dict):
        return {_text(k): _without_nulls(v) for k, v in value.items() if not _null(v)}
    if isinstance(value, list):
        return [_without_nulls(v) for v in value if not _null(v)]
    return _text(value) if isinstance(value, str) else value


def _null(value: object) -> bool:
    """Return whether a value is null or a number that JSON cannot represent."""
    return value is None or (isinstance(value, float) and not math.isfinite(value))


def _text(value: str) -> str:
    """Replace lone surrogates, which JSON can contain but UTF-8 cannot."""
    return value.encode("utf-8", "replace").decode()


def named(plain: object) -> Meta:
    """Return the name and namespace of an object that could not be decoded."""
    metadata = plain.get("metadata") if isinstance(plain, dict) else None
    found = metadata if isinstance(metadata, dict) else {}
    name, namespace = (clean_line(text) if isinstance(text := found.get(key), str) else "" for key in _NAMES)
    return Meta(name=name, namespace=namespace or None)


def loosely(body: ResponseBody, resource: Resource[T]) -> tuple[list[object], ListMeta]:
    """Parse a list with invalid JSON in one of its objects; raise `ReadFailure` if it is not a list."""
    answer: Any = None
    with ONE_AT_A_TIME, suppress(*JSON_ERRORS):
        if values_in(body) <= MAX_DOCUMENT_VALUES:
            answer = json.loads(body.decode("utf-8", "replace"))
    items = answer.get("items", ()) if isinstance(answer, dict) else None
    if items is not None and not isinstance(items, list | tuple):
        items = None
    if items is None:
        raise ReadFailure(FailureKind.UNEXPECTED, f"The response for {resource.plural} is not a Kubernetes list.")
    meta = answer.get("metadata")
    try:
        return list(items), convert(meta if isinstance(meta, dict) else {}, ListMeta, strict=False)
    except JSON_ERRORS:
        return list(items), ListMeta()
