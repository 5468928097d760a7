"""Operating system locks on open files, released when the process ends."""

import errno
import sys

_TAKEN = {errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES}


def try_lock(handle: int, *, shared: bool = False) -> bool | None:
    """Lock an open file without waiting.

    Windows counts as a platform without locks, because an open file prevents renaming its folder.

    Args:
        handle: The open file; the lock ends when it is closed.
        shared: Take a shared lock, only to test whether another process holds the exclusive lock.

    Returns:
        Whether this process holds the lock; None if the file system or platform has no locks.
    """
    if sys.platform == "win32":
        return None
    import fcntl

    try:
        fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except OSError as error:
        return False if error.errno in _TAKEN else None
    return True
