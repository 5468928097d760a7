"""Selection of objects from recorded lists, and building of a list response from them."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec

from auto_detect.api.reader import FailureKind, ReadFailure, ResponseBody
from auto_detect.collector.archive.raw_list import raw_list
from auto_detect.collector.archive.selectors import by_fields, by_labels
from auto_detect.json_errors import JSON_ERRORS
from auto_detect.json_values import values_in
from auto_detect.limits import MAX_OBJECT, MAX_RESPONSE, MAX_VALUES
from auto_detect.resources.resource import PAGE_SIZE
from checklists.decoders import decode

_LARGE = 64 * 1024
"""Bytes of an object that is small enough to be parsed without further checks."""


class _Head(msgspec.Struct):
    """Metadata of an object, sufficient for most queries."""

    metadata: msgspec.Raw = msgspec.Raw(b"{}")


class Pages:
    """Pages of a recorded list, read one after the other."""

    def __init__(self, path: str, pages: Iterable[Callable[[], ResponseBody]]) -> None:
        self.whole = False
        """Whether every object of the cluster was seen; set at the end of the iteration."""
        self._path = path
        self._pages = pages

    def select(self, namespace: str, name: str, labels: str, fields: str) -> Iterator[bytes]:
        """Yield the matching objects as recorded JSON.

        Args:
            namespace: namespace; empty for any.
            name: name; empty for any.
            labels: label selector.
            fields: field selector.

        Raises:
            ReadFailure: a page failed or is damaged.
        """
        wanted = {key: value for key, value in (("namespace", namespace), ("name", name)) if value}
        by_label, by_field = by_labels(labels), by_fields(fields)
        following, missed = "", False
        for page in self._pages:
            try:
                listed = raw_list(page())
            except JSON_ERRORS:
                raise ReadFailure(FailureKind.UNEXPECTED, f"The response for {self._path} is damaged.") from None
            following = listed.meta.continue_ or ""
            missed = missed or len(listed.items) > PAGE_SIZE
            for raw in listed.items[:PAGE_SIZE]:
                if len(raw) > MAX_OBJECT or (len(raw) > _LARGE and values_in(raw) > MAX_VALUES):
                    missed = True
                    continue
                item = _read(raw, whole=bool(fields))
                metadata = item.get("metadata") if item is not None else None
                found = metadata if isinstance(metadata, dict) else {}
                named = all(found.get(key) == value for key, value in wanted.items())
                if item is not None and named and by_label(item) and by_field(item):
                    yield bytes(raw)
        self.whole = not following and not missed


def _read(raw: msgspec.Raw, *, whole: bool) -> dict[str, Any] | None:
    """Parse an object, or only its metadata; return None for anything else."""
    try:
        item = json.loads(bytes(raw)) if whole else {"metadata": json.loads(bytes(decode(raw, _Head).metadata))}
    except JSON_ERRORS:
        return None
    return item if isinstance(item, dict) else None


def is_object(body: ResponseBody | msgspec.Raw) -> bool:
    """Return whether a JSON text is an object."""
    try:
        decode(body, _Head)
    except JSON_ERRORS:
        return False
    return True


def joined(path: str, items: Iterable[bytes], limit: str, *, whole: Callable[[], bool]) -> bytes:
    """Build a list response; `continue` is set if more objects match.

    Args:
        path: of the list.
        items: its objects.
        limit: the requested number; empty for all.
        whole: returns whether the list is complete; called after the last object.

    Raises:
        ReadFailure: the objects together are too large.
    """
    most = int(limit) if limit.isdigit() and int(limit) else None
    kept: list[bytes] = []
    size, more = 0, False
    for item in items:
        if len(kept) == most:
            more = True
            break
        kept.append(item)
        size += len(item)
        if size > MAX_RESPONSE:
            raise ReadFailure(FailureKind.TOO_LARGE, f"The objects of {path} together are too large.")
    more = more or not whole()
    metadata = b'{"continue":"not-collected"}' if more else b"{}"
    return b'{"kind":"List","metadata":%b,"items":[%b]}' % (metadata, b",".join(kept))
