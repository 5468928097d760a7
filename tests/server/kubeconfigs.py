"""Writes kubeconfig files for tests."""

import base64
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from tests.server.certificates import Pair


def kubeconfig(
    path: Path,
    server: str,
    *,
    user: Mapping[str, Any] | None = None,
    cluster: Mapping[str, Any] | None = None,
    context: str = "test",
    current: bool = True,
) -> Path:
    """Write a file with one context; `user` and `cluster` are inserted unchanged."""
    document = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": f"{context}-cluster", "cluster": {"server": server, **(cluster or {})}}],
        "users": [{"name": f"{context}-user", "user": dict(user or {})}],
        "contexts": [{"name": context, "context": {"cluster": f"{context}-cluster", "user": f"{context}-user"}}],
        **({"current-context": context} if current else {}),
    }
    path.write_text(yaml.safe_dump(document), encoding="utf-8")
    return path


def inline(data: bytes) -> str:
    """Encode data for the `…-data` fields."""
    return base64.b64encode(data).decode()


def certificate_user(pair: Pair) -> dict[str, str]:
    """Return a user that logs in with a client certificate."""
    return {"client-certificate-data": inline(pair.certificate), "client-key-data": inline(pair.key)}
