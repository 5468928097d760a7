"""Names of Kubernetes objects that become part of a path."""

import re

_NAME = re.compile(r"[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?")


def valid_names(*names: str) -> bool:
    """Return whether every text can be the name of an object (RFC 1123); nothing else may enter a path."""
    return all(_NAME.fullmatch(name) for name in names)
