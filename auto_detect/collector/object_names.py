"""Names of Kubernetes objects that are used in API paths."""

import re

_NAME = re.compile(r"[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?")


def valid_names(*names: str) -> bool:
    """Return whether every text is a valid object name (RFC 1123); no other text may be used in a path."""
    return all(_NAME.fullmatch(name) for name in names)
