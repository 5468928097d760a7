"""Stamps of files: equal stamps mean that a file was not written in between."""

import os
from pathlib import Path


def file_stamp(path: str | Path) -> str:
    """Return when a file was written, its size and its inode; empty without a file."""
    try:
        found = os.stat(path)  # noqa: PTH116  A `Path` takes longer than all of the work.
    except OSError:
        return ""
    return f"{found.st_mtime_ns} {found.st_size} {found.st_ino}"
