"""A submission on disk: its file and the files next to it."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from checklists.drafts.evidence_intake import FILE_LIMIT
from checklists.errors import SubmissionError, SubmissionUnreadable
from checklists.files.atomic_file import format_size, os_error_reason
from checklists.submission.submission_files import NAME, Location, find_submissions, location, read_submission
from checklists.text import clean_line, shown_path, typed_path

_MOST_FILES = 2_000
_DEEPEST = 6
_OTHER_NAMES = ("product.yaml", "product.yml")


@dataclass(frozen=True)
class SiblingFile:
    """A file in the submission's folder."""

    path: Path
    size: int
    refusal: str | None = None
    """The reason against an import, as the end of a sentence."""


@dataclass(frozen=True)
class ImportSource:
    """A submission, limited to its own folder."""

    path: Path
    data: bytes

    @property
    def location(self) -> Location:
        """Its place in the program repository."""
        return location(self.path)

    @cached_property
    def siblings(self) -> Mapping[str, SiblingFile]:
        """The files of its folder by relative name, without those in hidden folders."""
        root = self.path.parent
        found: dict[str, SiblingFile] = {}
        for name in _names(root):
            if Path(root, name) != self.path:
                found[name] = _sibling(root, name)
            if len(found) >= _MOST_FILES:
                break
        return dict(sorted(found.items()))


def open_source(named: str | Path) -> ImportSource:
    """Open the submission at a path: a file of any name, or the only submission in a folder.

    Raises:
        SubmissionError: found none or several submissions, or cannot read the file.
    """
    path = typed_path(named)
    shown = shown_path(named)
    if not str(named).strip():
        raise SubmissionError("No submission was named.", f"Name a {NAME}, or its folder.")
    file = _file(path)
    try:
        return ImportSource(file, read_submission(file))
    except SubmissionUnreadable:
        raise
    except SubmissionError as error:
        raise SubmissionError(f"{shown}: {error.message}", error.hint) from None


def _file(path: Path) -> Path:
    try:
        entries = [entry for entry in path.iterdir() if entry.name.lower() in _OTHER_NAMES] if path.is_dir() else []
    except OSError:
        entries = []
    candidates = sorted(entries, key=lambda entry: entry.name != NAME)
    if candidates:
        return candidates[0]
    found = find_submissions(path)
    if len(found) > 1:
        first = ", ".join(clean_line(str(file.relative_to(path))) for file in found[:3])
        raise SubmissionError(
            f"Found {len(found)} submissions below {shown_path(path)}.",
            f"Choose one: {first}{' …' if len(found) > 3 else ''}",
        )
    return found[0]


def _names(root: Path) -> Iterator[str]:
    for folder, folders, files in os.walk(root):
        deep = len(Path(folder).relative_to(root).parts)
        folders[:] = sorted(name for name in folders if not name.startswith(".") and deep < _DEEPEST)
        for name in sorted(files):
            yield Path(folder, name).relative_to(root).as_posix()


def _sibling(root: Path, name: str) -> SiblingFile:
    path = root / name
    if path.name.startswith("."):
        return SiblingFile(path, 0, "it is a hidden file")
    try:
        target = path.resolve(strict=True)
        if not target.is_relative_to(root.resolve()):
            return SiblingFile(path, 0, "it is a link that leaves the submission's folder")
        if not target.is_file():
            return SiblingFile(path, 0, "it is not a regular file")
        bytes_ = target.stat().st_size
    except (OSError, RuntimeError) as error:
        return SiblingFile(path, 0, os_error_reason(error) if isinstance(error, OSError) else "it is a link to itself")
    if bytes_ > FILE_LIMIT:
        return SiblingFile(target, bytes_, f"it is larger than {format_size(FILE_LIMIT)}")
    if not os.access(target, os.R_OK):
        return SiblingFile(target, bytes_, "you lack the permission to read it")
    return SiblingFile(target, bytes_)
