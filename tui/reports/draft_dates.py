"""Dates of a draft's submission: export, pull request, review and renewal."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime

from checklists.drafts.export_log import ExportRecord
from checklists.drafts.store import DraftSummary
from checklists.model.renewal import format_day
from exporters.pages.calendar import Event
from exporters.request.next_steps import CONTACT

_RENEWAL_REMINDER = 60
"""Days before the end of the certification; reviews and test runs of a renewal take weeks."""


def date_lines(
    submitted: date | None, review_due: date | None, exported: ExportRecord | None, links_reachable: datetime | None
) -> Iterator[str]:
    """Yield when all links were last reachable, the latest export, the pull request and the expected review."""
    if links_reachable is not None:
        yield f"links last reachable {links_reachable.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    if exported is not None:
        time = f"{exported.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
        commit = f", commit {exported.commit[:12]}" if exported.commit else ""
        yield f"exported {time} to {exported.to} ({exported.folder}{commit}), SHA-256 {exported.digest[:12]}"
    if submitted is not None:
        yield f"pull request opened {submitted.isoformat()}"
    if review_due is not None:
        yield f"review due {format_day(review_due)}"


def exported_json(exported: ExportRecord | None) -> dict[str, object] | None:
    """Return the latest export as JSON values."""
    if exported is None:
        return None
    return exported.model_dump(mode="json") | {"digest": exported.digest}


def calendar_events(draft: DraftSummary) -> Iterator[Event]:
    """Yield the dates of a draft that a calendar should show."""
    if draft.review_due is not None:
        yield Event(
            draft.review_due,
            f"Review of {draft.name} due",
            f"Reviewers typically answer by now. If not, write to {CONTACT}.",
            f"review {draft.slug} {draft.submitted}",
            remind_days=0,
        )
    if draft.renew_before is not None:
        yield Event(
            draft.renew_before,
            f"Certification of {draft.name} ends",
            "The renewal has to be merged before this day.",
            f"renewal {draft.slug} {draft.renew_before.year}",
            remind_days=_RENEWAL_REMINDER,
        )


def events_json(events: Iterable[Event]) -> dict[str, object]:
    """Return events as JSON values."""
    return {"events": [{"date": event.day.isoformat(), "title": event.title} for event in events]}
