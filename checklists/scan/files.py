"""Scans of files and folders on disk."""

import os
import stat
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

import msgspec

from checklists.errors import ScanError
from checklists.files.atomic_file import format_size, os_error_reason, read_beginning
from checklists.scan.scanner import Match, scan
from checklists.scan.text_file import decode
from checklists.text import shown_path, typed_path

FILE_LIMIT = 10 * 2**20
"""Maximum bytes scanned of a file."""
_MOST_FILES = 10_000


class FileScan(msgspec.Struct, frozen=True):
    """The matches of a file."""

    path: Path
    matches: tuple[Match, ...] = ()
    note: str = ""
    """Why the file was not scanned, or only in part."""


def scan_paths(paths: Sequence[Path]) -> Iterator[FileScan]:
    """Scan files, and all files below folders; hidden files and links to folders are skipped.

    Machine names that a file names explicitly are found in all files of its folder.

    Raises:
        ScanError: a path does not exist or cannot be read, or a folder holds too many files.
    """
    files = list(dict.fromkeys(file for path in paths for file in _files(typed_path(path))))
    for _, group in groupby(files, key=lambda file: file.parent):
        yield from _scan_together(list(group))


def scan_file(path: Path) -> tuple[Match, ...]:
    """Return the matches of a file; none for a file that cannot be read or holds no text.

    Results are cached until the file changes, because a draft is checked at every key press.
    """
    try:
        facts = path.stat()
    except OSError:
        return ()
    return _cached(str(path), facts.st_size, facts.st_mtime_ns) if stat.S_ISREG(facts.st_mode) else ()


@lru_cache(maxsize=512)
def _cached(path: str, size: int, modified: int) -> tuple[Match, ...]:  # noqa: ARG001  they identify the content
    try:
        return next(_scan_together([Path(path)])).matches
    except ScanError:
        return ()


def scan_stream(stream: BinaryIO) -> FileScan:
    """Scan a stream, under the name `-`."""
    data = stream.read(FILE_LIMIT + 1)
    decoded = decode(data[:FILE_LIMIT])
    if decoded is None:
        return FileScan(Path("-"), note="not scanned: no text")
    note = f"only the first {format_size(FILE_LIMIT)} were scanned" if len(data) > FILE_LIMIT else ""
    return FileScan(Path("-"), scan({"-": decoded.text}).get("-", ()), note)


def _scan_together(files: list[Path]) -> Iterator[FileScan]:
    texts: dict[str, str] = {}
    notes: dict[Path, str] = {}
    for file in files:
        data = _read(file)
        if len(data) > FILE_LIMIT:
            notes[file] = f"only the first {format_size(FILE_LIMIT)} were scanned"
        decoded = decode(data[:FILE_LIMIT])
        if decoded is None:
            notes[file] = "not scanned: no text"
        else:
            texts[str(file)] = decoded.text
    found = scan(texts)
    for file in files:
        yield FileScan(file, found.get(str(file), ()), notes.get(file, ""))


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    count = 0
    for folder, folders, names in os.walk(path, onerror=_refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            file = Path(folder, name)
            if not name.startswith(".") and file.is_file():
                count += 1
                if count > _MOST_FILES:
                    raise ScanError(
                        f"{shown_path(path)} holds more than {_MOST_FILES} files.", "Choose a smaller folder."
                    )
                yield file


def _read(file: Path) -> bytes:
    try:
        if not file.is_file():
            kind = "is not a regular file" if file.exists() else "does not exist"
            raise ScanError(f"{shown_path(file)} {kind}.", "Choose a file or a folder.")
        with file.open("rb") as stream:
            return read_beginning(stream, FILE_LIMIT + 1)
    except (OSError, ValueError) as error:
        raise _unreadable(file, error) from None


def _refuse(error: OSError) -> None:
    raise _unreadable(Path(str(error.filename)), error) from None


def _unreadable(path: Path, error: OSError | ValueError) -> ScanError:
    return ScanError(f"{shown_path(path)} cannot be read: {os_error_reason(error)}.", "Check its name and permissions.")
