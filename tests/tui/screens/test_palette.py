"""The palette and the list of steps: the best match first, and navigation changes no answer."""

import pytest
from textual.pilot import Pilot
from textual.widget import Widget

from checklists.model.checklist import Status
from checklists.model.draft import Response
from tests.tui.wizard_driver import WIDE, make_app, opened, press, screen_text, settle, type_text, wizard
from tui.panes.platform import EligibilityChoice
from tui.screens.palette import PaletteDialog
from tui.state.drafts_service import DraftsService
from tui.state.steps import StepField, steps
from tui.widgets.row_list import RowList


@pytest.fixture
def answered_once(nebula: DraftsService) -> DraftsService:
    session = nebula.open("Nebula")
    session.set_response("driver_runtime_management", Response(status=Status.IMPLEMENTED))
    session.close()
    return nebula


async def test_places_are_found_by_id_word_and_alias(answered_once: DraftsService) -> None:
    async with opened(answered_once, "Nebula", at=StepField("gang_scheduling")) as (app, pilot):
        titles = {step.id: step.title for step in steps(wizard(app).shown.checklist)}
        await press(pilot, "ctrl+p")
        for typed, step in (
            ("kueue", "gang_scheduling"),
            ("MIG", "gpu_sharing"),
            ("hpa", "pod_autoscaling"),
            ("ai_inference", "ai_inference"),
            ("AI operator", "robust_controller"),
            ("export", "export"),
            ("review", "review"),
        ):
            assert await first_row(pilot, typed) == f"Go to {titles[step]}", typed


async def test_an_open_answer_the_next_step_and_a_field_are_gone_to(answered_once: DraftsService) -> None:
    async with opened(answered_once, "Nebula", at=StepField("ai_service_metrics")) as (app, pilot):
        for typed, step in (
            ("unanswered", "secure_accelerator_access"),
            ("next", "workload_sandboxing"),
            ("logo", "platform"),
        ):
            before = wizard(app).shown.draft.responses
            await press(pilot, "ctrl+p")
            await type_text(pilot, typed)
            await press(pilot, "enter")
            assert wizard(app).current == step, typed
            assert wizard(app).shown.draft.responses == before, "navigation answers nothing"


async def first_row(pilot: Pilot[None], typed: str) -> str:
    """Return the title of the row that is on top after a text is typed into the open palette."""
    await press(pilot, "ctrl+u")
    await type_text(pilot, typed)
    await settle(pilot)
    prompt = pilot.app.screen.query_one(RowList).get_option_at_index(0).prompt
    return str(prompt).split("   ")[0]


async def visit_step(app: object, pilot: object, step: str) -> None:
    from tests.tui.wizard_driver import visit

    await visit(pilot, step)  # type: ignore[arg-type]


async def test_a_field_a_part_of_an_answer_and_the_theme_are_found(answered_once: DraftsService) -> None:
    async with opened(answered_once, "Nebula") as (app, pilot):
        await press(pilot, "ctrl+p")
        await type_text(pilot, "logo")
        await press(pilot, "enter")
        focused = app.focused
        assert focused is not None and "productLogoUrl" in {getattr(node, "key", "") for node in focused.ancestors}
        await visit_step(app, pilot, "gang_scheduling")
        await press(pilot, "ctrl+p")
        await type_text(pilot, "evidence")
        await press(pilot, "enter")
        assert wizard(app).current == "gang_scheduling"
        assert app.focused is not None
        assert any(node.id == "row-evidence" for node in app.focused.ancestors)
        await press(pilot, "ctrl+p")
        await type_text(pilot, "theme")
        await press(pilot, "enter")
        assert "textual-dark" in screen_text(app)


async def test_questions_of_the_platform_and_the_provider_are_found(nebula: DraftsService) -> None:
    async with opened(nebula, "Nebula") as (app, pilot):

        async def found(typed: str) -> Widget:
            await press(pilot, "ctrl+p")
            await type_text(pilot, typed)
            await press(pilot, "enter")
            assert app.focused is not None
            return app.focused

        for typed, question in (("layered", "product"), ("private review", "release"), ("membership", "member")):
            focused = await found(typed)
            assert question in {each.question.id for each in focused.ancestors if isinstance(each, EligibilityChoice)}
        await press(pilot, "ctrl+p")
        await type_text(pilot, "provider")
        assert "No action or place matches." in screen_text(app), "only a layered product has providers"
        await press(pilot, "escape")
        app.change(lambda session: session.set_eligibility("product", "layered"))
        await visit_step(app, pilot, "gang_scheduling")
        assert (await found("provider")).id == "provider" and wizard(app).current == "gang_scheduling"
        assert (await found("layered")).id == "provider"


async def test_actions_are_found_by_other_words_and_by_their_key(nebula: DraftsService) -> None:
    async with opened(nebula, "Nebula", at=StepField("gang_scheduling")) as (_, pilot):
        await press(pilot, "ctrl+p")
        for typed, title in (
            ("exit", "Save and quit"),
            ("home", "Save and return to all drafts"),
            ("overview", "Show all requirements in one table"),
            ("refresh", "Read the cluster again"),
            ("shortcuts", "Search all keys and concepts"),
            ("f8", "Go to the next problem"),
            ("dark mode", "Change the theme"),
            ("product folder", "Go to Folder name"),
            ("validate", "Go to Review"),
            ("confirm", "Go to Review"),
            ("gtaeway api", "Go to Inference gateway"),
        ):
            assert await first_row(pilot, typed) == title, typed


async def test_a_draft_is_copied_by_other_words_too(nebula: DraftsService) -> None:
    async with opened(nebula) as (_, pilot):
        await press(pilot, "ctrl+p")
        for typed in ("duplicate", "clone"):
            assert await first_row(pilot, typed) == "Copy the draft under the cursor", typed


async def test_a_repeated_enter_answers_nothing(nebula: DraftsService) -> None:
    app = make_app(nebula, "Nebula")
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+p")
        assert isinstance(app.screen, PaletteDialog)
        await type_text(pilot, "gang_scheduling")
        await press(pilot, "enter", "enter")
        assert wizard(app).shown.draft.response("gang_scheduling") == Response()


async def test_the_list_of_steps_understands_levels_and_statuses(answered_once: DraftsService) -> None:
    async with opened(answered_once, "Nebula", at=StepField("review")) as (app, pilot):
        for typed, shown, hidden in (
            ("must", "Gang scheduling", "GPU sharing"),
            ("should unanswered", "GPU sharing", "Gang scheduling"),
            ("implemented", "Drivers and runtime", "GPU sharing"),
            ("kata", "Workload sandboxing", "Gang scheduling"),
            ("fail", "Review", "Drivers and runtime"),
            ("due", "Export", "Review"),
        ):
            await press(pilot, "ctrl+g")
            await type_text(pilot, typed)
            await settle(pilot)
            rows = [str(row.prompt) for row in app.screen.query_one("#rows").options]  # type: ignore[attr-defined]
            assert any(shown in row for row in rows) and not any(hidden in row for row in rows), typed
            await press(pilot, "escape")
