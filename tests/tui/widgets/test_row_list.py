"""Lists of rows in any width."""

import pytest
from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.widgets.option_list import Option

from tests.tui.wizard_driver import settle
from tui.widgets.row_list import RowList


class Narrow(App[None]):
    """A list in a column of some width."""

    CSS = "RowList { height: auto; border: none; padding: 0; } RowList > .option-list--option { padding: 0 1; }"

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield RowList(Option("Eclipse Foundation"), Option("Linux Foundation"))


@pytest.mark.parametrize("width", [1, 2, 3, 4, 5])
async def test_a_list_may_have_no_room_for_its_rows(width: int) -> None:
    app = Narrow()
    async with app.run_test(size=(width, 10)) as pilot:
        await settle(pilot)
        rows = app.query_one(RowList)
        rows.styles.width = width
        await settle(pilot)
        await pilot.resize_terminal(40, 10)
        rows.styles.width = "100%"
        await settle(pilot)
        assert rows.option_count == len(rows._lines) == 2
