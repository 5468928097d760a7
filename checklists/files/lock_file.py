"""Lock file of a draft: names its owner and, where supported, carries an operating system lock.

The system's lock ends with its process, so a crash leaves no lock. The file names its owner; on file systems without
locks, only the file counts.
"""

import contextlib
import errno
import os
import stat
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from checklists.files import lock_io
from checklists.files.lock_owner import UNKNOWN, LockOwner, this_process
from checklists.files.lock_state import LockState, judge
from checklists.files.os_lock import try_lock

_PATIENCE = 0.2
"""Seconds of retries while another process writes or briefly reads the lock file."""
_PAUSE = 0.02
_UNUSABLE = {errno.EACCES, errno.EPERM, errno.EISDIR, errno.ELOOP, errno.ENXIO}
"""Errors for a lock file that belongs to another user or is not a file."""


@dataclass(frozen=True)
class Taken:
    """A lock that could not be taken."""

    owner: LockOwner
    certain: bool
    """The owner is running; if false, it may have ended."""


class DraftLock:
    """A lock that this process holds."""

    def __init__(self, path: Path, owner: LockOwner, handle: int | None) -> None:
        """Create the lock; `handle` is the open lock file, or None without a system lock."""
        self.path = path
        self.owner = owner
        self._handle = handle

    def refresh(self) -> LockOwner | None:
        """Refresh the lock's timestamp; rewrite a deleted or truncated lock file.

        Returns:
            The new owner, if another process took over; otherwise None.

        Raises:
            OSError: The lock file cannot be written.
        """
        found = lock_io.read(self.path)
        if found is None:
            taken = acquire(self.path)
            if isinstance(taken, Taken):
                return taken.owner
            self._close()
            self.owner, self._handle = taken.owner, taken._handle
        elif found[0].token == self.owner.token:
            os.utime(self.path)
        elif found[0].pid or self._handle is None or not lock_io.write(self.path, self._handle, self.owner):
            return found[0]
        return None

    def moved(self, path: Path) -> None:
        """Update the path after the draft's folder was renamed."""
        self.path = path

    def release(self) -> None:
        """Release the lock, unless another process took it over."""
        found = lock_io.read(self.path)
        if found is not None and found[0].token == self.owner.token:
            with contextlib.suppress(OSError):
                self.path.unlink()
        self._close()

    def _close(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def acquire(path: Path) -> DraftLock | Taken:
    """Take the lock, or return its owner.

    Raises:
        OSError: The lock file cannot be written, for example on a full disk.
    """
    deadline = time.monotonic() + _PATIENCE
    while True:
        last = time.monotonic() >= deadline
        result = _try(path, last=last)
        if result is not None:
            return result
        if time.monotonic() >= deadline + _PATIENCE:
            return Taken(UNKNOWN, certain=False)
        time.sleep(_PAUSE)


def take_over(path: Path) -> DraftLock | Taken:
    """Take the lock from its owner, which notices at its next save and stops writing.

    Raises:
        OSError: The lock file cannot be replaced.
    """
    path.unlink(missing_ok=True)
    return acquire(path)


def lock_holder(path: Path) -> LockOwner | None:
    """Return the owner of the lock, or None if it is free; changes nothing."""
    handle = lock_io.open_to_read(path)
    try:
        locked = try_lock(handle, shared=True) if handle is not None else None
        found = lock_io.read(path)
    finally:
        if handle is not None:
            os.close(handle)
    if found is None or (locked is not False and judge(*found, os_locked=locked is True) is LockState.FREE):
        return None
    return found[0]


def _try(path: Path, *, last: bool) -> DraftLock | Taken | None:
    """Try once; None means that a retry may succeed."""
    try:
        opened = _open(path)
    except OSError as error:
        if error.errno in _UNUSABLE and lock_io.read(path) is not None:
            return Taken(UNKNOWN, certain=False)
        raise
    if opened is None:
        return None
    handle, created, locked = opened
    keep = False
    try:
        if locked is False:
            return Taken((lock_io.read(path) or (UNKNOWN, 0))[0], certain=True) if last else None
        refusal = None if created else _judge(path, handle, locked=locked is True, last=last)
        if refusal is not None:
            return refusal or None
        mine = this_process(os_lock=locked is True)
        if not _write(path, handle, mine, created=created):
            return None
        keep = locked is True
        return DraftLock(path, mine, handle if keep else None)
    finally:
        if not keep:
            os.close(handle)


def _open(path: Path) -> tuple[int, bool, bool | None] | None:
    """Open and lock the lock file: the open file, whether it is new, and whether it is locked.

    Opens read-only: a file open for writing would prevent a read-only remount.
    """
    opened = lock_io.open_or_create(path, os.O_RDONLY)
    if opened is None:
        return None
    handle, created = opened
    locked = try_lock(handle)
    if locked is None:
        os.close(handle)
        opened = lock_io.open_or_create(path, os.O_RDWR)  # NFS locks only files that are open for writing.
        if opened is None:
            return None
        handle, again = opened
        created, locked = created or again, try_lock(handle)
    return handle, created, locked


def _judge(path: Path, handle: int, *, locked: bool, last: bool) -> Taken | Literal[False] | None:
    """Classify the lock file of another process: None if it may be replaced, False to retry."""
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        return Taken(UNKNOWN, certain=False)
    owner, age = lock_io.read_open(handle)
    if not owner.pid and not last:
        return False  # Another process may be about to write it.
    state = judge(owner, age, os_locked=locked)
    if state is not LockState.FREE:
        return Taken(owner, certain=state is LockState.HELD)
    if locked:
        return None
    lock_io.delete(path, owner)
    return False


def _write(path: Path, handle: int, owner: LockOwner, *, created: bool) -> bool:
    try:
        return lock_io.write(path, handle, owner)
    except OSError:
        if created:
            path.unlink(missing_ok=True)
        raise
