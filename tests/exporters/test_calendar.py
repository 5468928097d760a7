"""The calendar file: valid iCalendar lines, whatever the drafts' names are."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from exporters.pages.calendar import Event, render_calendar

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_an_event_with_its_reminder() -> None:
    event = Event(date(2027, 12, 31), "Certification of A; B, C ends", "Renew \\ it.", "key", 60)
    text = render_calendar([event], NOW)
    assert "DTSTAMP:20261124T120000Z\r\n" in text
    assert "DTSTART;VALUE=DATE:20271231\r\nDTEND;VALUE=DATE:20280101\r\n" in text
    assert "SUMMARY:Certification of A\\; B\\, C ends\r\nDESCRIPTION:Renew \\\\ it.\r\n" in text
    assert "TRIGGER:-P60D\r\n" in text
    assert text == render_calendar([event], NOW)


@given(st.text(max_size=200))
def test_long_titles_are_folded_and_read_back(title: str) -> None:
    text = render_calendar([Event(date(2027, 1, 1), f"x{title}", "t", "k", 0)], NOW)
    lines = text.split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert "\n" not in text.replace("\r\n", "")
    unfolded = text.replace("\r\n ", "").split("\r\n")
    assert sum(line.startswith("SUMMARY:x") for line in unfolded) == 1
    assert (unfolded[0], unfolded[-2]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
