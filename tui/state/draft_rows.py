"""What the start page shows of drafts and of the trash."""

from datetime import date, datetime
from typing import NamedTuple


class DraftRow(NamedTuple):
    """One draft on the start page."""

    slug: str
    name: str
    minor: str
    answered: int
    total: int
    edited: datetime | None
    locked_by: str | None = None
    trouble: str | None = None
    """Why the draft cannot be opened, as a sentence."""
    backup: str | None = None
    """Age of the backup that can be restored in place of a damaged draft."""
    merged: date | None = None
    """Merge date of its submission."""
    renew_before: date | None = None
    """Date before which the renewal has to be merged."""
    review_due: date | None = None
    """Date by which reviewers typically answer."""
    exported: datetime | None = None
    """Time of the latest export."""


class TrashRow(NamedTuple):
    """One draft in the trash."""

    id: str
    name: str
    deleted: datetime


class DraftListing(NamedTuple):
    """Everything that the start page shows."""

    drafts: tuple[DraftRow, ...]
    trashed: tuple[TrashRow, ...]
    program: str
    """Source and age of the official texts and the member list."""
    now: datetime
    more: bool = False
    """Whether older drafts are still to be listed."""
