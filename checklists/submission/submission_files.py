"""Submissions on disk: their files, folders and Kubernetes minors."""

import errno
import os
import re
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

import msgspec

from checklists.errors import SubmissionError, SubmissionUnreadable
from checklists.files.atomic_file import os_error_reason, read_bounded
from checklists.go_yaml.parser import MAX_BYTES
from checklists.text import shown_path

NAME = "PRODUCT.yaml"
"""The file name that the program's check requires, in this exact spelling."""

_NO_FILE = frozenset({errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ELOOP})
"""Errors that mean that the file does not exist, also for the program's check."""
_MINOR_FOLDER = re.compile(r"v([0-9]+\.[0-9]+)")


class Location(msgspec.Struct, frozen=True):
    """The place of a submission in the program repository."""

    minor: str | None
    """None outside `vX.Y` folders."""
    folder: str
    """The last two folders above the file, for example `v1.36/nebula`."""


def location(path: Path) -> Location:
    """Return the minor and folder of a submission's file, from the names of its parent folders."""
    above = _absolute(path).parent.parts
    nearest_first = [above[-2], *reversed(above)] if len(above) > 1 else list(above)
    found = next(filter(None, map(_MINOR_FOLDER.fullmatch, nearest_first)), None)
    return Location(found[1] if found else None, "/".join(above[-2:]))


def find_submissions(path: Path) -> tuple[Path, ...]:
    """Return the named file, or every `PRODUCT.yaml` below a folder, sorted.

    Skips hidden folders and links to folders.

    Raises:
        SubmissionUnreadable: a subfolder cannot be read, and may hold a submission.
        SubmissionError: the path does not exist, or holds no submission.
    """
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        hint = f"Name a {NAME} or a folder."
        raise SubmissionError(f"{shown_path(path)} cannot be read: {os_error_reason(error)}.", hint) from None
    if not stat.S_ISDIR(mode):
        return (path,)
    unreadable: list[OSError] = []
    found = tuple(sorted(_walk(path, unreadable)))
    if unreadable:
        folder, why = shown_path(unreadable[0].filename), os_error_reason(unreadable[0])
        raise SubmissionUnreadable(f"{folder} cannot be read: {why}.", "Check its permissions, or name other folders.")
    if not found:
        hint = f"The program's check reads vX.Y/<product>/{NAME}, in this exact spelling."
        raise SubmissionError(f"Found no {NAME} in {shown_path(path)} or its subfolders.", hint)
    return found


def _walk(top: Path, unreadable: list[OSError]) -> Iterator[Path]:
    for folder, folders, files in os.walk(top, onerror=unreadable.append):
        folders[:] = [name for name in folders if not name.startswith(".")]
        if NAME in files:
            yield Path(folder, NAME)


def read_submission(path: Path) -> bytes:
    """Read a submission's file.

    Raises:
        SubmissionUnreadable: the operating system refuses to read an existing file.
        SubmissionError: it is not a regular file, or is too large for a submission.
    """
    try:
        return read_bounded(path, MAX_BYTES)
    except OSError as error:
        why, hint = os_error_reason(error), "Check its name, size and permissions."
        if error.errno is not None and error.errno not in _NO_FILE:
            raise SubmissionUnreadable(f"{shown_path(path)} cannot be read: {why}.", hint) from None
        raise SubmissionError(f"The file cannot be read: {why}.", hint) from None


class SubmissionFiles:
    """The files in a submission's folder, resolved as on the program's Linux machine.

    A symbolic link counts if its target is inside the program repository (two levels up); other targets do not exist
    on other machines.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = _absolute(folder)
        self._listings: dict[Path, Mapping[str, bool]] = {}
        self._found: dict[str, Path | None] = {}

    def exists(self, relative: str) -> bool:
        """Return whether the file or folder exists; case-sensitive on every file system."""
        return self.path(relative) is not None

    def path(self, relative: str) -> Path | None:
        """Return the path of the file or folder; None if it does not exist."""
        if relative not in self._found:
            self._found[relative] = self._find(relative)
        return self._found[relative]

    def _find(self, relative: str) -> Path | None:
        path, linked = self._folder, False
        for part in PurePosixPath(relative).parts:
            names = self._names(path)
            if part not in names:
                return None
            linked = linked or names[part]
            path = path / part
        return path if path != self._folder and not (linked and self._leads_outside(path)) else None

    def _names(self, folder: Path) -> Mapping[str, bool]:
        """Return the names in a folder, and whether each is a symbolic link."""
        if folder not in self._listings:
            try:
                self._listings[folder] = {entry.name: entry.is_symlink() for entry in os.scandir(folder)}
            except (OSError, ValueError):
                self._listings[folder] = {}
        return self._listings[folder]

    def _leads_outside(self, path: Path) -> bool:
        try:
            target = path.resolve(strict=True)
            roots = (self._folder.parent.parent, self._folder)
            return not any(target.is_relative_to(root.resolve()) for root in roots)
        except (OSError, RuntimeError, ValueError):
            return True


def _absolute(path: Path) -> Path:
    """Make a path absolute without resolving links: the folder's own name counts."""
    return Path(os.path.normpath(path.absolute()))
