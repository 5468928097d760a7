"""Kubeconfig files, merged as in kubectl; the values hold credentials and do not leave this package."""

import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from checklists.text import clean_line, typed_path

MAX_BYTES = 4 * 1024 * 1024
MAX_VALUES = 500_000
"""Values of a document with aliases expanded; 4 MiB of real kubeconfigs hold far fewer."""


@dataclass(frozen=True)
class KubeconfigEntry:
    """Cluster, user or context, with the file that its relative paths refer to."""

    value: Mapping[str, Any] = field(repr=False)
    file: Path


@dataclass(frozen=True)
class MergedKubeconfig:
    """Entries of all files by cleaned name; the first file wins for a repeated name."""

    contexts: Mapping[str, KubeconfigEntry]
    clusters: Mapping[str, KubeconfigEntry]
    users: Mapping[str, KubeconfigEntry]
    current: str | None
    unusable: tuple[tuple[Path, str], ...]


def resolve(entry: KubeconfigEntry, path: str) -> Path:
    """Resolve a path of a kubeconfig relative to the kubeconfig's folder."""
    return entry.file.absolute().parent / path


class _UnusableFile(Exception):
    """Unusable file; the reason continues a sentence after the file's name."""


def default_paths(environ: Mapping[str, str]) -> tuple[Path, ...]:
    """Return the files of `KUBECONFIG`, else `~/.kube/config`."""
    listed = tuple(typed_path(p) for p in environ.get("KUBECONFIG", "").split(os.pathsep) if p)
    return listed or (Path.home() / ".kube" / "config",)


def merge(paths: Iterable[Path]) -> MergedKubeconfig:
    """Read and merge all files; list unusable files in `unusable` and leave them out."""
    contexts: dict[str, KubeconfigEntry] = {}
    clusters: dict[str, KubeconfigEntry] = {}
    users: dict[str, KubeconfigEntry] = {}
    current: str | None = None
    broken: list[tuple[Path, str]] = []
    for path in dict.fromkeys(paths):
        try:
            document = _document(path)
            entries_by_key = {key: _entries(document, key, path) for key in ("contexts", "clusters", "users")}
        except _UnusableFile as error:
            broken.append((path, str(error)))
            continue
        for target, key in ((contexts, "contexts"), (clusters, "clusters"), (users, "users")):
            for name, entry in entries_by_key[key].items():
                target.setdefault(name, entry)
        current_context = document.get("current-context")
        if current is None and isinstance(current_context, str) and current_context:
            current = clean_line(current_context)
    return MergedKubeconfig(contexts, clusters, users, current, tuple(broken))


def _document(path: Path) -> Mapping[str, Any]:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise _UnusableFile("is not a file")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise _UnusableFile("does not exist") from None
    except OSError as error:
        raise _UnusableFile(f"cannot be read: {error.strerror or type(error).__name__}") from None
    if len(data) > MAX_BYTES:
        raise _UnusableFile(f"is larger than {MAX_BYTES // 1024 // 1024} MiB, too large for a kubeconfig")
    if not data.strip():
        raise _UnusableFile("is empty")
    try:
        document = yaml.load(data, _Loader)  # noqa: S506  a safe loader
    except yaml.MarkedYAMLError as error:
        line = f" (line {error.problem_mark.line + 1})" if error.problem_mark else ""
        raise _UnusableFile(f"is not YAML{line}") from None
    except (yaml.YAMLError, ValueError, RecursionError):
        raise _UnusableFile("is not YAML") from None
    if document is None:
        raise _UnusableFile("is empty")
    if _too_many(document):
        raise _UnusableFile("expands through its aliases to more values than a kubeconfig can have")
    if not isinstance(document, dict):
        raise _UnusableFile("is YAML, but not a kubeconfig: it should start with `kind: Config`")
    if document.get("kind", "Config") != "Config":
        raise _UnusableFile(f"is not a kubeconfig: its kind is {clean_line(str(document['kind']), limit=60)}")
    return document


class _Loader(yaml.SafeLoader):
    """Safe loader that stops when merge keys blow up a mapping."""

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        super().flatten_mapping(node)
        if len(node.value) > MAX_VALUES:
            raise yaml.constructor.ConstructorError(None, None, "too many keys", node.start_mark)


def _too_many(value: object) -> bool:
    """Return whether a document is too large with its aliases expanded; a recursive alias always is."""
    left = MAX_VALUES
    waiting = [value]
    while waiting:
        inner = waiting.pop()
        left -= 1
        if left < 0:
            return True
        if isinstance(inner, dict):
            waiting += inner.values()
        elif isinstance(inner, list):
            waiting += inner
    return False


def _entries(document: Mapping[str, Any], key: str, path: Path) -> dict[str, KubeconfigEntry]:
    listed = document.get(key)
    if listed is None:
        return {}
    if not isinstance(listed, list):
        raise _UnusableFile(f"is not a kubeconfig: `{key}` is not a list")
    entries: dict[str, KubeconfigEntry] = {}
    for number, item in enumerate(listed, start=1):
        if not isinstance(item, dict) or not isinstance(item.get("name"), str):
            raise _UnusableFile(f"is not a kubeconfig: item {number} of `{key}` has no name")
        value = item.get(key.removesuffix("s"))
        if value is not None and not isinstance(value, dict):
            raise _UnusableFile(f"is not a kubeconfig: item {number} of `{key}` is not a mapping")
        entries.setdefault(clean_line(item["name"]), KubeconfigEntry(value or {}, path))
    return entries
