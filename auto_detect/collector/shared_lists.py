"""Reader that answers several queries for one resource from its whole list, if the list fits on one page."""

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec

from auto_detect.api.reader import ClusterReader, FailureKind, ReadFailure, ResponseBody
from auto_detect.collector.archive.raw_list import raw_list
from auto_detect.collector.archive.selectors import by_labels
from auto_detect.json_errors import JSON_ERRORS
from auto_detect.limits import MAX_SHARED_LIST
from auto_detect.resources.registry import DEPLOYMENTS, ENDPOINT_SLICES, SERVICES
from auto_detect.resources.resource import PAGE_SIZE
from checklists.decoders import decode

SHARED = (DEPLOYMENTS, SERVICES, ENDPOINT_SLICES)
"""Resources that most clusters have few of, and that many queries select from."""
_PATH = re.compile(r"(/api/[^/]+|/apis/[^/]+/[^/]+)(?:/namespaces/([^/]+))?/([^/]+)(?:/([^/]+))?")
_ROOTS = {(f"/apis/{r.group}" if r.group else "/api", r.plural) for r in SHARED}
_NOT_SHARED = frozenset({FailureKind.FORBIDDEN, FailureKind.TOO_LARGE})
"""Failures of the whole list after which each query is sent; any other failure applies to the queries too."""


class _Metadata(msgspec.Struct, frozen=True):
    name: str = ""
    namespace: str = ""
    labels: dict[str, str] | None = None


class _Head(msgspec.Struct, frozen=True):
    metadata: _Metadata = _Metadata()


@dataclass
class _SharedList:
    """Whole list of a resource, requested once."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    requested: bool = False
    first_page: ResponseBody | None = None
    """None if it is too large to be kept, or could not be read."""
    items: tuple[tuple[_Metadata, msgspec.Raw], ...] | None = None
    """None if the first page is not the whole list."""


class SharedLists(ClusterReader):
    """Reader of a cluster that requests the first page of a few resources without a selector.

    If that page is the whole list, it answers every query for the resource; otherwise each query is sent.
    """

    def __init__(self, reader: ClusterReader) -> None:
        self._reader = reader
        self._lists: dict[str, _SharedList] = {}
        self._lock = threading.Lock()

    @property
    def context(self) -> str:
        """Name of the kubeconfig context."""
        return self._reader.context

    @property
    def requests(self) -> int:
        """Number of requests sent so far."""
        return self._reader.requests

    def get(self, path: str, query: Mapping[str, str] = {}, *, accept: str = "application/json") -> ResponseBody:
        """Return the body of a successful GET, or an equivalent body built from a whole list.

        Raises:
            ReadFailure: the request failed, its status is not 200, or the whole list has no object of that name.
        """
        found = _PATH.fullmatch(path)
        if found is None or (found[1].rpartition("/")[0], found[3]) not in _ROOTS or "fieldSelector" in query:
            return self._reader.get(path, query, accept=accept)
        root, namespace, plural, name = found.groups(default="")
        with self._lock:
            shared = self._lists.setdefault(f"{root}/{plural}", _SharedList())
        with shared.lock:
            if not shared.requested:
                self._request(f"{root}/{plural}", shared, accept)
        if shared.items is not None:
            return _answer(shared.items, namespace, name, query.get("labelSelector", ""))
        whole = not namespace and not name and query == {"limit": str(PAGE_SIZE)}
        if whole and shared.first_page is not None:
            return shared.first_page
        return self._reader.get(path, query, accept=accept)

    def close(self) -> None:
        """Close the connections and remove the files that were written for them."""
        self._reader.close()

    def _request(self, path: str, shared: _SharedList, accept: str) -> None:
        try:
            body = self._reader.get(path, {"limit": str(PAGE_SIZE)}, accept=accept)
        except ReadFailure as failure:
            if failure.kind not in _NOT_SHARED:
                raise
            shared.requested = True
            return
        shared.requested = True
        if len(body) <= MAX_SHARED_LIST:
            shared.first_page, shared.items = body, _items(body)


def _items(body: ResponseBody) -> tuple[tuple[_Metadata, msgspec.Raw], ...] | None:
    """Return the objects of a whole list with their metadata; None for anything else."""
    try:
        listed = raw_list(body)
        if listed.meta.continue_ or len(listed.items) > PAGE_SIZE:
            return None
        return tuple((decode(raw, _Head).metadata, raw) for raw in listed.items)
    except JSON_ERRORS:
        return None


def _answer(items: tuple[tuple[_Metadata, msgspec.Raw], ...], namespace: str, name: str, selector: str) -> ResponseBody:
    selected = by_labels(selector)
    found = [
        bytes(raw)
        for meta, raw in items
        if (not namespace or meta.namespace == namespace)
        and (not name or meta.name == name)
        and selected({"metadata": {"labels": meta.labels or {}}})
    ]
    if not name:
        return b'{"kind":"List","metadata":{},"items":[%b]}' % b",".join(found)
    if not found:
        raise ReadFailure(FailureKind.NOT_FOUND, f"The list has no object {name}.", status=404)
    return found[0]
