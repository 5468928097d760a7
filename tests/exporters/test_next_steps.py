"""The next steps after the export, with dates."""

from datetime import date

import pytest

from checklists.model.renewal import business_days_after
from exporters.request.next_steps import next_steps
from exporters.request.pull_request import PullRequest


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 11, 24), 10, date(2026, 12, 8)),
        (date(2026, 11, 27), 1, date(2026, 11, 30)),
        (date(2026, 11, 28), 1, date(2026, 11, 30)),
        (date(2026, 11, 29), 10, date(2026, 12, 11)),
        (date(2026, 11, 24), 0, date(2026, 11, 24)),
    ],
)
def test_business_days(day: date, count: int, expected: date) -> None:
    assert business_days_after(day, count) == expected


def test_the_steps_name_the_branch_and_the_days() -> None:
    pushing, opening, review, renewal = next_steps(PullRequest("t", "b", "nebula-1.37", ()), date(2026, 11, 24))
    assert "nebula-1.37" in pushing
    assert "one folder, one commit, signed off" in pushing
    assert "this title and text" in opening
    assert "by 8 December 2026" in review
    assert "conformance@cncf.io" in review
    assert "before 8 December 2027" in renewal


def test_a_leap_day_has_an_anniversary() -> None:
    assert "before 1 March 2029" in next_steps(PullRequest("t", "b", "x", ()), date(2028, 2, 15))[-1]
