"""Lists of rows in any width."""

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


async def test_a_list_may_have_no_room_for_its_rows() -> None:
    app = Narrow()
    async with app.run_test(size=(1, 10)) as pilot:
        rows = app.query_one(RowList)
        for width in (1, 2, 3, 4, 5):
            await pilot.resize_terminal(width, 10)
            await settle(pilot)
            rows.styles.width = width
            await settle(pilot)
            await pilot.resize_terminal(40, 10)
            rows.styles.width = "100%"
            await settle(pilot)
            assert rows.option_count == len(rows._lines) == 2, width
