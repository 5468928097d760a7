"""Contexts of a user's kubeconfig files, by parsing only: no plugin is run, no request is sent."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from auto_detect.api import auth_provider, client_certificate, impersonation
from auto_detect.api.kubeconfig_files import KubeconfigEntry, MergedKubeconfig, default_paths, merge, resolve
from auto_detect.api.overrides import NO_OVERRIDES, Overrides, override
from auto_detect.api.reader import FailureKind, ReadFailure
from auto_detect.api.socks_proxy import SCHEMES
from auto_detect.metadata_addresses import is_metadata_host
from checklists.text import clean_line

__all__ = ["ContextInfo", "Kubeconfigs", "choose", "default_paths", "describe", "list_contexts"]


_PROXY_SCHEMES = ("http", "https", *SCHEMES)


@dataclass(frozen=True)
class ContextInfo:
    """Context of a kubeconfig, without credentials."""

    name: str
    cluster: str
    server: str
    """The API server's address without user information; empty where the kubeconfig has none."""
    user: str | None
    namespace: str | None
    auth: str
    """`client certificate`, `token`, `exec`, `auth provider NAME`, `password` or `none`."""
    exec_command: str | None
    """Credential plugin that runs on connecting."""
    impersonates: str | None
    """User that requests act as (`as`)."""
    file: Path
    current: bool
    problem: str | None
    """Why the context cannot be used, as a sentence; None if no problem is known."""


@dataclass(frozen=True)
class Kubeconfigs:
    """Contexts of all files, and the files that could not be used."""

    contexts: tuple[ContextInfo, ...]
    broken: tuple[tuple[Path, str], ...]
    """File and reason; the reason continues a sentence after the file's name: `is not YAML (line 3)`."""
    current: str | None = None
    """`current-context`, even if no context has that name."""


def list_contexts(
    paths: Iterable[Path],
    *,
    context: str | None = None,
    overrides: Overrides = NO_OVERRIDES,
    now: datetime | None = None,
) -> Kubeconfigs:
    """Return the contexts in file order, merged as in kubectl: the first file wins for a repeated name.

    Args:
        paths: kubeconfig files.
        context: the context that the overrides apply to; None for the current one.
        overrides: values that replace those of the context.
        now: the current time.

    Raises:
        ReadFailure: an override is not valid.
    """
    return describe(override(merge(paths), context, overrides), now=now)


def describe(merged: MergedKubeconfig, *, now: datetime | None = None) -> Kubeconfigs:
    """Return the contexts of merged files, without credentials."""
    now = now or datetime.now(UTC)
    return Kubeconfigs(
        tuple(_context(name, entry, merged, now) for name, entry in merged.contexts.items()),
        merged.unusable,
        merged.current,
    )


def choose(found: Kubeconfigs, name: str | None, paths: Iterable[Path]) -> ContextInfo:
    """Return the context of that name, or the current one.

    Raises:
        ReadFailure: no context has that name; the message lists the contexts.
    """
    if not found.contexts:
        raise _nothing(found, tuple(paths))
    wanted = found.current if name is None else clean_line(name)
    chosen = next((c for c in found.contexts if c.name == wanted), None)
    if chosen is not None:
        return chosen
    if name is not None:
        message = f"The kubeconfig has no context {clean_line(name, limit=200)}."
    elif found.current is not None:
        message = f"The current context {clean_line(found.current, limit=200)} is in none of the kubeconfig files."
    else:
        message = "The kubeconfig names no current context."
    known = ", ".join(c.name for c in found.contexts[:10]) + (", …" if len(found.contexts) > 10 else "")
    broken = "".join(f" {path} was left out: it {reason}." for path, reason in found.broken)
    raise ReadFailure(FailureKind.CONFIG, message, f"Choose a context with --context: {known}.{broken}")


def _nothing(found: Kubeconfigs, paths: tuple[Path, ...]) -> ReadFailure:
    hint = "Name a kubeconfig with --kubeconfig FILE or KUBECONFIG, or work from a saved snapshot with --from FILE."
    reasons = dict(found.broken)
    files = "; ".join(f"{path} {reasons.get(path, 'has no context')}" for path in dict.fromkeys(paths))
    return ReadFailure(FailureKind.CONFIG, f"The kubeconfig {files}.", hint)


