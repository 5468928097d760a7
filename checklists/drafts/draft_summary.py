"""Summaries for the list of drafts."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from checklists.drafts.draft_folder import DraftFolder
from checklists.drafts.export_log import ExportLog, ExportRecord
from checklists.drafts.link_log import LinkLog
from checklists.errors import DraftError
from checklists.files.lock_file import lock_holder
from checklists.files.lock_owner import LockOwner
from checklists.model.renewal import renew_before, review_due


@dataclass(frozen=True)
class DraftSummary:
    """A draft's line in the list of drafts."""

    name: str
    slug: str
    checklist: str
    """The Kubernetes minor; empty if neither the draft nor its backup is readable."""
    updated_at: datetime
    requirements: tuple[str, ...]
    """Ids of the requirements with a status."""
    merged: date | None
    """Merge date of its submission."""
    renew_before: date | None
    """Renewal deadline."""
    damaged: str | None
    """Why the draft cannot be opened; None if it can."""
    open_by: LockOwner | None
    """The session that has the draft open."""
    submitted: date | None = None
    """Date of its pull request."""
    review_due: date | None = None
    """Date by which reviewers typically answer."""
    exported: ExportRecord | None = None
    """The latest export."""
    links_reachable: datetime | None = None
    """Time at which all links were last reachable."""
    place: DraftFolder | None = field(default=None, compare=False)
    """Its folder."""

    @property
    def backup_at(self) -> datetime | None:
        """Time of the backup, which is read for it; None without a usable backup."""
        backup = self.place.read_backup() if self.place else None
        return backup.updated_at if backup else None

    @property
    def answered(self) -> int:
        """The number of requirements with a status."""
        return len(self.requirements)


def summarize(place: DraftFolder) -> DraftSummary:
    """Read a draft's summary; changes nothing."""
    damaged, draft = None, None
    try:
        draft = place.read()[0]
    except DraftError as error:
        damaged = error.message
        draft = place.read_backup()
    return DraftSummary(
        name=draft.name if draft else place.slug,
        slug=place.slug,
        checklist=draft.checklist if draft else "",
        updated_at=draft.updated_at if draft else _changed(place.path),
        requirements=tuple(id for id, response in draft.responses.items() if response.answered) if draft else (),
        merged=draft.merged if draft else None,
        renew_before=renew_before(draft) if draft else None,
        damaged=damaged,
        open_by=lock_holder(place.lock),
        submitted=draft.submitted if draft else None,
        review_due=review_due(draft) if draft else None,
        exported=ExportLog(place.path).last(),
        links_reachable=LinkLog(place.path).reachable_at(),
        place=place,
    )


def _changed(folder: Path) -> datetime:
    try:
        return datetime.fromtimestamp(folder.stat().st_mtime, UTC)
    except (OSError, ValueError, OverflowError):
        return datetime.fromtimestamp(0, UTC)
