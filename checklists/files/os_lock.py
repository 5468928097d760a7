"""Locks on open files that the operating system releases when their process ends, however it ends."""

import errno
import sys

_TAKEN = {errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES}


def try_lock(handle: int, *, shared: bool = False) -> bool | None:
    """Lock an open file without waiting.

    Windows counts as a system without these locks: there, an open file would keep its folder from being renamed.

    Args:
        handle: The open file; the lock ends when it is closed.
        shared: Only find out whether another process holds the lock; any number of processes may do so at once.

    Returns:
        Whether this process holds the lock now; None where the file system or the platform has none.
    """
    if sys.platform == "win32":
        return None
    import fcntl

    try:
        fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except OSError as error:
        return False if error.errno in _TAKEN else None
    return True
