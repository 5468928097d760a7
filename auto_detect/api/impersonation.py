"""Impersonation settings of a kubeconfig user; a collection must use the same identity as kubectl."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote


def headers(user: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the HTTP headers for `as`, `as-uid`, `as-groups` and `as-user-extra`; names can repeat."""
    for key, name in (("as", "Impersonate-User"), ("as-uid", "Impersonate-Uid")):
        if user.get(key):
            yield name, _encoded(str(user[key]))
    for group in _list(user.get("as-groups")):
        yield "Impersonate-Group", _encoded(group)
    extra = user.get("as-user-extra")
    for key, values in extra.items() if isinstance(extra, dict) else ():
        for value in _list(values):
            yield f"Impersonate-Extra-{quote(str(key), safe='')}", _encoded(value)


def lacks_user(user: Mapping[str, Any]) -> bool:
    """Return whether groups, a UID or extra fields are set without a user; clients and API servers reject that."""
    return not user.get("as") and any(user.get(key) for key in ("as-uid", "as-groups", "as-user-extra"))


def _list(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


def _encoded(text: str) -> str:
    """Return the text so that the HTTP client, which encodes headers as Latin-1, sends UTF-8 as kubectl does."""
    return text.encode("utf-8", "replace").decode("latin-1")
