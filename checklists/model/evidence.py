"""Evidence values: which are links, which name a file, and where in the submission that file is."""

import posixpath
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from checklists.text import trim

ARTIFACT_NAMES = ("e2e.log", "junit.xml", "results.json")
"""Base names that the program takes for results of the automated tests, in any case."""

_PRODUCT_FOLDER = re.compile(r"v[0-9]+\.[0-9]+/[^/]+/")


class EvidenceFiles(Protocol):
    """The files of a submission."""

    def exists(self, relative: str) -> bool:
        """Whether a file or folder of exactly that name, case included, is in the submission's folder."""

    def path(self, relative: str) -> Path | None:
        """Where on this machine that file or folder is; None where it is not there."""


@dataclass(frozen=True)
class EvidenceLocation:
    """What a value that is no link names."""

    relative: str
    """Path below the submission's folder, without `.` and `..`; empty with a fault."""
    fault: str | None
    """The program's code for a path that cannot be evidence."""


def is_url(value: str) -> bool:
    """Whether the program requests the value instead of looking for a file."""
    return value.startswith(("http://", "https://"))


def locate_evidence(value: str, folder: str) -> EvidenceLocation:
    """Where a value that is no link leads.

    Args:
        value: As it stands in the evidence list.
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
    """Whether the program takes the file that a value names for test results."""
    return not is_url(value) and posixpath.basename(locate_evidence(value, folder).relative).lower() in ARTIFACT_NAMES


def named_test(value: str) -> str:
    """The test that a value names behind a `#`; empty for none."""
    return trim(value).partition("#")[2]
