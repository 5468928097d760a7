"""A secret on the export step: nothing is written until a person decides."""

from pathlib import Path

from checklists.model.checklist import Status
from checklists.model.draft import Response
from tests.tui.wizard_driver import WIDE, opened, press, screen_text, settle, type_text, visit, wizard
from tui.screens.dialogs.question_dialogs import QuestionDialog
from tui.state.drafts_service import DraftsService

TOKEN = "ghp_" + "0123456789abcdefghijABCDEFGHIJ012345"


async def test_a_secret_is_decided_about_before_anything_is_written(
    drafts_service: DraftsService, named: str, tmp_path: Path
) -> None:
    with drafts_service.store.open(named) as draft:
        answer = Response(status=Status.IMPLEMENTED, notes=f"Called with {TOKEN}.")
        draft.save(draft.draft.with_response("gang_scheduling", answer))
    async with opened(drafts_service, named, size=WIDE) as (app, pilot):
        await visit(pilot, "export")
        await press(pilot, "ctrl+u")
        await type_text(pilot, str(tmp_path / "out"))
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
