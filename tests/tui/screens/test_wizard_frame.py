"""The wizard's frame, by keyboard: navigating the steps, keys, dialogs."""

from pathlib import Path

import pytest
from textual.binding import Binding
from textual.events import Key
from textual.widgets import Input

from checklists.model.checklist import Status
from checklists.model.draft import Response
from checklists.model.problem import Severity
from tests.examples import slow
from tests.tui.conftest import NOW
from tests.tui.wizard_driver import (
    NARROW,
    SIZES,
    WIDE,
    footer_keys,
    make_app,
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
from tui.app import WizardApp
from tui.screens.dialogs.help_dialogs import explained
from tui.screens.dialogs.list_dialog import ListDialog
from tui.screens.dialogs.text_dialogs import TextDialog
from tui.screens.wizard import WizardScreen
from tui.state.drafts_service import DraftsService
from tui.state.paths import paths
from tui.state.steps import StepField, step_field, steps
from tui.widgets.frame.rail import RailList
from tui.widgets.frame.step_line import StepLine
from tui.widgets.row_list import RowList


async def test_next_ends_at_the_last_step(drafts_service: DraftsService, named: str) -> None:
    async with opened(drafts_service, named, at=StepField("export"), size=NARROW) as (app, pilot):
        for key, step in (("ctrl+n", "export"), ("ctrl+o", "review")):
            await press(pilot, key)
            assert wizard(app).current == step


PROVED = Response(status=Status.IMPLEMENTED, evidence=("https://nebula.example/proof",))


@pytest.mark.slow
@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_next_and_back_visit_all_steps(drafts_service: DraftsService, named: str, size: tuple[int, int]) -> None:
    async with opened(drafts_service, named, size=size) as (app, pilot):
        path = [step.id for step in steps(wizard(app).shown.checklist)]
        for step in path[1:]:
            await press(pilot, "ctrl+n")
            assert wizard(app).current == step
            assert len(footer_keys(app)) + 1 <= 8, footer_keys(app)
            assert app.focused is not None
        await press(pilot, "ctrl+n")
        assert wizard(app).current == path[-1]
        for step in reversed(path[:-1]):
            await press(pilot, "ctrl+o")
            assert wizard(app).current == step
        await press(pilot, "ctrl+o")
        assert wizard(app).current == path[0]


async def test_each_step_is_one_line_of_the_list_of_steps(drafts_service: DraftsService, named: str) -> None:
    async with opened(drafts_service, named, at=StepField("gang_scheduling"), size=NARROW) as (app, pilot):
        for size in (NARROW, (79, 24), (60, 20)):
            await pilot.resize_terminal(*size)
            await press(pilot, "ctrl+g")
            rows = app.screen.query_one(RowList)
            assert rows.size.width < size[0] and rows.virtual_size.height == rows.option_count, size
            await press(pilot, "escape")


async def test_the_focus_moves_on_when_what_has_it_is_hidden(drafts_service: DraftsService, named: str) -> None:
    async with opened(drafts_service, named, at=StepField("cluster")) as (app, pilot):
        for step, field, how in (
            ("cluster", None, "display"),
            ("cluster", None, "disabled"),
            ("cluster", None, "blur"),
            ("export", "destination", "display"),
            ("export", "destination", "disabled"),
            ("export", "destination", "blur"),
        ):
            pane = await visit(pilot, step, field)
            before = app.focused
            assert before is not None, (step, how)
            match how:
                case "display":
                    before.display = False
                case "disabled":
                    before.disabled = True
                case _:
                    wizard(app).set_focus(None)
            await until(pilot, lambda: app.focused not in (None, *([] if how == "blur" else [before])))  # noqa: B023
            assert app.focused in wizard(app).focus_chain
        assert pane.is_attached


async def test_brackets_navigate_outside_text_fields_and_are_text_inside(
    drafts_service: DraftsService, named: str
) -> None:
    async with opened(drafts_service, named, size=WIDE) as (app, pilot):
        await press(pilot, "escape", "]")
        assert wizard(app).current == "cluster"
        for _ in range(2):
            await press(pilot, "escape", "[")
            assert wizard(app).current == "platform", "the first step"
        pane = wizard(app).pane
        assert pane is not None
        pane.focus_field("platformName")
        await settle(pilot)
        await type_text(pilot, "a]?b")
        assert isinstance(app.focused, Input)
        assert app.focused.value == "a]?b"


async def test_escape_focuses_the_steps_and_never_quits(drafts_service: DraftsService, named: str) -> None:
    async with opened(drafts_service, named, at=StepField("gang_scheduling"), size=WIDE) as (app, pilot):
        await press(pilot, "escape")
        assert isinstance(app.focused, RailList)
        await press(pilot, "escape", "escape")
        assert isinstance(app.screen, WizardScreen)
        await press(pilot, "4")
        assert wizard(app).current == "ai_inference"
        await press(pilot, "escape", "0")
        assert wizard(app).current == "export"
        await press(pilot, "escape", "g", "enter")
        assert wizard(app).current == "platform"
        await press(pilot, "escape", "G", "enter")
        assert wizard(app).current == "export"


async def test_the_current_step_is_in_view_in_the_list_of_steps(drafts_service: DraftsService, named: str) -> None:
    async with opened(drafts_service, named, at=StepField("export"), size=(100, 26)) as (app, pilot):
        for _ in range(2):
            rail = app.screen.query_one(RailList)
            assert rail.highlighted == rail.option_count - 1
            assert "▸ ○ Export" in screen_text(app)
            rail.scroll_home(animate=False)
            await pilot.resize_terminal(100, 24)
            await settle(pilot)


@SIZES
async def test_digits_go_to_a_step_from_the_steps(
    drafts_service: DraftsService, named: str, size: tuple[int, int]
) -> None:
    async with opened(drafts_service, named, at=StepField("gang_scheduling"), size=size) as (app, pilot):
        for digit, step in (("4", "ai_inference"), ("0", "export"), ("1", "platform")):
            await press(pilot, "escape", digit)
            assert wizard(app).current == step


async def test_a_narrow_sidebar_is_a_line_that_opens_the_list(drafts_service: DraftsService, named: str) -> None:
    async with opened(drafts_service, named, at=StepField("review"), size=NARROW) as (app, pilot):
        await press(pilot, "ctrl+g")
        await type_text(pilot, "inference gate")
        await press(pilot, "enter")
        line = screen_text(app).splitlines()[1]
        assert "Step 4/10 Networking, page 1/4" in line
        assert "MUST 0/8" in line
        assert "SHOULD 0/7" in line
        assert "errors ▲" in line
        await press(pilot, "escape")
        assert isinstance(app.focused, StepLine)
        await press(pilot, "enter")
        assert isinstance(app.screen, ListDialog)
        await press(pilot, "down", "enter")
        assert wizard(app).current == "advanced_inference_ingress"


async def test_an_unknown_step_is_reported(drafts_service: DraftsService, named: str) -> None:
    async with opened(drafts_service, named, at=StepField("review"), size=NARROW) as (app, pilot):
        await press(pilot, "ctrl+g")
        await type_text(pilot, "zzz")
        await press(pilot, "enter")
        assert "No step matches." in screen_text(app)
        await press(pilot, "escape")
        assert isinstance(app.screen, WizardScreen)


@pytest.mark.parametrize("answered", [True, slow(False)])
async def test_next_problem_visits_every_problem_and_wraps_around(
    drafts_service: DraftsService, named: str, answered: bool
) -> None:
    session = drafts_service.open(named)
    for requirement in session.state.checklist.requirements[1:] if answered else ():
        session.set_response(requirement.id, PROVED)
    session.close()
    async with opened(drafts_service, named, at=StepField("gang_scheduling"), size=WIDE) as (app, pilot):
        state = wizard(app).shown
        wanted = {step_field(p, state.checklist) for p in state.problems if p.severity is not Severity.ADVICE}
        await press(pilot, "f8")
        first = wizard(app)._here
        seen = {first}
        for _ in range(len(wanted) - 1):
            await press(pilot, "f8")
            seen.add(wizard(app)._here)
        assert seen == wanted
        await press(pilot, "f8")
        assert wizard(app)._here == first


async def test_the_place_in_a_pane_is_kept_behind_a_dialog_and_between_visits(
    drafts_service: DraftsService, named: str
) -> None:
    async with opened(drafts_service, named, at=StepField("gang_scheduling"), size=WIDE) as (app, pilot):
        await press(pilot, "f8")
        field = app.focused
        for key in ("f1", "ctrl+g", "ctrl+p"):
            await press(pilot, key)
            assert app.screen is not wizard_of(app)
            await press(pilot, "escape")
            assert app.focused is field, key


def wizard_of(app: WizardApp) -> WizardScreen:
    return next(screen for screen in app.screen_stack if isinstance(screen, WizardScreen))


@SIZES
async def test_f1_explains_the_focused_element_and_question_mark_finds_keys_and_words(
    drafts_service: DraftsService, named: str, size: tuple[int, int]
) -> None:
    async with opened(drafts_service, named, at=StepField("gang_scheduling", "status"), size=size) as (app, pilot):
        pane = await visit(pilot, "gang_scheduling", "status")
        focused = app.focused
        await press(pilot, "f1")
        shown = " ".join(screen_text(app).split())
        assert "A MUST passes only as Implemented." in shown
        assert "Keys of this element" in shown
        await press(pilot, "question_mark")
        assert isinstance(app.screen, ListDialog)
        await type_text(pilot, "suspend")
        assert "Save and suspend: back to the shell   app.suspend" in screen_text(app)
        await press(pilot, "ctrl+u")
        await type_text(pilot, "next step")
        assert "ctrl+n, ]" in screen_text(app)
        await press(pilot, "ctrl+u")
        await type_text(pilot, "carried")
        assert "waits until you confirm it" in " ".join(screen_text(app).replace("│", " ").split())
        await press(pilot, "escape")
        assert app.focused is focused
        assert pane.is_attached
        pane = await visit(pilot, "platform", "websiteUrl")
        await press(pilot, "f1")
        assert "For example" in screen_text(app)
        assert "The product's public web page." in screen_text(app)


@pytest.mark.parametrize(
    "pages", [("gang_scheduling",), slow(("platform", "cluster", "review", "export"))], ids=["requirement", "others"]
)
async def test_every_element_that_takes_the_focus_is_explained(nebula: DraftsService, pages: tuple[str, ...]) -> None:
    async with opened(nebula, "Nebula", at=StepField(pages[0]), size=WIDE) as (app, pilot):
        for step in pages:
            await visit(pilot, step)
            for widget in wizard(app).focus_chain:
                assert explained(widget) is not None, (step, widget)


async def test_how_to_prove_is_one_key_away_on_a_requirement(drafts_service: DraftsService, named: str) -> None:
    async with opened(drafts_service, named, size=WIDE) as (app, pilot):
        await press(pilot, "f2")
        assert isinstance(app.screen, WizardScreen), "the platform page has nothing to prove"
        await visit(pilot, "gang_scheduling")
        await press(pilot, "f2")
        assert isinstance(app.screen, TextDialog)
        assert "How to prove" in screen_text(app)
        await press(pilot, "escape")
        assert isinstance(app.screen, WizardScreen)


async def test_steps_and_lists_of_a_proof_are_wrapped_below_their_own_text(
    drafts_service: DraftsService, named: str
) -> None:
    async with opened(drafts_service, named, at=StepField("gang_scheduling"), size=WIDE) as (app, pilot):
        await press(pilot, "f2")
        shown = [row.strip("│ ") for row in screen_text(app).splitlines()]
        column = screen_text(app).splitlines()[shown.index("webhooks.")].index("webhooks.")
        first = next(row for row in screen_text(app).splitlines() if "1. Install the solution" in row)
        assert column == first.index("Install")


async def test_rows_of_a_list_fit_a_terminal_that_is_resized_meanwhile(nebula: DraftsService) -> None:
    async with opened(nebula, "Nebula", at=StepField("gang_scheduling"), size=WIDE) as (app, pilot):
        await press(pilot, "ctrl+g")
        assert "Gang scheduling                     Scheduling" in screen_text(app)
        await pilot.resize_terminal(60, 20)
        await settle(pilot)
        rows = app.screen.query_one("#rows", RowList)
        assert rows.virtual_size.height == rows.option_count, "no row is wrapped"
        assert [words for words in screen_text(app).splitlines() if "Gang sched" in words and "MUST" in words]
        assert "Gang scheduling" in str(rows.highlighted_option and rows.highlighted_option.prompt)


async def test_a_long_text_of_the_page_of_keys_is_wrapped_beside_its_key(nebula: DraftsService) -> None:
    async with opened(nebula, "Nebula", at=StepField("review"), size=(60, 20)) as (app, pilot):
        await press(pilot, "escape", "question_mark")
        await type_text(pilot, "suspend")
        await settle(pilot)
        first, second = (row for row in screen_text(app).splitlines() if "back to" in row or "app.suspend" in row)
        assert second.index("shell") == first.index("Save and suspend")


async def test_every_action_has_a_tooltip_and_is_in_the_palette(drafts_service: DraftsService, named: str) -> None:
    async with opened(drafts_service, named, at=StepField("ai_inference"), size=WIDE) as (app, pilot):
        bindings = [b for b in WizardScreen.BINDINGS if isinstance(b, Binding) and b.id]
        assert all(binding.tooltip and binding.description for binding in bindings)
        await press(pilot, "ctrl+p")
        for binding in bindings:
            if binding.id == "wizard.accept":
                continue  # No cluster was read, so no suggestion can be accepted.
            app.screen.query_one(Input).value = binding.tooltip
            await settle(pilot)
            assert binding.tooltip in screen_text(app), binding.id


async def test_the_palette_goes_to_a_step(drafts_service: DraftsService, named: str) -> None:
    async with opened(drafts_service, named, at=StepField("export"), size=NARROW) as (app, pilot):
        await press(pilot, "ctrl+p")
        await type_text(pilot, "go to review")
        await press(pilot, "enter")
        assert wizard(app).current == "review"


async def test_the_start_page_is_one_key_away_and_shows_the_draft(drafts_service: DraftsService, named: str) -> None:
    async with opened(drafts_service, named, at=StepField("review"), size=WIDE) as (app, pilot):
        await press(pilot, "ctrl+g")
        await type_text(pilot, "drafts")
        await press(pilot, "enter")
        assert app.screen.id == "home"
        await press(pilot, "enter", "ctrl+l")
        assert app.screen.id == "home"
        assert "Nebula" in screen_text(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, WizardScreen)
        assert not wizard(app).shown.read_only, "the draft was unlocked before"


async def test_a_suggestion_is_accepted_by_one_key(drafts_service: DraftsService) -> None:
    async with opened(drafts_service, size=WIDE) as (app, pilot):
        await press(pilot, "d")
        state = wizard(app).shown
        suggested = next(f for f in state.findings if f.suggested_status and state.draft.response(f.requirement).empty)
        await press(pilot, "ctrl+g")
        await type_text(pilot, suggested.requirement)
        await press(pilot, "enter", "ctrl+t")
        assert wizard(app).shown.draft.response(suggested.requirement).status is suggested.suggested_status


async def test_an_unknown_checklist_works(program_dir: Path, tmp_path: Path) -> None:
    template = (program_dir / "docs" / "AIConformance-1.37.yaml").read_text().replace("v1.37", "v1.38")
    template += '\n  robots:\n    - id: 9_arms\n      description: "A [red]new[/] one [/"\n'
    template += '      level: MUST\n      status: ""\n      evidence: []\n      notes: ""\n'
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "AIConformance-1.38.yaml").write_text(template)
    drafts_service = DraftsService(paths(), program=str(tmp_path), offline=True, now=lambda: NOW)
    name = drafts_service.create("Nebula", "1.38")
    async with opened(drafts_service, name, size=WIDE) as (app, pilot):
        assert "robots" in screen_text(app)
        await press(pilot, "ctrl+g")
        await type_text(pilot, "arms")
        await press(pilot, "enter")
        assert wizard(app).current == "9_arms"
        await press(pilot, "f2")
        assert "but no guidance yet" in screen_text(app)
        await press(pilot, "escape", "ctrl+n", "ctrl+n", "ctrl+o")
        assert app.is_running


async def test_a_key_pressed_before_the_page_is_ready_has_no_effect(nebula: DraftsService) -> None:
    app = make_app(nebula, "Nebula")
    async with app.run_test(size=NARROW) as pilot:
        while not isinstance(app.screen, WizardScreen):
            await next_frame(pilot)
        app.post_message(Key("enter", None))
        await settle(pilot)
        assert isinstance(app.screen, WizardScreen)
