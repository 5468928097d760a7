"""Open drafts, the only way to change a draft."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Self

from checklists.drafts.draft_folder import DraftFolder
from checklists.drafts.evidence_folder import EvidenceFolder
from checklists.drafts.evidence_names import cited_files
from checklists.drafts.export_log import ExportLog
from checklists.drafts.link_log import LinkLog
from checklists.drafts.obstacle import Obstacle, ObstacleKind, taken_over
from checklists.errors import DraftError
from checklists.files.atomic_file import os_error_reason, read_bounded, write_atomically
from checklists.files.lock_file import DraftLock
from checklists.model.draft import Draft

SNAPSHOT_LIMIT = 512 * 2**20
"""Bytes; ten times a snapshot of the largest clusters."""

_CLOSED = Obstacle(ObstacleKind.CLOSED, "The draft was closed.")


class OpenDraft:
    """An open draft: opened by `DraftStore.open`, released by `close`. Thread-safe."""

    def __init__(
        self,
        place: DraftFolder,
        draft: Draft,
        seen: str,
        *,
        held: DraftLock | Obstacle,
        copy: Callable[[Draft, DraftFolder], str],
    ) -> None:
        """Create the draft; `held` is its lock, or why it is read-only."""
        self.draft = draft
        self.obstacle: Obstacle | None = held if isinstance(held, Obstacle) else None
        """Why the draft is read-only; None if it is writable."""
        self.folder: Path = place.path
        self.evidence = EvidenceFolder(
            place.evidence, self.require_writable, lambda names: cited_files(self.draft, names)
        )
        self.exports = ExportLog(place.path)
        self.links = LinkLog(place.path)
        self._place = place
        self._seen = seen
        self._lock = held if isinstance(held, DraftLock) else None
        self._copy = copy
        self._saving = threading.Lock()
        self._closed = False

    def __enter__(self) -> Self:
        """Return the draft; the `with` statement closes it."""
        return self

    def __exit__(self, *exception: object) -> None:
        """Close the draft."""
        self.close()

    @property
    def read_only(self) -> bool:
        """Whether the draft is read-only; `obstacle` has the reason."""
        return self.obstacle is not None

    def require_writable(self) -> None:
        """Raise unless this session may change the draft.

        Raises:
            DraftError: The draft is read-only; the message names the obstacle.
        """
        if self._closed and self.obstacle is None:
            self.obstacle = _CLOSED
        if self.obstacle is not None:
            raise self.obstacle.error()

    def retry(self, *, take_over: bool = False) -> bool:
        """Try to make a read-only draft writable; reads it again, so that nothing is overwritten.

        Args:
            take_over: Take it from another session that has, or may have, the draft.

        Returns:
            Whether the draft became writable; `draft` is the content on disk.
        """
        with self._changing():
            if self._closed or self.obstacle is None or not self.obstacle.waits:
                return False
            held = self._place.try_lock(take_over=take_over and self.obstacle.owned)
            if isinstance(held, Obstacle):
                self.obstacle = held
                return False
            try:
                self.draft, self._seen = self._place.read()
            except DraftError as error:
                held.release()
                self.obstacle = Obstacle(ObstacleKind.UNREADABLE, self._place.explain(error).message)
                return False
            if self._lock is not None:
                self._lock.release()
            self._lock, self.obstacle = held, None
            return True

    def reread(self) -> bool:
        """Read the draft again if another program changed its file.

        Returns:
            Whether `draft` changed; unsaved answers are lost.

        Raises:
            DraftError: The file was moved or is unreadable; nothing was changed.
        """
        with self._saving:
            if self._place.digest() == self._seen:
                return False
            try:
                self.draft, self._seen = self._place.read()
            except DraftError as error:
                raise self._place.explain(error) from error
            return True

    def save(self, draft: Draft) -> None:
        """Write the draft.

        Raises:
            ChangedOnDisk: Another program changed or moved the file; nothing was overwritten.
            DraftError: The draft is read-only or the write failed; the file is unchanged.
        """
        with self._changing():
            self._require_lock()
            self._seen = self._place.write(draft, self._seen)
            self.draft = draft

    def save_as_copy(self, draft: Draft) -> str:
        """Write the answers as a new draft, with this draft's evidence and snapshot.

        Returns:
            The new draft's name.
        """
        return self._copy(draft, self._place)

    def load_snapshot(self) -> bytes | None:
        """Return the latest snapshot of the cluster; None without a snapshot.

        Raises:
            DraftError: The snapshot is unreadable.
        """
        try:
            return read_bounded(self._place.snapshot, SNAPSHOT_LIMIT)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise DraftError(
                f"The snapshot {self._place.snapshot} cannot be read: {os_error_reason(error)}.",
                "Move the file away and read the cluster again.",
            ) from error

    def save_snapshot(self, data: bytes) -> None:
        """Store a snapshot with the draft.

        Raises:
            DraftError: The draft is read-only or the write failed.
        """
        with self._changing():
            self._require_lock()
            try:
                write_atomically(self._place.snapshot, data)
            except OSError as error:
                raise self._place.not_written(error) from error

    def close(self) -> None:
        """Release the draft after any save in progress; closing twice has no effect."""
        self._closed = True
        self._release_if_idle()

    def _release_if_idle(self) -> None:
        """Release the lock of a closed draft; a save in progress releases it at its end."""
        if self._closed and self._saving.acquire(blocking=False):
            try:
                self.obstacle = self.obstacle or _CLOSED
                if self._lock is not None:
                    self._lock.release()
                    self._lock = None
            finally:
                self._saving.release()

    @contextlib.contextmanager
    def _changing(self) -> Iterator[None]:
        """Hold the draft for one change; `close` does not wait for it."""
        try:
            with self._saving:
                yield
        finally:
            self._release_if_idle()

    def _require_lock(self) -> None:
        """Raise if another session took the draft over, for example while this machine slept."""
        self.require_writable()
        other = None
        if self._lock is not None:
            with contextlib.suppress(OSError):
                other = self._lock.refresh()
        if other is not None:
            self.obstacle = taken_over(other)
            self.require_writable()
