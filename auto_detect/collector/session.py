"""Requests of one collection: bounded retries, anonymized objects, and a record of missing permissions."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
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
"""Seconds to wait for a busy server per request, in at most `_MAX_ATTEMPTS` attempts."""
_MAX_ATTEMPTS = 4
_CONNECTION_FAILURES = frozenset(
    {FailureKind.DNS, FailureKind.REFUSED, FailureKind.TIMEOUT, FailureKind.DROPPED, FailureKind.TLS}
)
_MAX_CONNECTION_FAILURES = 8
"""Consecutive failed connections after which no more requests are sent."""
_FULL = f"Stopped at the limit of {MAX_KEPT // MIB} MiB of objects for one collection."
_MOST_MALFORMED = 100
"""Malformed objects of a resource whose names are recorded; further ones are only counted."""
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
    """Objects that were read for a line of the progress page."""

    label: str
    objects: int
    remaining: int | None = None


@dataclass
class CollectionSession:
    """State that all requests of a collection share; thread-safe."""

    reader: ClusterReader
    cancelled: Callable[[], bool]
    redactor: Redactor = field(default_factory=lambda: Redactor(Pseudonyms()))
    """Anonymizes all kept objects; paths and selectors contain its pseudonyms until they are sent."""
    denied: set[Permission] = field(default_factory=set)
    malformed: dict[str, list[str]] = field(default_factory=dict)
    _failed_connections: int = 0
    _not_before: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, path: str, query: Mapping[str, str] = {}, *, accept: str = _JSON) -> ResponseBody:
        """Return a response; retry a busy server after its `Retry-After`, and a dropped connection once.

        Raises:
            ReadFailure: the request failed.
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
        """Send a GET through the API server's proxy, without retries.

        Raises:
            ReadFailure: no response.
        """
        self._wait_for_throttle(path)
        real_path = self.redactor.names.restore(path)
        try:
            return proxy.get_proxied(real_path, query, accept=accept)
        except ReadFailure as failure:
            failure.public_message = failure.public_message.replace(real_path, path)
            raise

    def record_denied(self, permission: Permission) -> None:
        """Record a missing permission."""
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
                raise ReadFailure(FailureKind.CANCELLED, f"Stopped before reading {path}.")
            if self._failed_connections >= _MAX_CONNECTION_FAILURES:
                raise ReadFailure(FailureKind.REFUSED, "The API server stopped responding.")
            left = self._not_before - time.monotonic()
            if left <= 0:
                return time.monotonic() - start
            time.sleep(min(left, 0.1))

    def read(self, query: Query[T], on_count: Callable[[ObjectCount], None]) -> Listing[T]:
        """Send a query and return its listing; failures become the listing's outcome."""
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
        items = partial.items if query.keep is None else filter(query.keep, partial.items)
        return Listing(outcome, query.version, tuple(items), more, partial.unread, reason)

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
        if query.keep is not None:
            resource = replace(resource, all_pages=False)
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
            ReadFailure: the kept objects take too much memory.
        """
        if self.redactor.memory > MAX_KEPT or self.redactor.spelled > MAX_SPELLED:
            raise ReadFailure(FailureKind.SPENT, _FULL)
        return self.redactor(item)


@dataclass
class _PartialListing(Generic[T]):
    """Objects that were read for a query so far."""

    items: list[T] = field(default_factory=list)
    malformed: list[Meta] = field(default_factory=list)
    """The first malformed objects."""
    unread: int = 0
    pages: int = 0
    more: bool = False

    def add(self, page: Page[T], resource: Resource[T], on_count: Callable[[ObjectCount], None]) -> None:
        """Add a page."""
        self.items.extend(page.items)
        self.malformed.extend(page.malformed[: _MOST_MALFORMED - len(self.malformed)])
        self.unread += len(page.malformed)
        self.pages += 1
        self.more = bool(page.token) or page.excess
        on_count(ObjectCount(resource.label, len(page.items), page.remaining))

    def reset(self, resource: Resource[T], on_count: Callable[[ObjectCount], None]) -> None:
        """Drop all pages, to start over."""
        on_count(ObjectCount(resource.label, -len(self.items)))
        self.items.clear()
        self.malformed.clear()
        self.unread, self.pages, self.more = 0, 0, False