def _context(name: str, entry: KubeconfigEntry, merged: MergedKubeconfig, now: datetime) -> ContextInfo:
    cluster_name, user_name = _text(entry.value.get("cluster")), _text(entry.value.get("user"))
    cluster, user = merged.clusters.get(cluster_name), merged.users.get(user_name)
    server = _text(cluster.value.get("server")) if cluster else ""
    auth, command = _auth(user)
    return ContextInfo(
        name=name,
        cluster=cluster_name,
        server=_without_user(server),
        user=user_name or None,
        namespace=_text(entry.value.get("namespace")) or None,
        auth=auth,
        exec_command=command,
        impersonates=_text(user.value.get("as")) or None if user else None,
        file=entry.file,
        current=name == merged.current,
        problem=_sentence(_cluster_problem(cluster_name, cluster, server) or _user_problem(user_name, user, auth, now)),
    )


def _text(value: object) -> str:
    return clean_line(value) if isinstance(value, str) else ""


def _sentence(text: str | None) -> str | None:
    return text and text[0].upper() + text[1:] + "."


def _without_user(server: str) -> str:
    scheme, slashes, rest = server.partition("://")
    host, slash, path = rest.partition("/")
    return scheme + slashes + host.rpartition("@")[2] + slash + path


def _auth(user: KubeconfigEntry | None) -> tuple[str, str | None]:
    """Return how the client authenticates, in its order of precedence, and the plugin that it runs."""
    value: Any = user.value if user else {}
    provider = value.get("auth-provider")
    if provider:
        named = _text(provider.get("name")) if isinstance(provider, dict) else ""
        return f"auth provider {named}".strip(), None
    if value.get("token") or value.get("tokenFile"):
        return "token", None
    if value.get("exec"):
        command = _text(value["exec"].get("command")) if isinstance(value["exec"], dict) else ""
        return "exec", command or None
    if value.get("client-certificate") or value.get("client-certificate-data"):
        return "client certificate", None
    return ("password" if value.get("username") else "none"), None


def _cluster_problem(name: str, cluster: KubeconfigEntry | None, server: str) -> str | None:
    if not name:
        return "it names no cluster"
    if cluster is None:
        return f"its cluster {name} is in none of the kubeconfig files"
    if not server:
        return f"its cluster {name} has no server address"
    try:
        url = urlsplit(server)
        usable = url.scheme in ("http", "https") and bool(url.hostname) and url.port != 0
    except ValueError:
        usable = False
    if not usable:
        return f"the server address of its cluster {name} is not an http or https URL"
    if is_metadata_host(url.hostname or ""):
        return f"the server address of its cluster {name} is a cloud metadata service"
    proxy = cluster.value.get("proxy-url")
    if proxy and not _is_proxy(proxy):
        return f"the proxy-url of its cluster {name} is not an http, https or socks5 URL"
    return _missing_file(cluster, "certificate-authority")


def _is_proxy(url: object) -> bool:
    try:
        parts = urlsplit(url) if isinstance(url, str) else None
        return parts is not None and parts.scheme in _PROXY_SCHEMES and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _user_problem(name: str, user: KubeconfigEntry | None, auth: str, now: datetime) -> str | None:
    if user is None:
        return f"its user {name} is in none of the kubeconfig files" if name else None
    if impersonation.lacks_user(user.value):
        return "it impersonates groups, a UID or extra fields without a user"
    if user.value.get("auth-provider"):
        return auth_provider.problem(user.value["auth-provider"], now)
    if auth == "exec":
        plugin = user.value["exec"]
        if not isinstance(plugin, dict) or not _text(plugin.get("command")):
            return "its exec plugin has no command"
        if not isinstance(plugin.get("args") or [], list):
            return "the arguments of its exec plugin are not a list"
    for key in ("client-certificate", "client-key", "tokenFile"):
        missing = _missing_file(user, key)
        if missing:
            return missing
    if auth != "client certificate":
        return None
    certificate = user.value.get("client-certificate")
    file = resolve(user, certificate) if isinstance(certificate, str) and certificate else None
    return client_certificate.problem(user.value.get("client-certificate-data"), file, now)


def _missing_file(entry: KubeconfigEntry, key: str) -> str | None:
    """Return the problem of a referenced file that is missing or unreadable and not replaced by inline data."""
    inline = "token" if key == "tokenFile" else f"{key}-data"
    named = entry.value.get(key)
    if not isinstance(named, str) or not named or entry.value.get(inline):
        return None
    path = resolve(entry, named)
    if not path.is_file():
        return f"its file {clean_line(str(path))} does not exist"
    return None if os.access(path, os.R_OK) else f"its file {clean_line(str(path))} cannot be read"
