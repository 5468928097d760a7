"""A small API server on the stub: discovery, lists with pages and selectors, single objects."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.server.stub import Answer, Request, StubServer, status

Obj = dict[str, Any]


def obj(name: str, namespace: str | None = None, labels: Mapping[str, str] | None = None, **rest: Any) -> Obj:
    """Return an object with metadata."""
    metadata: Obj = {"name": name}
    if namespace:
        metadata["namespace"] = namespace
    if labels:
        metadata["labels"] = dict(labels)
    return {"metadata": metadata, **rest}


@dataclass
class FakeCluster:
    """Content that the stub serves; changes take effect with the next request."""

    stub: StubServer
    resources: dict[str, list[Obj]] = field(default_factory=dict)
    """By `group/version/resource`; the core group has no group part."""
    denied: set[str] = field(default_factory=set)
    """Resources and paths that respond with 403."""
    stale: set[str] = field(default_factory=set)
    """Groups that discovery marks as stale."""
    empty: set[str] = field(default_factory=set)
    """`group/version` that discovery lists without resources."""
    overrides: dict[str, Answer] = field(default_factory=dict)
    """Responses by path that take precedence."""
    first: Callable[[Request], Answer | None] = lambda _: None
    """Called before anything else."""

    def __post_init__(self) -> None:
        self.stub.answers = _Everything(self)

    def serve(self, key: str, *objects: Obj) -> None:
        """Serve a resource with these objects."""
        self.resources.setdefault(key, []).extend(objects)

    def reply(self, request: Request) -> Answer:
        """Return the response to one request."""
        answer = self.first(request)
        if answer is not None:
            return answer
        if request.path in self.overrides:
            return self.overrides[request.path]
        if request.path in self.denied:
            return status(403, "forbidden")
        if request.path == "/version":
            return Answer({"gitVersion": "v1.37.2"})
        if request.path in ("/api", "/apis"):
            return Answer(self._discovery(core=request.path == "/api"))
        return self._object_or_list(request)

    def _discovery(self, *, core: bool) -> Obj:
        groups: dict[str, dict[str, list[str]]] = {} if not core else {"": {"v1": ["pods"]}}
        for key in self.resources:
            *group, version, resource = key.split("/")
            if core == (not group):
                groups.setdefault("".join(group), {}).setdefault(version, []).append(resource)
        for key in () if core else self.empty:
            name, _, version = key.partition("/")
            groups.setdefault(name, {})[version] = []
        items = [
            {
                "metadata": {"name": name},
                "versions": [
                    {"version": v, "freshness": "Current", "resources": [{"resource": r} for r in found]}
                    for v, found in versions.items()
                ],
            }
            for name, versions in groups.items()
        ]
        if not core:
            items += [
                {"metadata": {"name": name}, "versions": [{"version": "v1", "freshness": "Stale"}]}
                for name in self.stale
            ]
        return {"kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2", "items": items}

    def _object_or_list(self, request: Request) -> Answer:
        parts = request.path.strip("/").split("/")
        group = [] if parts[0] == "api" else [parts[1]]
        version, *rest = parts[len(group) + 1 :]
        namespace = None
        if rest[0] == "namespaces" and len(rest) > 2:
            namespace, rest = rest[1], rest[2:]
        if rest[0] in self.denied:
            return status(403, "forbidden")
        objects = self.resources.get("/".join((*group, version, rest[0])))
        if objects is None:
            return status(404, "the server could not find the requested resource")
        if len(rest) > 1:
            inside = (o for o in objects if namespace in (None, o["metadata"].get("namespace")))
            named = next((o for o in inside if o["metadata"]["name"] == rest[1]), None)
            return status(404, "not found") if named is None else Answer(named)
        chosen = [
            o
            for o in objects
            if (namespace is None or o["metadata"].get("namespace") == namespace)
            and matches(o["metadata"].get("labels", {}), request.query.get("labelSelector", ""))
        ]
        start = int(request.query.get("continue", 0))
        end = start + int(request.query.get("limit", len(chosen) or 1))
        metadata: Obj = {"resourceVersion": "1"}
        if end < len(chosen):
            metadata |= {"continue": str(end), "remainingItemCount": len(chosen) - end}
        return Answer({"kind": "List", "metadata": metadata, "items": chosen[start:end]})

    def paths(self) -> list[str]:
        """Return the requested paths, in order."""
        return [request.path for request in self.stub.requests]


class _Everything(dict[str, Any]):
    """Answers for every path."""

    def __init__(self, cluster: FakeCluster) -> None:
        super().__init__()
        self._cluster = cluster

    def get(self, key: str, default: object = None) -> Any:
        """Return the cluster's reply for any path."""
        return self._cluster.reply


def matches(labels: Mapping[str, str], selector: str) -> bool:
    """Return whether labels match a selector: `key`, `key=value`, `key in (a,b)`, joined by commas."""
    return all(_one(labels, part) for part in _parts(selector))


def _parts(selector: str) -> Iterable[str]:
    return [part.strip() for part in re.split(r",(?![^(]*\))", selector) if part.strip()]


def _one(labels: Mapping[str, str], part: str) -> bool:
    key, is_in, values = part.partition(" in ")
    if is_in:
        return labels.get(key.strip()) in [value.strip() for value in values.strip(" ()").split(",")]
    key, equals, value = part.partition("=")
    return labels.get(key) == value if equals else key in labels


def small(cluster: FakeCluster) -> None:
    """Return the resources that any cluster serves."""
    for key in (
        "v1/nodes",
        "v1/services",
        "v1/pods",
        "v1/configmaps",
        "v1/events",
        "apps/v1/deployments",
        "apps/v1/daemonsets",
        "apps/v1/statefulsets",
        "autoscaling/v2/horizontalpodautoscalers",
        "discovery.k8s.io/v1/endpointslices",
        "apiextensions.k8s.io/v1/customresourcedefinitions",
        "apiregistration.k8s.io/v1/apiservices",
        "admissionregistration.k8s.io/v1/validatingwebhookconfigurations",
        "admissionregistration.k8s.io/v1/mutatingwebhookconfigurations",
        "resource.k8s.io/v1/deviceclasses",
        "resource.k8s.io/v1/resourceslices",
        "resource.k8s.io/v1/resourceclaims",
    ):
        cluster.serve(key)
