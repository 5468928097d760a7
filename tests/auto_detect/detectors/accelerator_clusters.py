"""Clusters with accelerators, for the detectors' tables of cases."""

from collections.abc import Sequence
from typing import Any

from auto_detect.resources import registry
from tests.auto_detect.detectors.cluster import Cluster, Json, device, meta, node, resource_slice, true

VERSION = "nvidia.com/cuda.driver-version.full"


def gpu_node(name: str, labels: dict[str, str] | None = None, **rest: Any) -> Json:
    """Return a node with eight device plugin GPUs and the labels of GPU feature discovery."""
    published = {"nvidia.com/gpu.present": "true", "nvidia.com/gpu.count": "8", VERSION: "580.65.06"}
    return node(name, {"nvidia.com/gpu": "8"}, labels={**published, **(labels or {})}, **rest)


def gpu_slice(name: str, version: str | None = "580.65.6", *, devices: Sequence[Json] = ()) -> Json:
    """Return eight GPUs of a node, published through DRA."""
    return resource_slice(f"s-{name}", "gpu.nvidia.com", name, list(devices or versioned(8, version)), on=name)


def versioned(number: int, version: str | None, attribute: str = "driverVersion") -> list[Json]:
    """Return devices with a driver version, or without."""
    found = [device(f"gpu-{n}") for n in range(number)]
    for one in found if version else ():
        one["attributes"][attribute] = {"version": version}
    return found


def with_handlers(found: Json, *names: str) -> Json:
    """Return the node with these runtime handlers in addition to the default."""
    found["status"]["runtimeHandlers"] = [{"name": ""}, *({"name": name, "features": {}} for name in names)]
    return found


def runtime_class(name: str, handler: str, **rest: Any) -> Json:
    """Return a RuntimeClass."""
    return {"metadata": meta(name), "handler": handler, **rest}


def pod(
    name: str,
    on: str,
    *,
    namespace: str = "team",
    limits: dict[str, str] | None = None,
    owner: tuple[str, str] | None = None,
    phase: str = "Running",
    annotations: dict[str, str] | None = None,
    image: str = "registry.example/app:1",
    container: Json | None = None,
    **spec: Any,
) -> Json:
    """Return a running, ready pod."""
    metadata = {**meta(name, namespace), "annotations": annotations or {}}
    if owner:
        metadata["ownerReferences"] = [{"kind": owner[0], "name": owner[1], "apiVersion": "apps/v1", "uid": "x"}]
    only = {"image": image, "resources": {"limits": limits or {}}, **(container or {})}
    return {
        "metadata": metadata,
        "spec": {"nodeName": on, "containers": [only], **spec},
        "status": {"phase": phase, "conditions": [true("Ready", generation=None)]},
    }


def gpus(*names: str) -> Cluster:
    """Return a cluster of nodes with GPUs and nothing else."""
    return Cluster().add(registry.NODES, *(gpu_node(name) for name in names or ("a", "b")))
