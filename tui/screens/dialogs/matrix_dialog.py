"""The matrix: all requirements on one screen."""

from functools import partial
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static

from checklists.model.provider import is_layered
from tui.screens.base import Dialog
from tui.state.matrix import RowFilter, RowOrder, chosen_rows, matrix_rows, row_orders
from tui.state.session.state import State
from tui.text.content import ACCENT, STRONG, flow, hint, join
from tui.text.key_hints import key_of, with_keys
from tui.text.matrix_text import sums
from tui.widgets.filter_line import FilterLine
from tui.widgets.matrix_list import MatrixList, header_text
from tui.widgets.text_label import FittedLabel

_KEYS = {RowFilter.OPEN: "o", RowFilter.MUST: "m", RowFilter.PROBLEMS: "p", RowFilter.DETECTED: "d"}


class MatrixDialog(Dialog[str]):
    """The matrix; its value is the requirement to go to."""

    AUTO_FOCUS: ClassVar = "MatrixList"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(
                key,
                f"select('{only.name}')",
                f"Only {only}",
                id=f"matrix.{only.name.lower()}",
                tooltip=f"Show only rows: {only}",
            )
            for only, key in _KEYS.items()
        ),
        Binding("s", "sort(1)", "Sort", id="matrix.sort", tooltip="Sort by the next column"),
        Binding("S", "sort(-1)", "Sort back", id="matrix.sort_back", tooltip="Sort by the previous column"),
        Binding("slash", "filter", "Filter", id="matrix.filter", tooltip="Filter the rows by words"),
        Binding("escape", "leave", "Close", id="matrix.close", tooltip="Clear the filter, or close", priority=True),
    ]

    def __init__(self, state: State, current: str) -> None:
        super().__init__(Content(""))
        self._rows = matrix_rows(state.draft, state.checklist, state.findings, state.problems)
        self._layered = is_layered(state.draft)
        self._current = current
        self._only: set[RowFilter] = set()
        self._order = RowOrder.CHECKLIST
        self._width = 0
        """The width that the columns fit."""

    def body(self) -> list[Widget]:
        """Return selections, filter, rows and totals."""
        return [
            FittedLabel(id="matrix-keys"),
            FilterLine(
                target="#matrix-rows", placeholder="words: a name, MUST, partly, to confirm, error", id="matrix-filter"
            ),
            Static(id="matrix-header", markup=False),
            MatrixList(id="matrix-rows"),
            FittedLabel(id="matrix-sums"),
        ]

    def on_mount(self) -> None:
        """Show all rows, with the cursor on the current page's."""
        self._show()
        ids = [row.requirement for row in self._rows]
        if self._current in ids:
            self.query_one(MatrixList).highlighted = ids.index(self._current)

    def on_resize(self) -> None:
        """Fit the columns to another width."""
        if self.app.size.width != self._width:
            self._show()

    def _show(self) -> None:
        self._width = self.app.size.width
        typed = self.query_one(FilterLine)
        rows = chosen_rows(self._rows, only=self._only, typed=typed.value, order=self._order)
        self.query_one(MatrixList).show(
            rows,
            with_keys("No requirement matches. {esc:matrix.close} clears the filter."),
            layered=self._layered,
        )
        count = f"{len(rows)} of {len(self._rows)}" if len(rows) < len(self._rows) else f"{len(rows)}"
        keys = [
            join(
                Content.styled(f"{key_of(f'matrix.{only.name.lower()}', key)} ", ACCENT),
                Content.styled(str(only), "reverse" if only in self._only else ""),
            )
            for only, key in _KEYS.items()
        ]
        more = [
            join(Content.styled(f"{key} ", ACCENT), words)
            for key, words in ((key_of("matrix.filter", "/"), "filter"), (key_of("matrix.sort", "s"), "sort"))
        ]
        title = join(Content.styled("Requirements", STRONG), f"  {count} ")
        self.query_one("#matrix-keys", FittedLabel).show(partial(flow, [title, *keys, *more], "  "))
        header = header_text(self._order, self.app.size.width - 6, layered=self._layered)
        self.query_one("#matrix-header", Static).update(header)
        below = [*map(Content, sums(self._rows)), hint("enter opens"), hint("{esc:matrix.close} closes")]
        self.query_one("#matrix-sums", FittedLabel).show(partial(flow, below, "   "))

    def action_select(self, name: str) -> None:
        """Switch a selection on or off."""
        self._only ^= {RowFilter[name]}
        self._show()

    def action_sort(self, by: int) -> None:
        """Sort by another column."""
        orders = row_orders(layered=self._layered)
        self._order = orders[(orders.index(self._order) + by) % len(orders)]
        self._show()

    def action_filter(self) -> None:
        """Open the filter."""
        self.query_one(FilterLine).open()

    def action_leave(self) -> None:
        """Clear selections and filter, if any; else close."""
        typed = self.query_one(FilterLine)
        if not (self._only or typed.value or typed.has_focus):
            self.dismiss(None)
            return
        self._only = set()
        self.query_one(MatrixList).focus()
        typed.close()
        self._show()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show the matching rows."""
        event.stop()
        self._show()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Go to the requirement."""
        event.stop()
        self.dismiss(self.query_one(MatrixList).requirement)
