"""What a list of drafts shows of one, whatever state it is in."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from checklists.drafts.draft_folder import DraftFolder
from checklists.errors import DraftError
from checklists.files.lock_file import lock_holder
from checklists.files.lock_owner import LockOwner
from checklists.model.renewal import renew_before


@dataclass(frozen=True)
class DraftSummary:
    """What a list of drafts shows of one."""

    name: str
    slug: str
    checklist: str
    """The Kubernetes minor; empty where neither the draft nor its backup can be read."""
    updated_at: datetime
    answered: int
    """Requirements with a status that is not merely carried over."""
    merged: date | None
    """When its submission was merged."""
    renew_before: date | None
    """The day before which a renewal has to be merged."""
    damaged: str | None
    """Why it cannot be opened; None where it can."""
    backup_at: datetime | None
    """The time of the backup that could be restored; None where there is none."""
    open_by: LockOwner | None
    """Who has it open."""


def summarize(place: DraftFolder) -> DraftSummary:
    """Look at a draft and change nothing."""
    damaged = None
    backup = place.read_backup()
    draft = backup
    try:
        draft = place.read()[0]
    except DraftError as error:
        damaged = error.message
    return DraftSummary(
        name=draft.name if draft else place.slug,
        slug=place.slug,
        checklist=draft.checklist if draft else "",
        updated_at=draft.updated_at if draft else _changed(place.path),
        answered=sum(response.answered for response in draft.responses.values()) if draft else 0,
        merged=draft.merged if draft else None,
        renew_before=renew_before(draft) if draft else None,
        damaged=damaged,
        backup_at=backup.updated_at if backup else None,
        open_by=lock_holder(place.lock),
    )


def _changed(folder: Path) -> datetime:
    try:
        return datetime.fromtimestamp(folder.stat().st_mtime, UTC)
    except (OSError, ValueError, OverflowError):
        return datetime.fromtimestamp(0, UTC)
