"""The files that a draft holds as evidence: copies, so that they are still there at the export."""

import itertools
import os
import stat
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from checklists.errors import DraftError
from checklists.files.atomic_file import format_size, os_error_reason, read_bounded, write_atomically
from checklists.model.evidence import ARTIFACT_NAMES
from checklists.model.naming import file_name
from checklists.text import clean_line, typed_path

FILE_LIMIT = 20 * 2**20
"""Bytes of one file."""


class EvidenceFolder:
    """One folder, and nothing outside it."""

    def __init__(self, root: Path, require_writable: Callable[[], None] = lambda: None) -> None:
        """Name the folder; it is made when the first file comes.

        Args:
            root: The folder.
            require_writable: Raises the error that says why nothing may be changed, if that is so.
        """
        self._root = root
        self._require_writable = require_writable

    def exists(self, relative: str) -> bool:
        """Whether a file or folder of exactly that name is in here, on every kind of disk."""
        return self._find(relative) is not None

    def path(self, relative: str) -> Path | None:
        """Where that file or folder is; None where it is not in here."""
        return self._find(relative)

    def files(self) -> Mapping[str, Path]:
        """All files, by their name relative to the folder, sorted."""
        found: dict[str, Path] = {}
        for folder, folders, names in os.walk(self._root):
            folders[:] = [name for name in folders if not _hidden(name)]
            for name in names:
                path = Path(folder, name)
                if path.is_file() and not path.is_symlink() and not _hidden(name):
                    found[path.relative_to(self._root).as_posix()] = path
        return dict(sorted(found.items()))

    def attach(self, path: Path, name: str = "") -> str:
        """Copy a file in, under its own name or another one.

        Returns:
            What names it as evidence: its name in here. A file of the same name and content is not copied again,
            one of the same name and other content gets a number.

        Raises:
            DraftError: it is no regular file, cannot be read, is too large, or cannot be written here.
        """
        self._require_writable()
        path = typed_path(path)
        return self._place(file_name(name or path.name), _content(path), lambda _: False)

    def attach_run(self, paths: Sequence[Path]) -> tuple[str, ...]:
        """Copy the files of one test run in, beside each other.

        Returns:
            What names each of them. Where another run has one of their names, all go into a folder of their own.

        Raises:
            DraftError: as for a single file; nothing was copied then, unless the disk is what refused.
        """
        self._require_writable()
        contents = [(file_name(path.name), _content(typed_path(path))) for path in paths]
        taken = {relative.lower(): file for relative, file in self.files().items()}
        prefixes = itertools.chain([""], (f"run-{number}/" for number in itertools.count(2)))
        prefix = next(p for p in prefixes if all(_fits(taken.get(f"{p}{n}".lower()), data) for n, data in contents))
        return tuple(self._place(f"{prefix}{name}", data, lambda _: False) for name, data in contents)

    def put(self, name: str, data: bytes, *, replaces: Callable[[bytes], bool] = lambda _: False) -> str:
        """Keep what the program itself wrote.

        Args:
            name: What it should be called.
            data: Its content.
            replaces: Whether a file of that name with this other content may be written over.

        Returns:
            Its name in here: as asked for, or with a number where another file has that name.

        Raises:
            DraftError: it cannot be written here.
        """
        self._require_writable()
        return self._place(file_name(name), data, replaces)

    def _place(self, name: str, data: bytes, replaces: Callable[[bytes], bool]) -> str:
        taken = {relative.lower(): (relative, file) for relative, file in self.files().items()}
        for candidate in _candidates(name):
            relative, present = taken.get(candidate.lower(), (candidate, None))
            if present is not None and _holds(present, data):
                break
            if present is None or replaces(_content(present)):
                self._write(relative, data)
                break
        return relative

    def remove(self, relative: str) -> None:
        """Take a file out.

        Raises:
            DraftError: there is none of that name, or it cannot be deleted.
        """
        self._require_writable()
        path = self._find(relative)
        if path is None or not path.is_file():
            raise DraftError(f'There is no evidence file "{clean_line(relative, limit=200)}" in this draft.')
        try:
            path.unlink()
            while path.parent != self._root and not any(path.parent.iterdir()):
                path = path.parent
                path.rmdir()
        except OSError as error:
            raise DraftError(f"{path} could not be deleted: {os_error_reason(error)}.") from error

    def _write(self, relative: str, data: bytes) -> None:
        target = self._root / relative
        try:
            self._root.mkdir(mode=0o700, exist_ok=True)
            target.parent.mkdir(mode=0o700, exist_ok=True)
            write_atomically(target, data)
        except OSError as error:
            raise DraftError(
                f"The file could not be copied to {target}: {os_error_reason(error)}.",
                "Nothing was changed; try again.",
            ) from error

    def _find(self, relative: str) -> Path | None:
        """Go down part by part and compare with what is listed: some disks take any case, links lead elsewhere."""
        parts = PurePosixPath(relative).parts
        path = self._root
        for part in parts:
            try:
                listed = {unicodedata.normalize("NFC", entry.name): entry for entry in os.scandir(path)}
            except (OSError, ValueError):
                return None
            entry = listed.get(unicodedata.normalize("NFC", part))
            if entry is None or entry.is_symlink() or _hidden(part):
                return None
            path = Path(entry.path)
        return path if parts else None


def _candidates(name: str) -> Iterator[str]:
    """The name, then numbered ones without end; test artifacts are told by their base name, so they keep it."""
    yield name
    path = PurePosixPath(name)
    for number in itertools.count(2):
        yield f"run-{number}/{name}" if name.lower() in ARTIFACT_NAMES else f"{path.stem}-{number}{path.suffix}"


def _hidden(name: str) -> bool:
    """Not evidence: leftovers of desktops, editors and interrupted copies."""
    return name.startswith(".")


def _fits(present: Path | None, data: bytes) -> bool:
    return present is None or _holds(present, data)


def _holds(path: Path, data: bytes) -> bool:
    return path.stat().st_size == len(data) and path.read_bytes() == data


def _content(path: Path) -> bytes:
    """What is in the file that a person chose."""
    shown = clean_line(str(path), limit=300)
    try:
        mode = path.lstat().st_mode
        if stat.S_ISLNK(mode):
            target = path.resolve(strict=True)
            if not target.is_relative_to(path.parent.resolve()):
                raise DraftError(
                    f"{shown} is a link to {clean_line(str(target), limit=300)}.", "Choose that file itself."
                )
            mode = target.stat().st_mode
        if stat.S_ISDIR(mode):
            raise DraftError(f"{shown} is a folder.", "Choose the files in it one by one.")
        if not stat.S_ISREG(mode):
            raise DraftError(f"{shown} is not a regular file.", "Copy what it gives into a file and choose that.")
        if path.stat().st_size > FILE_LIMIT:
            hint = "Publish it somewhere and use its link as evidence."
            if path.name.lower() in ARTIFACT_NAMES:
                hint = f"Of {', '.join(ARTIFACT_NAMES)} one is enough: attach a smaller one of the same run."
            raise DraftError(f"{shown} is larger than {format_size(FILE_LIMIT)}.", hint)
        return read_bounded(path, FILE_LIMIT)
    except FileNotFoundError as error:
        raise DraftError(f"There is no file {shown}.", "Check the path.") from error
    except (OSError, ValueError, RuntimeError) as error:
        why = os_error_reason(error) if isinstance(error, OSError) else str(error)
        raise DraftError(f"{shown} cannot be read: {why}.", "Check its permissions.") from error
