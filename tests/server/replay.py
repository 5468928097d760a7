"""Recorded clusters and worlds of objects, served by the stub as an API server would."""

import gzip
import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.server.cluster import FakeCluster, Obj, small
from tests.server.stub import Answer

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
    """Serve objects, with the resources of their CRDs, beside what every cluster serves."""
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
        plural = kind.lower()
        plural = plural[:-1] + "ies" if plural.endswith("y") else plural + ("es" if plural.endswith("s") else "s")
        item["metadata"].setdefault("generation", 1)
        cluster.serve(plurals.get(f"{item['apiVersion']}/{kind}", f"{item['apiVersion']}/{plural}"), item)


def _automanaged(group: str, version: str) -> Obj:
    """The APIService that the API server makes for the version of a CRD."""
    return {
        "metadata": {
            "name": f"{version}.{group}",
            "labels": {"kube-aggregator.kubernetes.io/automanaged": "true"},
        },
        "spec": {"group": group, "version": version},
        "status": {"conditions": [{"type": "Available", "status": "True", "reason": "Local"}]},
    }
