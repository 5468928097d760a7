"""The `kubectl` command that reads the same as an API path, so that anybody can look again."""

import re
import shlex
from typing import NamedTuple

_SEGMENT = r"[^/?#\s]+"
_PATH = re.compile(
    rf"/(?:api/(?P<core>{_SEGMENT})|apis/(?P<group>{_SEGMENT})/(?P<version>{_SEGMENT}))"
    rf"(?:/namespaces/(?P<namespace>{_SEGMENT})(?=/{_SEGMENT}))?"
    rf"/(?P<resource>{_SEGMENT})(?:/(?P<name>{_SEGMENT}))?"
)


class Place(NamedTuple):
    """What an API path names."""

    group: str
    """Empty for the core group."""
    version: str
    namespace: str
    """Empty where the path has none."""
    resource: str
    name: str
    """Empty for a list."""


def place(path: str) -> Place | None:
    """The parts of a path of one object or of a list; None for any other path, for example `/apis/apps`."""
    found = _PATH.fullmatch(path)
    if found is None:
        return None
    parts = found.groupdict(default="")
    return Place(
        parts["group"], parts["core"] or parts["version"], parts["namespace"], parts["resource"], parts["name"]
    )


def command(path: str, *, context: str = "") -> str:
    """The command for a shell.

    Args:
        path: An API path without a query, for example `/apis/apps/v1/namespaces/a/deployments/b`.
        context: The kubeconfig context to read; without one kubectl takes the current one.
    """
    words = ["kubectl", *([f"--context={context}"] if context else []), "get"]
    at = place(path)
    if at is None:
        return shlex.join([*words, "--raw", path])
    words.append(f"{at.resource}.{at.version}.{at.group}" if at.group else at.resource)
    if at.name:
        words += [at.name, *(["-n", at.namespace] if at.namespace else []), "-o", "yaml"]
    else:
        words += ["-n", at.namespace] if at.namespace else ["-A"]
    return shlex.join(words)
