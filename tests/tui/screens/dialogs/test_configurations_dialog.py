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
        await press(pilot, "ctrl+n")
        assert "carried over from" not in screen_text(app), "an edit of this page would make the message wrong"
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
        await press(pilot, "ctrl+n")
        assert "created." not in screen_text(app)
        await press(pilot, "f11", "o")
        assert app.state.draft.name == "Nebula"
    assert drafts_service.store.load("Nebula air-gapped").response("gang_scheduling").notes.startswith("Kueue")
    assert drafts_service.store.load("Nebula edge").folder == "nebula-edge"


async def test_values_are_shown_in_the_words_of_their_pages_and_one_undo_restores_all(
    drafts_service: DraftsService,
) -> None:
    drafts_service.create("Nebula", "1.37")
    session = drafts_service.open("Nebula")
    session.set_eligibility("product", "layered")
    other = drafts_service.configure(session, "air-gapped")
    session.set_eligibility("provider.gang_scheduling", "user")
    session.set_eligibility("product", "own")
    session.set_response("gang_scheduling", Response(status=Status.IMPLEMENTED))
    session.close()
    async with opened(drafts_service, other, size=NARROW) as (app, pilot):
        before = app.state.draft if app.state else None
        await press(pilot, "f11", "home", "j")
        shown = screen_text(app)
        assert "Own distribution" in shown and "There   Own distribution" in shown and "Here    Built on" in shown
        await press(pilot, "end", "k")
        assert "Gang scheduling: provider" in screen_text(app) and "There   User" in screen_text(app)
        await press(pilot, "a", "ctrl+z")
        assert "Undid: 3 answers." in screen_text(app)
        assert app.state is not None and before is not None
        assert app.state.draft.eligibility == before.eligibility
        assert app.state.draft.response("gang_scheduling") == before.response("gang_scheduling")
