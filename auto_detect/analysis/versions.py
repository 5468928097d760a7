"""Versions of components, only from the image of the recognized container."""

import re
from collections.abc import Collection

from auto_detect.analysis.wording import clean_name
from auto_detect.objects.apps import WorkloadSpec

_VERSION = re.compile(r"[vV]?\d{1,4}(?:\.\d{1,6})*(?:[-+._][\w.+-]*)?", re.ASCII)
"""A release: `v0.11.0`, `1.7`, `3.3.8-ubuntu22.04`; not `latest`, `main`, a branch or a commit."""


def image_path(image: str) -> str:
    """Return an image without its digest; its path always ends with a colon, even without a tag."""
    path = image.partition("@")[0]
    return path if ":" in path.rpartition("/")[2] else f"{path}:"


def names_image(image: str, marks: Collection[str]) -> bool:
    """Return whether an image's path or tag contains one of the marks; a mark may end with a colon."""
    return any(mark in f"/{image_path(image)}" for mark in marks)


def image_version(image: str) -> str | None:
    """Return the version in an image's tag; None for a moving tag, a branch, a commit or only a digest."""
    tag = image_path(image).rpartition(":")[2]
    return clean_name(tag) if _VERSION.fullmatch(tag) else None


def workload_version(spec: WorkloadSpec, marks: Collection[str] = ()) -> str | None:
    """Return the version of a workload's recognized container.

    Without a container that the marks name, only a single container is unambiguous: a sidecar has its own version.
    """
    containers = spec.template.spec.containers
    recognized = [container for container in containers if names_image(container.image, marks)]
    chosen = recognized or (containers if len(containers) == 1 else [])
    versions = {image_version(container.image) for container in chosen}
    return versions.pop() if len(versions) == 1 else None
