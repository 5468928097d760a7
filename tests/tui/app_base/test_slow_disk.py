"""The wizard on a slow disk: keys keep working, the newest answers are saved, quitting waits and asks."""

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from textual import events

from tests.tui.requirement_page import shown_page
from tests.tui.wizard_driver import NARROW, next_frame, opened, paste, press, screen_text, settle, type_text
from tui.app_base import editing_app
from tui.screens.dialogs.question_dialogs import QuestionDialog
from tui.state.drafts_service import DraftsService
from tui.state.steps import StepField
from tui.widgets.evidence.evidence_line import EvidenceInput
from tui.widgets.inputs.notes import Notes

REQUIREMENT = "gang_scheduling"


class Disk:
    """The real disk, which completes no write while it is `stuck`."""

    def __init__(self, sync: Callable[[int], None]) -> None:
        self._sync = sync
        self._free = threading.Event()
        self._free.set()
        self.asked = threading.Event()
        self.syncs = 0

    def __call__(self, handle: int) -> None:
        self.syncs += 1
        self.asked.set()
        assert self._free.wait(60)
        self._sync(handle)

    def stick(self) -> None:
        self.asked.clear()
        self._free.clear()

    def free(self) -> None:
        self._free.set()


@pytest.fixture(autouse=True)
def only_drafts_are_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the memory of this machine off the disk: it is written at any time, and each test counts or fails writes."""
    monkeypatch.setattr("tui.state.machine.memory.write_atomically", lambda *_: None)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    disk = Disk(os.fsync)
    monkeypatch.setattr("checklists.files.atomic_file.os.fsync", disk)
    yield disk
    disk.free()


def notes_on_disk(drafts_service: DraftsService) -> str:
    return drafts_service.store.load("Nebula").response(REQUIREMENT).notes


async def test_keys_work_while_the_disk_is_busy_and_the_newest_text_is_saved(nebula: DraftsService, disk: Disk) -> None:
    async with opened(nebula, "Nebula", at=StepField(REQUIREMENT, "notes"), size=NARROW) as (app, pilot):
        notes = shown_page(app).query_one(Notes)
        disk.stick()
        await type_text(pilot, "a")
        app.save()
        assert disk.asked.wait(30)
        for letter in "bcdefgh":
            await type_text(pilot, letter)
            app.save()
        assert notes.text == "abcdefgh"
        assert "abcdefgh" in screen_text(app)
        assert "saving" in screen_text(app)
        disk.syncs = 0
        disk.free()
        await settle(pilot)
        assert "saved 12:04" in screen_text(app)
        assert disk.syncs < 2 * 4, "waiting saves were merged into one"
    assert notes_on_disk(nebula) == "abcdefgh"


async def test_continuous_typing_does_not_delay_saving(nebula: DraftsService, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editing_app, "AUTOSAVE", 0.2)
    async with opened(nebula, "Nebula", at=StepField(REQUIREMENT, "notes"), size=NARROW) as (_, pilot):
        for _ in range(3000):
            await type_text(pilot, "x")
            if notes_on_disk(nebula):
                break
        assert notes_on_disk(nebula)


async def test_keys_work_while_a_file_is_copied_and_quitting_waits(
    nebula: DraftsService, disk: Disk, tmp_path: Path
) -> None:
    (tmp_path / "proof.md").write_text("# proof")
    async with opened(nebula, "Nebula", at=StepField(REQUIREMENT, "evidence"), size=NARROW) as (app, pilot):
        line = shown_page(app).query_one(EvidenceInput)
        line.focus()
        await paste(pilot, str(tmp_path / "proof.md"))
        await settle(pilot)
        disk.stick()
        await pilot.press("enter")
        await type_text(pilot, "https://nebula.example")
        assert disk.asked.wait(30)
        assert line.value == "https://nebula.example"
        await pilot.press("ctrl+q")
        disk.free()
        await settle(pilot)
        assert app._exit
    evidence = nebula.store.load("Nebula").response(REQUIREMENT).evidence
    assert evidence == ("proof.md", "https://nebula.example")
    assert nebula.store.view("Nebula").evidence.files()["proof.md"].read_text() == "# proof"


async def test_quitting_waits_for_the_disk_and_asks_after_a_while(
    nebula: DraftsService, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editing_app, "PATIENCE", 0.05)
    async with opened(nebula, "Nebula", at=StepField(REQUIREMENT, "notes"), size=NARROW) as (app, pilot):
        await type_text(pilot, "kept")
        disk.stick()
        await pilot.press("ctrl+q")
        for _ in range(1500):
            await next_frame(pilot, after=0.02)
            if "has not finished saving" in screen_text(app):
                break
        assert isinstance(app.screen, QuestionDialog)
        await pilot.press("enter")
        disk.free()
        await settle(pilot)
        assert "saved 12:04" in screen_text(app)
        await press(pilot, "ctrl+q")
        assert app._exit
    assert notes_on_disk(nebula) == "kept"


async def test_keys_that_arrive_together_with_quitting_are_kept(nebula: DraftsService) -> None:
    async with opened(nebula, "Nebula", at=StepField(REQUIREMENT, "notes"), size=NARROW) as (app, pilot):
        for key in (*"typed", "ctrl+q"):
            app.post_message(events.Key(key, key if len(key) == 1 else None))
        await settle(pilot)
        assert app._exit
    assert notes_on_disk(nebula) == "typed"


async def test_a_fault_while_saving_ends_the_wizard_as_any_fault_does(
    nebula: DraftsService, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(handle: int) -> None:
        raise RuntimeError("fault")

    with pytest.raises(RuntimeError):
        async with opened(nebula, "Nebula", at=StepField(REQUIREMENT, "notes"), size=NARROW) as (app, pilot):
            monkeypatch.setattr("checklists.files.atomic_file.os.fsync", broken)
            await type_text(pilot, "x")
            app.save()
            await settle(pilot)
    assert isinstance(app.crashed, RuntimeError)
