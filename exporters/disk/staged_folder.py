"""Replaces a folder as a whole: a killed process or a full disk leaves it unchanged or complete.

The new content is staged next to the folder, synced and exchanged with it. Where the system cannot exchange folders,
two renames replace it: the folder is missing in between, and the next run restores it after a crash.
"""

import contextlib
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from checklists.errors import ExportError
from checklists.files.atomic_file import sync_folder
from checklists.files.os_lock import try_lock
from exporters.disk.exchange import exchange

_NEW, _OLD = ".aiconform-new-", ".aiconform-old-"
_TOKEN = 8
_ABANDONED = 3600
"""Seconds after which a leftover counts as abandoned on file systems without locks."""

Changes = Mapping[PurePosixPath, bytes | None]
"""New content by path in the folder; None removes the file."""


def replace_folder(target: Path, changes: Changes, verify: Callable[[], None]) -> None:
    """Apply changes to a folder in one step; all its other files stay.

    Args:
        target: The folder; it is created if it does not exist.
        changes: What to write and what to remove; without changes, only leftovers of killed runs are removed.
        verify: Raises if the folder differs from what the changes were planned for; called right before the exchange.

    Raises:
        ExportError: Another export is writing here, or `verify` raised it; nothing was changed.
        OSError: A file could not be written; nothing was changed.
    """
    target = Path(os.path.realpath(target))
    if not changes and not target.parent.is_dir():
        return
    with _parents(target.parent, keep=bool(changes)), _exclusive(target.parent) as locked:
        _remove_leftovers(target.parent, locked=locked)
        verify()
        if not changes:
            return
        token = secrets.token_hex(_TOKEN // 2)
        staged = target.with_name(f"{_NEW}{token}-{target.name}")
        try:
            _stage(target, staged, changes)
            verify()
            _swap(staged, target, target.with_name(f"{_OLD}{token}-{target.name}"))
        finally:
            shutil.rmtree(staged, ignore_errors=True)
        sync_folder(target.parent)


@contextlib.contextmanager
def _parents(folder: Path, *, keep: bool) -> Iterator[None]:
    """Create a folder with its parents; remove them again after an error."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    try:
        yield
    except BaseException:
        keep = False
        raise
    finally:
        if not keep:
            for path in missing:
                with contextlib.suppress(OSError):
                    path.rmdir()
    for path in missing:
        sync_folder(path.parent)


@contextlib.contextmanager
def _exclusive(folder: Path) -> Iterator[bool]:
    """Lock a folder against other exports; yields False where the file system has no locks."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        yield False  # Windows does not open folders.
        return
    try:
        locked = try_lock(handle)
        if locked is False:
            raise ExportError(f"Another export is writing to {folder}.", "Wait until it ends, then export again.")
        yield locked is True
    finally:
        os.close(handle)


def _remove_leftovers(parent: Path, *, locked: bool) -> None:
    """Remove what killed runs left behind; restore a folder that was moved away and not replaced."""
    for path in parent.glob(".aiconform-*"):
        is_old = path.name.startswith(_OLD)
        if not is_old and not path.name.startswith(_NEW):
            continue
        with contextlib.suppress(OSError):
            if not locked and time.time() - path.lstat().st_ctime < _ABANDONED:
                continue
            target = path.with_name(path.name[len(_NEW) + _TOKEN + 1 :])
            if is_old and not target.exists():
                path.rename(target)
            else:
                shutil.rmtree(path)


def _stage(target: Path, staged: Path, changes: Changes) -> None:
    """Build the new content: files that stay are linked, so they keep their identity and cost no space."""
    staged.mkdir()
    if target.is_dir():
        shutil.copymode(target, staged)
    for folder, folders, names in os.walk(target):
        here = staged / Path(folder).relative_to(target)
        links = [name for name in folders if Path(folder, name).is_symlink()]
        folders[:] = [name for name in folders if name not in links]
        if not folders and not names and not links:
            here.mkdir(parents=True, exist_ok=True)
        for name in [*names, *links]:
            relative = PurePosixPath(Path(folder, name).relative_to(target).as_posix())
            if relative not in changes:
                here.mkdir(parents=True, exist_ok=True)
                _keep(Path(folder, name), here / name)
    for relative, data in changes.items():
        if data is not None:
            (staged / relative).parent.mkdir(parents=True, exist_ok=True)
            _write(staged / relative, data)
    for folder, _, _ in os.walk(staged, topdown=False):
        original = target / Path(folder).relative_to(staged)
        if original.is_dir():
            shutil.copymode(original, folder)
        sync_folder(Path(folder))


def _keep(source: Path, copy: Path) -> None:
    if source.is_symlink():
        copy.symlink_to(source.readlink())
        return
    try:
        os.link(source, copy)
    except OSError:
        shutil.copy2(source, copy)
        _sync(copy)


def _write(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync(path: Path) -> None:
    with path.open("rb") as file, contextlib.suppress(OSError):
        os.fsync(file.fileno())


def _swap(staged: Path, target: Path, old: Path) -> None:
    if not target.exists():
        staged.rename(target)
        return
    if exchange(staged, target):
        return
    target.rename(old)
    try:
        staged.rename(target)
    except OSError:
        old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)
