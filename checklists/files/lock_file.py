"""One writer for a draft: a lock file that names its owner, locked by the operating system where it can.

The lock of the system ends with its process, so a crash leaves none. The file names its owner, also for
versions before 0.2, which know only the file; on file systems without locks, the file alone counts.
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
"""Seconds for which a lock file is tried again that is being written, or that another process only looks at."""
_PAUSE = 0.02
_UNUSABLE = {errno.EACCES, errno.EPERM, errno.EISDIR, errno.ELOOP, errno.ENXIO}
"""Errors of a lock file that belongs to another user, or that is no file."""


@dataclass(frozen=True)
class Taken:
    """A lock that could not be taken."""

    owner: LockOwner
    certain: bool
    """The owner runs; otherwise it may have ended, which is impossible to know from here."""


class DraftLock:
    """A lock that this process holds."""

    def __init__(self, path: Path, owner: LockOwner, handle: int | None) -> None:
        """`handle` is the open lock file; None where the system has no locks for it."""
        self.path = path
        self.owner = owner
        self._handle = handle

    def refresh(self) -> LockOwner | None:
        """Show that the owner is alive; a lock file that was deleted or torn is written again.

        Returns:
            The present owner, if another process took the lock over; None while it is ours.

        Raises:
            OSError: the lock file cannot be written.
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
        """Follow the folder that the lock file is in."""
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
    """Take the lock, or find out who has it.

    Raises:
        OSError: the lock file cannot be written, for example on a full disk.
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
    """Take the lock from its owner, who finds out at its next save and writes no more.

    Raises:
        OSError: the lock file cannot be replaced.
    """
    path.unlink(missing_ok=True)
    return acquire(path)


def lock_holder(path: Path) -> LockOwner | None:
    """Return the owner of the lock; None where it is free. Changes nothing."""
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
    """Try once; None means that another try can end differently."""
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

    An open file that could be written would keep an administrator from making the disk read-only.
    """
    opened = lock_io.open_or_create(path, os.O_RDONLY)
    if opened is None:
        return None
    handle, created = opened
    locked = try_lock(handle)
    if locked is None:
        os.close(handle)
        opened = lock_io.open_or_create(path, os.O_RDWR)  # NFS locks only what is open for writing.
        if opened is None:
            return None
        handle, again = opened
        created, locked = created or again, try_lock(handle)
    return handle, created, locked


def _judge(path: Path, handle: int, *, locked: bool, last: bool) -> Taken | Literal[False] | None:
    """Judge the lock file of another process: None where it may be replaced, False where it is to be tried again."""
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
