"""Label and field selectors with the API server's semantics, as far as a collection uses them."""

import re
from collections.abc import Callable, Mapping
from typing import Any

Matcher = Callable[[Mapping[str, Any]], bool]
"""Function that returns whether an object is selected."""

_COMMAS = re.compile(r",(?![^(]*\))")
_SET = re.compile(r"(\S+) (in|notin) \(([^)]*)\)")


def by_labels(selector: str) -> Matcher:
    """Parse `key`, `!key`, `key=value`, `key!=value`, `key in (a,b)`, `key notin (a,b)`, joined by commas."""
    parts = [_label(part.strip()) for part in _COMMAS.split(selector) if part.strip()]

    def matches(item: Mapping[str, Any]) -> bool:
        metadata = item.get("metadata")
        labels = metadata.get("labels") if isinstance(metadata, dict) else None
        return all(part(labels if isinstance(labels, dict) else {}) for part in parts)

    return matches


def by_fields(selector: str) -> Matcher:
    """Parse requirements such as `spec.nodeName=x` and `metadata.namespace!=y`, joined by commas."""
    parts = [part.partition("=")[::2] for part in selector.split(",") if part]

    def matches(item: Mapping[str, Any]) -> bool:
        return all(
            (_field(item, path.removesuffix("!")) == value.removeprefix("=")) is not path.endswith("!")
            for path, value in parts
        )

    return matches


def _field(item: Any, path: str) -> Any:
    for key in path.split("."):
        item = item.get(key, "") if isinstance(item, dict) else ""
    return item


def _label(part: str) -> Callable[[Mapping[str, str]], bool]:
    match = _SET.fullmatch(part)
    if match is not None:
        key, values = match[1], [value.strip() for value in match[3].split(",")]
        wanted = match[2] == "in"
        return lambda labels: (labels.get(key) in values) is wanted
    if part.startswith("!"):
        return lambda labels: part[1:] not in labels
    key, equals, value = part.partition("=")
    if not equals:
        return lambda labels: key in labels
    if key.endswith("!"):
        return lambda labels: labels.get(key[:-1]) != value
    return lambda labels: labels.get(key) == value.removeprefix("=")
