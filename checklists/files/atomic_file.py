"""Atomic file writes, after which a file is unchanged or complete even after a crash; and bounded reads."""

import contextlib
import errno
import itertools
import os
import stat
from pathlib import Path
from typing import BinaryIO

_TEMPORARY = ".aiconform-"
"""Prefix of temporary files; `remove_leftovers` deletes those that a crash leaves behind."""
_BINARY: int = getattr(os, "O_BINARY", 0)
_TEXT_BEGINNING = 2_000_000
"""Bytes of a text that are read where its beginning is enough."""
_REASONS = {
    errno.EACCES: "permission denied",
    errno.EPERM: "permission denied",
    errno.ENOSPC: "the disk is full",
    errno.EROFS: "the disk is read-only",
    errno.EDQUOT: "the disk quota is used up",
}
_SHORT_REASONS = {
    errno.EACCES: "no permission",
    errno.EPERM: "no permission",
    errno.ENOSPC: "disk full",
    errno.EROFS: "read-only disk",
    errno.EDQUOT: "disk quota used up",
}


def write_atomically(path: Path, data: bytes, *, mode: int = 0o600) -> None:
    """Write a file atomically and durably.

    Args:
        path: The file; its folder must exist.
        data: The whole content.
        mode: The permissions before the umask applies; by default only the owner may read.

    Raises:
        OSError: The write failed; the previous file is unchanged and no temporary file remains.
    """
    temporary = path.with_name(f"{_TEMPORARY}{os.urandom(8).hex()}")
    handle = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY | _BINARY, mode)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    sync_folder(path.parent)


def is_stream(path: Path) -> bool:
    """Return whether a path names a device, a pipe or a descriptor such as /dev/stdout, which no file may replace."""
    if path.exists() and not path.is_file() and not path.is_dir():
        return True
    folder = os.path.realpath(path.parent)
    return folder == "/dev" or (folder.startswith("/proc/") and folder.endswith("/fd"))


def sync_folder(folder: Path) -> None:
    """Make renames in a folder durable, where the platform supports it."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def read_bounded(path: Path, limit: int) -> bytes:
    """Return the content of a regular file of at most `limit` bytes.

    Raises:
        OSError: The file is unreadable, not a regular file, or larger.
    """
    with open_regular(path) as file:
        data = read_beginning(file, limit + 1)
    if len(data) > limit:
        raise OSError(None, f"it is larger than {format_size(limit)}")
    return data


def read_beginning(file: BinaryIO, limit: int) -> bytes:
    """Return at most `limit` bytes of a file; `file.read(limit)` allocates `limit` bytes even for a short file."""
    length = os.fstat(file.fileno()).st_size
    data = file.read(min(limit, length + 1))
    return data if len(data) in (length, limit) else data + file.read(limit - len(data))


def read_text_beginning(path: Path) -> str:
    """Return the text at the beginning of a regular file, at most 2 MB; bytes that are no UTF-8 are replaced.

    Raises:
        OSError: The file is unreadable or not a regular file.
    """
    with open_regular(path) as file:
        return read_beginning(file, _TEXT_BEGINNING).decode("utf-8", "replace")


def open_regular(path: Path) -> BinaryIO:
    """Open a regular file for reading without blocking on pipes and devices.

    Raises:
        OSError: The file is unreadable or not a regular file.
    """
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _BINARY)
    file = os.fdopen(handle, "rb")
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        file.close()
        raise OSError(None, "it is not a regular file")
    return file


def remove_leftovers(folder: Path) -> None:
    """Delete temporary files of an interrupted `write_atomically`; the caller must be the only writer."""
    with contextlib.suppress(OSError):
        for path in folder.glob(f"{_TEMPORARY}*"):
            path.unlink()


def free_path(path: Path) -> Path:
    """Return the path, or the first free path with the suffix -2, -3 and so on."""
    numbered = (path.with_name(f"{path.name}-{number}") for number in itertools.count(2))
    return next(candidate for candidate in itertools.chain([path], numbered) if not candidate.exists())


def os_error_reason(error: OSError | ValueError) -> str:
    """Return the reason of an error as the end of a sentence; a path that no file can have is a `ValueError`."""
    if not isinstance(error, OSError):
        return "it is not a valid path"
    words = error.strerror or str(error)
    return _REASONS.get(error.errno or 0, f"{words[:1].lower()}{words[1:]}")


def short_reason(error: OSError) -> str:
    """Return the reason of an error in a few words, for a header."""
    return _SHORT_REASONS.get(error.errno or 0) or os_error_reason(error)


def format_size(count: int) -> str:
    """Format a number of bytes for people."""
    return f"{count / 2**20:.0f} MiB" if count >= 2**20 else f"{count / 2**10:.0f} KiB"
