"""Judge a lock file: does its owner still use the draft?"""

from enum import Enum

from checklists.files.lock_owner import LockOwner, host_name
from checklists.files.processes import boot_id, process_start

ELSEWHERE_LIMIT = 24 * 3600
"""Seconds without a save after which a lock of another machine, whose processes are out of sight, counts as stale."""
SILENT_LIMIT = 60
"""Seconds after which a lock file without an owner counts as stale where the system has no locks of its own."""


class LockState(Enum):
    """What is known about a lock."""

    FREE = "free"
    """Its owner has ended."""
    HELD = "held"
    """Its owner runs."""
    UNCERTAIN = "uncertain"
    """From here it is impossible to tell; a person decides."""


def judge(owner: LockOwner, age: float, *, os_locked: bool) -> LockState:
    """Decide whether the owner of a lock file still uses the draft.

    Args:
        owner: The owner that the file names.
        age: Seconds since its last save; negative for a date in the future.
        os_locked: This process holds the operating system's lock on the file, so no other process does.
    """
    if not owner.pid:
        return LockState.FREE if os_locked or age > SILENT_LIMIT else LockState.UNCERTAIN
    boot = boot_id()
    same_host = owner.host == host_name()
    same_boot = bool(boot) and owner.boot == boot
    if not (same_host or same_boot):
        return LockState.FREE if age > ELSEWHERE_LIMIT else LockState.UNCERTAIN
    if owner.os_lock and os_locked:
        return LockState.FREE
    mark = process_start(owner.pid)
    if mark is not None and (not mark or not owner.mark):
        return LockState.UNCERTAIN  # A process has this number; whether it is the owner, the system does not tell.
    if mark is not None and mark == owner.mark:
        return LockState.HELD
    return LockState.FREE if same_host else LockState.UNCERTAIN  # Containers of one machine do not see each other.
