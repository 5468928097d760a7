"""Identifies processes by id and start, since the system reuses ids."""

import os
import sys
from pathlib import Path


def process_start(pid: int) -> str | None:
    """Return the process's boot id and start time, which distinguish it from a later process with the same id.

    Returns:
        None if the process does not exist, "" if its start is unknown.
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
    """Return the machine's boot id, which its containers share; empty if unknown."""
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
    """Read the exit code, since `os.kill(pid, 0)` ends the process on Windows."""
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
