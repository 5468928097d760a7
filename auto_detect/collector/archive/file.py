"""A tar file, gzipped or not, whose members are found once and read when they are needed.

Nothing is unpacked into files with names. What is gzipped goes into one temporary file without a name, so that a large
archive takes disk and not memory.
"""

import re
import tarfile
import tempfile
import threading
from pathlib import Path
from typing import BinaryIO, Self

from auto_detect.api.inflating import Gunzip, Unpackable
from auto_detect.limits import MAX_ARCHIVE, MAX_MEMBERS, MIB
from checklists.files.atomic_file import open_regular

_MAX_HEADER = 64 * 1024
"""Bytes of what is no file: long names and the like."""
_CHUNK = 64 * 1024
_GZIP = b"\x1f\x8b"
_MAGIC = 262, 257
"""Bytes to read, and where `ustar` stands in a tar file."""
_NAME = re.compile(r"(?:\./)?(index|[0-9]{1,6})")
"""Members that the script writes; any other is passed over."""


class TooLarge(ValueError):
    """The archive holds more than any cluster gives."""


class _Member(tarfile.TarInfo):
    """A member whose own description is bounded: `tarfile` reads that into memory before anybody can look at it."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        member = super().frombuf(buf, encoding, errors)
        if member.type == tarfile.GNUTYPE_SPARSE or (not member.isreg() and member.size > _MAX_HEADER):
            raise tarfile.ReadError("it holds what the script never writes")
        return member


def looks_like_archive(path: Path) -> bool:
    """Return whether a regular file begins as a tar file or as gzip."""
    try:
        with open_regular(path) as file:
            head = file.read(_MAGIC[0])
    except OSError:
        return False
    return head[:2] == _GZIP or head[_MAGIC[1] :] == b"ustar"


class ArchiveFile:
    """The members of an archive; thread-safe."""

    def __init__(self, path: Path) -> None:
        """Open it and find its members.

        Raises:
            OSError: it cannot be read, or the disk is full.
            TooLarge: it holds too much.
            Unpackable: it is damaged, or packed better than anything real.
            ValueError, tarfile.TarError, EOFError, RecursionError: it is damaged.
        """
        self._lock = threading.Lock()
        self._file = _opened(path)
        try:
            self._places = dict(_members(self._file))
        except BaseException:
            self._file.close()
            raise

    def __contains__(self, name: str) -> bool:
        """Whether there is a member of that name."""
        return name in self._places

    def size(self, name: str) -> int:
        """Return the bytes of a member."""
        return self._places[name][1]

    def read(self, name: str, most: int) -> bytes:
        """Return the beginning of a member."""
        start, size = self._places[name]
        with self._lock:
            self._file.seek(start)
            return self._file.read(min(size, most))

    def fill(self, name: str, buffer: bytearray) -> None:
        """Make a buffer of what a member holds: a large one is in memory only once."""
        start, size = self._places[name]
        buffer[:] = bytes(size)
        with self._lock, memoryview(buffer) as view:
            self._file.seek(start)
            self._file.readinto(view)  # type: ignore[attr-defined]

    def close(self) -> None:
        """Close the file; one that was temporary is gone."""
        self._file.close()


def _opened(path: Path) -> BinaryIO:
    file = open_regular(path)
    try:
        packed = file.read(2) == _GZIP
        file.seek(0)
        return _unpacked(file) if packed else file
    except BaseException:
        file.close()
        raise


def _unpacked(packed: BinaryIO) -> BinaryIO:
    gunzip, left = Gunzip(), MAX_ARCHIVE
    file = tempfile.TemporaryFile(prefix="aiconform-")  # noqa: SIM115  closed with the archive
    try:
        with packed:
            while data := packed.read(_CHUNK):
                for piece in gunzip.feed(data):
                    left -= len(piece)
                    if left < 0:
                        raise TooLarge(f"it holds more than {MAX_ARCHIVE // MIB} MiB")
                    file.write(piece)
        if not gunzip.ended:
            raise Unpackable("ends before its packed data does")
    except BaseException:
        file.close()
        raise
    return file


def _members(file: BinaryIO) -> list[tuple[str, tuple[int, int]]]:
    """Return name, start and size of the regular files at the top."""
    end = file.seek(0, 2)
    file.seek(0)
    found: list[tuple[str, tuple[int, int]]] = []
    number, left = 0, MAX_ARCHIVE
    with tarfile.open(fileobj=file, mode="r:", tarinfo=_Member) as tar:
        while (member := tar.next()) is not None:
            # It keeps every member otherwise, however long its name is.
            tar.members.clear()  # type: ignore[attr-defined]
            number += 1
            left -= member.size
            if member.size < 0 or left < 0 or number > MAX_MEMBERS:
                raise TooLarge(f"it holds more than {MAX_MEMBERS:,} files, or more than {MAX_ARCHIVE // MIB} MiB")
            name = _NAME.fullmatch(member.name)
            if name is not None and member.isreg() and not member.issparse():
                if member.offset_data + member.size > end:
                    raise EOFError("unexpected end of data")
                found.append((name[1], (member.offset_data, member.size)))
    return found
