"""Overrides of a context on the command line, with the meaning of kubectl's flags of the same names."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from auto_detect.api.kubeconfig_files import KubeconfigEntry, MergedKubeconfig
from auto_detect.api.reader import FailureKind, ReadFailure
from checklists.text import clean_line


@dataclass(frozen=True)
class Overrides:
    """Values that replace those of the chosen context; None and empty keep the context's own."""

    cluster: str | None = None
    """Name of a kubeconfig cluster (`--cluster`)."""
    user: str | None = None
    """Name of a kubeconfig user (`--user`)."""
    impersonate: str | None = None
    """User to act as (`--as`)."""
    groups: tuple[str, ...] = ()
    """Groups to act as (`--as-group`)."""


NO_OVERRIDES = Overrides()


def override(merged: MergedKubeconfig, context: str | None, overrides: Overrides) -> MergedKubeconfig:
    """Return the kubeconfig with the overrides in the chosen or current context.

    Without a current context, the new one gets the name of the cluster. An empty kubeconfig, such as that of a missing
    file, stays empty.

    Raises:
        ReadFailure: no cluster or user has that name, or groups are impersonated without a user.
    """
    if overrides == NO_OVERRIDES or not (merged.contexts or merged.clusters):
        return merged
    name = clean_line(context) if context is not None else merged.current
    if name is None and overrides.cluster is not None:
        name = clean_line(overrides.cluster)
        cluster = merged.clusters.get(name)
        created = KubeconfigEntry({}, cluster.file if cluster else Path())
        merged = replace(merged, current=name, contexts={**merged.contexts, name: created})
    entry = merged.contexts.get(name or "")
    if name is None or entry is None:
        return merged
    cluster_name = _named(merged.clusters, overrides.cluster, "cluster", entry)
    user_name = _named(merged.users, overrides.user, "user", entry)
    user, users = merged.users.get(user_name), merged.users
    if overrides.impersonate is not None or overrides.groups:
        impersonating = _impersonating(user or KubeconfigEntry({}, entry.file), overrides)
        if user or not user_name:  # A named user that is missing stays missing: that is the context's problem.
            users = {**users, user_name: impersonating}
    named = {**entry.value, "cluster": cluster_name, "user": user_name}
    return replace(merged, users=users, contexts={**merged.contexts, name: KubeconfigEntry(named, entry.file)})


def _impersonating(user: KubeconfigEntry, overrides: Overrides) -> KubeconfigEntry:
    value = dict(user.value)
    if overrides.impersonate is not None:
        value["as"] = overrides.impersonate
    if overrides.groups:
        value["as-groups"] = list(overrides.groups)
    if not value.get("as"):
        raise ReadFailure(FailureKind.CONFIG, "Groups can only be impersonated with a user.", "Add --as USER.")
    return KubeconfigEntry(value, user.file)


def _named(entries: Mapping[str, KubeconfigEntry], name: str | None, kind: str, context: KubeconfigEntry) -> str:
    """Return the name of the override, which must exist, or the context's own."""
    if name is None:
        own = context.value.get(kind)
        return clean_line(own) if isinstance(own, str) else ""
    cleaned = clean_line(name)
    if cleaned not in entries:
        known = ", ".join(list(entries)[:10]) + (", …" if len(entries) > 10 else "")
        raise ReadFailure(
            FailureKind.CONFIG,
            f"The kubeconfig has no {kind} {clean_line(name, limit=200)}.",
            f"Choose a {kind} with --{kind}: {known}." if known else "",
        )
    return cleaned
