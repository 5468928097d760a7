"""Whether a process that once was here still is; the number alone does not tell, since numbers are reused."""

import os
import sys
from pathlib import Path


def process_start(pid: int) -> str | None:
    """What tells this process from a later one of the same number.

    Returns:
        None where there is no such process, "" where there is one but the system does not say when it started.
    """
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return "" if _alive(pid) else None
    state, started = fields[0], fields[19]
    boot = boot_id()
    if state in "ZX":
        return None
    return f"{boot}:{started}" if boot else ""


def boot_id() -> str:
    """Return the id of this machine's current boot, the same in all its containers; empty where there is none."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""


def _alive(pid: int) -> bool:
    if pid <= 0:
        return False
    if sys.platform == "win32":
        return _alive_on_windows(pid)
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except (ProcessLookupError, OverflowError):
        return False
    return True


def _alive_on_windows(pid: int) -> bool:
    """Ask for the exit code: `os.kill(pid, 0)` would end the process there."""
    if sys.platform != "win32":
        return False
    import ctypes

    query, access_denied, still_active = 0x1000, 5, 259
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    handle = kernel.OpenProcess(query, False, pid)
    if not handle:
        return ctypes.get_last_error() == access_denied
    try:
        code = ctypes.c_ulong()
        return bool(kernel.GetExitCodeProcess(handle, ctypes.byref(code))) and code.value == still_active
    finally:
        kernel.CloseHandle(handle)
