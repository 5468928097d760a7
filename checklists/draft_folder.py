"""One draft's folder: `draft.yaml`, its backup, its lock, its snapshot, its evidence."""

import contextlib
import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from checklists.atomic_file import free_path, read_bounded, reason, sync_folder, write_atomically
from checklists.draft import Draft
from checklists.draft_file import SIZE_LIMIT, dump, load
from checklists.errors import ChangedOnDisk, DamagedDraft, DraftError, NewerDraft
from checklists.locks import Lock, Owner, acquire

FILE = "draft.yaml"


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
            aside = self.set_aside_files()
            where = f"its file was set aside as {aside[-1].name}" if aside else f"its file {FILE} is missing"
            raise DamagedDraft(where)
        return load(data), _digest(data)

    def read_backup(self) -> Draft | None:
        """The draft as it was one save ago; None where no usable backup is."""
        try:
            return load(read_bounded(self.backup, SIZE_LIMIT))
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
        data = dump(draft)
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

    def explain(self, error: DraftError, aside: Path | None = None) -> DraftError:
        """The same failure as a sentence with a next step."""
        backup = self.read_backup()
        name = backup.name if backup else self.slug
        restore = f"aiconform drafts restore-backup {self.slug}"
        offer = f"The backup of {backup.updated_at:%Y-%m-%d %H:%M} UTC can be restored: {restore}" if backup else ""
        if isinstance(error, NewerDraft):
            return NewerDraft(f'The draft "{name}" is from a later version: {error.message}', error.hint)
        if isinstance(error, DamagedDraft):
            done = f" The file was set aside as {aside}." if aside else ""
            return DamagedDraft(
                f'The draft "{name}" is damaged: {error.message}.{done}',
                offer or f"There is no backup. What can be saved by hand goes into {self.file}.",
            )
        return DraftError(
            f'The draft "{name}" cannot be used: {error.message}.', f"Put it right in {self.file}. {offer}".rstrip()
        )

    def not_written(self, error: OSError) -> DraftError:
        """What to say when the disk refuses."""
        return DraftError(
            f"The draft could not be saved in {self.path}: {reason(error)}.",
            "The file on disk is as before. Make room or check the folder's permissions, then save again.",
        )

    def try_lock(self) -> tuple[Lock | None, str | None]:
        """The lock, or why there is none."""
        try:
            taken = acquire(self.lock)
        except OSError as error:
            return None, f"Nothing can be written in {self.path}: {reason(error)}."
        if isinstance(taken, Owner):
            unless = f"or delete {self.lock} if nobody has it open"
            return None, f"The draft is open already, by {taken}. Close it there, {unless}."
        return taken, None

    @contextlib.contextmanager
    def alone(self) -> Iterator[Lock]:
        """Hold the lock of a draft that nobody may have open."""
        lock, obstacle = self.try_lock()
        if lock is None:
            raise DraftError(obstacle or "", "Nothing was changed.")
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
            raise DraftError(f"{self.file} cannot be read: {reason(error)}") from error


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
