"""The trash: deleted drafts that can be restored."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from checklists.drafts.draft_folder import DraftFolder
from checklists.errors import DraftError
from checklists.files.atomic_file import free_path, os_error_reason, sync_folder

_ID = re.compile(r"(?P<slug>.+?)\.(?P<time>[0-9]{8}T[0-9]{6}Z)(?:-[0-9]+)?")


@dataclass(frozen=True)
class TrashedDraft:
    """A draft in the trash."""

    id: str
    """Unique, even if drafts with the same name were deleted several times."""
    name: str
    slug: str
    deleted_at: datetime


class Trash:
    """The folder of deleted drafts."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def list(self) -> list[TrashedDraft]:
        """Return the deleted drafts, latest first."""
        try:
            found = [draft for path in self._root.iterdir() if (draft := _trashed(path)) is not None]
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            raise DraftError(f"The trash in {self._root} cannot be listed: {os_error_reason(error)}.") from error
        return sorted(found, key=lambda draft: (draft.deleted_at, draft.id), reverse=True)

    def find(self, identifier: str) -> TrashedDraft:
        """Return the deleted draft with that id.

        Raises:
            DraftError: The trash does not have it.
        """
        drafts = self.list()
        for draft in drafts:
            if draft.id == identifier:
                return draft
        ids = ", ".join(draft.id for draft in drafts[:5])
        raise DraftError(f'The trash has no draft "{identifier}".', f"It has: {ids}" if ids else "It is empty.")

    def folder(self, draft: TrashedDraft) -> Path:
        """Return the folder of a deleted draft."""
        return self._root / draft.id

    def put(self, place: DraftFolder, now: datetime) -> TrashedDraft:
        """Move a draft's folder to the trash.

        Raises:
            OSError: The move failed; the draft stays.
        """
        self._root.mkdir(mode=0o700, exist_ok=True)
        now = now.astimezone(UTC).replace(microsecond=0)
        target = free_path(self._root / f"{place.slug}.{now:%Y%m%dT%H%M%SZ}")
        place.path.rename(target)
        sync_folder(self._root)
        return TrashedDraft(target.name, DraftFolder(target).name(place.slug), place.slug, now)


def _trashed(path: Path) -> TrashedDraft | None:
    match = _ID.fullmatch(path.name)
    if match is None:
        return None
    try:
        deleted_at = datetime.strptime(match["time"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None
    return TrashedDraft(path.name, DraftFolder(path).name(match["slug"]), match["slug"], deleted_at)
