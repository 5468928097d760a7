"""The wizard recovers by itself when the disk accepts writes again or the other session ends."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from checklists.drafts.obstacle import Obstacle, ObstacleKind
from checklists.errors import ChangedOnDisk, DraftError, NotWritten
from tests.checklists.drafts.drafts_on_disk import open_elsewhere
from tests.tui.wizard_driver import (
    NARROW,
    WIDE,
    next_frame,
    opened,
    press,
    screen_text,
    settle,
    type_text,
    until,
    visit,
    wizard,
)
from tui.app_base import recovery
from tui.app_base.recovery import LOCK_RETRY_DELAY, SAVE_RETRY_DELAYS, retry_delay
from tui.screens.dialogs.question_dialogs import QuestionDialog
from tui.state.drafts_service import DraftsService
from tui.state.paths import paths
from tui.state.steps import StepField

FIELD = "platformName"


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten the waiting times."""
    monkeypatch.setattr(recovery, "SAVE_RETRY_DELAYS", (0.02,))
    monkeypatch.setattr(recovery, "LOCK_RETRY_DELAY", 0.02)


def on_disk(drafts_service: DraftsService) -> str:
    return drafts_service.store.load("Nebula").metadata.get(FIELD, "")


def test_retry_delays(drafts_service: DraftsService, named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    session = drafts_service.open(named)
    fine = session.state
    session.abandon()
    failed = replace(fine, unsaved=True, save_error=NotWritten("The disk is full."))
    assert retry_delay(None, 0) is None
    assert retry_delay(fine, 0) is None
    assert [retry_delay(failed, failures) for failures in range(6)] == [1, 2, 4, 5, 5, 5]
    assert SAVE_RETRY_DELAYS[-1] == 5
    assert retry_delay(replace(failed, save_error=ChangedOnDisk("Changed.")), 0) is None, "a person has to decide"
    for kind in ObstacleKind:
        held = replace(fine, obstacle=Obstacle(kind, "."))
        expected = None if kind in (ObstacleKind.VIEWED, ObstacleKind.CLOSED) else LOCK_RETRY_DELAY
        assert retry_delay(held, 0) == expected, kind
        assert retry_delay(replace(held, unsaved=True), 0) is None, "typed text is not replaced"


async def test_saving_resumes_once_the_disk_has_space(small_disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AICONFORM_HOME", str(small_disk))
    drafts_service = DraftsService(paths(), offline=True)
    drafts_service.create("Nebula", "1.37")
    async with opened(drafts_service, "Nebula", at=StepField("platform", FIELD), size=WIDE) as (app, pilot):
        filler = small_disk / "filler"
        with pytest.raises(OSError, match="No space left"), filler.open("wb", buffering=0) as file:
            while True:
                file.write(b"x" * 512)
        await type_text(pilot, "Nebula 4")
        app.save()
        await until(pilot, lambda: "not saved: disk full, trying again" in screen_text(app))
        assert on_disk(drafts_service) == ""
        filler.unlink()
        await until(pilot, lambda: on_disk(drafts_service) == "Nebula 4")
        await until(pilot, lambda: "not saved" not in screen_text(app))
        assert "the disk is full" not in screen_text(app)


async def test_a_full_disk_is_not_reported_as_another_session(
    small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AICONFORM_HOME", str(small_disk))
    drafts_service = DraftsService(paths(), offline=True)
    drafts_service.create("Nebula", "1.37")
    filler = small_disk / "filler"
    with pytest.raises(OSError, match="No space left"), filler.open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 512)
    async with opened(drafts_service, "Nebula", size=WIDE) as (app, pilot):
        assert "read-only: disk full, trying again" in screen_text(app)
        assert "session" not in screen_text(app)
        filler.unlink()
        await until(pilot, lambda: not wizard(app).shown.read_only)
        await visit(pilot, "platform", FIELD)
        await type_text(pilot, "Nebula 4")
        await press(pilot, "ctrl+q")
    assert on_disk(drafts_service) == "Nebula 4"


async def test_a_waiting_wizard_becomes_writable_with_what_the_other_session_saved(
    drafts_service: DraftsService, named: str
) -> None:
    with open_elsewhere(drafts_service.store, named) as process:
        async with opened(drafts_service, named, at=StepField("platform", FIELD), size=WIDE) as (app, pilot):
            assert "read-only: open in another session, waiting" in screen_text(app)
            assert f"process {process.pid}" in screen_text(app)
            await type_text(pilot, "ignored")
            file = paths().drafts / "nebula" / "draft.yaml"
            file.write_text(file.read_text().replace("metadata:", f"metadata:\n  {FIELD}: Theirs"))
            process.kill()
            await until(pilot, lambda: not wizard(app).shown.read_only)
            assert "Theirs" in screen_text(app)
            assert "read-only:" not in screen_text(app)
            await visit(pilot, "platform", FIELD)
            await press(pilot, "end")
            await type_text(pilot, " and mine")
            await press(pilot, "ctrl+q")
    assert on_disk(drafts_service) == "Theirs and mine"
    assert not (paths().drafts / "nebula" / "lock").exists()


@pytest.mark.parametrize("answer", ["take", "wait"])
async def test_a_lock_of_another_host_asks_whether_to_take_over(
    drafts_service: DraftsService, named: str, answer: str
) -> None:
    owner = {"user": "ana", "host": "old-name", "pid": 42, "mark": "", "since": "2026-11-24 12:04 UTC", "token": "x"}
    (paths().drafts / "nebula" / "lock").write_text(json.dumps(owner))
    async with opened(drafts_service, named, size=NARROW) as (app, pilot):
        assert isinstance(app.screen, QuestionDialog)
        assert "Take the draft over?" in screen_text(app)
        assert "ana on old-name" in screen_text(app)
        assert "process 42, since 2026-11-24 12:04 UTC" in screen_text(app)
        await press(pilot, *(["right"] if answer == "take" else []), "enter")
        if answer == "wait":
            assert wizard(app).shown.read_only
            await next_frame(pilot, after=0.1)
            assert wizard(app).shown.read_only
            await press(pilot, "f7", "right", "enter")
        await until(pilot, lambda: not wizard(app).shown.read_only)
        await visit(pilot, "platform", FIELD)
        await type_text(pilot, "Nebula 4")
        await press(pilot, "ctrl+q")
    assert on_disk(drafts_service) == "Nebula 4"


async def test_a_draft_is_taken_over_from_a_running_session(drafts_service: DraftsService, named: str) -> None:
    with open_elsewhere(drafts_service.store, named):
        async with opened(drafts_service, named, at=StepField("gang_scheduling"), size=WIDE) as (app, pilot):
            await press(pilot, "f7", "right", "enter")
            await until(pilot, lambda: not wizard(app).shown.read_only)
            assert "f7" not in screen_text(app)


async def test_a_draft_that_is_lost_again_is_not_announced_as_editable(
    drafts_service: DraftsService, named: str
) -> None:
    with open_elsewhere(drafts_service.store, named):
        async with opened(drafts_service, named, at=StepField("gang_scheduling"), size=NARROW) as (app, pilot):
            await press(pilot, "f7", "right", "enter")
            await until(pilot, lambda: not wizard(app).shown.read_only)
            await settle(pilot)
            assert "The draft can be edited here now." in screen_text(app)
            with drafts_service.store.open(named, take_over=True):
                await press(pilot, "enter", "enter")
                await until(pilot, lambda: wizard(app).shown.read_only)
                await settle(pilot)
                assert "taken over by another session" in screen_text(app)
                assert "can be edited here now" not in screen_text(app)


async def test_a_session_that_lost_its_draft_keeps_what_was_typed(drafts_service: DraftsService, named: str) -> None:
    async with opened(drafts_service, named, at=StepField("gang_scheduling", "notes"), size=NARROW) as (app, pilot):
        with drafts_service.store.open(named, take_over=True) as other:
            other.save(other.draft.with_metadata(FIELD, "Theirs"))
            await type_text(pilot, "mine")
            app.save()
            await until(pilot, lambda: wizard(app).shown.read_only)
            assert "taken over by another session" in screen_text(app)
            assert screen_text(app).count("The draft was taken over by") == 1
            assert "mine" in screen_text(app)
        await next_frame(pilot, after=0.2)
        assert "mine" in screen_text(app), "no timer replaces it"
        await press(pilot, "ctrl+q", "right", "enter")
    copy = next(draft.name for draft in drafts_service.store.list() if draft.name != named)
    assert drafts_service.store.load(copy).response("gang_scheduling").notes == "mine"
    assert on_disk(drafts_service) == "Theirs"


def test_text_typed_during_a_takeover_is_saved_in_the_copy(drafts_service: DraftsService, named: str) -> None:
    session = drafts_service.open(named)
    session.type_notes("gang_scheduling", "mi")
    with drafts_service.store.open(named, take_over=True):
        assert session.save().read_only
        session.type_notes("gang_scheduling", "mine")
        with pytest.raises(DraftError, match="taken over"):
            session.set_eligibility("certified", "yes")
        copy = session.save_as_copy()
    assert drafts_service.store.load(copy).response("gang_scheduling").notes == "mine"
    session.abandon()
