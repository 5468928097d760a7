"""Files that are either as before or complete, never in between; used for everything that may not be lost."""

import contextlib
import errno
import itertools
import os
import secrets
import stat
from pathlib import Path
from typing import BinaryIO

_TEMPORARY = ".aiconform-"
"""Prefix of files that are still being written, nobody else's; `remove_leftovers` clears what a crash leaves."""
_BINARY: int = getattr(os, "O_BINARY", 0)
_REASONS = {
    errno.EACCES: "you are not allowed to",
    errno.EPERM: "you are not allowed to",
    errno.ENOSPC: "the disk is full",
    errno.EROFS: "it is on a read-only disk",
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
    """Put data at path, surviving a crash at any moment.

    Args:
        path: Where; the folder is there.
        data: The whole content.
        mode: The permissions, as far as the umask leaves them; without it only the owner may read.

    Raises:
        OSError: it could not be written; what was there is untouched and nothing else is left behind.
    """
    temporary = path.with_name(f"{_TEMPORARY}{secrets.token_hex(8)}")
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


def sync_folder(folder: Path) -> None:
    """Make renames in a folder survive a power cut, where the platform can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def read_bounded(path: Path, limit: int) -> bytes:
    """The content of a regular file of at most `limit` bytes.

    Raises:
        OSError: it cannot be read, is no regular file, or is larger.
    """
    with open_regular(path) as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise OSError(None, f"it is larger than {format_size(limit)}")
    return data


def open_regular(path: Path) -> BinaryIO:
    """A regular file to be read; a pipe or a device is not waited for.

    Raises:
        OSError: it cannot be read, or is no regular file.
    """
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _BINARY)
    file = os.fdopen(handle, "rb")
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        file.close()
        raise OSError(None, "it is not a regular file")
    return file


def remove_leftovers(folder: Path) -> None:
    """Clear what an interrupted `write_atomically` left; call it only while nobody else writes there."""
    with contextlib.suppress(OSError):
        for path in folder.glob(f"{_TEMPORARY}*"):
            path.unlink()


def free_path(path: Path) -> Path:
    """That path, or the first of it with -2, -3 and so on behind its name, where nothing is yet."""
    numbered = (path.with_name(f"{path.name}-{number}") for number in itertools.count(2))
    return next(candidate for candidate in itertools.chain([path], numbered) if not candidate.exists())


def os_error_reason(error: OSError) -> str:
    """Why the system refused, to end a sentence with."""
    words = error.strerror or str(error)
    return _REASONS.get(error.errno or 0, f"{words[:1].lower()}{words[1:]}")


def short_reason(error: OSError) -> str:
    """Return why the system refused, in a few words for a header."""
    return _SHORT_REASONS.get(error.errno or 0) or os_error_reason(error)


def format_size(count: int) -> str:
    """A number of bytes for people."""
    return f"{count / 2**20:.0f} MiB" if count >= 2**20 else f"{count / 2**10:.0f} KiB"
