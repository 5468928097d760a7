"""A draft's folder: `draft.yaml`, backup, lock, snapshot and evidence."""

import contextlib
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from checklists.drafts import evidence_sources
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
from checklists.files.digest import digest_of
from checklists.files.lock_file import DraftLock
from checklists.model.draft import Draft

FILE = "draft.yaml"
_PAUSE = 0.05
"""Seconds between attempts to take a lock that another session holds."""


class DraftFolder:
    """The files of one draft."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.file = path / FILE
        self.backup = path / f"{FILE}.bak"
        self.lock = path / "lock"
        self.snapshot = path / "snapshot.json"
        self.evidence = path / "evidence"
        self.sources = path / evidence_sources.FILE

    @property
    def slug(self) -> str:
        """The folder's name."""
        return self.path.name

    def holds_draft(self) -> bool:
        """Return whether the folder holds a draft, damaged or not; an unreadable folder counts."""
        try:
            return self.file.exists() or self.backup.exists() or bool(self.set_aside_files())
        except OSError:
            return True

    def written_at(self) -> float:
        """Return when the draft's file was written; 0 without a readable file."""
        try:
            return self.file.stat().st_mtime
        except OSError:
            return 0.0

    def set_aside_files(self) -> list[Path]:
        """Return the damaged files that were set aside, oldest first."""
        return sorted(self.path.glob(f"{FILE}.damaged-*"))

    def read(self) -> tuple[Draft, str]:
        """Return the draft and the digest of its file.

        Raises:
            DraftError: The file cannot be used; the message is the bare reason, which `explain` completes.
        """
        data = self._bytes()
        if data is None:
            set_aside = self.set_aside_files()
            reason = f"its file was set aside as {set_aside[-1].name}" if set_aside else f"its file {FILE} is missing"
            raise DamagedDraft(reason)
        return decode_draft(data), digest_of(data)

    def mentions(self, words: str) -> bool:
        """Return whether the draft's file contains a text, without decoding the file."""
        with contextlib.suppress(DraftError):
            return words.encode() in (self._bytes() or b"")
        return False

    def read_backup(self) -> Draft | None:
        """Return the draft before its last save; None without a usable backup."""
        try:
            return decode_draft(read_bounded(self.backup, SIZE_LIMIT))
        except (OSError, DraftError):
            return None

    def name(self, otherwise: str | None = None) -> str:
        """Return the draft's name; if the draft is unreadable, `otherwise` or the folder's name."""
        try:
            return self.read()[0].name
        except DraftError:
            backup = self.read_backup()
            return backup.name if backup else otherwise or self.slug

    def write(self, draft: Draft, seen: str) -> str:
        """Replace the draft and keep the previous version as backup.

        Args:
            draft: The new content.
            seen: Digest of the file at the last read or write.

        Returns:
            The digest of the new file.

        Raises:
            ChangedOnDisk: Another program changed or moved the file; nothing was written.
            DraftError: The write failed; the file is unchanged.
        """
        data = encode_draft(draft)
        present = self._bytes()
        if present is None or digest_of(present) != seen:
            change = "moved or deleted" if present is None else "changed"
            raise ChangedOnDisk(
                f"Another program {change} the draft's file since you opened it: {self.file}",
                "Nothing was overwritten. Save your answers as a copy, or open the draft again.",
            )
        try:
            if data != present:
                write_atomically(self.backup, present)
                write_atomically(self.file, data)
        except OSError as error:
            raise self.not_written(error) from error
        return digest_of(data)

    def digest(self) -> str | None:
        """Return the digest of the draft's file on disk; None if it is unreadable."""
        try:
            data = self._bytes()
        except DraftError:
            return None
        return None if data is None else digest_of(data)

    def set_aside(self, now: datetime) -> Path | None:
        """Rename the draft's file; return its new path, or None without a file.

        Raises:
            OSError: The file cannot be renamed.
        """
        if not self.file.exists():
            return None
        target = free_path(self.path / f"{FILE}.damaged-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}")
        self.file.rename(target)
        sync_folder(self.path)
        return target

    def explain(self, error: DraftError, set_aside: Path | None = None) -> DraftError:
        """Complete a bare reason to a sentence with a next step."""
        backup = self.read_backup()
        name = backup.name if backup else self.slug
        restore = f"aiconform drafts restore-backup {self.slug}"
        offer = f"The backup of {backup.updated_at:%Y-%m-%d %H:%M} UTC can be restored: {restore}" if backup else ""
        if isinstance(error, NewerDraft):
            return NewerDraft(f'The draft "{name}" is from a later version: {error.message}', error.hint)
        if isinstance(error, DamagedDraft):
            moved = f" The file was set aside as {set_aside}." if set_aside else ""
            return DamagedDraft(
                f'The draft "{name}" is damaged: {error.message}.{moved}',
                offer or f"No backup exists. Repair {self.file} by hand.",
            )
        return DraftError(
            f'The draft "{name}" cannot be used: {error.message}.', f"Fix it in {self.file}. {offer}".rstrip()
        )

    def not_written(self, error: OSError) -> DraftError:
        """Build the error for a failed write."""
        return NotWritten(
            f"The draft could not be saved in {self.path}: {os_error_reason(error)}.",
            "The file on disk is unchanged. Free disk space or check the folder's permissions, then save again.",
            short=short_reason(error),
        )

    def try_lock(self, *, patience: float = 0, take_over: bool = False) -> DraftLock | Obstacle:
        """Return the lock, or the obstacle.

        Args:
            patience: Seconds to wait for another session.
            take_over: Then take the lock from that session.
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
        """Hold the draft's lock, or raise if another session holds it."""
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
