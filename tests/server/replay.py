"""Recorded clusters and sets of objects, served by the stub as an API server would."""

import contextlib
import gzip
import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.server.api_server import ApiServer
from tests.server.cluster import FakeCluster, Obj, small
from tests.server.platforms.healthy_platform import served
from tests.server.stub import Answer

_MERGE = "application/merge-patch+json"
_TIME = re.compile(r"(2026-\d\d-\d\d)([T ])(\d\d:\d\d:\d\d)")


def moved_to_now(text: str) -> str:
    """Return the text with every time moved by the same amount, so that the newest is now."""
    times = [datetime.fromisoformat(f"{found[1]}T{found[3]}") for found in _TIME.finditer(text)]
    if not times:
        return text
    delta = datetime.now(UTC).replace(tzinfo=None) - max(times)

    def moved(found: re.Match[str]) -> str:
        time = datetime.fromisoformat(f"{found[1]}T{found[3]}") + delta
        return time.strftime(f"%Y-%m-%d{found[2]}%H:%M:%S")

    return _TIME.sub(moved, text)


def read_json(path: Path) -> Any:
    """Read a JSON file, compressed or not, with its times moved to now."""
    text = gzip.decompress(path.read_bytes()).decode() if path.suffix == ".gz" else path.read_text(encoding="utf-8")
    return json.loads(moved_to_now(text))


def serve_recording(cluster: FakeCluster, recording: dict[str, Any]) -> None:
    """Serve every recorded list; discovery and version answer as recorded."""
    for path in ("/api", "/apis"):
        cluster.overrides[path] = Answer(recording[f"{path} (aggregated)"])
    cluster.overrides["/version"] = Answer(recording["/version"])
    for path, answer in recording.items():
        if isinstance(answer, dict) and "items" in answer and "(aggregated)" not in path:
            cluster.serve(path.removeprefix("/apis/").removeprefix("/api/"), *answer["items"])


def serve_objects(cluster: FakeCluster, objects: Iterable[Obj], *, metrics_apis: bool = False) -> None:
    """Serve objects, with the resources of their CRDs, in addition to what every cluster serves."""
    small(cluster)
    plurals: dict[str, str] = {}
    items = list(objects)
    for item in items:
        if item["kind"] == "CustomResourceDefinition":
            spec = item["spec"]
            for version in spec["versions"]:
                key = f"{spec['group']}/{version['name']}/{spec['names']['plural']}"
                plurals[f"{spec['group']}/{version['name']}/{spec['names']['kind']}"] = key
                cluster.serve(key)
                cluster.serve("apiregistration.k8s.io/v1/apiservices", _automanaged(spec["group"], version["name"]))
    for item in items:
        if item["kind"] == "APIService" and metrics_apis:
            item["status"] = {"conditions": [{"type": "Available", "status": "True", "reason": "Passed"}]}
        kind = item["kind"]
        plural = _plural(kind)
        item["metadata"].setdefault("generation", 1)
        cluster.serve(plurals.get(f"{item['apiVersion']}/{kind}", f"{item['apiVersion']}/{plural}"), item)


def _automanaged(group: str, version: str) -> Obj:
    """Return the APIService that the API server creates for the version of a CRD."""
    return {
        "metadata": {
            "name": f"{version}.{group}",
            "labels": {"kube-aggregator.kubernetes.io/automanaged": "true"},
        },
        "spec": {"group": group, "version": version},
        "status": {"conditions": [{"type": "Available", "status": "True", "reason": "Local"}]},
    }


def create_objects(server: ApiServer, objects: Iterable[Obj]) -> None:
    """Create objects on a real API server, CRDs first, each with its status."""
    items = sorted(objects, key=lambda item: item["kind"] != "CustomResourceDefinition")
    for item in items:
        if item["kind"] == "CustomResourceDefinition":
            server.create("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", item)
    names = {item["metadata"]["name"] for item in items if item["kind"] == "CustomResourceDefinition"}
    server.wait_for(lambda: served(server) >= names)
    for namespace in sorted({item["metadata"]["namespace"] for item in items if "namespace" in item["metadata"]}):
        with contextlib.suppress(AssertionError):
            server.create("/api/v1/namespaces", {"metadata": {"name": namespace}})
    for item in items:
        if item["kind"] != "CustomResourceDefinition":
            path = _list_path(item, items)
            server.request("POST", path, {key: value for key, value in item.items() if key != "status"})
            if item["kind"] == "Node":  # Admission taints a new node.
                taints = {"spec": {"taints": item.get("spec", {}).get("taints") or None}}
                server.request("PATCH", f"{path}/{item['metadata']['name']}", taints, kind=_MERGE)
            if "status" in item:
                server.status(f"{path}/{item['metadata']['name']}", item["status"])


def delete_objects(server: ApiServer, objects: Iterable[Obj]) -> None:
    """Delete what `create_objects` created, as far as it exists; namespaces stay."""
    items = list(objects)
    for item in items:
        with contextlib.suppress(AssertionError):
            server.delete(f"{_list_path(item, items)}/{item['metadata']['name']}?gracePeriodSeconds=0")
    names = {item["metadata"]["name"] for item in items if item["kind"] == "CustomResourceDefinition"}
    server.wait_for(lambda: not served(server) & names)


def _list_path(item: Obj, items: Iterable[Obj]) -> str:
    group_version, kind = item["apiVersion"], item["kind"]
    definitions = (i["spec"] for i in items if i["kind"] == "CustomResourceDefinition")
    names = {(d["group"], d["names"]["kind"]): d["names"]["plural"] for d in definitions}
    plural = names.get((group_version.partition("/")[0], kind)) or _plural(kind)
    root = f"/apis/{group_version}" if "/" in group_version else f"/api/{group_version}"
    namespace = item["metadata"].get("namespace")
    return f"{root}/namespaces/{namespace}/{plural}" if namespace else f"{root}/{plural}"


def _plural(kind: str) -> str:
    low = kind.lower()
    return f"{low[:-1]}ies" if low.endswith("y") else f"{low}{'es' if low.endswith('s') else 's'}"
