"""Conversion of API paths to equivalent `kubectl` commands."""

import re
import shlex
from typing import NamedTuple

_SEGMENT = r"[^/?#\s]+"
_PATH = re.compile(
    rf"/(?:api/(?P<core>{_SEGMENT})|apis/(?P<group>{_SEGMENT})/(?P<version>{_SEGMENT}))"
    rf"(?:/namespaces/(?P<namespace>{_SEGMENT})(?=/{_SEGMENT}))?"
    rf"/(?P<resource>{_SEGMENT})(?:/(?P<name>{_SEGMENT}))?"
)

PSEUDONYM = re.compile(r"[a-z]+-[0-9a-f]{10}")
"""Pattern of pseudonyms, which kubectl cannot find."""


class ApiPath(NamedTuple):
    """The parts of an API path."""

    group: str
    """Empty for the core group."""
    version: str
    namespace: str
    """Empty for a cluster-scoped path."""
    resource: str
    name: str
    """Empty for a list."""


def parse_api_path(path: str) -> ApiPath | None:
    """Return the parts of a path of an object or a list; None for any other path, such as `/apis/apps`."""
    found = _PATH.fullmatch(path)
    if found is None:
        return None
    parts = found.groupdict(default="")
    return ApiPath(
        parts["group"], parts["core"] or parts["version"], parts["namespace"], parts["resource"], parts["name"]
    )


def kubectl_command(path: str, *, context: str = "") -> str:
    """Return the shell command for an API path.

    Args:
        path: An API path without a query, for example `/apis/apps/v1/namespaces/a/deployments/b`.
        context: The kubeconfig context; by default kubectl's current context.
    """
    words = ["kubectl", *([f"--context={context}"] if context else []), "get"]
    at = parse_api_path(path)
    if at is None:
        return shlex.join([*words, "--raw", path])
    words.append(f"{at.resource}.{at.version}.{at.group}" if at.group else at.resource)
    name, namespace = ("" if PSEUDONYM.fullmatch(part) else part for part in (at.name, at.namespace))
    if name and namespace == at.namespace:
        words += [name, *(["-n", namespace] if namespace else [])]
    else:
        words += ["-n", namespace] if namespace else ["-A"]
        words += [f"--field-selector=metadata.name={name}"] if name else []
    return shlex.join([*words, *(["-o", "yaml"] if name else [])])
