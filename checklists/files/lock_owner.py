"""The owner that a lock file names."""

import getpass
import json
import os
import secrets
import socket
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from checklists.files.processes import process_start
from checklists.text import clean_line

SIZE_LIMIT = 10_000
"""Maximum bytes read of a lock file."""


@dataclass(frozen=True)
class LockOwner:
    """The process that wrote a lock file."""

    user: str
    host: str
    pid: int
    mark: str
    """Start of the process, from `processes.process_start`."""
    since: str
    token: str
    """Unique for every lock."""
    os_lock: bool = False
    """Whether the owner also holds an operating system lock on the file."""

    def __str__(self) -> str:
        """Format the owner for people: `ana on edge-1, process 4242, since 2026-11-24 12:04 UTC`."""
        if not self.pid:
            return "an unknown process"
        return f"{self.user} on {self.host}, process {self.pid}, since {self.since}"

    @property
    def boot(self) -> str:
        """Boot id of the owner's machine; empty if unknown."""
        return self.mark.rpartition(":")[0]

    def encode(self) -> bytes:
        """Return the content of the lock file."""
        return json.dumps(asdict(self)).encode()


UNKNOWN = LockOwner("", "", 0, "", "", "")
"""The owner of an unreadable lock file."""


def decode_owner(data: bytes) -> LockOwner:
    """Return the owner that the content of a lock file names, or `UNKNOWN`."""
    try:
        value = json.loads(data)
        user, host, mark, since, token = [clean_line(value[key]) for key in ("user", "host", "mark", "since", "token")]
        return LockOwner(user, host, int(value["pid"]), mark, since, token, value.get("os_lock") is True)
    except (ValueError, TypeError, AttributeError, KeyError, OverflowError, RecursionError):
        return UNKNOWN


def this_process(*, os_lock: bool) -> LockOwner:
    """Return this process as the owner of a new lock."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError, ImportError):
        user = "an unknown user"
    pid = os.getpid()
    since = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    return LockOwner(user, host_name(), pid, process_start(pid) or "", since, secrets.token_hex(8), os_lock)


def host_name() -> str:
    """Return this machine's name, as lock files name it."""
    return clean_line(socket.gethostname())
