"""Images without what is private in them."""

import re

_DIGEST = re.compile(r"@sha[0-9]+:[0-9a-f]*$")
_PROJECTS = ("gcr.io", ".gcr.io", "pkg.dev", ".pkg.dev")
"""Registries whose paths begin with the project of an account."""


def without_registry(image: str) -> str:
    """The last two names of an image, and its tag: registries, mirrors, projects and teams come before them."""
    if "//" in image:
        return ""
    *path, last = _DIGEST.sub("", image).split("/")
    while path and _host(path[0]):
        registry = path.pop(0)
        if path and registry.endswith(_PROJECTS):
            path.pop(0)
    return "/".join([*path[-1:], last])


def _host(text: str) -> bool:
    return "." in text or ":" in text or text == "localhost"
