"""A fake cluster: objects as the API server returns them, turned into a snapshot."""

import copy
from collections.abc import Callable
from typing import Any, Self

import msgspec

from auto_detect.objects.core import Object
from auto_detect.resources import registry
from auto_detect.resources.resource import Resource
from auto_detect.snapshot.snapshot import Discovery, Listing, Permission, ReadOutcome, ServedVersion, Snapshot

Json = dict[str, Any]
Change = Callable[["Cluster"], object]

_BUILT_IN = (
    registry.NODES,
    *(resource for resource in registry.SELECTED if resource not in registry.CONDITIONAL),
    registry.VALIDATING_WEBHOOKS,
    registry.MUTATING_WEBHOOKS,
    registry.API_SERVICES,
)


class Cluster:
    """Served APIs, objects and denied permissions; every change is made in place."""

    def __init__(self) -> None:
        self.served: dict[str, dict[str, set[str]]] = {}
        self.stale: set[tuple[str, str]] = set()
        self.measured: dict[str, ServedVersion] = {}
        self.resources: dict[str, Resource[Any]] = {
            resource.group_resource: resource for resource in registry.RESOURCES
        }
        self.objects: dict[str, list[Json]] = {}
        self.listings: dict[str, Listing[Any]] = {}
        self.versions: dict[str, str] = {}
        self.denied: list[Permission] = []
        self.discovery = ReadOutcome.READ
        self.reason: str | None = None
        for resource in _BUILT_IN:
            self.serve(resource.group, resource.versions[0], resource.plural)

    def serve(self, group: str, version: str, *resources: str) -> Self:
        """Serve resources in one version of a group."""
        self.served.setdefault(group, {}).setdefault(version, set()).update(resources)
        return self

    def measure(self, group: str, *metrics: str, others: int = 0) -> Self:
        """Serve metrics in a metrics API."""
        self.serve(group, "v1beta1")
        self.measured[group] = ServedVersion("v1beta1", metrics=metrics, other_metrics=others)
        return self

    def unserve(self, group: str) -> Self:
        """Stop serving a group."""
        self.served.pop(group, None)
        return self

    def add(self, resource: Resource[Any], *objects: Json, version: str | None = None) -> Self:
        """Add objects and serve their resource."""
        self.resources.setdefault(resource.group_resource, resource)
        version = version or self.versions.get(resource.group_resource) or resource.versions[0]
        self.versions[resource.group_resource] = version
        self.serve(resource.group, version, resource.plural)
        self.objects.setdefault(resource.group_resource, []).extend(copy.deepcopy(o) for o in objects)
        return self

    def of(self, resource: Resource[Any]) -> list[Json]:
        """Return the objects of a resource, for changes in place."""
        return self.objects.setdefault(resource.group_resource, [])

    def one(self, resource: Resource[Any], name: str | None = None) -> Json:
        """Return one object of a resource, for changes in place."""
        return next(o for o in self.of(resource) if name is None or o["metadata"]["name"] == name)

    def status(self, resource: Resource[Any], **new: object) -> Self:
        """Set the status of a resource's only object."""
        self.one(resource)["status"] = new
        return self

    def drop(self, resource: Resource[Any], name: str | None = None) -> Self:
        """Remove objects of a resource; it stays served."""
        self.objects[resource.group_resource] = [
            o for o in self.of(resource) if name is not None and o["metadata"]["name"] != name
        ]
        return self

    def deny(self, *denied: Resource[Any]) -> Self:
        """Deny the permission to list these resources."""
        for resource in denied:
            self.denied.append(Permission("list", resource.group, resource.plural))
            self.listings[resource.group_resource] = Listing(ReadOutcome.DENIED, reason="Not allowed.")
        return self

    def fail(self, resource: Resource[Any], outcome: ReadOutcome, reason: str = "It took too long.") -> Self:
        """Set the outcome of listing a resource."""
        self.listings[resource.group_resource] = Listing(outcome, reason=reason)
        return self

    def snapshot(self) -> Snapshot:
        """Return what a collection of this cluster yields."""
        groups = {
            group: tuple(
                ServedVersion(
                    version,
                    tuple(sorted(resources)),
                    (group, version) in self.stale,
                    *((m.metrics, m.other_metrics) if (m := self.measured.get(group)) else ()),
                )
                for version, resources in versions.items()
            )
            for group, versions in self.served.items()
        }
        listings: dict[str, Listing[Any]] = {}
        for resource in self.resources.values():
            if self.served.get(resource.group, {}).keys() and any(
                resource.plural in resources for resources in self.served[resource.group].values()
            ):
                listings[resource.group_resource] = self._listing(resource)
        return Snapshot(
            "2026-11-24T12:00:00Z",
            "v1.37.2",
            "edge-1",
            Discovery(self.discovery, groups, self.reason),
            {**listings, **self.listings},
            denied=tuple(self.denied),
        )

    def _listing(self, resource: Resource[Object]) -> Listing[Any]:
        items = tuple(msgspec.convert(o, resource.type) for o in self.objects.get(resource.group_resource, ()))
        return Listing(ReadOutcome.READ, self.versions.get(resource.group_resource, resource.versions[0]), items)


