"""The decision help on a requirement's page: questions, a status, a reason in the vendor's own words."""

from textual.widgets import Button

from checklists.model.checklist import Status
from checklists.model.draft import Carried, Response
from tests.tui.requirement_page import answer, answered, shown_page, text_of
from tests.tui.wizard_driver import (
    NARROW,
    SIZES,
    WIDE,
    footer_keys,
    opened,
    paste,
    press,
    screen_text,
    settle,
    type_text,
)
from tui.app import WizardApp
from tui.screens.dialogs.decision_dialog import DecisionDialog
from tui.state.drafts_service import DraftsService
from tui.state.steps import StepField
from tui.widgets.inputs.choice import Choice
from tui.widgets.inputs.notes import Notes

REASON = "Each cluster is a sealed appliance of four machines."


def verdicts(app: WizardApp) -> str:
    """Return the verdicts of the program and of a reviewer."""
    return " ".join(text_of(app.screen, "#decision-verdict").split())


@SIZES
async def test_questions_lead_to_a_status_with_the_vendors_own_reason(
    drafts_service: DraftsService, size: tuple[int, int]
) -> None:
    drafts_service.create("Nebula", "1.37")
    async with opened(drafts_service, "Nebula", at=StepField("cluster_autoscaling"), size=size) as (app, pilot):
        pane = shown_page(app)
        assert "f9 helps you decide" in text_of(pane, "#about-status")
        assert "Decide" in footer_keys(app)
        await press(pilot, "f9")
        assert isinstance(app.screen, DecisionDialog)
        assert isinstance(app.focused, Choice)
        assert app.screen.query_one("#take", Button).disabled
        assert "Can software add nodes" in screen_text(app)
        await press(pilot, "down", "down", "enter")
        assert "Does this hold for every" in screen_text(app)
        await press(pilot, "enter")
        assert isinstance(app.focused, Notes)
        text = " ".join(screen_text(app).split())
        assert "Status: N/A" in text and "in your own words" in text
        assert "the notes are empty" in verdicts(app)
        await type_text(pilot, "We do not support it.")
        await settle(pilot)
        assert "not a reason" in verdicts(app)
        await press(pilot, "ctrl+a", "ctrl+k")
        await paste(pilot, REASON)
        assert "a reviewer will read the notes" in verdicts(app) and "whether it applies" not in verdicts(app)
        await press(pilot, "tab", "enter")
        assert answer(app, "cluster_autoscaling") == Response(status=Status.NOT_APPLICABLE, notes=REASON)
        assert not isinstance(app.screen, DecisionDialog)


async def test_a_decided_status_shows_its_problem_on_the_page(drafts_service: DraftsService) -> None:
    drafts_service.create("Nebula", "1.37")
    async with opened(drafts_service, "Nebula", at=StepField("cluster_autoscaling"), size=NARROW) as (app, pilot):
        await press(pilot, "f9", "enter", "down", "enter", "tab", "enter")
        assert answer(app, "cluster_autoscaling").status is Status.NOT_IMPLEMENTED
        assert 'A MUST is answered "Not Implemented"' in text_of(shown_page(app), "#problems-status")
        await press(pilot, "ctrl+z")
        assert answer(app, "cluster_autoscaling").status is None


async def test_changing_an_answer_resets_the_later_ones(drafts_service: DraftsService) -> None:
    drafts_service.create("Nebula", "1.37")
    async with opened(drafts_service, "Nebula", at=StepField("cluster_autoscaling"), size=WIDE) as (app, pilot):
        await press(pilot, "f9", "down", "down", "enter", "enter")
        assert "Status: N/A" in screen_text(app)
        app.screen.query(Choice).first().focus()
        await press(pilot, "up", "enter")
        text = screen_text(app)
        assert "Does this hold for every" not in text and "Status: N/A" not in text
        assert app.screen.query_one("#take", Button).disabled
        await press(pilot, "enter")
        assert "Status: Implemented" in screen_text(app)
        assert "Passes the program's check." in verdicts(app)


async def test_closing_the_dialog_changes_nothing(drafts_service: DraftsService) -> None:
    drafts_service.create("Nebula", "1.37")
    before = Response(status=Status.IMPLEMENTED, notes="Metric: queue length.")
    answered(drafts_service, "pod_autoscaling", before)
    async with opened(drafts_service, "Nebula", at=StepField("pod_autoscaling"), size=NARROW) as (app, pilot):
        pane = shown_page(app)
        assert "f9" not in text_of(pane, "#about-status"), "the help is offered while a decision is open"
        await press(pilot, "f9", "right", "enter")
        assert app.screen.query_one(Notes).text == before.notes
        assert 'A MUST is answered "N/A"' in verdicts(app)
        await press(pilot, "escape")
        assert answer(app, "pod_autoscaling") == before


async def test_the_same_decision_confirms_a_carried_answer(drafts_service: DraftsService) -> None:
    drafts_service.create("Nebula", "1.37")
    before = Response(status=Status.IMPLEMENTED, notes="Karpenter 1.9 on H100 nodes.", carried=Carried(minor="1.36"))
    with drafts_service.store.open("Nebula") as draft:
        draft.save(draft.draft.model_copy(update={"responses": {"cluster_autoscaling": before}}))
    async with opened(drafts_service, "Nebula", at=StepField("cluster_autoscaling"), size=NARROW) as (app, pilot):
        await press(pilot, "f9", "enter", "enter")
        assert verdicts(app) == "✓ Passes the program's check."
        await press(pilot, "tab", "enter")
        assert answer(app, "cluster_autoscaling") == before.model_copy(update={"carried": None})


async def test_the_dialog_opens_only_for_open_decisions(drafts_service: DraftsService) -> None:
    drafts_service.create("Nebula", "1.37")
    elsewhere = drafts_service.open("Nebula")
    async with opened(drafts_service, "Nebula", at=StepField("cluster_autoscaling"), size=WIDE) as (app, pilot):
        assert "Decide" not in footer_keys(app), "a read-only draft cannot change"
    elsewhere.abandon()
    async with opened(drafts_service, "Nebula", at=StepField("gang_scheduling"), size=WIDE) as (app, pilot):
        assert "Decide" not in footer_keys(app)
        await press(pilot, "f9")
        assert not isinstance(app.screen, DecisionDialog)


async def test_undoing_a_long_paste_keeps_the_dialog(drafts_service: DraftsService) -> None:
    drafts_service.create("Nebula", "1.37")
    async with opened(drafts_service, "Nebula", at=StepField("cluster_autoscaling"), size=NARROW) as (app, pilot):
        await press(pilot, "f9", "down", "down", "enter", "enter")
        await type_text(pilot, "One. ")
        await paste(pilot, "A line.\n" * 30)
        await press(pilot, "ctrl+z")
        assert isinstance(app.screen, DecisionDialog)
        assert app.screen.query_one(Notes).text == "One. "
