"""Submissions on disk: which files are one, in which minor's folder, and which files lie beside it."""

import errno
import os
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from checklists.errors import SubmissionError, SubmissionUnreadable
from checklists.files.atomic_file import os_error_reason, read_bounded
from checklists.go_yaml.parser import MAX_BYTES
from checklists.text import clean_line

NAME = "PRODUCT.yaml"
"""The file that the program's check looks for; any other spelling is passed over by it."""

_NO_FILE = frozenset({errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ELOOP})
"""What the program's machine would meet as well: there is no file of that name."""
_MINOR_FOLDER = re.compile(r"v([0-9]+\.[0-9]+)")


@dataclass(frozen=True)
class Location:
    """Where in the program repository a file is, or would be."""

    minor: str | None
    """None outside any `vX.Y` folder."""
    folder: str
    """The last two folders above the file, for example `v1.36/nebula`."""


def location(path: Path) -> Location:
    """The minor and folder of a submission's file, told by the names of the folders that it is in."""
    above = _absolute(path).parent.parts
    nearest_first = [above[-2], *reversed(above)] if len(above) > 1 else list(above)
    found = next(filter(None, map(_MINOR_FOLDER.fullmatch, nearest_first)), None)
    return Location(found[1] if found else None, "/".join(above[-2:]))


def find_submissions(path: Path) -> tuple[Path, ...]:
    """The file that was named, or every `PRODUCT.yaml` below a folder, sorted.

    Hidden folders and links to folders are not entered.

    Raises:
        SubmissionError: there is nothing at that path, or no submission below it.
    """
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        why = os_error_reason(error) if isinstance(error, OSError) else "that is no path"
        hint = f"Name a {NAME}, or a folder above some."
        raise SubmissionError(f"{_shown(path)} cannot be read: {why}.", hint) from None
    if not stat.S_ISDIR(mode):
        return (path,)
    unreadable: list[OSError] = []
    found = tuple(sorted(_walk(path, unreadable)))
    if not found:
        hint = "The program looks at files of exactly that name in vX.Y/<product>/."
        if unreadable:
            hint = (
                f"{_shown(Path(str(unreadable[0].filename)))} could not be looked into: "
                f"{os_error_reason(unreadable[0])}."
            )
        raise SubmissionError(f"There is no {NAME} in or below {_shown(path)}.", hint)
    return found


def _walk(top: Path, unreadable: list[OSError]) -> Iterator[Path]:
    for folder, folders, files in os.walk(top, onerror=unreadable.append):
        folders[:] = [name for name in folders if not name.startswith(".")]
        if NAME in files:
            yield Path(folder, NAME)


def read_submission(path: Path) -> bytes:
    """The content of a submission's file.

    Raises:
        SubmissionUnreadable: the system refuses to read a file that is there.
        SubmissionError: it is no regular file, or is too large to be a submission.
    """
    try:
        return read_bounded(path, MAX_BYTES)
    except OSError as error:
        why, hint = os_error_reason(error), "Check its name, size and permissions."
        if error.errno is not None and error.errno not in _NO_FILE:
            raise SubmissionUnreadable(f"{_shown(path)} cannot be read: {why}.", hint) from None
        raise SubmissionError(f"The file cannot be read: {why}.", hint) from None


class SubmissionFiles:
    """The files in a submission's folder, named as the program's machine would find them.

    A link counts while it leads to something inside the program repository, which is two levels up: what lies
    outside is not there on any other machine.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = _absolute(folder)
        self._listings: dict[Path, Mapping[str, bool]] = {}
        self._found: dict[str, Path | None] = {}

    def exists(self, relative: str) -> bool:
        """Whether that file or folder is there, upper and lower case included, on every kind of disk."""
        return self.path(relative) is not None

    def path(self, relative: str) -> Path | None:
        """Where that file or folder is; None where it is not there."""
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
        """What is in a folder, and whether it is a link."""
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
    """Links stay as they are named: the folder's name counts, not where it leads."""
    return Path(os.path.normpath(path.absolute()))


def _shown(path: Path) -> str:
    return clean_line(str(path), limit=300)
