"""One writer for a draft: a lock file that names its owner, and that is recognised as stale when the owner is gone."""

import contextlib
import getpass
import json
import os
import secrets
import socket
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from checklists.atomic_file import read_bounded
from checklists.processes import is_running, start_mark
from checklists.text import clean_line

ELSEWHERE_LIMIT = 24 * 3600
"""Seconds without a save after which a lock of another host, whose processes cannot be asked for, counts as stale."""
SILENT_LIMIT = 60
"""Seconds after which a lock that names nobody is a leftover and not one being written."""
_SIZE_LIMIT = 10_000
_ATTEMPTS = 4


@dataclass(frozen=True)
class Owner:
    """Who holds a lock."""

    user: str
    host: str
    pid: int
    mark: str
    """When the process started, as `processes.start_mark` tells it."""
    since: str
    token: str
    """Different for every lock ever taken."""

    def __str__(self) -> str:
        """The owner for people: `ana on edge-1, process 4242, since 2026-11-24 12:04 UTC`."""
        if not self.pid:
            return "a process that is just opening it"
        return f"{self.user} on {self.host}, process {self.pid}, since {self.since}"


_NOBODY = Owner("", "", 0, "", "", "")


class Lock:
    """A lock that this process holds."""

    def __init__(self, path: Path, owner: Owner) -> None:
        self.path = path
        self.owner = owner

    def refresh(self) -> Owner | None:
        """Show that the owner is alive; a lock that somebody deleted is taken again.

        Returns:
            Who has it now, if that is somebody else; None while it is ours.

        Raises:
            OSError: the lock file cannot be written.
        """
        seen = _read(self.path)
        if seen is None:
            taken = acquire(self.path)
            if isinstance(taken, Owner):
                return taken
            self.owner = taken.owner
        elif seen[0].token != self.owner.token:
            return seen[0]
        else:
            os.utime(self.path)
        return None

    def moved(self, path: Path) -> None:
        """Follow the folder that the lock file lies in."""
        self.path = path

    def release(self) -> None:
        """Give it free; a lock that somebody else has taken over stays."""
        seen = _read(self.path)
        if seen is not None and seen[0].token == self.owner.token:
            with contextlib.suppress(OSError):
                self.path.unlink()


def acquire(path: Path) -> Lock | Owner:
    """Take the lock, or learn who has it.

    Raises:
        OSError: the lock file cannot be written, for example on a read-only disk.
    """
    holder = _NOBODY
    for _ in range(_ATTEMPTS):
        owner = _myself()
        if _create(path, json.dumps(asdict(owner)).encode()):
            return Lock(path, owner)
        seen = _read(path)
        if seen is None:
            continue
        holder = seen[0]
        if not _stale(*seen):
            return holder
        _remove_stale(path, holder)
    return holder


def holder(path: Path) -> Owner | None:
    """Who has the lock; None where nobody has, or the lock is stale. Changes nothing."""
    seen = _read(path)
    return None if seen is None or _stale(*seen) else seen[0]


def _myself() -> Owner:
    try:
        user = getpass.getuser()
    except (KeyError, OSError, ImportError):
        user = "somebody"
    pid = os.getpid()
    since = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    return Owner(user, socket.gethostname(), pid, start_mark(pid) or "", since, secrets.token_hex(8))


def _create(path: Path, data: bytes) -> bool:
    """Make the file unless it exists; no other process can do so at the same time."""
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600)
    except FileExistsError:
        return False
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
    except OSError:
        with contextlib.suppress(OSError):
            path.unlink()
        raise
    return True


def _read(path: Path) -> tuple[Owner, float] | None:
    """The owner and the seconds since the last sign of life; None where there is no lock."""
    age = 0.0
    try:
        age = time.time() - path.stat().st_mtime
        value = json.loads(read_bounded(path, _SIZE_LIMIT))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecursionError):
        return _NOBODY, age
    try:
        texts = [clean_line(value[key]) for key in ("user", "host", "mark", "since", "token")]
        user, host, mark, since, token = texts
        return Owner(user, host, int(value["pid"]), mark, since, token), age
    except (ValueError, TypeError, KeyError):
        return _NOBODY, age


def _stale(owner: Owner, age: float) -> bool:
    if not owner.pid:
        return age > SILENT_LIMIT
    if owner.host != clean_line(socket.gethostname()):
        return age > ELSEWHERE_LIMIT
    return not is_running(owner.pid, owner.mark)


def _remove_stale(path: Path, owner: Owner) -> None:
    """Take a stale lock away, once.

    A guard file keeps a second process from removing, a moment later, the fresh lock of the first.
    """
    guard = path.with_name(f"{path.name}.takeover")
    if not _create(guard, b""):
        with contextlib.suppress(FileNotFoundError):
            if time.time() - guard.stat().st_mtime > SILENT_LIMIT:
                guard.unlink()
        return
    try:
        seen = _read(path)
        if seen is not None and seen[0] == owner and _stale(*seen):
            path.unlink()
    finally:
        guard.unlink(missing_ok=True)
