"""Times as the screens show them."""

from datetime import UTC, date, datetime, timedelta

from checklists.model.renewal import format_day
from checklists.text import count


def utc_now() -> datetime:
    """Return the current time for the screens."""
    return datetime.now(UTC)


def ago(time: datetime, now: datetime) -> str:
    """Return a time relative to now: `2 hours ago`, `yesterday`, `12 March 2026`."""
    past = now - time
    if past < timedelta(minutes=1):
        return "just now"
    if past < timedelta(hours=1):
        return f"{count(past // timedelta(minutes=1), 'minute')} ago"
    days = (now.astimezone().date() - time.astimezone().date()).days
    if days <= 0 or past < timedelta(hours=12):
        return f"{count(past // timedelta(hours=1), 'hour')} ago"
    if days == 1:
        return "yesterday"
    return f"{count(days, 'day')} ago" if days < 60 else day(time)


def clock(time: datetime, now: datetime) -> str:
    """Return the time of day for today, else the date."""
    local = time.astimezone()
    return f"{local:%H:%M}" if local.date() == now.astimezone().date() else day(time)


def day(time: datetime) -> str:
    """Return a date: `12 March 2026`."""
    return format_day(time.astimezone().date())


def renew(before: date, today: date) -> str:
    """Return the date before which a renewal has to be merged: `renew before 14 Mar (112 days)`."""
    left = (before - today).days
    if left <= 0:
        return f"certification ended {format_day(before)}"
    return f"renew before {before.day} {before:%b} ({count(left, 'day')})"


def age(day: date, today: date) -> str:
    """Return the rough age of a date: `4 months ago`."""
    past = (today - day).days
    if past < 1:
        return "today"
    if past < 60:
        return f"{count(past, 'day')} ago"
    return f"{count(past * 12 // 365, 'month')} ago" if past < 730 else f"{count(past // 365, 'year')} ago"
