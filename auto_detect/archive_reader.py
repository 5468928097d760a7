"""A cluster that was collected into an archive, read as if it were there: the same questions, the same answers.

Where a question was not asked word for word, the answer is taken from the whole list that holds it.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NoReturn
from urllib.parse import parse_qsl, urlsplit

from auto_detect.archive import Answer, Archive
from auto_detect.archive_discovery import aggregated
from auto_detect.discovery import PATHS
from auto_detect.reader import FailureKind, ReadFailure
from auto_detect.secret_text import without_secrets
from auto_detect.selectors import by_fields, by_labels
from checklists.kubectl import place

_SAID = (
    (re.compile(r"\(Forbidden\)"), FailureKind.FORBIDDEN),
    (re.compile(r"\(NotFound\)"), FailureKind.NOT_FOUND),
    (re.compile(r"\(Unauthorized\)|must be logged in", re.IGNORECASE), FailureKind.UNAUTHORIZED),
    (re.compile(r"\(ServiceUnavailable\)|currently unable to handle", re.IGNORECASE), FailureKind.UNAVAILABLE),
    (re.compile(r"timed? ?out|deadline exceeded", re.IGNORECASE), FailureKind.TIMEOUT),
    (re.compile(r"connection refused|no route|no such host", re.IGNORECASE), FailureKind.REFUSED),
)
_MAX_ERROR = 64 * 1024
"""Bytes of kubectl's error that are read."""
_Query = tuple[tuple[str, str], ...]


class ArchiveReader:
    """A `ClusterReader` on an archive; it sends nothing anywhere."""

    def __init__(self, archive: Archive) -> None:
        self.context = archive.context or "kubectl"
        self.requests = len(archive.answers)
        self._answers = archive.answers
        self._exact: dict[tuple[str, _Query], Answer] = {}
        self._lists: dict[str, list[Answer]] = {}
        for asked, answer in archive.answers.items():
            parts = urlsplit(asked)
            query = dict(parse_qsl(parts.query, keep_blank_values=True))
            self._exact[parts.path, _sorted(query)] = answer
            if not query.keys() - {"limit", "continue"}:
                self._lists.setdefault(parts.path, []).append(answer)

    def get(self, path: str, query: Mapping[str, str] = {}, *, accept: str = "application/json") -> bytes:
        """The answer that was collected.

        Raises:
            ReadFailure: it was refused, failed, or was not collected.
        """
        if path in PATHS and "APIGroupDiscoveryList" in accept:
            return aggregated(path, lambda part: self._body(part, self._recorded(part, {})))
        exact = self._recorded(path, query)
        if exact is not None:
            return self._body(path, exact)
        return self._derived(path, query)

    def close(self) -> None:
        """Nothing is open."""

    def _recorded(self, path: str, query: Mapping[str, str]) -> Answer | None:
        return self._exact.get((path, _sorted(query)))

    def _derived(self, path: str, query: Mapping[str, str]) -> bytes:
        """One object, or a part of a list, from the whole list."""
        at = place(path)
        if at is None:
            _not_collected(path)
        root = f"/apis/{at.group}/{at.version}" if at.group else f"/api/{at.version}"
        pages = self._lists.get(f"{root}/{at.resource}")
        if not pages and path == f"{root}/{at.resource}":
            return _list(self._one_by_one(path), query.get("limit", ""), whole=True)
        if not pages or query.get("continue"):
            _not_collected(path)
        items, whole = self._items(path, pages)
        if at.namespace:
            items = [item for item in items if _meta(item, "namespace") == at.namespace]
        if at.name:
            named = next((item for item in items if _meta(item, "name") == at.name), None)
            if named is not None:
                return json.dumps(named).encode()
            if whole:
                raise ReadFailure(FailureKind.NOT_FOUND, f"{path} is not there.", status=404)
            _not_collected(path)
        labels, fields = by_labels(query.get("labelSelector", "")), by_fields(query.get("fieldSelector", ""))
        return _list([item for item in items if labels(item) and fields(item)], query.get("limit", ""), whole=whole)

    def _one_by_one(self, path: str) -> list[dict[str, Any]]:
        """The objects of a list that were collected each by its name; those that are not there are left out."""
        answers = [answer for (own, _), answer in self._exact.items() if own.rpartition("/")[0] == path]
        found = [self._body(path, answer) for answer in answers if answer.ok or "(NotFound)" not in _said(answer)]
        if not answers:
            _not_collected(path)
        return [item for item in map(_object, found) if item is not None]

    def _items(self, path: str, pages: Sequence[Answer]) -> tuple[list[dict[str, Any]], bool]:
        """Every object of the pages, and whether there are no more."""
        items: list[dict[str, Any]] = []
        following = ""
        for page in pages:
            try:
                answer = json.loads(self._body(path, page))
                items += [item for item in answer.get("items") or () if isinstance(item, dict)]
                following = (answer.get("metadata") or {}).get("continue") or ""
            except (ValueError, AttributeError, TypeError, RecursionError):
                raise ReadFailure(FailureKind.UNEXPECTED, f"The answer for {path} is damaged.") from None
        return items, not following

    @staticmethod
    def _body(path: str, answer: Answer | None) -> bytes:
        if answer is None:
            _not_collected(path)
        if answer.ok:
            return answer.body
        said = _said(answer)
        kind = next((kind for pattern, kind in _SAID if pattern.search(said)), FailureKind.UNEXPECTED)
        told = f"{path} was not collected."
        raise ReadFailure(kind, f"{path} was not collected: {said or 'kubectl failed without a word'}", told=told)


def _said(answer: Answer) -> str:
    """What kubectl said instead of an answer."""
    return without_secrets(answer.body[:_MAX_ERROR].decode("utf-8", "replace"), limit=300)


def _object(body: bytes) -> dict[str, Any] | None:
    try:
        item = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return item if isinstance(item, dict) else None


def _list(items: list[dict[str, Any]], limit: str, *, whole: bool) -> bytes:
    """A list as the API server gives it; its `continue` only says that there are more."""
    most = int(limit) if limit.isdigit() and int(limit) else len(items)
    more = not whole or len(items) > most
    metadata = {"continue": "not-collected"} if more else {}
    return json.dumps({"kind": "List", "metadata": metadata, "items": items[:most]}).encode()


def _sorted(query: Mapping[str, str] | Iterable[tuple[str, str]]) -> _Query:
    return tuple(sorted(dict(query).items()))


def _meta(item: Mapping[str, Any], key: str) -> object:
    metadata = item.get("metadata")
    return metadata.get(key) if isinstance(metadata, dict) else None


def _not_collected(path: str) -> NoReturn:
    raise ReadFailure(FailureKind.UNEXPECTED, f"The archive does not hold {path}.")
