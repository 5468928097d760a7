"""An iCalendar file (RFC 5545) with the dates of submissions: reviews and renewals."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from checklists.text import clean_line

_LINE_LIMIT = 75
"""Bytes of a line; longer lines are folded."""


@dataclass(frozen=True)
class Event:
    """An all-day event."""

    day: date
    title: str
    text: str
    key: str
    """Identity of the event: a calendar replaces an event with the same key."""
    remind_days: int
    """Days before the event at which the calendar shows a reminder."""


def render_calendar(events: Iterable[Event], made_at: datetime) -> str:
    """Render events as an iCalendar file.

    Args:
        events: The events.
        made_at: Time stamp of the file.
    """
    return "".join(f"{part}\r\n" for line in _lines(events, made_at) for part in _folded(line))


def _lines(events: Iterable[Event], made_at: datetime) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//aiconform//EN", "CALSCALE:GREGORIAN")
    for event in sorted(events, key=lambda event: (event.day, event.key)):
        yield "BEGIN:VEVENT"
        yield f"UID:{hashlib.sha256(event.key.encode()).hexdigest()[:32]}@aiconform"
        yield f"DTSTAMP:{made_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        yield f"DTSTART;VALUE=DATE:{_day(event.day)}"
        yield f"DTEND;VALUE=DATE:{_day(event.day + timedelta(days=1))}"
        yield f"SUMMARY:{_escape(event.title)}"
        yield f"DESCRIPTION:{_escape(event.text)}"
        yield from ("TRANSP:TRANSPARENT", "BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{_escape(event.title)}")
        yield from (f"TRIGGER:-P{event.remind_days}D", "END:VALARM", "END:VEVENT")
    yield "END:VCALENDAR"


def _day(day: date) -> str:
    return day.isoformat().replace("-", "")


def _escape(text: str) -> str:
    line = clean_line(text).replace("\\", "\\\\")
    return line.replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> Iterator[str]:
    """Yield the parts of a line, each at most 75 bytes and with whole characters; further parts begin with a space."""
    part = ""
    for character in line:
        if len((part + character).encode()) > _LINE_LIMIT:
            yield part
            part = " "
        part += character
    yield part
