"""Secrets and identifiers on the export step: no file is written until a person decides about each secret."""

from pathlib import Path

from textual.pilot import Pilot

from checklists.model.checklist import Status
from checklists.model.draft import Response
from tests.tui.wizard_driver import NARROW, WIDE, opened, paste, press, screen_text, settle, wizard
from tui.screens.dialogs.question_dialogs import QuestionDialog
from tui.state.drafts_service import DraftsService
from tui.state.steps import StepField

TOKEN = "ghp_" + "0123456789abcdefghijABCDEFGHIJ012345"


def noted(drafts_service: DraftsService, name: str, notes: str) -> None:
    """Store an answer with these notes."""
    with drafts_service.store.open(name) as draft:
        answer = Response(status=Status.IMPLEMENTED, notes=notes)
        draft.save(draft.draft.with_response("gang_scheduling", answer))


async def choose_target(pilot: Pilot[None], folder: Path) -> None:
    """Replace the target of the export."""
    await press(pilot, "enter", "ctrl+u")
    await paste(pilot, str(folder))


async def test_a_secret_must_be_decided_before_the_export(
    drafts_service: DraftsService, named: str, tmp_path: Path
) -> None:
    noted(drafts_service, named, f"Called with {TOKEN}.")
    async with opened(drafts_service, named, at=StepField("export"), size=WIDE) as (app, pilot):
        await choose_target(pilot, tmp_path / "out")
        await press(pilot, "f5")
        await settle(pilot)
        assert "contains 1 secret: PRODUCT.yaml, gang_scheduling.notes line 1" in " ".join(screen_text(app).split())
        assert not (tmp_path / "out").exists()
        await press(pilot, "enter")
        assert isinstance(app.screen, QuestionDialog)
        assert TOKEN not in screen_text(app)
        await press(pilot, "right", "enter")
        assert wizard(app).current == "export"
        await press(pilot, "a")
        await settle(pilot)
        assert "Written to" in screen_text(app)
    (product,) = (tmp_path / "out").rglob("PRODUCT.yaml")
    assert "Called with REDACTED." in product.read_text()
    assert TOKEN not in product.read_text()


async def test_every_answer_about_a_secret_is_in_view(
    drafts_service: DraftsService, named: str, tmp_path: Path
) -> None:
    noted(drafts_service, named, f"Called with {TOKEN}.")
    async with opened(drafts_service, named, at=StepField("export"), size=NARROW) as (app, pilot):
        await choose_target(pilot, tmp_path / "out")
        await press(pilot, "f5")
        for size in (NARROW, (60, 20)):
            await pilot.resize_terminal(*size)
            await settle(pilot)
            await press(pilot, "a")
            assert isinstance(app.screen, QuestionDialog), size
            for label in ("Remove it myself", "Export REDACTED instead", "Not a secret"):
                assert label in screen_text(app), size
                await press(pilot, "tab")
            await press(pilot, "escape")


async def test_identifiers_are_decided_with_a_preview_and_undo(
    drafts_service: DraftsService, named: str, tmp_path: Path
) -> None:
    noted(drafts_service, named, "From 10.1.2.3 to 10.1.2.4, not 10.1.2.3.")
    async with opened(drafts_service, named, at=StepField("export"), size=WIDE) as (app, pilot):
        await choose_target(pilot, tmp_path / "out")
        await press(pilot, "tab")
        assert "3 identifiers: decide about them" in screen_text(app)
        assert "i Identifiers" in screen_text(app)
        await press(pilot, "i")
        assert "written unchanged" in screen_text(app)
        assert "If replaced, the export writes" in screen_text(app)
        await press(pilot, "down", "r")
        assert "From 192.0.2.1 to 192.0.2.2, not 192.0.2.1." in screen_text(app)
        await press(pilot, "down", "a")
        assert "If replaced, the export writes" in screen_text(app)
        await press(pilot, "escape")
        assert "3 identifiers: all decided" in screen_text(app)
        assert "a Anyway" in screen_text(app)
        await press(pilot, "a")
        await settle(pilot)
        (product,) = (tmp_path / "out").rglob("PRODUCT.yaml")
        assert "From 10.1.2.3 to 192.0.2.1, not 10.1.2.3." in product.read_text()
        await press(pilot, "ctrl+z")
        assert "Undid: decision about secrets and identifiers." in screen_text(app)
        await press(pilot, "a")
        await settle(pilot)
        assert "From 192.0.2.1 to 192.0.2.2, not 192.0.2.1." in product.read_text()
    with drafts_service.store.open(named) as draft:
        assert draft.draft.response("gang_scheduling").notes == "From 10.1.2.3 to 10.1.2.4, not 10.1.2.3."
