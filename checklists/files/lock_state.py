"""Decides whether the owner of a lock file still uses the draft."""

from enum import Enum

from checklists.files.lock_owner import LockOwner, host_name
from checklists.files.processes import boot_id, process_start

ELSEWHERE_LIMIT = 24 * 3600
"""Seconds without a save after which a lock from another machine counts as stale."""
SILENT_LIMIT = 60
"""Seconds after which a lock file without an owner counts as stale if the file system has no locks."""


class LockState(Enum):
    """State of a lock."""

    FREE = "free"
    """The owner has ended."""
    HELD = "held"
    """The owner is running."""
    UNCERTAIN = "uncertain"
    """Cannot be determined from this machine; a person decides."""


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
        return LockState.UNCERTAIN  # A process has this id; the system does not report its start.
    if mark is not None and mark == owner.mark:
        return LockState.HELD
    return LockState.FREE if same_host else LockState.UNCERTAIN  # Containers of one machine do not see each other.
