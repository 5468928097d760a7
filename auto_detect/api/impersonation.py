"""Who a kubeconfig user acts as: kubectl asks under that name, so a look must not see with the rights of another."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote


def headers(user: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The HTTP headers for `as`, `as-uid`, `as-groups` and `as-user-extra`; a name may come more than once."""
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
