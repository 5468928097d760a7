"""Exchanges two folders in one step, where the operating system and the file system support it."""

import ctypes
import errno
import os
import platform
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_RENAME_SWAP = 2
_SYS_RENAMEAT2 = {"x86_64": 316, "aarch64": 276, "riscv64": 276, "ppc64le": 357, "s390x": 347}
_UNSUPPORTED = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EPERM}
"""EPERM: seccomp profiles of container runtimes block unknown system calls with it."""


def exchange(first: Path, second: Path) -> bool:
    """Exchange two paths atomically.

    Returns:
        Whether they were exchanged; False if this system cannot do it.

    Raises:
        OSError: The exchange failed for another reason; nothing was changed.
    """
    call = _system_call()
    if call is None:
        return False
    function, before, between, after = call
    if function(*before, os.fsencode(first), *between, os.fsencode(second), *after) == 0:
        return True
    number = ctypes.get_errno()
    if number in _UNSUPPORTED:
        return False
    raise OSError(number, os.strerror(number), str(second))


_Call = tuple[Any, tuple[int, ...], tuple[int, ...], tuple[int, ...]]
"""A C function, and the arguments before, between and after the two paths."""


@lru_cache(maxsize=1)
def _system_call() -> _Call | None:
    try:
        library = ctypes.CDLL(None, use_errno=True)
    except (OSError, TypeError):
        return None
    if sys.platform == "darwin" and hasattr(library, "renamex_np"):
        return library.renamex_np, (), (), (_RENAME_SWAP,)
    if not sys.platform.startswith("linux"):
        return None
    if hasattr(library, "renameat2"):
        return library.renameat2, (_AT_FDCWD,), (_AT_FDCWD,), (_RENAME_EXCHANGE,)
    number = _SYS_RENAMEAT2.get(platform.machine())
    if number is None:
        return None
    return library.syscall, (number, _AT_FDCWD), (_AT_FDCWD,), (_RENAME_EXCHANGE,)
