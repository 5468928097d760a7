"""One look at a cluster: asks with bounded patience, and keeps account of what was not allowed."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Generic

from auto_detect.api.reader import Body, ClusterReader, FailureKind, ProxyReader, ReadFailure, Reply
from auto_detect.collector.decode import Page, decode_object, decode_page
from auto_detect.collector.pagination import pages
from auto_detect.limits import MAX_KEPT, MAX_SPELLED, MIB
from auto_detect.objects.core import Meta, Object
from auto_detect.privacy.pseudonyms import Names
from auto_detect.privacy.redaction import Redactor
from auto_detect.resources.resource import Area, T
from auto_detect.snapshot.snapshot import Listing, Permission, ReadOutcome

_JSON = "application/json"
_PATIENCE = 10.0
"""Seconds of waiting that a busy server is granted for one request, in at most `_TRIES` tries."""
_TRIES = 4
_LOST = frozenset({FailureKind.DNS, FailureKind.REFUSED, FailureKind.TIMEOUT, FailureKind.DROPPED, FailureKind.TLS})
_LOST_LIMIT = 8
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


def _accept(area: Area[Object], *, list_of: bool = False) -> str:
    if not area.metadata_only:
        return _JSON
    kind = f"PartialObjectMetadata{'List' if list_of else ''}"
    return f"{_JSON};as={kind};v=v1;g=meta.k8s.io,{_JSON}"


@dataclass(frozen=True)
class Query:
    """What of an area is asked for."""

    version: str
    namespace: str | None = None
    selector: str = ""
    """A label selector."""
    fields: str = ""
    """A field selector."""
    name: str = ""
    """One object; otherwise a list."""
    limit: int | None = None
    """Objects a page, where it differs from the area's."""

    def parameters(self, area: Area[Object]) -> dict[str, str]:
        """The query string of a list."""
        found = {"limit": str(self.limit or area.limit), "labelSelector": self.selector, "fieldSelector": self.fields}
        return {key: value for key, value in found.items() if value}

    def path(self, area: Area[Object]) -> str:
        """The API path."""
        root = f"/apis/{area.group}/{self.version}" if area.group else f"/api/{self.version}"
        inside = f"/namespaces/{self.namespace}" if self.namespace else ""
        return f"{root}{inside}/{area.resource}" + (f"/{self.name}" if self.name else "")

    def permission(self, area: Area[Object]) -> Permission:
        """What the API server must allow for it."""
        return Permission("get" if self.name else "list", area.group, area.resource, self.namespace)


@dataclass(frozen=True)
class Count:
    """Objects that came in for a label."""

    label: str
    objects: int
    remaining: int | None = None


