"""One draft's folder: `draft.yaml`, its backup, its lock, its snapshot, its evidence."""

import contextlib
import hashlib
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from checklists.drafts.draft_file import SIZE_LIMIT, decode_draft, encode_draft
from checklists.drafts.obstacle import Obstacle, from_disk, from_taken
from checklists.errors import ChangedOnDisk, DamagedDraft, DraftError, NewerDraft, NotWritten
from checklists.files import lock_file
from checklists.files.atomic_file import (
    free_path,
    os_error_reason,
    read_bounded,
    short_reason,
    sync_folder,
    write_atomically,
)
from checklists.files.lock_file import DraftLock
from checklists.model.draft import Draft

FILE = "draft.yaml"
_PAUSE = 0.05
"""Seconds between two tries for a lock that another session has."""


class DraftFolder:
    """The files of one draft, read and written whole."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.file = path / FILE
        self.backup = path / f"{FILE}.bak"
        self.lock = path / "lock"
        self.snapshot = path / "snapshot.json"
        self.evidence = path / "evidence"

    @property
    def slug(self) -> str:
        """The folder's name."""
        return self.path.name

    def holds_draft(self) -> bool:
        """Whether there is a draft in here, in whatever state; a folder that may not be looked into counts."""
        try:
            return self.file.exists() or self.backup.exists() or bool(self.set_aside_files())
        except OSError:
            return True

    def set_aside_files(self) -> list[Path]:
        """Damaged files that were set aside, oldest first."""
        return sorted(self.path.glob(f"{FILE}.damaged-*"))

    def read(self) -> tuple[Draft, str]:
        """The draft and the digest of its file.

        Raises:
            DraftError: and its leaves, whose message is the bare reason; `explain` makes a sentence of it.
        """
        data = self._bytes()
        if data is None:
            set_aside = self.set_aside_files()
            where = f"its file was set aside as {set_aside[-1].name}" if set_aside else f"its file {FILE} is missing"
            raise DamagedDraft(where)
        return decode_draft(data), _digest(data)

    def read_backup(self) -> Draft | None:
        """The draft as it was one save ago; None where no usable backup is."""
        try:
            return decode_draft(read_bounded(self.backup, SIZE_LIMIT))
        except (OSError, DraftError):
            return None

    def name(self, otherwise: str | None = None) -> str:
        """What people call the draft; the folder's or another name where nothing in it can be read."""
        try:
            return self.read()[0].name
        except DraftError:
            backup = self.read_backup()
            return backup.name if backup else otherwise or self.slug

    def write(self, draft: Draft, seen: str) -> str:
        """Replace the draft and keep the one before it as backup.

        Args:
            draft: What to write.
            seen: Digest of the file as it was last read or written.

        Returns:
            The digest of the file now.

        Raises:
            ChangedOnDisk: the file is not the one that was seen; nothing was changed.
            DraftError: it could not be written; the file is as before.
        """
        data = encode_draft(draft)
        present = self._bytes()
        if present is None or _digest(present) != seen:
            done = "moved or deleted" if present is None else "changed by another program"
            raise ChangedOnDisk(
                f"The file of the draft was {done} since it was opened: {self.file}",
                "Nothing was overwritten. Save your answers as a copy, or open the draft again to see what is there.",
            )
        try:
            if data != present:
                write_atomically(self.backup, present)
                write_atomically(self.file, data)
        except OSError as error:
            raise self.not_written(error) from error
        return _digest(data)

    def digest(self) -> str | None:
        """Return the digest of the draft's file as it is on disk; None where it cannot be read."""
        try:
            data = self._bytes()
        except DraftError:
            return None
        return None if data is None else _digest(data)

    def set_aside(self, now: datetime) -> Path | None:
        """Rename the present file out of the way; None where there is none.

        Raises:
            OSError: it cannot be renamed.
        """
        if not self.file.exists():
            return None
        target = free_path(self.path / f"{FILE}.damaged-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}")
        self.file.rename(target)
        sync_folder(self.path)
        return target

    def explain(self, error: DraftError, set_aside: Path | None = None) -> DraftError:
        """The same failure as a sentence with a next step."""
        backup = self.read_backup()
        name = backup.name if backup else self.slug
        restore = f"aiconform drafts restore-backup {self.slug}"
        offer = f"The backup of {backup.updated_at:%Y-%m-%d %H:%M} UTC can be restored: {restore}" if backup else ""
        if isinstance(error, NewerDraft):
            return NewerDraft(f'The draft "{name}" is from a later version: {error.message}', error.hint)
        if isinstance(error, DamagedDraft):
            done = f" The file was set aside as {set_aside}." if set_aside else ""
            return DamagedDraft(
                f'The draft "{name}" is damaged: {error.message}.{done}',
                offer or f"There is no backup. What can be saved by hand goes into {self.file}.",
            )
        return DraftError(
            f'The draft "{name}" cannot be used: {error.message}.', f"Put it right in {self.file}. {offer}".rstrip()
        )

    def not_written(self, error: OSError) -> DraftError:
        """What to say when the disk refuses."""
        return NotWritten(
            f"The draft could not be saved in {self.path}: {os_error_reason(error)}.",
            "The file on disk is as before. Make room or check the folder's permissions, then save again.",
            short=short_reason(error),
        )

    def try_lock(self, *, patience: float = 0, take_over: bool = False) -> DraftLock | Obstacle:
        """Return the lock, or why it cannot be taken.

        Args:
            patience: Seconds to wait for another session that has it.
            take_over: Then take it from that session.
        """
        deadline = time.monotonic() + patience
        try:
            while isinstance(taken := lock_file.acquire(self.lock), lock_file.Taken):
                if time.monotonic() >= deadline:
                    taken = lock_file.take_over(self.lock) if take_over else taken
                    break
                time.sleep(_PAUSE)
        except OSError as error:
            return from_disk(error, self.path)
        return from_taken(taken) if isinstance(taken, lock_file.Taken) else taken

    @contextlib.contextmanager
    def locked(self, *, patience: float = 0, take_over: bool = False) -> Iterator[DraftLock]:
        """Hold the lock of a draft that no other session may have open."""
        lock = self.try_lock(patience=patience, take_over=take_over)
        if isinstance(lock, Obstacle):
            raise lock.error()
        try:
            yield lock
        finally:
            lock.release()

    def _bytes(self) -> bytes | None:
        try:
            return read_bounded(self.file, SIZE_LIMIT)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise DraftError(f"{self.file} cannot be read: {os_error_reason(error)}") from error


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
