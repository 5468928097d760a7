"""Undo and redo in the wizard: across fields, statuses, evidence, accepted suggestions and confirmations."""

from checklists.model.checklist import Status
from checklists.model.draft import Carried, Response
from tests.tui.requirement_page import DETECTED, answer, answered, go_to, rows, shown_page
from tests.tui.wizard_driver import NARROW, opened, paste, press, screen_text, type_text, visit, wizard
from tui.panes.platform import PlatformPane
from tui.state.drafts_service import DraftsService
from tui.state.steps import StepField
from tui.widgets.evidence.evidence_list import EvidenceList
from tui.widgets.inputs.field import Field
from tui.widgets.inputs.notes import Notes

GANG = "gang_scheduling"


async def test_undo_goes_back_across_pages_names_each_change_and_shows_it(nebula: DraftsService) -> None:
    async with opened(nebula, "Nebula", at=StepField("platform", "platformName"), size=NARROW) as (app, pilot):
        before = dict(wizard(app).shown.draft.metadata)
        await type_text(pilot, " x")
        await press(pilot, "tab")
        await go_to(pilot, GANG, "status")
        await press(pilot, "space", "tab")
        await paste(pilot, "https://docs.nebula.example/gang")
        await press(pilot, "enter", "tab")
        await type_text(pilot, "admitted")
        pane = await go_to(pilot, DETECTED)
        await press(pilot, "ctrl+t")
        suggested = answer(app)
        assert suggested.status is not None

        await press(pilot, "ctrl+z")
        assert answer(app) == Response() and wizard(app).current == DETECTED
        assert "Undid: accepted answer to" in screen_text(app)
        await press(pilot, "ctrl+z")
        assert answer(app, GANG).notes == "" and wizard(app).current == GANG
        assert "Undid: notes of Gang scheduling" in screen_text(app)
        assert isinstance(app.focused, Notes) and app.focused.text == ""
        await press(pilot, "ctrl+z")
        assert answer(app, GANG).evidence == ()
        await press(pilot, "ctrl+z")
        assert answer(app, GANG).status is None
        assert "status of Gang scheduling, now open" in screen_text(app)
        await press(pilot, "ctrl+z")
        assert wizard(app).current == "platform" and wizard(app).shown.draft.metadata == before
        field = next(f for f in wizard(app).pane.query(Field) if f.key == "platformName")  # type: ignore[union-attr]
        assert field.has_focus_within and field.input.value == before.get("platformName", "")

        await press(pilot, *["ctrl+y"] * 5)
        assert answer(app, GANG).status is Status.IMPLEMENTED and answer(app, GANG).notes == "admitted"
        assert answer(app) == suggested and pane.requirement_id == DETECTED
        assert "Redid: accepted answer to" in screen_text(app)


async def test_the_notice_of_an_undo_ends_with_the_next_edit(nebula: DraftsService) -> None:
    async with opened(nebula, "Nebula", at=StepField("platform", "certified"), size=NARROW) as (app, pilot):
        await press(pilot, "space", "ctrl+z")
        notice = "Undid: Kubernetes certified. ctrl+y redoes it; nothing more to undo."
        assert notice in " ".join(screen_text(app).split())
        await press(pilot, "right", "space")
        assert "Undid" not in screen_text(app), "ctrl+y has nothing to redo"


async def test_the_notice_of_an_undo_ends_with_its_page(nebula: DraftsService) -> None:
    async with opened(nebula, "Nebula", at=StepField("platform", "certified"), size=NARROW) as (app, pilot):
        await press(pilot, "space")
        await visit(pilot, GANG)
        await press(pilot, "ctrl+z")
        assert wizard(app).current == "platform"
        assert "Undid: Kubernetes certified" in screen_text(app)
        await press(pilot, "ctrl+n")
        assert "Undid" not in screen_text(app)
        await press(pilot, "ctrl+y")
        assert "Redid: Kubernetes certified" in screen_text(app)


async def test_undo_takes_back_evidence_that_is_being_typed(nebula: DraftsService) -> None:
    async with opened(nebula, "Nebula", at=StepField(GANG, "evidence")) as (app, pilot):
        pane = shown_page(app)
        await type_text(pilot, "gang")
        await press(pilot, "ctrl+z")
        assert answer(app, GANG).evidence == () and rows(pane) == []
        assert pane.query_one(EvidenceList).input.value == ""
        await press(pilot, "ctrl+y")
        assert rows(pane) == ["gang"]


async def test_undo_brings_back_an_unconfirmed_answer(nebula: DraftsService) -> None:
    carried = Response(status=Status.IMPLEMENTED, evidence=("https://a",), carried=Carried(minor="1.36"))
    with nebula.store.open("Nebula") as draft:
        draft.save(draft.draft.model_copy(update={"responses": {GANG: carried}}))
    async with opened(nebula, "Nebula", at=StepField(GANG)) as (app, pilot):
        await press(pilot, "f4")
        assert answer(app, GANG).carried is None
        await press(pilot, "ctrl+z")
        assert answer(app, GANG) == carried
        assert "Undid: confirmation of Gang scheduling" in screen_text(app)


async def test_nothing_to_undo_is_a_message(nebula: DraftsService) -> None:
    answered(nebula, GANG, Response(status=Status.IMPLEMENTED))
    async with opened(nebula, "Nebula", at=StepField("platform")) as (app, pilot):
        pane = await visit(pilot, "platform")
        assert isinstance(pane, PlatformPane)
        await press(pilot, "ctrl+z")
        assert answer(app, GANG).status is Status.IMPLEMENTED
        assert "Nothing to undo" in screen_text(app)
        await visit(pilot, GANG)
        assert "Nothing to undo" not in screen_text(app)
