"""Renewal dates: a certification is valid for one year from its merge; the renewal must merge before it expires."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from checklists.model.draft import Draft


REVIEW_DAYS = 10
"""Business days in which reviewers typically answer."""


def business_days_after(day: date, count: int) -> date:
    """Return the date after that many business days (Monday to Friday); ignores holidays."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def review_due(draft: Draft) -> date | None:
    """Return the date by which reviewers typically answer; None before the pull request and after the merge."""
    if draft.submitted is None or draft.merged is not None or draft.submitted.year >= date.max.year:
        return None
    return business_days_after(draft.submitted, REVIEW_DAYS)


def year_after(day: date) -> date:
    """Return the first anniversary; 1 March for a leap day."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, month=3, day=1)


def renew_before(draft: Draft) -> date | None:
    """Return the renewal deadline of this draft's submission, or of the submission that it renews."""
    merged = draft.merged or (draft.imported.merged if draft.imported else None)
    return year_after(merged) if merged is not None and merged.year < date.max.year else None


def parse_day(text: str) -> date | None:
    """Parse a date like `2026-03-14`; None if it is invalid."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def format_day(day: date) -> str:
    """Format a date for people: `12 March 2026`."""
    return f"{day.day} {day:%B %Y}"
