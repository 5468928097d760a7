"""The wizard saves typed text: after a pause, on exit, on faults; the demo is never saved."""

import tempfile
from pathlib import Path

import pytest

from tests.tui.wizard_driver import NARROW, WIDE, next_frame, opened, press, screen_text, settle, type_text, wizard
from tui import draft_app
from tui.app_base import editing_app
from tui.screens.dialogs.question_dialogs import QuestionDialog
from tui.screens.wizard import WizardScreen
from tui.state.drafts_service import DraftsService
from tui.state.paths import paths
from tui.state.session.session import Session


def draft_file() -> Path:
    return paths().drafts / "nebula" / "draft.yaml"


async def test_typed_text_is_saved_after_a_pause(
    drafts_service: DraftsService, named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editing_app, "AUTOSAVE", 0.01)
    async with opened(drafts_service, named, size=NARROW) as (app, pilot):
        await press(pilot, "f8")
        await type_text(pilot, "Nebula 4")
        for _ in range(3000):
            await next_frame(pilot, after=0.01)
            if not wizard(app).shown.unsaved:
                break
        assert "saved 12:04" in screen_text(app)
        assert drafts_service.store.load(named).metadata["platformName"] == "Nebula 4"


async def test_leaving_a_field_saves_at_once(drafts_service: DraftsService, named: str) -> None:
    async with opened(drafts_service, named, size=NARROW) as (_, pilot):
        await press(pilot, "f8")
        await type_text(pilot, "Nebula 4")
        await press(pilot, "tab")
        assert drafts_service.store.load(named).metadata["platformName"] == "Nebula 4"


async def test_navigation_does_not_change_the_file(drafts_service: DraftsService, named: str) -> None:
    before = draft_file().read_bytes()
    async with opened(drafts_service, named, size=NARROW) as (_, pilot):
        await press(pilot, *["ctrl+n"] * 4, "tab", "ctrl+s", "ctrl+q")
    assert draft_file().read_bytes() == before


async def test_quitting_saves_and_asks_nothing(drafts_service: DraftsService, named: str) -> None:
    async with opened(drafts_service, named, size=NARROW) as (app, pilot):
        await press(pilot, "f8")
        await type_text(pilot, "Nebula 4")
        await press(pilot, "ctrl+q")
        assert app._exit
    assert drafts_service.store.load(named).metadata["platformName"] == "Nebula 4"
    assert not (draft_file().parent / "lock").exists()


@pytest.fixture
def at_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Disable the timed save, so that only the pause after leaving a field saves."""
    monkeypatch.setattr(draft_app, "REST", 0.0)
    monkeypatch.setattr(editing_app, "AUTOSAVE", 1000.0)


@pytest.mark.usefixtures("at_rest")
@pytest.mark.parametrize(("answer", "expected"), [("copy", "Mine"), ("load", "Theirs")])
async def test_a_file_changed_by_another_program_is_kept_and_asked_about(
    drafts_service: DraftsService, named: str, answer: str, expected: str
) -> None:
    async with opened(drafts_service, named, size=NARROW) as (app, pilot):
        theirs = draft_file().read_text() + "\n"
        theirs = theirs.replace("kubernetesVersion:", "platformName: Theirs\n  kubernetesVersion:")
        draft_file().write_text(theirs)
        await press(pilot, "f8")
        await type_text(pilot, "Mine")
        await press(pilot, "tab")
        assert isinstance(app.screen, QuestionDialog)
        assert "changed by another program" in screen_text(app)
        await press(pilot, *([] if answer == "copy" else ["right"]), "enter")
        assert wizard(app).shown.draft.metadata["platformName"] == expected
        assert draft_file().read_text() == theirs
        assert not wizard(app).shown.read_only


async def test_no_question_appears_while_typing(
    drafts_service: DraftsService, named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(draft_app, "REST", 1000.0)
    async with opened(drafts_service, named, size=WIDE) as (app, pilot):
        draft_file().write_text(draft_file().read_text() + "\n")
        await press(pilot, "f8")
        await type_text(pilot, "Mi")
        app.save()
        await settle(pilot)
        assert "not saved: Another program changed the draft's file" in screen_text(app)
        await type_text(pilot, "ne")
        await settle(pilot)
        assert wizard(app).shown.draft.metadata["platformName"] == "Mine"


@pytest.mark.usefixtures("at_rest")
async def test_quitting_asks_when_saving_failed(drafts_service: DraftsService, named: str) -> None:
    async with opened(drafts_service, named, size=NARROW) as (app, pilot):
        draft_file().unlink()
        await press(pilot, "f8")
        await type_text(pilot, "Mine")
        await press(pilot, "tab", "escape")
        assert "not saved" in screen_text(app)
        await press(pilot, "ctrl+q")
        assert "Leave without saving" in screen_text(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, WizardScreen), "the safe answer has the focus"
        await press(pilot, "ctrl+p", "ctrl+q")
        assert "Leave without saving" in screen_text(app), "also while a dialog is open"
        await press(pilot, "ctrl+q", "right", "enter")
        assert not app.is_running
    [row] = drafts_service.store.list()
    assert drafts_service.store.load(row.name).metadata["platformName"] == "Mine"


async def test_a_fault_of_the_program_saves_the_draft_and_prints_no_values(
    drafts_service: DraftsService,
    named: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    token = "eyJhbGciOiJSUzI1NiIsImtpZCI6InNlY3JldCJ9"

    def broken(self: Session, question: str, answer: str) -> None:
        secret = token
        raise KeyError(secret)

    with pytest.raises(KeyError):
        async with opened(drafts_service, named, size=WIDE) as (app, pilot):
            await press(pilot, "f8")
            await type_text(pilot, "Nebula 4")
            monkeypatch.setattr(Session, "set_eligibility", broken)
            await press(pilot, "shift+tab", "shift+tab", "enter")
    assert isinstance(app.crashed, KeyError)
    assert drafts_service.store.load(named).metadata["platformName"] == "Nebula 4"
    assert app.crash_log is not None
    log = app.crash_log.read_text()
    assert "KeyError" in log
    assert "  KeyError\n" in log and "EditingApp.change" in log
    out = "".join(capfd.readouterr())
    for text in (log, out):
        assert token not in text
        assert "Nebula" not in text
    assert app.crash_log.stat().st_mode & 0o077 == 0


async def test_the_demo_saves_nothing(
    drafts_service: DraftsService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    async with opened(drafts_service, size=WIDE) as (app, pilot):
        await press(pilot, "d")
        assert wizard(app).shown.demo
        assert "Demo, nothing is kept" in screen_text(app)
        assert list(tmp_path.iterdir())
        await press(pilot, "f8")
        await type_text(pilot, "x")
        await press(pilot, "ctrl+l")
        assert app.screen.id == "home"
        assert not list(tmp_path.iterdir())
    assert not paths().drafts.exists()
