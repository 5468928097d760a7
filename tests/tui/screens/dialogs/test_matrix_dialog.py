"""The matrix by keyboard."""

import pytest

from checklists.model.provider import LAYERED, Provider, provider_question
from tests.examples import slow
from tests.tui.wizard_driver import NARROW, WIDE, opened, press, screen_text, settle, type_text, wizard
from tui.screens.dialogs.matrix_dialog import MatrixDialog
from tui.state.drafts_service import DraftsService
from tui.state.matrix import RowOrder, row_orders
from tui.state.steps import StepField
from tui.text.glyphs import OPENED
from tui.widgets.matrix_list import MatrixList, header_text


@pytest.mark.parametrize("size", [NARROW, slow(WIDE), slow((60, 20))])
async def test_keys_filter_and_enter_opens_the_requirement(nebula: DraftsService, size: tuple[int, int]) -> None:
    async with opened(nebula, "Nebula", at=StepField("review"), size=size) as (app, pilot):
        await press(pilot, "m")
        assert isinstance(app.screen, MatrixDialog)
        assert "Requirements  15 " in screen_text(app)
        await press(pilot, "m", "d")
        shown = screen_text(app)
        assert "of 15" in shown
        assert "GPU sharing" not in shown, "the requirement is a SHOULD"
        await press(pilot, "escape", "slash")
        await type_text(pilot, "gang zzz")
        await press(pilot, "s")
        assert "No requirement matches" in screen_text(app)
        await press(pilot, "enter", "enter")
        assert isinstance(app.screen, MatrixDialog), "no row can be opened"
        await press(pilot, "escape", "slash")
        await type_text(pilot, "gang")
        await press(pilot, "enter", "s", "S")
        assert isinstance(app.focused, MatrixList)
        await press(pilot, "enter")
        assert wizard(app).current == "gang_scheduling"
        await press(pilot, "f10", "escape")
        assert wizard(app).current == "gang_scheduling"
        assert app.focused is not None


async def test_no_key_is_broken_at_the_end_of_a_line(nebula: DraftsService) -> None:
    keys = ("d detected, unanswered", "/ filter", "s sort", "errors in answers", "enter opens", "esc closes")
    async with opened(nebula, "Nebula", at=StepField("review"), size=NARROW) as (_, pilot):
        await press(pilot, "m")
        for size in (NARROW, (60, 20)):
            await pilot.resize_terminal(*size)
            await settle(pilot)
            shown = screen_text(pilot.app)
            assert [key for key in keys if key not in shown] == [], size


@pytest.mark.parametrize("layered", [False, True])
@pytest.mark.parametrize("width", [54, 74, 114])
def test_the_sign_of_the_sorted_column_joins_no_titles(width: int, layered: bool) -> None:
    titles = header_text(RowOrder.CHECKLIST, width, layered=layered).plain.replace(OPENED, "").split()
    assert ("By" in titles) is layered
    for order in row_orders(layered=layered):
        assert header_text(order, width, layered=layered).plain.replace(OPENED, "").split() == titles, order


@pytest.mark.parametrize("size", [NARROW, slow(WIDE), slow((60, 20))])
async def test_a_layered_product_shows_and_sorts_by_providers(nebula: DraftsService, size: tuple[int, int]) -> None:
    session = nebula.open("Nebula")
    session.set_eligibility(*LAYERED)
    session.set_eligibility(provider_question("gang_scheduling"), Provider.PRODUCT)
    session.close()
    async with opened(nebula, "Nebula", at=StepField("review"), size=size) as (app, pilot):
        await press(pilot, "m")
        gang = next(row for row in screen_text(app).splitlines() if "Gang scheduling" in row)
        assert " prod " in gang
        await press(pilot, "s", "s", "s", "s")
        assert f"{OPENED}By" in screen_text(app)
        await press(pilot, "G", "enter")
        assert wizard(app).current == "gang_scheduling", "rows with a provider are last"


async def test_help_explains_the_short_titles_of_columns(nebula: DraftsService) -> None:
    async with opened(nebula, "Nebula", at=StepField("review"), size=(60, 20)) as (app, pilot):
        await press(pilot, "m")
        titles = header_text(RowOrder.CHECKLIST, 54, layered=True).plain.split()
        short = [title for title in titles if len(title) < 3]
        await press(pilot, "f1")
        assert short == ["C", "A", "By", "Ev", "?"]
        assert all(f"({title})" in screen_text(app) for title in short)


async def test_the_smallest_terminal_does_not_end_the_wizard(nebula: DraftsService) -> None:
    async with opened(nebula, "Nebula", at=StepField("review"), size=WIDE) as (app, pilot):
        await press(pilot, "f10")
        for size in ((5, 2), (1, 1), WIDE):
            await pilot.resize_terminal(*size)
            await settle(pilot)
        assert isinstance(app.screen, MatrixDialog)
        assert "Gang scheduling" in screen_text(app)
