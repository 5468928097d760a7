"""Advice on the screens: after the program's problems, and below the field that it concerns."""

from textual.pilot import Pilot

from checklists.model.checklist import Status
from checklists.model.draft import Response
from checklists.model.metadata import FIELDS
from tests.tui.requirement_page import go_to
from tests.tui.requirement_page import text_of as text_on
from tests.tui.wizard_driver import SIZES, WIDE, opened, press, screen_text, settle, until, visit, wizard
from tui.panes.review import ReviewPane
from tui.state.drafts_service import DraftsService
from tui.state.steps import StepField
from tui.widgets.inputs.field import Field
from tui.widgets.problem_list import ProblemList


def prerelease(drafts_service: DraftsService) -> None:
    """Create a draft that the program would accept, for an unreleased product."""
    drafts_service.create("Nebula", "1.36")
    session = drafts_service.open("Nebula")
    for field in FIELDS:
        session.type_metadata(field.key, field.example_in("1.36"))
    session.type_metadata("vendorName", "Red Hat")
    session.type_metadata("platformVersion", "4.2.0-rc.1")
    for requirement in session.state.checklist.requirements:
        answer = Response(status=Status.IMPLEMENTED, evidence=("https://nebula.example",), notes="Why.")
        session.set_response(requirement.id, answer)
    session.close()


async def review(pilot: Pilot[None]) -> ReviewPane:
    pane = await visit(pilot, "review")
    assert isinstance(pane, ReviewPane)
    return pane


def rows(pane: ReviewPane) -> list[str]:
    shown = pane.query_one(ProblemList)
    return [str(shown.get_option_at_index(index).prompt) for index in range(shown.option_count)]


def verdict(pane: ReviewPane) -> str:
    return " ".join(text_on(pane, "#review-verdict").split())


@SIZES
async def test_advice_is_listed_after_the_programs_problems(with_program: DraftsService, size: tuple[int, int]) -> None:
    prerelease(with_program)
    session = with_program.open("Nebula")
    gist = Response(status=Status.PARTIALLY_IMPLEMENTED, evidence=("https://gist.github.com/ada/1",))
    session.set_response("gang_scheduling", gist)
    session.close()
    async with opened(with_program, "Nebula", at=StepField("review"), size=size) as (app, pilot):
        pane = await review(pilot)
        assert "1 error. Advice on 2 points." in verdict(pane)
        assert [row.split()[0] for row in rows(pane)] == ["✗", "Advice:", "Pre-release", "!", "Links", "!"]
        assert "Platform version" in rows(pane)[3] and "Gang scheduling" in rows(pane)[5]
        await press(pilot, "down")
        assert pane.query_one(ProblemList).highlighted == 3, "headings are skipped"
        await press(pilot, "enter")
        await settle(pilot)
        assert wizard(app).current == "platform"
        field = next(f for f in wizard(app).query(Field) if f.key == "platformVersion")
        assert "pre-release" in str(field.query_one(".field-below").render())
        page = await go_to(pilot, "gang_scheduling")
        assert "not match the vendor" in " ".join(text_on(page, "#problems-evidence").split())


async def test_advice_does_not_change_the_verdict(with_program: DraftsService) -> None:
    prerelease(with_program)
    async with opened(with_program, "Nebula", at=StepField("review"), size=WIDE) as (app, pilot):
        pane = await review(pilot)
        assert "✓ The program's check would pass today. Advice on 1 point." in verdict(pane)
        assert app.focused is pane.query_one(ProblemList)
        assert pane.query_one(ProblemList).highlighted == 2
        page = await visit(pilot, "export")
        assert "✓ The program's check would pass today. Advice on 1 point." in text_on(page, "#export-verdict")


async def test_the_row_under_the_cursor_fits_on_a_small_terminal(drafts_service: DraftsService) -> None:
    async with opened(drafts_service, size=(60, 20)) as (app, pilot):
        app.open(drafts_service.demo)
        await until(pilot, lambda: app.session is not None)
        shown = (await review(pilot)).query_one(ProblemList)
        await press(pilot, "end")
        last = shown.get_option_at_index(shown.option_count - 1)
        assert "TestAcceleratorClusterAutoscali" in str(last.prompt)
        assert str(last.prompt).count("\n") + 1 <= shown.size.height, "or its end cannot be read"
        assert "orClusterAutoscaling`." in screen_text(app)
