"""A cluster that was collected into an archive, read as if it were there: the same questions, the same answers.

Where a question was not asked word for word, the answer is taken from the whole list that holds it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import NoReturn
from urllib.parse import parse_qsl, urlsplit

from auto_detect.api.budget import Budget, Large, Room
from auto_detect.api.reader import Body, FailureKind, ReadFailure
from auto_detect.collector.archive.archive import Answer, Archive
from auto_detect.collector.archive.discovery import aggregated
from auto_detect.collector.archive.lists import Pages, is_object, joined
from auto_detect.collector.discovery import PATHS
from auto_detect.limits import MAX_ANSWER, MAX_MEMBERS, MAX_REREAD, MIB, SMALL
from auto_detect.secret_text import without_secrets
from checklists.kubectl import place

_SAID = (
    (re.compile(r"\(Forbidden\)"), FailureKind.FORBIDDEN),
    (re.compile(r"\(NotFound\)"), FailureKind.NOT_FOUND),
    (re.compile(r"\(Unauthorized\)|must be logged in", re.IGNORECASE), FailureKind.UNAUTHORIZED),
    (re.compile(r"\(ServiceUnavailable\)|currently unable to handle", re.IGNORECASE), FailureKind.UNAVAILABLE),
    (re.compile(r"timed? ?out|deadline exceeded", re.IGNORECASE), FailureKind.TIMEOUT),
    (re.compile(r"connection refused|no route|no such host", re.IGNORECASE), FailureKind.REFUSED),
)
_PATIENCE = 60.0
"""Seconds to wait for room in memory."""
_MAX_ERROR = 64 * 1024
"""Bytes of kubectl's error that are read."""
_Query = tuple[tuple[str, str], ...]


class ArchiveReader:
    """A `ClusterReader` on an archive; it sends nothing anywhere."""

    def __init__(self, archive: Archive) -> None:
        self.context = archive.context or "kubectl"
        self.requests = len(archive.answers)
        self._file = archive.file
        self._budget = Budget(requests=MAX_MEMBERS, traffic=MAX_REREAD)
        self._room = Room()
        self._exact: dict[tuple[str, _Query], Answer] = {}
        self._lists: dict[str, list[Answer]] = {}
        for asked, answer in archive.answers.items():
            parts = urlsplit(asked)
            query = dict(parse_qsl(parts.query, keep_blank_values=True))
            self._exact[parts.path, _sorted(query)] = answer
            if not query.keys() - {"limit", "continue"}:
                self._lists.setdefault(parts.path, []).append(answer)

    def get(self, path: str, query: Mapping[str, str] = {}, *, accept: str = "application/json") -> Body:
        """The answer that was collected.

        Raises:
            ReadFailure: it was refused, failed, or was not collected.
        """
        self._budget.request()
        if path in PATHS and "APIGroupDiscoveryList" in accept:
            return aggregated(path, lambda part: self._body(part, self._recorded(part, {})))
        exact = self._recorded(path, query)
        if exact is not None:
            return self._body(path, exact)
        return self._derived(path, query)

    def close(self) -> None:
        """Close the archive."""
        self._file.close()

    def _recorded(self, path: str, query: Mapping[str, str]) -> Answer | None:
        return self._exact.get((path, _sorted(query)))

    def _derived(self, path: str, query: Mapping[str, str]) -> Body:
        """One object, or a part of a list, from the whole list."""
        at = place(path)
        if at is None:
            _not_collected(path)
        root = f"/apis/{at.group}/{at.version}" if at.group else f"/api/{at.version}"
        answers = self._lists.get(f"{root}/{at.resource}")
        if not answers and path == f"{root}/{at.resource}":
            return joined(path, self._one_by_one(path), query.get("limit", ""), whole=lambda: True)
        if not answers or query.get("continue"):
            _not_collected(path)
        pages = Pages(path, (partial(self._body, path, answer) for answer in answers))
        labels, fields = query.get("labelSelector", ""), query.get("fieldSelector", "")
        found = pages.select(at.namespace, at.name, labels, fields)
        if not at.name:
            return joined(path, found, query.get("limit", ""), whole=lambda: pages.whole)
        named = next(found, None)
        if named is None and pages.whole:
            raise ReadFailure(FailureKind.NOT_FOUND, f"{path} is not there.", status=404)
        return named if named is not None else _not_collected(path)

    def _one_by_one(self, path: str) -> Iterator[bytes]:
        """The objects of a list that were collected each by its name; those that are not there are left out."""
        answers = [answer for (own, _), answer in self._exact.items() if own.rpartition("/")[0] == path]
        if not answers:
            _not_collected(path)
        bodies = (self._body(path, answer) for answer in answers if answer.ok or "(NotFound)" not in _said(answer))
        return (bytes(body) for body in bodies if is_object(body))

    def _body(self, path: str, answer: Answer | None) -> Body:
        if answer is None:
            _not_collected(path)
        if answer.ok:
            return self._held(path, answer)
        said = _said(answer)
        kind = next((kind for pattern, kind in _SAID if pattern.search(said)), FailureKind.UNEXPECTED)
        told = f"{path} was not collected."
        raise ReadFailure(kind, f"{path} was not collected: {said or 'kubectl failed without a word'}", told=told)

    def _held(self, path: str, answer: Answer) -> Body:
        """Read a body, once there is room for it."""
        if answer.size > MAX_ANSWER:
            raise ReadFailure(FailureKind.TOO_LARGE, f"The answer to {path} is larger than {MAX_ANSWER // MIB} MiB.")
        self._budget.receive(answer.size)
        body = Large()
        if answer.size > SMALL and not body.occupy(self._room, answer.size, _PATIENCE):
            raise ReadFailure(FailureKind.SPENT, f"There is no room in memory for the answer to {path}.")
        answer.fill(body)
        return body


def _said(answer: Answer) -> str:
    """What kubectl said instead of an answer."""
    return without_secrets(answer.read(_MAX_ERROR).decode("utf-8", "replace"), limit=300)


def _sorted(query: Mapping[str, str] | Iterable[tuple[str, str]]) -> _Query:
    return tuple(sorted(dict(query).items()))


def _not_collected(path: str) -> NoReturn:
    raise ReadFailure(FailureKind.UNEXPECTED, f"The archive does not hold {path}.")
