"""The `auth-provider` field of kubeconfig users: OIDC tokens, and providers that Kubernetes clients removed."""

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from checklists.text import clean_line

_REPLACEMENTS = {"gcp": "the exec plugin gke-gcloud-auth-plugin", "azure": "the exec plugin kubelogin"}
"""Exec plugins that replace providers which were removed from client-go 1.26."""


def problem(provider: object, now: datetime) -> str | None:
    """Return why a provider cannot be used, as the end of a sentence; None if its token is usable."""
    name = _name(provider)
    if name != "oidc":
        replacement = _REPLACEMENTS.get(name, "an exec plugin or a token")
        return f"its auth provider {name or 'without a name'} is not supported by Kubernetes clients: use {replacement}"
    id_token = _id_token(provider)
    if not id_token:
        return "its OIDC provider has no id-token: log in again"
    expiry = _expiry(id_token)
    if expiry is not None and expiry <= now:
        return f"its OIDC token expired at {expiry:%Y-%m-%d %H:%M} UTC: run `kubectl get nodes` to refresh it"
    return None


def token(provider: object) -> object:
    """Return the ID token of an OIDC provider."""
    return _id_token(provider)


def _name(provider: object) -> str:
    name = provider.get("name") if isinstance(provider, Mapping) else None
    return clean_line(name, limit=60) if isinstance(name, str) else ""


def _id_token(provider: object) -> object:
    config: Any = provider.get("config") if isinstance(provider, Mapping) else None
    return config.get("id-token") if isinstance(config, Mapping) else None


def _expiry(id_token: object) -> datetime | None:
    """Return the time in the `exp` claim of a JWT; None if it cannot be read."""
    try:
        payload = str(id_token).split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return datetime.fromtimestamp(claims["exp"], UTC)
    except (ValueError, IndexError, KeyError, TypeError, OverflowError, OSError, RecursionError):
        return None
