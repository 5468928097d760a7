"""One look at a cluster: asks with bounded patience, and keeps account of what was not allowed."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Generic

from auto_detect.api.reader import ClusterReader, FailureKind, ProxyReader, ProxyResponse, ReadFailure, ResponseBody
from auto_detect.collector.decode import Page, decode_object, decode_page
from auto_detect.collector.pagination import pages
from auto_detect.collector.query import Query
from auto_detect.limits import MAX_KEPT, MAX_SPELLED, MIB
from auto_detect.objects.core import Meta, Object
from auto_detect.privacy.pseudonyms import Pseudonyms
from auto_detect.privacy.redaction import Redactor
from auto_detect.resources.resource import Resource, T
from auto_detect.snapshot.snapshot import Listing, Permission, ReadOutcome

_JSON = "application/json"
_MAX_WAIT = 10.0
"""Seconds of waiting that a busy server is granted for one request, in at most `_MAX_ATTEMPTS` tries."""
_MAX_ATTEMPTS = 4
_CONNECTION_FAILURES = frozenset(
    {FailureKind.DNS, FailureKind.REFUSED, FailureKind.TIMEOUT, FailureKind.DROPPED, FailureKind.TLS}
)
_MAX_CONNECTION_FAILURES = 8
"""After so many failed connections in a row the server is taken for gone and nothing more is asked."""
_FULL = f"Stopped at the limit of {MAX_KEPT // MIB} MiB of objects that are kept of one collection."
_MOST_MALFORMED = 100
"""Malformed objects of one resource whose names are kept; the others are counted."""
_OUTCOMES = {
    FailureKind.FORBIDDEN: ReadOutcome.DENIED,
    FailureKind.NOT_FOUND: ReadOutcome.ABSENT,
    FailureKind.UNAVAILABLE: ReadOutcome.UNAVAILABLE,
    FailureKind.CANCELLED: ReadOutcome.CANCELLED,
}


def _accept(resource: Resource[Object], *, list_of: bool = False) -> str:
    if not resource.metadata_only:
        return _JSON
    kind = f"PartialObjectMetadata{'List' if list_of else ''}"
    return f"{_JSON};as={kind};v=v1;g=meta.k8s.io,{_JSON}"


@dataclass(frozen=True)
class ObjectCount:
    """Objects that came in for a label."""

    label: str
    objects: int
    remaining: int | None = None


@dataclass
class CollectionSession:
    """The state that all requests of one look share; thread-safe."""

    reader: ClusterReader
    cancelled: Callable[[], bool]
    redactor: Redactor = field(default_factory=lambda: Redactor(Pseudonyms()))
    """What is kept passes it; its names are what paths and selectors are made of here."""
    denied: set[Permission] = field(default_factory=set)
    malformed: dict[str, list[str]] = field(default_factory=dict)
    _failed_connections: int = 0
    _not_before: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, path: str, query: Mapping[str, str] = {}, *, accept: str = _JSON) -> ResponseBody:
        """One answer; a busy server is asked again when it said so, a dropped connection is tried once more.

        Raises:
            ReadFailure: there is none.
        """
        wait_budget, attempts = _MAX_WAIT, 0
        restore = self.redactor.names.restore
        real_path, query = restore(path), {key: restore(value) for key, value in query.items()}
        while True:
            wait_budget -= self._wait_for_throttle(path)
            try:
                body = self.reader.get(real_path, query, accept=accept)
            except ReadFailure as failure:
                failure.public_message = failure.public_message.replace(real_path, path)
                attempts += 1
                self._failed_connections = self._failed_connections + 1 if failure.kind in _CONNECTION_FAILURES else 0
                if not self._should_retry(failure, attempts, wait_budget):
                    raise
            else:
                self._failed_connections = 0
                return body

    def get_proxied(
        self, proxy: ProxyReader, path: str, query: Mapping[str, str] = {}, *, accept: str
    ) -> ProxyResponse:
        """What a GET through the API server's proxy brought, asked for once.

        Raises:
            ReadFailure: nothing came back.
        """
        self._wait_for_throttle(path)
        real_path = self.redactor.names.restore(path)
        try:
            return proxy.get_proxied(real_path, query, accept=accept)
        except ReadFailure as failure:
            failure.public_message = failure.public_message.replace(real_path, path)
            raise

    def record_denied(self, permission: Permission) -> None:
        """Keep account of a permission that was missing."""
        with self._lock:
            self.denied.add(permission)

    def _should_retry(self, failure: ReadFailure, attempts: int, wait_budget: float) -> bool:
        if failure.kind is FailureKind.DROPPED:
            return attempts == 1
        if failure.kind is not FailureKind.THROTTLED and failure.retry_after is None:
            return False
        pause = 1.0 if failure.retry_after is None else failure.retry_after
        if attempts >= _MAX_ATTEMPTS or pause > wait_budget:
            return False
        self._not_before = time.monotonic() + pause
        return True

    def _wait_for_throttle(self, path: str) -> float:
        start = time.monotonic()
        while True:
            if self.cancelled():
                raise ReadFailure(FailureKind.CANCELLED, f"Stopped before {path} was read.")
            if self._failed_connections >= _MAX_CONNECTION_FAILURES:
                raise ReadFailure(FailureKind.REFUSED, "The API server stopped answering.")
            left = self._not_before - time.monotonic()
            if left <= 0:
                return time.monotonic() - start
            time.sleep(min(left, 0.1))

    def read(self, query: Query[T], on_count: Callable[[ObjectCount], None]) -> Listing[T]:
        """A list or one object as a listing, whatever happens."""
        partial: _PartialListing[T] = _PartialListing()
        try:
            self._read(query, on_count, partial)
        except ReadFailure as failure:
            outcome = _OUTCOMES.get(failure.kind, ReadOutcome.FAILED)
            reason: str | None = failure.public_message
            if outcome is ReadOutcome.DENIED:
                permission = query.permission
                self.record_denied(permission)
                reason = f"Not allowed to {permission}."
            if outcome is ReadOutcome.ABSENT:
                reason = None
            return self._listing(query, partial, outcome, reason)
        return self._listing(query, partial, ReadOutcome.READ, None)

    def _listing(
        self,
        query: Query[T],
        partial: "_PartialListing[T]",
        outcome: ReadOutcome,
        reason: str | None,
    ) -> Listing[T]:
        if partial.malformed:
            resource = query.resource
            with self._lock:
                self.malformed.setdefault(resource.group_resource, []).extend(
                    self._object_name(resource, meta) for meta in partial.malformed
                )
        more = partial.more or (bool(partial.items) and outcome is not ReadOutcome.READ)
        return Listing(outcome, query.version, tuple(partial.items), more, partial.unread, reason)

    def _object_name(self, resource: Resource[T], meta: Meta) -> str:
        redacted = self.redactor.metadata(resource.type, meta)
        name = f"{redacted.namespace}/{redacted.name}" if redacted.namespace else redacted.name
        return f"{resource.kind} {name or 'without a name'}"

    def _read(
        self,
        query: Query[T],
        on_count: Callable[[ObjectCount], None],
        partial: "_PartialListing[T]",
    ) -> None:
        resource, path = query.resource, query.path
        if query.name:
            partial.add(
                decode_object(self.get(path, accept=_accept(resource)), resource, self._keep), resource, on_count
            )
            return
        parameters = query.parameters
        try:
            for page in self._pages(resource, path, parameters):
                partial.add(page, resource, on_count)
        except ReadFailure as failure:
            if failure.kind is not FailureKind.GONE or not partial.pages:
                raise
            partial.reset(resource, on_count)
            for page in self._pages(resource, path, parameters):
                partial.add(page, resource, on_count)

    def _pages(self, resource: Resource[T], path: str, parameters: Mapping[str, str]) -> Iterator[Page[T]]:
        def get_page(parameters: Mapping[str, str]) -> ResponseBody:
            return self.get(path, parameters, accept=_accept(resource, list_of=True))

        return pages(resource, parameters, get_page, lambda body, limit: decode_page(body, resource, self._keep, limit))

    def _keep(self, item: Object) -> Object:
        """Anonymize an object.

        Raises:
            ReadFailure: all that is kept takes too much memory.
        """
        if self.redactor.memory > MAX_KEPT or self.redactor.spelled > MAX_SPELLED:
            raise ReadFailure(FailureKind.SPENT, _FULL)
        return self.redactor(item)


@dataclass
class _PartialListing(Generic[T]):
    """What came in for one query so far."""

    items: list[T] = field(default_factory=list)
    malformed: list[Meta] = field(default_factory=list)
    """The first ones."""
    unread: int = 0
    pages: int = 0
    more: bool = False

    def add(self, page: Page[T], resource: Resource[T], on_count: Callable[[ObjectCount], None]) -> None:
        """Keep a page."""
        self.items.extend(page.items)
        self.malformed.extend(page.malformed[: _MOST_MALFORMED - len(self.malformed)])
        self.unread += len(page.malformed)
        self.pages += 1
        self.more = bool(page.token) or page.excess
        on_count(ObjectCount(resource.label, len(page.items), page.remaining))

    def reset(self, resource: Resource[T], on_count: Callable[[ObjectCount], None]) -> None:
        """Begin again."""
        on_count(ObjectCount(resource.label, -len(self.items)))
        self.items.clear()
        self.malformed.clear()
        self.unread, self.pages, self.more = 0, 0, False
