"""The start page's last list: shown again only while it is right, whatever the file holds."""

import json
import math
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from checklists import validate
from checklists.drafts import store
from checklists.drafts.draft_folder import DraftFolder
from checklists.drafts.draft_summary import DraftSummary, summarize
from checklists.model.checklist import Status
from checklists.model.draft import Draft, Response
from checklists.model.problem import Problem
from tui.state.draft_rows import DraftListing
from tui.state.drafts_service import DraftsService
from tui.state.links import link_runner
from tui.state.paths import paths

FIRST = 40


def start(program: str | None = None) -> DraftsService:
    """Return the drafts as a new process has them."""
    return DraftsService(paths(), program=program, offline=True)


def listing(service: DraftsService) -> DraftListing:
    """List the drafts with their verdicts, as the start page does."""
    found = service.listings.listing()
    for row in found.drafts:
        service.listings.errors(row)
    service.listings.keep()
    return found


@pytest.fixture
def listed(drafts_service: DraftsService) -> DraftsService:
    for name in ("Nebula", "Comet", "Star"):
        drafts_service.create(name, "1.37")
    drafts_service.set_merged("Comet", date(2026, 3, 1))
    drafts_service.store.delete("Star")
    listing(drafts_service)
    return drafts_service


def remembered() -> bool:
    """Return whether a new process shows the rows before it reads drafts; they are then what it would read."""
    found = start().listings.remembered(FIRST)
    new = start()
    whole = listing(new)
    if found is None:
        return False
    assert (found[0].drafts, found[0].trashed, found[0].program) == (whole.drafts, whole.trashed, whole.program)
    assert found[1] == {row.slug: new.listings.errors(row) for row in whole.drafts}
    return True


def test_unchanged_drafts_are_not_read(listed: DraftsService, monkeypatch: pytest.MonkeyPatch) -> None:
    assert remembered()
    monkeypatch.setattr(DraftsService, "store", None)
    new = start()
    found = new.listings.listing()
    assert {row.name for row in found.drafts} == {"Nebula", "Comet"}
    assert all(new.listings.errors(row) for row in found.drafts)
    assert [row.name for row in found.trashed] == ["Star"]
    assert listed.paths.listed_file.stat().st_mode & 0o077 == 0


def test_only_changed_drafts_are_read(listed: DraftsService, monkeypatch: pytest.MonkeyPatch) -> None:
    listed.set_merged("Nebula", date(2026, 4, 1))
    listed.create("Moon", "1.37")
    read: list[str] = []

    def counted(place: DraftFolder) -> DraftSummary:
        read.append(place.slug)
        return summarize(place)

    monkeypatch.setattr(store, "summarize", counted)
    rows = start().listings.listing().drafts
    assert sorted(read) == ["moon", "nebula"]
    assert [(row.slug, row.merged) for row in rows] == [
        ("nebula", date(2026, 4, 1)),
        ("moon", None),
        ("comet", date(2026, 3, 1)),
    ]


def test_an_edited_draft_is_listed_at_the_end_of_its_session(listed: DraftsService) -> None:
    listed.set_merged("Nebula", date(2026, 4, 1))
    service = start()
    listing(service)
    listed.set_merged("Nebula", date(2026, 4, 2))
    service.listings.update("nebula")
    assert remembered()
    listed.set_merged("Nebula", date(2026, 4, 3))
    listed.set_merged("Comet", date(2026, 4, 3))
    service.listings.update("nebula")
    assert not remembered(), "another draft has changed too"


def test_a_limited_list_reads_the_drafts_that_were_written_last(drafts_service: DraftsService) -> None:
    for name in ("Nebula", "Comet", "Star"):
        drafts_service.create(name, "1.37")
    first = drafts_service.listings.listing(2)
    assert ([row.name for row in first.drafts], first.more) == (["Star", "Comet"], True)
    whole = drafts_service.listings.listing()
    assert ([row.name for row in whole.drafts], whole.more) == (["Star", "Nebula", "Comet"], False), (
        "all are of the same time"
    )
    drafts_service.listings.keep()
    known = start().listings.remembered(1)
    assert known is not None
    assert ([row.name for row in known[0].drafts], known[0].more) == (["Star"], True)


