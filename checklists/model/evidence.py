"""Evidence values: URLs and paths of files in the submission."""

import posixpath
import re
from pathlib import Path
from typing import Protocol

import msgspec

from checklists.text import trim

ARTIFACT_NAMES = ("e2e.log", "junit.xml", "results.json")
"""Base names of test artifacts; the program ignores case."""

_PRODUCT_FOLDER = re.compile(r"v[0-9]+\.[0-9]+/[^/]+/")
_TEST_NAME = re.compile(r"Test[A-Z]\w+")


class EvidenceFiles(Protocol):
    """The files of a submission."""

    def exists(self, relative: str) -> bool:
        """Return whether the submission's folder has a file or folder with that name; case matters."""

    def path(self, relative: str) -> Path | None:
        """Return the path of that file or folder on this machine; None if it is missing."""


class EvidenceLocation(msgspec.Struct, frozen=True):
    """Resolved path of an evidence value that is not a URL."""

    relative: str
    """Normalized path below the submission's folder; empty if `fault` is set."""
    fault: str | None
    """The program's error code for an invalid path."""


def is_url(value: str) -> bool:
    """Return whether the program treats the value as a URL rather than a path."""
    return value.startswith(("http://", "https://"))


def locate_evidence(value: str, folder: str) -> EvidenceLocation:
    """Resolve an evidence value that is not a URL.

    Args:
        value: The value in the evidence list.
        folder: The submission's folder, for example `v1.36/nebula`.
    """
    path = trim(value).removeprefix("file://").partition("#")[0]
    path = trim(path).removeprefix("/")
    if not path:
        return EvidenceLocation("", "evidence-empty-path")
    own = "/".join(folder.split("/")[-2:]) + "/"
    if path.startswith(own):
        path = path.removeprefix(own)
    elif _PRODUCT_FOLDER.match(path):
        return EvidenceLocation("", "evidence-other-product")
    full = posixpath.normpath(f"{folder}/{path}")
    relative = full.removeprefix(f"{folder}/")
    if full == folder or relative == full:
        return EvidenceLocation("", "evidence-escapes-directory")
    return EvidenceLocation(relative, None)


def names_artifact(value: str, folder: str) -> bool:
    """Return whether the program parses the file that a value names as a test artifact."""
    return not is_url(value) and posixpath.basename(locate_evidence(value, folder).relative).lower() in ARTIFACT_NAMES


def is_test_name(value: str) -> bool:
    """Return whether a value is the bare name of a Go test, which the program reads as a file name."""
    return _TEST_NAME.fullmatch(trim(value)) is not None


def named_test(value: str) -> str:
    """Return the test name after `#`; empty if missing."""
    return trim(value).partition("#")[2]
