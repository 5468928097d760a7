"""Snapshot files: one JSON document with a schema number; damaged and hostile files raise `SnapshotError`."""

import contextlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar, cast

import msgspec

from auto_detect.json_errors import JSON_ERRORS
from auto_detect.json_values import values_in
from auto_detect.limits import MAX_DOCUMENT_VALUES, MAX_SNAPSHOT, MAX_SNAPSHOT_VALUES
from auto_detect.objects.metrics import Scrape
from auto_detect.resources.registry import RESOURCES, resource_of
from auto_detect.resources.resource import Resource, T
from auto_detect.snapshot.snapshot import SCHEMA, Discovery, Listing, NamePolicy, Permission, Snapshot
from checklists.decoders import decode
from checklists.errors import SnapshotError
from checklists.files.atomic_file import is_stream, os_error_reason, read_bounded, write_atomically
from checklists.text import clean_line

_HINT = "Take a new one with: aiconform detect --save FILE"
_UNKNOWN_RESOURCE = re.compile(r"[a-z0-9][a-z0-9.-]{0,252}/[a-z0-9-]{1,63}")
_RESOURCES = {resource.group_resource: resource for resource in RESOURCES}
_ESCAPE = re.compile(rb"\\[^\"\\/]")
"""JSON escape that can produce a control character."""
_HIDDEN = re.compile(
    rb"\xc2[\x80-\x9f\xad]|\xd8\x9c|\xe1\xa0\x8e|\xe2\x80[\x8b-\x8f\xa8-\xae]|\xe2\x81[\xa0-\xaf]|\xed[\xa0-\xbf]"
    rb"|\xef(?:\xbb\xbf|\xbf[\xb9-\xbb])|\xf0(?:\x9b\xb2|\x9d\x85)|\xf3\xa0[\x80\x81]"
)
"""The characters of `checklists.text.INVISIBLE` in UTF-8, and a few more."""
Cleaned = TypeVar("Cleaned", Listing[Any], Discovery)


class _Schema(msgspec.Struct):
    schema: int


class _File(msgspec.Struct):
    """Document; listings stay encoded because their type depends on their key."""

    schema: int
    taken_at: str
    server_version: str | None
    context: str
    discovery: Discovery
    requests: Annotated[int, msgspec.Meta(ge=0, le=10**9)] = 0
    denied: tuple[Permission, ...] = ()
    errors: tuple[str, ...] = ()
    names: NamePolicy = NamePolicy(kept=True)
    scrape: Scrape | None = None
    listings: dict[str, msgspec.Raw] = {}


def encode_snapshot(snapshot: Snapshot) -> bytes:
    """Encode the snapshot as one JSON document."""
    return msgspec.json.encode(
        _File(
            schema=SCHEMA,
            taken_at=snapshot.taken_at,
            server_version=snapshot.server_version,
            context=snapshot.context,
            discovery=snapshot.discovery,
            requests=snapshot.requests,
            denied=snapshot.denied,
            errors=snapshot.errors,
            names=snapshot.names,
            scrape=snapshot.scrape,
            listings={key: msgspec.Raw(msgspec.json.encode(item)) for key, item in snapshot.listings.items()},
        )
    )


def decode_snapshot(data: bytes) -> Snapshot:
    """Decode a document; leave out listings of unknown resources with an unusual shape.

    Raises:
        SnapshotError: the document is not a snapshot, is damaged, or was written by a later version.
    """
    if len(data) > MAX_SNAPSHOT or values_in(data) > MAX_SNAPSHOT_VALUES:
        raise SnapshotError("The snapshot is larger than any that aiconform writes.", _HINT)
    data = _clean(data)
    try:
        schema = decode(data, _Schema).schema
    except msgspec.ValidationError:
        raise SnapshotError("This is not an aiconform snapshot.", _HINT) from None
    except JSON_ERRORS:
        raise SnapshotError("This is not an aiconform snapshot, or an incomplete one.", _HINT) from None
    if schema > SCHEMA:
        raise SnapshotError("The snapshot was written by a later version of aiconform.", "Update aiconform.")
    context = ""
    listings: dict[str, Listing[Any]] = {}
    try:
        file = decode(data, _File)
        datetime.strptime(file.taken_at, "%Y-%m-%dT%H:%M:%SZ")
        for key, listing in file.listings.items():
            resource = _RESOURCES.get(key)
            if resource is not None:
                context = f" in {resource.group_resource}"
                listings[key] = _cleaned(_listing(listing, resource))
        listings.update(_unknown_listings(file.listings))
    except JSON_ERRORS as error:
        _, at, place = str(error).rpartition(" - at ")
        where = f" at {clean_line(place, limit=100)}" if at else ""
        raise SnapshotError(f"The snapshot is damaged{context}{where}.", _HINT) from None
    return Snapshot(
        taken_at=file.taken_at,
        server_version=clean_line(file.server_version, limit=60) if file.server_version is not None else None,
        context=clean_line(file.context),
        discovery=_cleaned(file.discovery),
        listings=listings,
        requests=file.requests,
        denied=tuple(_permissions(file.denied)),
        errors=tuple(map(clean_line, file.errors)),
        names=file.names,
        scrape=_scrape(file.scrape),
    )


