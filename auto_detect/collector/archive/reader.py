"""Cluster reader on an archive: requests are answered from recorded responses.

A request that was not recorded exactly is answered from the recorded list that contains the objects.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import NoReturn
from urllib.parse import parse_qsl, urlsplit

from auto_detect.api.budget import Budget, LargeResponse, ResponseMemory
from auto_detect.api.reader import FailureKind, ReadFailure, ResponseBody
from auto_detect.collector.archive.archive import Archive, RecordedResponse
from auto_detect.collector.archive.discovery import aggregated_discovery
from auto_detect.collector.archive.lists import Pages, is_object, joined
from auto_detect.collector.discovery import PATHS
from auto_detect.limits import MAX_ANSWER, MAX_MEMBERS, MAX_REREAD, MIB, SMALL
from auto_detect.secret_text import without_secrets
from checklists.kubectl import parse_api_path

_KUBECTL_ERRORS = (
    (re.compile(r"\(Forbidden\)"), FailureKind.FORBIDDEN),
    (re.compile(r"\(NotFound\)"), FailureKind.NOT_FOUND),
    (re.compile(r"\(Unauthorized\)|must be logged in", re.IGNORECASE), FailureKind.UNAUTHORIZED),
    (re.compile(r"\(ServiceUnavailable\)|currently unable to handle", re.IGNORECASE), FailureKind.UNAVAILABLE),
    (re.compile(r"timed? ?out|deadline exceeded", re.IGNORECASE), FailureKind.TIMEOUT),
    (re.compile(r"connection refused|no route|no such host", re.IGNORECASE), FailureKind.REFUSED),
)
_PATIENCE = 60.0
"""Seconds to wait for free memory."""
_MAX_ERROR = 64 * 1024
"""Bytes of kubectl's error that are read."""
_Query = tuple[tuple[str, str], ...]


class ArchiveReader:
    """`ClusterReader` on an archive; it sends no requests."""

    def __init__(self, archive: Archive) -> None:
        self.context = archive.context or "kubectl"
        self.requests = len(archive.responses)
        self._file = archive.file
        self._budget = Budget(requests=MAX_MEMBERS, traffic=MAX_REREAD)
        self._room = ResponseMemory()
        self._exact: dict[tuple[str, _Query], RecordedResponse] = {}
        self._lists: dict[str, list[RecordedResponse]] = {}
        for url, response in archive.responses.items():
            parts = urlsplit(url)
            query = dict(parse_qsl(parts.query, keep_blank_values=True))
            self._exact[parts.path, _query_key(query)] = response
            if not query.keys() - {"limit", "continue"}:
                self._lists.setdefault(parts.path, []).append(response)

    def get(self, path: str, query: Mapping[str, str] = {}, *, accept: str = "application/json") -> ResponseBody:
        """Return the recorded response.

        Raises:
            ReadFailure: the recorded request failed, or was not recorded.
        """
        self._budget.request()
        if path in PATHS and "APIGroupDiscoveryList" in accept:
            return aggregated_discovery(path, lambda part: self._body(part, self._recorded(part, {})))
        exact = self._recorded(path, query)
        if exact is not None:
            return self._body(path, exact)
        return self._from_list(path, query)

    def close(self) -> None:
        """Close the archive."""
        self._file.close()

    def _recorded(self, path: str, query: Mapping[str, str]) -> RecordedResponse | None:
        return self._exact.get((path, _query_key(query)))

    def _from_list(self, path: str, query: Mapping[str, str]) -> ResponseBody:
        """Answer a request from the recorded list of the resource."""
        at = parse_api_path(path)
        if at is None:
            _not_collected(path)
        root = f"/apis/{at.group}/{at.version}" if at.group else f"/api/{at.version}"
        responses = self._lists.get(f"{root}/{at.resource}")
        if not responses and path == f"{root}/{at.resource}":
            return joined(path, self._fetched_by_name(path), query.get("limit", ""), whole=lambda: True)
        if not responses or query.get("continue"):
            _not_collected(path)
        pages = Pages(path, (partial(self._body, path, response) for response in responses))
        labels, fields = query.get("labelSelector", ""), query.get("fieldSelector", "")
        found = pages.select(at.namespace, at.name, labels, fields)
        if not at.name:
            return joined(path, found, query.get("limit", ""), whole=lambda: pages.whole)
        item = next(found, None)
        if item is None and pages.whole:
            raise ReadFailure(FailureKind.NOT_FOUND, f"{path} does not exist.", status=404)
        return item if item is not None else _not_collected(path)

    def _fetched_by_name(self, path: str) -> Iterator[bytes]:
        """Yield the objects of a list that were recorded by name; leave out missing objects."""
        responses = [response for (own, _), response in self._exact.items() if own.rpartition("/")[0] == path]
        if not responses:
            _not_collected(path)
        bodies = (
            self._body(path, response)
            for response in responses
            if response.ok or "(NotFound)" not in _kubectl_message(response)
        )
        return (bytes(body) for body in bodies if is_object(body))

    def _body(self, path: str, response: RecordedResponse | None) -> ResponseBody:
        if response is None:
            _not_collected(path)
        if response.ok:
            return self._held(path, response)
        message = _kubectl_message(response)
        kind = next((kind for pattern, kind in _KUBECTL_ERRORS if pattern.search(message)), FailureKind.UNEXPECTED)
        public_message = f"{path} was not collected."
        raise ReadFailure(
            kind,
            f"{path} was not collected: {message or 'kubectl failed without a message'}",
            public_message=public_message,
        )

    def _held(self, path: str, response: RecordedResponse) -> ResponseBody:
        """Read a body after memory for it is free."""
        if response.size > MAX_ANSWER:
            raise ReadFailure(FailureKind.TOO_LARGE, f"The response to {path} is larger than {MAX_ANSWER // MIB} MiB.")
        self._budget.receive(response.size)
        body = LargeResponse()
        if response.size > SMALL and not body.reserve(self._room, response.size, _PATIENCE):
            raise ReadFailure(FailureKind.SPENT, f"Not enough memory for the response to {path}.")
        response.fill(body)
        return body


def _kubectl_message(response: RecordedResponse) -> str:
    """Return kubectl's error message."""
    return without_secrets(response.read(_MAX_ERROR).decode("utf-8", "replace"), limit=300)


def _query_key(query: Mapping[str, str] | Iterable[tuple[str, str]]) -> _Query:
    return tuple(sorted(dict(query).items()))


def _not_collected(path: str) -> NoReturn:
    raise ReadFailure(FailureKind.UNEXPECTED, f"The archive does not contain {path}.")