def same(_: Cluster) -> None:
    """Change nothing: the healthy case in a table of faulty ones."""


def meta(name: str, namespace: str | None = None, *, labels: dict[str, str] | None = None, generation: int = 1) -> Json:
    """Return an ObjectMeta."""
    found: Json = {"name": name, "generation": generation, "labels": labels or {}}
    return {**found, "namespace": namespace} if namespace else found


def true(kind: str, *, generation: int | None = 1, status: str = "True", reason: str = "") -> Json:
    """Return a condition, by default with status True."""
    found: Json = {"type": kind, "status": status, "reason": reason}
    return found if generation is None else {**found, "observedGeneration": generation}


def node(
    name: str,
    allocatable: dict[str, Any] | None = None,
    *,
    ready: str = "True",
    cordoned: bool = False,
    labels: dict[str, str] | None = None,
    provider: str = "aws:///eu/i-1",
    taints: list[Json] | None = None,
) -> Json:
    """Return a node."""
    return {
        "metadata": meta(name, labels=labels),
        "spec": {"unschedulable": cordoned, "providerID": provider, "taints": taints or []},
        "status": {
            "allocatable": {"cpu": "64", "memory": "512Gi", **(allocatable or {})},
            "conditions": [true("Ready", status=ready, generation=None)],
        },
    }


def workload(
    name: str, namespace: str, *, labels: dict[str, str], image: str = "registry.example/x:v1", available: int = 1
) -> Json:
    """Return a Deployment."""
    return {
        "metadata": meta(name, namespace, labels=labels),
        "spec": {
            "replicas": 1,
            "template": {"metadata": {"labels": labels}, "spec": {"containers": [{"image": image}]}},
        },
        "status": {"observedGeneration": 1, "availableReplicas": available},
    }


def daemon_set(
    name: str,
    namespace: str,
    *,
    desired: int,
    ready: int | None = None,
    labels: dict[str, str] | None = None,
    image: str = "registry.example/x:v1",
) -> Json:
    """Return a DaemonSet."""
    return {
        "metadata": meta(name, namespace, labels=labels),
        "spec": {"template": {"spec": {"containers": [{"image": image}]}}},
        "status": {
            "observedGeneration": 1,
            "desiredNumberScheduled": desired,
            "numberReady": desired if ready is None else ready,
        },
    }


def service(name: str, namespace: str, *, labels: dict[str, str] | None = None, port: int = 9400) -> Json:
    """Return a Service."""
    return {"metadata": meta(name, namespace, labels=labels), "spec": {"ports": [{"name": "metrics", "port": port}]}}


def endpoints(service_name: str, namespace: str, *nodes: str, ready: bool | None = True) -> Json:
    """Return an EndpointSlice with one endpoint for each node."""
    return {
        "metadata": meta(f"{service_name}-x", namespace, labels={"kubernetes.io/service-name": service_name}),
        "endpoints": [{"conditions": {} if ready is None else {"ready": ready}, "nodeName": name} for name in nodes],
    }


def webhooks(
    name: str,
    group: str,
    *resources: str,
    service_name: str = "webhook-service",
    namespace: str = "system",
    operations: tuple[str, ...] = ("CREATE", "UPDATE"),
) -> Json:
    """Return a Validating- or MutatingWebhookConfiguration with one entry."""
    return {
        "metadata": meta(name),
        "webhooks": [
            {
                "name": f"v{name}.kb.io",
                "clientConfig": {"caBundle": "Q0E=", "service": {"name": service_name, "namespace": namespace}},
                "failurePolicy": "Fail",
                "rules": [{"apiGroups": [group], "resources": list(resources), "operations": list(operations)}],
            }
        ],
    }


def resource_slice(
    name: str,
    driver: str,
    pool: str,
    devices: list[Json] | None,
    *,
    on: str | None = None,
    generation: int = 1,
    count: int = 1,
    **spec: Any,
) -> Json:
    """Return a ResourceSlice; its pool has `count` slices."""
    found: Json = {
        "driver": driver,
        "pool": {"name": pool, "generation": generation, "resourceSliceCount": count},
        "devices": devices,
        **spec,
    }
    return {"metadata": meta(name), "spec": {**found, "nodeName": on} if on else found}


def device(name: str, kind: str = "gpu", **body: Any) -> Json:
    """Return a device in the v1 schema."""
    return {"name": name, "attributes": {"type": {"string": kind}}, **body}
