"""When a draft's links were last all reachable."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from checklists.drafts.link_log import LinkLog
from checklists.links.link_check import LinkCheck, LinkOutcome

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
A, B = "https://a.example", "https://b.example"


def checked(url: str, outcome: LinkOutcome = LinkOutcome.REACHABLE, *, hours: int = 0) -> dict[str, LinkCheck]:
    return {url: LinkCheck(url, outcome, "answers", NOW + timedelta(hours=hours))}


def test_all_links_have_to_be_reachable_once(tmp_path: Path) -> None:
    log = LinkLog(tmp_path)
    assert log.reachable_at() is None
    log.add([A, B], checked(A, hours=2))
    assert log.reachable_at() is None, "the other link was not checked"
    log.add([A, B], checked(B, LinkOutcome.DEAD, hours=2))
    assert log.reachable_at() is None
    log.add([A, B], checked(B, LinkOutcome.MOVED, hours=3))
    assert LinkLog(tmp_path).reachable_at() == NOW + timedelta(hours=2)


def test_a_failure_keeps_the_last_time_and_a_removed_link_is_forgotten(tmp_path: Path) -> None:
    log = LinkLog(tmp_path)
    log.add([A, B], checked(A) | checked(B, hours=1))
    log.add([A, B], checked(A, LinkOutcome.DEAD, hours=5) | checked(B, hours=5))
    assert log.reachable_at() == NOW
    log.add([B], {})
    assert log.reachable_at() == NOW + timedelta(hours=5)
    log.add([], {})
    assert log.reachable_at() is None


@pytest.mark.parametrize(
    "text", ["", "[]", '{"links": 1}', '{"links": {"a": "no time"}}', '{"links": {"a": "2026-01-01"}}']
)
def test_a_damaged_log_is_an_empty_one(tmp_path: Path, text: str) -> None:
    (tmp_path / "links.json").write_text(text)
    log = LinkLog(tmp_path)
    assert log.reachable_at() is None
    log.add([A], checked(A))
    assert log.reachable_at() == NOW
