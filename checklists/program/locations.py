"""The folders that the program's data may be in, and how one of their files is read."""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from checklists.errors import ProgramDataError
from checklists.model.checklist import MINOR_PATTERN
from checklists.program.stamp import read_stamp
from checklists.text import clean_line

LANDSCAPE = "landscape.yml"
BUNDLED = Path(__file__).parent.parent / "official"
"""Filled by the release build, absent in a checkout."""

_CHECKLIST_FILE = re.compile(rf"AIConformance-({MINOR_PATTERN})\.yaml")


def checklist_file(minor: str) -> str:
    """The path of a minor's checklist inside the program repository."""
    return f"docs/AIConformance-{minor}.yaml"


@dataclass(frozen=True)
class SearchPath:
    """Where to look, in this order."""

    explicit: Path | None
    """The folder that the user named; it must hold a checklist."""
    clone_candidates: tuple[Path, ...]
    """Paths that may lie inside a clone of the program repository."""
    cache: Path
    """What was downloaded, in the program repository's layout."""
    bundled: Path | None = BUNDLED


class DataOrigin(StrEnum):
    """How a place came to be looked at."""

    EXPLICIT = "named by the user"
    CLONE = "clone"
    CACHE = "downloaded"
    BUNDLED = "came with aiconform"


@dataclass(frozen=True)
class DataFolder:
    """A folder with the program repository's layout."""

    kind: DataOrigin
    folder: Path

    @property
    def label(self) -> str:
        """The place, for people."""
        if self.kind is DataOrigin.BUNDLED:
            return "the copy that came with aiconform"
        where = clean_line(str(self.folder))
        return f"{where} (downloaded)" if self.kind is DataOrigin.CACHE else where

    def minors(self) -> tuple[str, ...]:
        """The minors that have a checklist file here."""
        try:
            names = [entry.name for entry in (self.folder / "docs").iterdir()]
        except OSError:
            return ()
        return tuple(found[1] for found in map(_CHECKLIST_FILE.fullmatch, names) if found)

    def has(self, relative: str) -> bool:
        """Whether that file is here."""
        try:
            return (self.folder / relative).is_file()
        except OSError:
            return False

    def dated(self, relative: str) -> datetime | None:
        """When that file was last verified against the program's; for a clone, when it was written."""
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
        """That file's text; raises ProgramDataError if it cannot be had or is longer than `limit`."""
        try:
            with (self.folder / relative).open("rb") as file:
                data = file.read(limit + 1)
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
    """The folders to look into, first the one that wins; raises ProgramDataError if the named one has no checklist."""
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
        f"There is no checklist in the program folder {place.label}.",
        f"Did you mean --program {clean_line(str(above))}?"
        if above
        else "It should hold docs/AIConformance-*.yaml, as a clone of github.com/cncf/k8s-ai-conformance does.",
    )


def find_clone(inside: Path) -> Path | None:
    """The innermost folder at or above that path with the program repository's checklists."""
    try:
        start = Path(os.path.abspath(inside))  # noqa: PTH100  resolve() would leave the path as the user knows it
    except OSError:
        return None  # The working directory is gone.
    return next((folder for folder in (start, *start.parents) if DataFolder(DataOrigin.CLONE, folder).minors()), None)
