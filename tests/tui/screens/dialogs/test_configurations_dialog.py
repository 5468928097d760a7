"""The configurations of a product by keyboard."""

from checklists.model.checklist import Status
from checklists.model.draft import Response
from tests.tui.wizard_driver import NARROW, opened, press, screen_text, settle, type_text, wizard
from tui.screens.dialogs.configurations_dialog import ConfigurationsDialog
from tui.state.drafts_service import DraftsService

NOTES = "Kueue 0.19 [/ admits\nall pods together. " + "It is long." * 9


async def test_a_configuration_copies_answers_and_undoes_it(drafts_service: DraftsService) -> None:
    drafts_service.create("Nebula", "1.37")
    async with opened(drafts_service, size=NARROW) as (app, pilot):
        await press(pilot, "home", "C")
        await type_text(pilot, "air-gapped")
        await press(pilot, "enter")
        assert "Nebula air-gapped" in screen_text(app)
        await press(pilot, "escape")
        session = drafts_service.open("Nebula")
        session.set_response("gang_scheduling", Response(status=Status.IMPLEMENTED, notes=NOTES))
        session.close()
        app.open(lambda: drafts_service.open("Nebula air-gapped"))
        await settle(pilot)
        assert '2 answers differ from "Nebula": C compares them.' in screen_text(app)
        await press(pilot, "C")
        assert isinstance(app.screen, ConfigurationsDialog)
        await press(pilot, "j")
        shown = screen_text(app)
        assert "Gang scheduling: notes" in shown
        assert "There   Kueue 0.19 [/ admits" in shown
        await press(pilot, "enter")
        assert app.state is not None
        assert wizard(app).current == "gang_scheduling"
        assert app.state.draft.response("gang_scheduling").notes == NOTES
        assert app.state.draft.response("gang_scheduling").status is None
        assert '1 answer carried over from "Nebula".' in screen_text(app)
        await press(pilot, "ctrl+z")
        assert app.state.draft.response("gang_scheduling").empty
        await press(pilot, "f11", "a")
        assert app.state.draft.response("gang_scheduling").status is Status.IMPLEMENTED
        await press(pilot, "ctrl+z", "escape", "ctrl+y", "f11")
        assert "Nebula: no difference" in screen_text(app)
        await press(pilot, "j", "enter")
        await type_text(pilot, "edge")
        await press(pilot, "enter")
        assert 'Draft "Nebula edge" created.' in screen_text(app)
        await press(pilot, "f11", "o")
        assert app.state.draft.name == "Nebula"
    assert drafts_service.store.load("Nebula air-gapped").response("gang_scheduling").notes.startswith("Kueue")
    assert drafts_service.store.load("Nebula edge").folder == "nebula-edge"