def _clean(data: bytes) -> bytes:
    """Return the document without control, zero-width and bidirectional characters.

    aiconform writes none of them, so only edited files need to be rewritten.
    """
    if _ESCAPE.search(data) is None and (data.isascii() or _HIDDEN.search(data) is None):
        return data
    if values_in(data) > MAX_DOCUMENT_VALUES:
        raise SnapshotError("The snapshot is damaged: it holds control characters.", _HINT)
    try:
        return json.dumps(_cleaned_texts(json.loads(data)), ensure_ascii=False).encode("utf-8", "replace")
    except JSON_ERRORS:
        return data  # Decoding reports the error.


def _cleaned_texts(value: object) -> object:
    if isinstance(value, dict):
        return {clean_line(key): _cleaned_texts(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return list(map(_cleaned_texts, value))
    return clean_line(value) if isinstance(value, str) else value


def _unknown_listings(listings: Mapping[str, msgspec.Raw]) -> Iterator[tuple[str, Listing[Any]]]:
    """Yield the listings of unknown resources that have the usual shape."""
    for key, listing in listings.items():
        if key not in _RESOURCES and _UNKNOWN_RESOURCE.fullmatch(key):
            with contextlib.suppress(*JSON_ERRORS):
                yield key, _cleaned(_listing(listing, resource_of(key)))


def save_snapshot(snapshot: Snapshot, path: Path) -> None:
    """Write the snapshot atomically, readable by its owner only.

    Raises:
        SnapshotError: the file could not be written.
    """
    try:
        if is_stream(path) or path.is_dir():
            raise OSError(None, "it is not a regular file")
        write_atomically(path, encode_snapshot(snapshot))
    except OSError as error:
        raise SnapshotError(
            f"The snapshot {path} cannot be written: {os_error_reason(error)}.", "Choose another file."
        ) from None


def load_snapshot(path: Path) -> Snapshot:
    """Read a file that `save_snapshot` wrote.

    Raises:
        SnapshotError: the file cannot be read or is not a snapshot.
    """
    try:
        data = read_bounded(path, MAX_SNAPSHOT)
    except OSError as error:
        raise SnapshotError(f"The snapshot {path} cannot be read: {os_error_reason(error)}.", _HINT) from None
    try:
        return decode_snapshot(data)
    except SnapshotError as error:
        raise SnapshotError(f"{path}: {error.message}", error.hint) from None


def _listing(data: msgspec.Raw, resource: Resource[T]) -> Listing[T]:
    return cast(Listing[T], decode(data, cast(Any, Listing)[resource.type]))


def _cleaned(listing: Cleaned) -> Cleaned:
    return msgspec.structs.replace(listing, reason=_line(listing.reason), taken_at=_line(listing.taken_at))


def _scrape(scrape: Scrape | None) -> Scrape | None:
    if scrape is None:
        return None
    exposed = [msgspec.structs.replace(item, reason=_line(item.reason)) for item in scrape.exposed]
    return msgspec.structs.replace(
        scrape, exposed=exposed, queried=[msgspec.structs.replace(q, reason=_line(q.reason)) for q in scrape.queried]
    )


def _line(text: str | None) -> str | None:
    return None if text is None else clean_line(text)


def _permissions(permissions: Iterable[Permission]) -> Iterable[Permission]:
    for p in permissions:
        yield Permission(clean_line(p.verb), clean_line(p.group), clean_line(p.resource), _line(p.namespace))