@dataclass
class Look:
    """The state that all requests of one look share; thread-safe."""

    reader: ClusterReader
    cancelled: Callable[[], bool]
    redactor: Redactor = field(default_factory=lambda: Redactor(Names()))
    """What is kept passes it; its names are what paths and selectors are made of here."""
    denied: set[Permission] = field(default_factory=set)
    malformed: dict[str, list[str]] = field(default_factory=dict)
    _lost: int = 0
    _not_before: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, path: str, query: Mapping[str, str] = {}, *, accept: str = _JSON) -> Body:
        """One answer; a busy server is asked again when it said so, a dropped connection is tried once more.

        Raises:
            ReadFailure: there is none.
        """
        patience, tries = _PATIENCE, 0
        restore = self.redactor.names.restore
        real, query = restore(path), {key: restore(value) for key, value in query.items()}
        while True:
            patience -= self._wait_until_allowed(path)
            try:
                body = self.reader.get(real, query, accept=accept)
            except ReadFailure as failure:
                failure.told = failure.told.replace(real, path)
                tries += 1
                self._lost = self._lost + 1 if failure.kind in _LOST else 0
                if not self._worth_another_try(failure, tries, patience):
                    raise
            else:
                self._lost = 0
                return body

    def ask_proxied(self, proxy: ProxyReader, path: str, query: Mapping[str, str] = {}, *, accept: str) -> Reply:
        """What a GET through the API server's proxy brought, asked for once.

        Raises:
            ReadFailure: nothing came back.
        """
        self._wait_until_allowed(path)
        real = self.redactor.names.restore(path)
        try:
            return proxy.get_proxied(real, query, accept=accept)
        except ReadFailure as failure:
            failure.told = failure.told.replace(real, path)
            raise

    def deny(self, permission: Permission) -> None:
        """Keep account of a permission that was missing."""
        with self._lock:
            self.denied.add(permission)

    def _worth_another_try(self, failure: ReadFailure, tries: int, patience: float) -> bool:
        if failure.kind is FailureKind.DROPPED:
            return tries == 1
        if failure.kind is not FailureKind.THROTTLED and failure.retry_after is None:
            return False
        pause = 1.0 if failure.retry_after is None else failure.retry_after
        if tries >= _TRIES or pause > patience:
            return False
        self._not_before = time.monotonic() + pause
        return True

    def _wait_until_allowed(self, path: str) -> float:
        start = time.monotonic()
        while True:
            if self.cancelled():
                raise ReadFailure(FailureKind.CANCELLED, f"Stopped before {path} was read.")
            if self._lost >= _LOST_LIMIT:
                raise ReadFailure(FailureKind.REFUSED, "The API server stopped answering.")
            left = self._not_before - time.monotonic()
            if left <= 0:
                return time.monotonic() - start
            time.sleep(min(left, 0.1))

    def read(self, area: Area[T], query: Query, tell: Callable[[Count], None]) -> Listing[T]:
        """A list or one object as a listing, whatever happens."""
        gathered: _Gathered[T] = _Gathered()
        try:
            self._read(area, query, tell, gathered)
        except ReadFailure as failure:
            outcome = _OUTCOMES.get(failure.kind, ReadOutcome.FAILED)
            reason: str | None = failure.told
            if outcome is ReadOutcome.DENIED:
                permission = query.permission(area)
                self.deny(permission)
                reason = f"Not allowed to {permission}."
            if outcome is ReadOutcome.ABSENT:
                reason = None
            return self._listing(area, query, gathered, outcome, reason)
        return self._listing(area, query, gathered, ReadOutcome.READ, None)

    def _listing(
        self, area: Area[T], query: Query, gathered: "_Gathered[T]", outcome: ReadOutcome, reason: str | None
    ) -> Listing[T]:
        if gathered.malformed:
            with self._lock:
                self.malformed.setdefault(area.key, []).extend(self._called(area, meta) for meta in gathered.malformed)
        more = gathered.more or (bool(gathered.items) and outcome is not ReadOutcome.READ)
        return Listing(outcome, query.version, tuple(gathered.items), more, gathered.unread, reason)

    def _called(self, area: Area[T], meta: Meta) -> str:
        called = self.redactor.metadata(area.type, meta)
        name = f"{called.namespace}/{called.name}" if called.namespace else called.name
        return f"{area.kind} {name or 'without a name'}"

    def _read(self, area: Area[T], query: Query, tell: Callable[[Count], None], gathered: "_Gathered[T]") -> None:
        path = query.path(area)
        if query.name:
            gathered.add(decode_object(self.ask(path, accept=_accept(area)), area, self._keep), area, tell)
            return
        parameters = query.parameters(area)
        try:
            for page in self._pages(area, path, parameters):
                gathered.add(page, area, tell)
        except ReadFailure as failure:
            if failure.kind is not FailureKind.GONE or not gathered.pages:
                raise
            gathered.forget(area, tell)
            for page in self._pages(area, path, parameters):
                gathered.add(page, area, tell)

    def _pages(self, area: Area[T], path: str, parameters: Mapping[str, str]) -> Iterator[Page[T]]:
        def ask(query: Mapping[str, str]) -> Body:
            return self.ask(path, query, accept=_accept(area, list_of=True))

        return pages(area, parameters, ask, lambda body, limit: decode_page(body, area, self._keep, limit))

    def _keep(self, item: Object) -> Object:
        """Anonymize an object.

        Raises:
            ReadFailure: all that is kept takes too much memory.
        """
        if self.redactor.memory > MAX_KEPT or self.redactor.spelled > MAX_SPELLED:
            raise ReadFailure(FailureKind.SPENT, _FULL)
        return self.redactor(item)


@dataclass
class _Gathered(Generic[T]):
    """What came in for one query so far."""

    items: list[T] = field(default_factory=list)
    malformed: list[Meta] = field(default_factory=list)
    """The first ones."""
    unread: int = 0
    pages: int = 0
    more: bool = False

    def add(self, page: Page[T], area: Area[T], tell: Callable[[Count], None]) -> None:
        """Keep a page."""
        self.items.extend(page.items)
        self.malformed.extend(page.malformed[: _MOST_MALFORMED - len(self.malformed)])
        self.unread += len(page.malformed)
        self.pages += 1
        self.more = bool(page.token) or page.excess
        tell(Count(area.label, len(page.items), page.remaining))

    def forget(self, area: Area[T], tell: Callable[[Count], None]) -> None:
        """Begin again."""
        tell(Count(area.label, -len(self.items)))
        self.items.clear()
        self.malformed.clear()
        self.unread, self.pages, self.more = 0, 0, False
