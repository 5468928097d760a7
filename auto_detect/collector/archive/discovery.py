"""Aggregated discovery, built from the plain discovery documents that `kubectl get --raw` can request."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from auto_detect.api.reader import FailureKind, ReadFailure, ResponseBody
from auto_detect.json_values import limit_values
from auto_detect.limits import MAX_RESOURCES, MAX_VALUES

ReadPath = Callable[[str], ResponseBody]
"""Function that returns the body of a path; raises `ReadFailure`."""
_BROKEN = (ValueError, AttributeError, TypeError, KeyError, RecursionError)


def aggregated_discovery(path: str, read: ReadPath) -> bytes:
    """Return the `APIGroupDiscoveryList` for `/api` or `/apis`.

    Raises:
        ReadFailure: the document at `path` could not be read, or is damaged.
    """
    try:
        document = _document(path, read)
        items = [_core(document, read)] if path == "/api" else list(_groups(document, read))
    except _BROKEN:
        raise ReadFailure(FailureKind.UNEXPECTED, f"The response for {path} is damaged.") from None
    return json.dumps({"kind": "APIGroupDiscoveryList", "items": items}).encode()


def _document(path: str, read: ReadPath) -> Any:
    return json.loads(limit_values(read(path), MAX_VALUES))


def _core(document: dict[str, Any], read: ReadPath) -> dict[str, Any]:
    versions = [_version(version, f"/api/{version}", read) for version in document.get("versions") or ()]
    return {"metadata": {"name": ""}, "versions": versions}


def _groups(document: dict[str, Any], read: ReadPath) -> Iterator[dict[str, Any]]:
    left = MAX_RESOURCES
    for group in document.get("groups") or ():
        preferred = (group.get("preferredVersion") or {}).get("version")
        names = sorted((v["version"] for v in group.get("versions") or ()), key=lambda name: name != preferred)
        versions = [_version(name, f"/apis/{group['name']}/{name}", read) for name in names]
        left -= sum(1 + len(version.get("resources", ())) for version in versions)
        if left < 0:
            raise ReadFailure(FailureKind.TOO_LARGE, f"The archive lists more than {MAX_RESOURCES:,} API resources.")
        yield {"metadata": {"name": group["name"]}, "versions": versions}


def _version(name: str, path: str, read: ReadPath) -> dict[str, Any]:
    """Return one version; mark it as stale if its document could not be read, as the API server does."""
    try:
        resources_list = _document(path, read).get("resources") or ()
    except (ReadFailure, *_BROKEN):
        return {"version": name, "freshness": "Stale"}
    resources: dict[str, dict[str, Any]] = {}
    for entry in resources_list:
        resource, _, sub = entry["name"].partition("/")
        found = resources.setdefault(resource, {"resource": resource, "subresources": []})
        if sub:
            found["subresources"].append({"subresource": sub})
    return {"version": name, "freshness": "Current", "resources": list(resources.values())}
