"""The start page's last list: shown again only while it is right, whatever the file holds."""

import json
import math
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from checklists.model.checklist import Status
from checklists.model.draft import Response
from tui.state.drafts_service import DraftsService
from tui.state.paths import paths

FIRST = 40


def start(program: str | None = None) -> DraftsService:
    """Return the drafts as a new process has them."""
    return DraftsService(paths(), program=program, offline=True)


@pytest.fixture
def listed(drafts_service: DraftsService) -> DraftsService:
    for name in ("Nebula", "Comet", "Star"):
        drafts_service.create(name, "1.37")
    drafts_service.set_merged("Comet", date(2026, 3, 1))
    drafts_service.store.delete("Star")
    drafts_service.listing()
    return drafts_service


def remembered() -> bool:
    """Return whether a new process shows the rows before it reads drafts; they are then what it would read."""
    found, more = start().first_listing(FIRST)
    whole = start().listing()
    assert (found.drafts, found.trashed, found.program) == (whole.drafts, whole.trashed, whole.program)
    return more


def test_unchanged_drafts_are_not_read(listed: DraftsService, monkeypatch: pytest.MonkeyPatch) -> None:
    assert remembered()
    monkeypatch.setattr(DraftsService, "store", None)
    found, more = start().first_listing(FIRST)
    assert ({row.name for row in found.drafts}, more) == ({"Nebula", "Comet"}, True)
    assert [row.name for row in found.trashed] == ["Star"]
    assert listed.paths.listed_file.stat().st_mode & 0o077 == 0


def test_what_changes_a_row_is_read(listed: DraftsService) -> None:
    store = listed.store
    with store.open("Nebula") as opened:
        assert not remembered(), "it is open"
        assert any(row.locked_by for row in start().listing().drafts)
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


def test_damaged_drafts_are_not_remembered(listed: DraftsService) -> None:
    (listed.store.root / "nebula" / "draft.yaml").write_text("?")
    start().listing()
    assert not remembered()
    assert not remembered()


def test_other_texts_make_other_rows(listed: DraftsService, tmp_path: Path) -> None:
    other = start(str(tmp_path))
    assert other._listed.load(listed.now()) is None


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
        ("name", ()),
    ],
)
def test_bad_rows_are_ignored(listed: DraftsService, key: str, value: object) -> None:
    known = json.loads(listed.paths.listed_file.read_text())
    del known["drafts"][0][key]
    if value != ():
        known["drafts"][0][key] = value
    listed.paths.listed_file.write_text(json.dumps(known))
    assert start()._listed.load(datetime.now(UTC)) is None


def test_a_read_only_disk_costs_the_memory_only(listed: DraftsService) -> None:
    file = listed.paths.listed_file
    file.unlink()
    file.mkdir()
    assert [row.name for row in start().listing().drafts]
    assert not remembered()
