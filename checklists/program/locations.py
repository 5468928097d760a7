"""Folders that may hold the program's data, and access to their files."""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property
from pathlib import Path

import msgspec

from checklists.errors import ProgramDataError
from checklists.files.atomic_file import read_beginning
from checklists.files.file_stamp import file_stamp
from checklists.model.checklist import MINOR_PATTERN
from checklists.program.stamp import NAME, read_stamp
from checklists.text import clean_line

LANDSCAPE = "landscape.yml"
REQUEST_TEMPLATE = ".github/pull_request_template.md"
"""The program's form for pull requests; GitHub ignores the case of its name."""
BUNDLED = Path(__file__).parent.parent / "official"
"""Data that the release build adds; absent in a checkout."""

_CHECKLIST_FILE = re.compile(rf"AIConformance-({MINOR_PATTERN})\.yaml")


def checklist_file(minor: str) -> str:
    """Return the path of a minor's checklist in the program repository."""
    return f"docs/AIConformance-{minor}.yaml"


class SearchPath(msgspec.Struct, frozen=True):
    """Places to search, in this order."""

    explicit: Path | None
    """Folder that the user named; it has to contain a checklist."""
    clone_candidates: tuple[Path, ...]
    """Paths that may be inside a clone of the program repository."""
    cache: Path | Callable[[], Path]
    """Downloaded files, in the program repository's layout; a function is called when they are first needed."""
    bundled: Path | None = BUNDLED


class DataOrigin(StrEnum):
    """Reason why a folder is searched."""

    EXPLICIT = "named by the user"
    CLONE = "clone"
    CACHE = "downloaded"
    BUNDLED = "came with aiconform"


class DataFolder(msgspec.Struct, frozen=True, dict=True):
    """Folder with the program repository's layout."""

    kind: DataOrigin
    place: Path | Callable[[], Path]

    @cached_property
    def folder(self) -> Path:
        """The folder's path."""
        return self.place if isinstance(self.place, Path) else self.place()

    @property
    def label(self) -> str:
        """Description of the folder for users."""
        if self.kind is DataOrigin.BUNDLED:
            return "the copy that came with aiconform"
        where = clean_line(str(self.folder))
        return f"{where} (downloaded)" if self.kind is DataOrigin.CACHE else where

    def minors(self) -> tuple[str, ...]:
        """Return the minors with a checklist file in this folder."""
        try:
            names = [entry.name for entry in (self.folder / "docs").iterdir()]
        except OSError:
            return ()
        return tuple(match[1] for match in map(_CHECKLIST_FILE.fullmatch, names) if match)

    def stamp(self) -> str:
        """Return sizes and times of the files that the program's data is read from."""
        files = (NAME, LANDSCAPE, *map(checklist_file, sorted(self.minors())))
        return ", ".join(f"{file} {file_stamp(self.folder / file)}" for file in files)

    def has(self, relative: str) -> bool:
        """Return whether the folder contains a file."""
        try:
            return (self.folder / relative).is_file()
        except OSError:
            return False

    def dated(self, relative: str) -> datetime | None:
        """Return when a file was last verified against the program; for a clone, its modification time."""
        if self.kind in (DataOrigin.CACHE, DataOrigin.BUNDLED) and relative in self._verified:
            return self._verified[relative]
        try:
            return datetime.fromtimestamp((self.folder / relative).stat().st_mtime, UTC)
        except (OSError, OverflowError, ValueError):
            return None

    @cached_property
    def _verified(self) -> Mapping[str, datetime]:
        return read_stamp(self.folder)

    def read(self, relative: str, limit: int) -> str:
        """Return a file's text.

        Raises:
            ProgramDataError: The file is unreadable, not UTF-8, or longer than `limit` bytes.
        """
        try:
            with (self.folder / relative).open("rb") as file:
                data = read_beginning(file, limit + 1)
        except OSError as error:
            reason = error.strerror or "unreadable"
            raise ProgramDataError(f"{relative} in {self.label} cannot be read: {reason}.") from None
        if len(data) > limit:
            raise ProgramDataError(f"{relative} in {self.label} cannot be used: it is longer than {limit // 1000} kB.")
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            raise ProgramDataError(f"{relative} in {self.label} cannot be used: it is not UTF-8 text.") from None


def data_folders(search_path: SearchPath) -> Iterator[DataFolder]:
    """Yield the folders to search, in order of precedence.

    Raises:
        ProgramDataError: The folder that the user named has no checklist.
    """
    if search_path.explicit is not None:
        yield _named_folder(search_path.explicit)
    clones = (clone for start in search_path.clone_candidates if (clone := find_clone(start)))
    for clone in dict.fromkeys(clones):
        yield DataFolder(DataOrigin.CLONE, clone)
    yield DataFolder(DataOrigin.CACHE, search_path.cache)
    if search_path.bundled is not None:
        yield DataFolder(DataOrigin.BUNDLED, search_path.bundled)


def _named_folder(folder: Path) -> DataFolder:
    place = DataFolder(DataOrigin.EXPLICIT, folder)
    if place.minors():
        return place
    if not folder.is_dir():
        fault = "is not a folder" if folder.exists() else "does not exist"
        raise ProgramDataError(
            f"The program folder {place.label} {fault}.",
            "Name a clone of github.com/cncf/k8s-ai-conformance with --program DIR, or leave it out.",
        )
    above = find_clone(folder)
    raise ProgramDataError(
        f"The program folder {place.label} has no checklist.",
        f"Did you mean --program {clean_line(str(above))}?"
        if above
        else "Name a clone of github.com/cncf/k8s-ai-conformance, which has docs/AIConformance-*.yaml.",
    )


def find_clone(inside: Path) -> Path | None:
    """Return the innermost folder at or above a path that contains the program's checklists."""
    try:
        start = Path(os.path.abspath(inside))  # noqa: PTH100  resolve() would replace the path that the user knows
    except OSError:
        return None  # The working directory is gone.
    return next((folder for folder in (start, *start.parents) if DataFolder(DataOrigin.CLONE, folder).minors()), None)
