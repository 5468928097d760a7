"""A draft that is open: the one way to change it, for as long as nobody else has it."""

import contextlib
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Self

from checklists.atomic_file import read_bounded, reason, write_atomically
from checklists.draft import Draft
from checklists.draft_folder import DraftFolder
from checklists.errors import DraftError
from checklists.evidence_folder import EvidenceFolder
from checklists.locks import Lock

SNAPSHOT_LIMIT = 512 * 2**20
"""Bytes; a snapshot of the largest clusters has a tenth of it."""


class OpenDraft:
    """One open draft; made by `DraftStore.open`, given free by `close`. It can be used from several threads."""

    def __init__(
        self,
        place: DraftFolder,
        draft: Draft,
        seen: str,
        *,
        lock: Lock | None,
        read_only_reason: str | None,
        copy: Callable[[Draft, DraftFolder], str],
    ) -> None:
        self.draft = draft
        self.read_only_reason = read_only_reason
        self.folder: Path = place.path
        self.evidence = EvidenceFolder(place.evidence, self.require_writable)
        self._place = place
        self._seen = seen
        self._lock = lock
        self._copy = copy
        self._saving = threading.Lock()

    def __enter__(self) -> Self:
        """Use it in a `with` statement: it is closed at the end."""
        return self

    def __exit__(self, *exception: object) -> None:
        """Close it."""
        self.close()

    @property
    def read_only(self) -> bool:
        """Nothing can be changed here; `read_only_reason` says why."""
        return self.read_only_reason is not None

    def require_writable(self) -> None:
        """Make sure that this is the one who may change the draft.

        Raises:
            DraftError: it is not; the message says who is, or what stands in the way.
        """
        if self.read_only_reason is not None:
            raise DraftError(self.read_only_reason, "Nothing was changed.")

    def save(self, draft: Draft) -> None:
        """Write the draft.

        Raises:
            ChangedOnDisk: somebody else changed or moved the file; nothing was overwritten.
            DraftError: it is read-only, or the disk refuses; the file is as before.
        """
        with self._saving:
            self._require_lock()
            self._seen = self._place.write(draft, self._seen)
            self.draft = draft

    def save_as_copy(self, draft: Draft) -> str:
        """Write the answers as a new draft beside this one, with its evidence and snapshot.

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
                f"The snapshot {self._place.snapshot} cannot be read: {reason(error)}.",
                "Move it away and read the cluster again.",
            ) from error

    def save_snapshot(self, data: bytes) -> None:
        """Keep what was read from a cluster with the draft.

        Raises:
            DraftError: it is read-only, or the disk refuses.
        """
        with self._saving:
            self._require_lock()
            try:
                write_atomically(self._place.snapshot, data)
            except OSError as error:
                raise self._place.not_written(error) from error

    def close(self) -> None:
        """Give the draft free for others; closing again does nothing."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None
        self.read_only_reason = self.read_only_reason or "The draft was closed."

    def _require_lock(self) -> None:
        """Notice that somebody took the draft over, which happens after a long sleep on a shared disk."""
        self.require_writable()
        other = None
        if self._lock is not None:
            with contextlib.suppress(OSError):
                other = self._lock.refresh()
        if other is not None:
            self.read_only_reason = f"The draft was taken over by {other}."
            self.require_writable()
