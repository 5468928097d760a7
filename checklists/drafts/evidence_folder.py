"""The evidence files of a draft, kept as copies."""

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
"""Bytes per file."""


class EvidenceFolder:
    """The evidence folder of a draft."""

    def __init__(self, root: Path, require_writable: Callable[[], None] = lambda: None) -> None:
        """Use a folder; the first file creates it.

        Args:
            root: The folder.
            require_writable: Raises an error if the draft is read-only.
        """
        self._root = root
        self._require_writable = require_writable

    def exists(self, relative: str) -> bool:
        """Return whether the folder has a file or folder with exactly that name, on any file system."""
        return self._find(relative) is not None

    def path(self, relative: str) -> Path | None:
        """Return the path of that file or folder; None if it is missing."""
        return self._find(relative)

    def files(self) -> Mapping[str, Path]:
        """Return all files by relative path, sorted."""
        found: dict[str, Path] = {}
        for folder, folders, names in os.walk(self._root):
            folders[:] = [name for name in folders if not _hidden(name)]
            for name in names:
                path = Path(folder, name)
                if path.is_file() and not path.is_symlink() and not _hidden(name):
                    found[path.relative_to(self._root).as_posix()] = path
        return dict(sorted(found.items()))

    def attach(self, path: Path, name: str = "") -> str:
        """Copy a file into the folder, under its own or another name.

        Returns:
            Its name in the folder. A file with the same name and content is not copied again; with other content, the
            new file gets a number.

        Raises:
            DraftError: The file is not regular, unreadable or too large, or cannot be copied.
        """
        self._require_writable()
        path = typed_path(path)
        return self._place(file_name(name or path.name), _content(path), lambda _: False)

    def attach_run(self, paths: Sequence[Path]) -> tuple[str, ...]:
        """Copy the files of one test run into the same folder.

        Returns:
            Their names. If another run already uses one of them, all files go into a new subfolder.

        Raises:
            DraftError: As for `attach`; nothing was copied, unless a write failed.
        """
        self._require_writable()
        contents = [(file_name(path.name), _content(typed_path(path))) for path in paths]
        taken = {relative.lower(): file for relative, file in self.files().items()}
        prefixes = itertools.chain([""], (f"run-{number}/" for number in itertools.count(2)))
        prefix = next(p for p in prefixes if all(_fits(taken.get(f"{p}{n}".lower()), data) for n, data in contents))
        return tuple(self._place(f"{prefix}{name}", data, lambda _: False) for name, data in contents)

    def put(self, name: str, data: bytes, *, replaces: Callable[[bytes], bool] = lambda _: False) -> str:
        """Store a generated file.

        Args:
            name: The preferred name.
            data: Its content.
            replaces: Returns whether an existing file with this content may be overwritten.

        Returns:
            Its name in the folder; with a number if another file has the preferred name.

        Raises:
            DraftError: The file cannot be written.
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
        """Delete a file.

        Raises:
            DraftError: The file is missing or cannot be deleted.
        """
        self._require_writable()
        path = self._find(relative)
        if path is None or not path.is_file():
            raise DraftError(f'This draft has no evidence file "{clean_line(relative, limit=200)}".')
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
        """Resolve each path component against the listing: some file systems ignore case, and links are refused."""
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
    """Yield the name, then numbered names; a test artifact keeps its base name, which identifies it."""
    yield name
    path = PurePosixPath(name)
    for number in itertools.count(2):
        yield f"run-{number}/{name}" if name.lower() in ARTIFACT_NAMES else f"{path.stem}-{number}{path.suffix}"


def _hidden(name: str) -> bool:
    """Return whether the file is hidden: left by desktops, editors or interrupted copies."""
    return name.startswith(".")


def _fits(present: Path | None, data: bytes) -> bool:
    return present is None or _holds(present, data)


def _holds(path: Path, data: bytes) -> bool:
    return path.stat().st_size == len(data) and path.read_bytes() == data


def _content(path: Path) -> bytes:
    """Return the content of the file that the user chose."""
    shown = clean_line(str(path), limit=300)
    try:
        mode = path.lstat().st_mode
        if stat.S_ISLNK(mode):
            target = path.resolve(strict=True)
            if not target.is_relative_to(path.parent.resolve()):
                raise DraftError(
                    f"{shown} is a link to {clean_line(str(target), limit=300)}.", "Attach that file instead."
                )
            mode = target.stat().st_mode
        if stat.S_ISDIR(mode):
            raise DraftError(f"{shown} is a folder.", "Attach its files one by one.")
        if not stat.S_ISREG(mode):
            raise DraftError(f"{shown} is not a regular file.", "Copy its content into a file and attach that.")
        if path.stat().st_size > FILE_LIMIT:
            hint = "Publish the file and use its link as evidence."
            if path.name.lower() in ARTIFACT_NAMES:
                hint = f"Attach a smaller artifact of the same run ({', '.join(ARTIFACT_NAMES)})."
            raise DraftError(f"{shown} is larger than {format_size(FILE_LIMIT)}.", hint)
        return read_bounded(path, FILE_LIMIT)
    except FileNotFoundError as error:
        raise DraftError(f"The file {shown} does not exist.", "Check the path.") from error
    except (OSError, ValueError, RuntimeError) as error:
        why = os_error_reason(error) if isinstance(error, OSError) else str(error)
        raise DraftError(f"{shown} cannot be read: {why}.", "Check its permissions.") from error