def test_what_changes_a_row_is_read(listed: DraftsService) -> None:
    store = listed.store
    with store.open("Nebula") as opened:
        assert not remembered(), "it is open"
        assert any(row.locked_by for row in listing(start()).drafts)
        opened.save(opened.draft.with_response("gang_scheduling", Response(status=Status.IMPLEMENTED)))
    assert not remembered()
    assert remembered()
    store.rename("Nebula", "Nova")
    assert not remembered()
    store.delete("Nova")
    assert not remembered()
    store.restore(store.trash()[0].id)
    assert not remembered()
    (store.root / "comet" / "exports.json").write_text("{}")
    assert not remembered()
    assert remembered()


def test_a_verdict_follows_evidence_links_texts_and_the_day(
    listed: DraftsService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged: list[str] = []
    judge = validate.validate_draft

    def counted(draft: Draft, *args: Any, **more: Any) -> tuple[Problem, ...]:
        judged.append(draft.name)
        return judge(draft, *args, **more)

    def again(*, program: str | None = None, day: int = 1) -> list[str]:
        judged.clear()
        service = DraftsService(paths(), program=program, offline=True, now=lambda: datetime(2026, 4, day, tzinfo=UTC))
        listing(service)
        return sorted(judged)

    monkeypatch.setattr(validate, "validate_draft", counted)
    both = ["Comet", "Nebula"]
    assert again() == both, "another day than that of the first list"
    assert again() == []
    evidence = listed.store.root / "nebula" / "evidence"
    evidence.mkdir(exist_ok=True)
    (evidence / "run.md").write_text("ran")
    assert again() == ["Nebula"]
    (evidence / "run.md").write_text("ran twice")
    assert again() == ["Nebula"]
    checks = link_runner.checks_file(private=False)
    checks.parent.mkdir(parents=True, exist_ok=True)
    checks.write_text("{}")
    assert again() == both
    assert again(day=2) == both
    texts = tmp_path / "clone" / "docs"
    texts.mkdir(parents=True)
    (texts / "AIConformance-1.37.yaml").write_text("spec: {}")
    assert again(program=str(tmp_path / "clone"), day=2) == both
    (texts / "AIConformance-1.37.yaml").write_text("spec: {} # new")
    assert again(program=str(tmp_path / "clone"), day=2) == both
    assert again(program=str(tmp_path / "clone"), day=2) == []


def test_damaged_drafts_are_not_remembered(listed: DraftsService) -> None:
    (listed.store.root / "nebula" / "draft.yaml").write_text("?")
    listing(start())
    assert not remembered()
    assert not remembered()


def test_other_texts_make_other_rows(listed: DraftsService, tmp_path: Path) -> None:
    assert listed.listings.remembered(FIRST) is not None
    assert start(str(tmp_path)).listings.remembered(FIRST) is None


@pytest.mark.parametrize("change", [b"", b"{", b"[]", b"\xff", b"[" * 100_000, b"{}"])
def test_bad_content_is_ignored_and_replaced(listed: DraftsService, change: bytes) -> None:
    listed.paths.listed_file.write_bytes(change)
    assert not remembered()
    assert remembered()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("edited", "x"),
        ("edited", "2026-03-01T00:00:00"),
        ("merged", 5),
        ("total", None),
        ("total", math.inf),
        ("answered", 10**12),
        ("errors", "many"),
        ("errors", -1),
        ("stamp", ()),
        ("name", ()),
    ],
)
def test_bad_rows_are_ignored(listed: DraftsService, key: str, value: object) -> None:
    known = json.loads(listed.paths.listed_file.read_text())
    del known["drafts"][0][key]
    if value != ():
        known["drafts"][0][key] = value
    listed.paths.listed_file.write_text(json.dumps(known))
    assert start().listings.remembered(FIRST) is None


def test_a_read_only_disk_costs_the_memory_only(listed: DraftsService) -> None:
    file = listed.paths.listed_file
    file.unlink()
    file.mkdir()
    assert [row.name for row in listing(start()).drafts]
    assert not remembered()
