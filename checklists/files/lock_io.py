"""Reads and writes lock files; never follows links, blocks on pipes or overwrites other files."""

import contextlib
import os
import stat
import time
from pathlib import Path

from checklists.files.lock_owner import SIZE_LIMIT, UNKNOWN, LockOwner, decode_owner
from checklists.files.lock_state import SILENT_LIMIT

_FLAGS: int = getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)


def open_to_read(path: Path) -> int | None:
    """Open a lock file; None if it is missing, not a regular file or cannot be opened."""
    try:
        handle = os.open(path, os.O_RDONLY | _FLAGS)
    except OSError:
        return None
    if stat.S_ISREG(os.fstat(handle).st_mode):
        return handle
    os.close(handle)
    return None


def open_or_create(path: Path, mode: int) -> tuple[int, bool] | None:
    """Open the lock file in mode `os.O_RDONLY` or `os.O_RDWR`; create it if missing.

    Returns:
        The open file and whether it is new; None if it was deleted meanwhile.

    Raises:
        OSError: The file cannot be created or opened.
    """
    try:
        return os.open(path, os.O_CREAT | os.O_EXCL | mode | _FLAGS, 0o600), True
    except FileExistsError:
        pass
    try:
        return os.open(path, mode | _FLAGS), False
    except FileNotFoundError:
        return None


def read(path: Path) -> tuple[LockOwner, float] | None:
    """Return the owner and the seconds since its last refresh; None without a lock file."""
    try:
        modified = path.lstat().st_mtime
    except OSError:
        return None
    handle = open_to_read(path)
    if handle is None:
        return UNKNOWN, time.time() - modified
    try:
        return read_open(handle)
    finally:
        os.close(handle)


def read_open(handle: int) -> tuple[LockOwner, float]:
    """Return the owner that an open lock file names, and the seconds since its last refresh."""
    status = os.fstat(handle)
    age = time.time() - status.st_mtime
    if not stat.S_ISREG(status.st_mode):
        return UNKNOWN, age
    try:
        os.lseek(handle, 0, os.SEEK_SET)
        data = os.read(handle, SIZE_LIMIT + 1)
    except OSError:
        return UNKNOWN, age
    return (decode_owner(data) if len(data) <= SIZE_LIMIT else UNKNOWN), age


def write(path: Path, handle: int, owner: LockOwner) -> bool:
    """Replace the content of the lock file that is open as `handle`.

    Returns:
        Whether `path` is still that file; otherwise nothing was written.

    Raises:
        OSError: The write failed; the file may be truncated.
    """
    try:
        writer = os.open(path, os.O_WRONLY | _FLAGS)
    except FileNotFoundError:
        return False
    try:
        if not os.path.samestat(os.fstat(writer), os.fstat(handle)):
            return False
        data = owner.encode()
        written = os.write(writer, data)
        os.ftruncate(writer, written)
        if written < len(data):
            os.write(writer, data[written:])
    finally:
        os.close(writer)
    return True


def delete(path: Path, owner: LockOwner) -> None:
    """Delete the lock file of an owner that has ended.

    A guard file prevents a second process from deleting the first process's new lock.

    Raises:
        OSError: The file cannot be deleted.
    """
    guard = path.with_name(f"{path.name}.takeover")
    try:
        os.close(os.open(guard, os.O_CREAT | os.O_EXCL | os.O_WRONLY | _FLAGS, 0o600))
    except FileExistsError:
        with contextlib.suppress(FileNotFoundError):
            if abs(time.time() - guard.stat().st_mtime) > SILENT_LIMIT:
                guard.unlink()
        return
    try:
        seen = read(path)
        if seen is not None and seen[0] == owner:
            path.unlink()
    finally:
        guard.unlink(missing_ok=True)
