"""An open draft: the only way to change it."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Self

from checklists.drafts.draft_folder import DraftFolder
from checklists.drafts.evidence_folder import EvidenceFolder
from checklists.drafts.obstacle import Obstacle, ObstacleKind, taken_over
from checklists.errors import DraftError
from checklists.files.atomic_file import os_error_reason, read_bounded, write_atomically
from checklists.files.lock_file import DraftLock
from checklists.model.draft import Draft

SNAPSHOT_LIMIT = 512 * 2**20
"""Bytes; a snapshot of the largest clusters has a tenth of that."""

_CLOSED = Obstacle(ObstacleKind.CLOSED, "The draft was closed.")


class OpenDraft:
    """One open draft; made by `DraftStore.open`, given free by `close`. It can be used from several threads."""

    def __init__(
        self,
        place: DraftFolder,
        draft: Draft,
        seen: str,
        *,
        held: DraftLock | Obstacle,
        copy: Callable[[Draft, DraftFolder], str],
    ) -> None:
        """`held` is the draft's lock, or why the draft is read-only."""
        self.draft = draft
        self.obstacle: Obstacle | None = held if isinstance(held, Obstacle) else None
        """Why the draft is read-only; None while it can be changed."""
        self.folder: Path = place.path
        self.evidence = EvidenceFolder(place.evidence, self.require_writable)
        self._place = place
        self._seen = seen
        self._lock = held if isinstance(held, DraftLock) else None
        self._copy = copy
        self._saving = threading.Lock()
        self._closed = False

    def __enter__(self) -> Self:
        """Use it in a `with` statement: it is closed at the end."""
        return self

    def __exit__(self, *exception: object) -> None:
        """Close it."""
        self.close()

    @property
    def read_only(self) -> bool:
        """Nothing can be changed here; `obstacle` has the reason."""
        return self.obstacle is not None

    @property
    def read_only_reason(self) -> str | None:
        """Why nothing can be changed, as a sentence; None where it can."""
        return self.obstacle.message if self.obstacle else None

    def require_writable(self) -> None:
        """Make sure that this session may change the draft.

        Raises:
            DraftError: it may not; the message names the obstacle.
        """
        if self._closed and self.obstacle is None:
            self.obstacle = _CLOSED
        if self.obstacle is not None:
            raise self.obstacle.error()

    def retry(self, *, take_over: bool = False) -> bool:
        """Try to make a read-only draft writable; it is read again, so that nothing is overwritten.

        Args:
            take_over: Take it from another session that has it or may have it.

        Returns:
            Whether the draft became writable; `draft` is what is on disk now.
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
            Whether `draft` is another one now; answers that were not saved are not in it.

        Raises:
            DraftError: the file was moved, or it cannot be read; nothing was changed.
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
            ChangedOnDisk: another program changed or moved the file; nothing was overwritten.
            DraftError: it is read-only, or the disk refuses; the file is as before.
        """
        with self._changing():
            self._require_lock()
            self._seen = self._place.write(draft, self._seen)
            self.draft = draft

    def save_as_copy(self, draft: Draft) -> str:
        """Write the answers as a new draft, with the evidence and snapshot of this one.

        Returns:
            The new draft's name.
        """
        return self._copy(draft, self._place)

    def load_snapshot(self) -> bytes | None:
        """What was read from the cluster last; None where none was.

        Raises:
            DraftError: it cannot be read.
        """
        try:
            return read_bounded(self._place.snapshot, SNAPSHOT_LIMIT)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise DraftError(
                f"The snapshot {self._place.snapshot} cannot be read: {os_error_reason(error)}.",
                "Move it away and read the cluster again.",
            ) from error

    def save_snapshot(self, data: bytes) -> None:
        """Keep what was read from a cluster with the draft.

        Raises:
            DraftError: it is read-only, or the disk refuses.
        """
        with self._changing():
            self._require_lock()
            try:
                write_atomically(self._place.snapshot, data)
            except OSError as error:
                raise self._place.not_written(error) from error

    def close(self) -> None:
        """Give the draft free for others, after a save that is under way; closing again does nothing."""
        self._closed = True
        self._release_if_idle()

    def _release_if_idle(self) -> None:
        """Release the lock of a closed draft, unless a save is under way, which does so at its end."""
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
        """Hold the draft for one change; closing the draft does not wait for it."""
        try:
            with self._saving:
                yield
        finally:
            self._release_if_idle()

    def _require_lock(self) -> None:
        """Notice that another session took the draft over, as happens after a long sleep on a shared disk."""
        self.require_writable()
        other = None
        if self._lock is not None:
            with contextlib.suppress(OSError):
                other = self._lock.refresh()
        if other is not None:
            self.obstacle = taken_over(other)
            self.require_writable()
