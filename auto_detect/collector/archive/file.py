"""Tar files, gzipped or not: members are indexed once and read on demand.

Members are never extracted. A gzipped archive is decompressed into an unnamed temporary file, so that a large archive
takes disk space instead of memory.
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
"""Bytes of a member other than a regular file, such as a long name."""
_CHUNK = 64 * 1024
_GZIP = b"\x1f\x8b"
_MAGIC = 262, 257
"""Bytes to read, and offset of `ustar` in a tar file."""
_NAME = re.compile(r"(?:\./)?(index|[0-9]{1,6})")
"""Members that the script writes; others are skipped."""


class TooLarge(ValueError):
    """Archive that is larger than any cluster requires."""


class _Member(tarfile.TarInfo):
    """Member with a bounded header, which `tarfile` reads into memory before the caller can check it."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        member = super().frombuf(buf, encoding, errors)
        if member.type == tarfile.GNUTYPE_SPARSE or (not member.isreg() and member.size > _MAX_HEADER):
            raise tarfile.ReadError("it contains members that the script never writes")
        return member


def looks_like_archive(path: Path) -> bool:
    """Return whether a file is a regular file that starts like a tar or gzip file."""
    try:
        with open_regular(path) as file:
            head = file.read(_MAGIC[0])
    except OSError:
        return False
    return head[:2] == _GZIP or head[_MAGIC[1] :] == b"ustar"


class ArchiveFile:
    """Members of an archive; thread-safe."""

    def __init__(self, path: Path) -> None:
        """Open the file and index its members.

        Raises:
            OSError: the file cannot be read, or the disk is full.
            TooLarge: the archive is too large.
            Unpackable: the compressed data is damaged, or a compression bomb.
            ValueError, tarfile.TarError, EOFError, RecursionError: the archive is damaged.
        """
        self._lock = threading.Lock()
        self._file = _opened(path)
        try:
            self._places = dict(_members(self._file))
        except BaseException:
            self._file.close()
            raise

    def __contains__(self, name: str) -> bool:
        """Return whether a member has that name."""
        return name in self._places

    def size(self, name: str) -> int:
        """Return the size of a member in bytes."""
        return self._places[name][1]

    def read(self, name: str, most: int) -> bytes:
        """Return the beginning of a member."""
        start, size = self._places[name]
        with self._lock:
            self._file.seek(start)
            return self._file.read(min(size, most))

    def fill(self, name: str, buffer: bytearray) -> None:
        """Fill a buffer with a member, so that a large one is in memory only once."""
        start, size = self._places[name]
        buffer[:] = bytes(size)
        with self._lock, memoryview(buffer) as view:
            self._file.seek(start)
            self._file.readinto(view)  # type: ignore[attr-defined]

    def close(self) -> None:
        """Close the file, and delete it if it is temporary."""
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
                for chunk in gunzip.feed(data):
                    left -= len(chunk)
                    if left < 0:
                        raise TooLarge(f"it contains more than {MAX_ARCHIVE // MIB} MiB")
                    file.write(chunk)
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
            # `tarfile` would keep every member in memory.
            tar.members.clear()  # type: ignore[attr-defined]
            number += 1
            left -= member.size
            if member.size < 0 or left < 0 or number > MAX_MEMBERS:
                raise TooLarge(f"it contains more than {MAX_MEMBERS:,} files, or more than {MAX_ARCHIVE // MIB} MiB")
            name = _NAME.fullmatch(member.name)
            if name is not None and member.isreg() and not member.issparse():
                if member.offset_data + member.size > end:
                    raise EOFError("unexpected end of data")
                found.append((name[1], (member.offset_data, member.size)))
    return found
