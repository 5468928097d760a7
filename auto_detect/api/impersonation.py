"""Impersonation settings of a kubeconfig user; a collection must use the same identity as kubectl."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote


def headers(user: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the HTTP headers for `as`, `as-uid`, `as-groups` and `as-user-extra`; names can repeat."""
    for key, name in (("as", "Impersonate-User"), ("as-uid", "Impersonate-Uid")):
        if user.get(key):
            yield name, str(user[key])
    for group in _list(user.get("as-groups")):
        yield "Impersonate-Group", group
    extra = user.get("as-user-extra")
    for key, values in extra.items() if isinstance(extra, dict) else ():
        for value in _list(values):
            yield f"Impersonate-Extra-{quote(str(key), safe='')}", value


def _list(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []
