"""Network interfaces that DRA drivers publish, as the API server returns them."""

from typing import Any

from auto_detect.resources import registry
from tests.auto_detect.detectors.cluster import Change, Json, resource_slice


def nic(name: str, **attributes: Any) -> Json:
    kinds = {bool: "bool", str: "string", int: "int"}
    return {"name": name, "attributes": {f"dra.net/{key}": {kinds[type(v)]: v} for key, v in attributes.items()}}


def published(*devices: Json, on: str = "a", driver: str = "dra.net", count: int = 1) -> Change:
    piece = resource_slice("s", driver, on, list(devices), on=on, count=count)
    return lambda c: c.add(registry.RESOURCE_SLICES, piece)


# --- dynamic resource allocation ---------------------------------------------------------------------
