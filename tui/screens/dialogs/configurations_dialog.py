"""The configurations of a product: differences, and answers to carry over."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from checklists.model.checklist import Checklist
from tui.screens.base import Dialog
from tui.state.configurations import Comparison, Difference
from tui.text.configuration_text import field_title, other_title, value_text
from tui.text.content import ACCENT, DOUBT, MUTED, STRONG, cut, fit, hanging_indent, join, line, lines, text
from tui.text.glyphs import PROBLEM
from tui.text.key_hints import key_of
from tui.widgets.row_list import RowList

NEW = "new"
_TITLE, _LABEL, _FRAME = 44, 8, 6
_MOST = 6
"""Lines of a value that are shown."""


@dataclass(frozen=True)
class ConfigurationChoice:
    """The user's choice: carry fields over; without fields, open that draft or create a configuration (`NEW`)."""

    name: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Row:
    """A row: another draft, one of its differences, or the offer to create a configuration."""

    comparison: Comparison | None = None
    difference: Difference | None = None


class ConfigurationsDialog(Dialog[ConfigurationChoice]):
    """The other configurations with all differences; both values of the row under the cursor are shown below."""

    AUTO_FOCUS: ClassVar = "#configurations"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "take_all", "Use all", id="configurations.all", tooltip="Use all answers of that draft here"),
        Binding("o", "open", "Open", id="configurations.open", tooltip="Open that draft"),
        Binding("C,f11,q", "dismiss(None)", "Close", id="configurations.close", show=False),
    ]

    def __init__(self, comparisons: Sequence[Comparison], checklist: Checklist) -> None:
        super().__init__(Content.styled("Configurations of this product", STRONG))
        self._checklist = checklist
        self._rows = [
            row
            for each in comparisons
            for row in (_Row(each), *(_Row(each, difference) for difference in each.differences))
        ]
        self._rows.append(_Row())

    def body(self) -> list[Widget]:
        """Return rows, both values of the current row, and a hint."""
        return [
            RowList(*(Option(Content("")) for _ in self._rows), id="configurations"),
            Static(id="configuration-values", markup=False),
            Static(id="configuration-hint", markup=False),
        ]

    def on_mount(self) -> None:
        """Start at the first difference."""
        at = next((at for at, row in enumerate(self._rows) if row.difference is not None), 0)
        self.query_one(RowList).highlighted = at

    def _shown(self, row: _Row, width: int) -> Content:
        if row.comparison is None:
            return Content("New configuration of this product, such as air-gapped")
        if row.difference is not None:
            title = fit(line(field_title(row.difference.field, self._checklist)), min(_TITLE, width // 2))
            there = value_text(row.difference.field, row.difference.there)
            return fit(join("  ", title, " ", line(there or "empty there", MUTED)), width)
        clash = f"   {PROBLEM} exports to {row.comparison.same_folder} too" if row.comparison.same_folder else ""
        return fit(join(line(other_title(row.comparison), STRONG), Content.styled(clash, DOUBT)), width)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show both values in full, and the keys."""
        event.stop()
        self._explain()

    def on_resize(self) -> None:
        """Fit the rows and values to the width."""
        shown = self.query_one(RowList)
        for at, row in enumerate(self._rows):
            shown.replace_option_prompt_at_index(at, self._shown(row, self.size.width - _FRAME))
        self._explain()

    def _explain(self) -> None:
        row = self._row
        self.query_one("#configuration-values", Static).update(self._values(row))
        enter = "creates one" if row.comparison is None else "opens that draft"
        if row.difference is not None:
            enter = "uses their answer here"
        more = (
            ((key_of("configurations.all", "a"), "uses all"), (key_of("configurations.open", "o"), "opens that draft"))
            if row.difference is not None
            else ()
        )
        keys = (("enter", enter), *more, (key_of("dialog.close", "esc"), "closes"))
        hint = Content("   ").join([join(Content.styled(f"{key} ", ACCENT), words) for key, words in keys])
        self.query_one("#configuration-hint", Static).update(hint)

    def _values(self, row: _Row) -> Content:
        if row.difference is None:
            return Content("")
        width = max(self.query_one("#configuration-values").size.width, 20)
        both = (("Here", row.difference.here), ("There", row.difference.there))
        values = ((label, value_text(row.difference.field, value)) for label, value in both)
        rows = [
            cut(hanging_indent(Content.styled(label.ljust(_LABEL), MUTED), text(value or "empty"), width), _MOST)
            for label, value in values
        ]
        if row.difference.files:
            rows.append(line(f"Other content: {', '.join(row.difference.files)}", DOUBT))
        return lines(*rows)

    @property
    def _row(self) -> _Row:
        at = self.query_one(RowList).highlighted
        return self._rows[at if at is not None else -1]

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Use the answer, open the draft, or create a configuration."""
        event.stop()
        row = self._row
        if row.comparison is None:
            self.dismiss(ConfigurationChoice(NEW))
        else:
            self.dismiss(ConfigurationChoice(row.comparison.name, (row.difference.field,) if row.difference else ()))

    def action_take_all(self) -> None:
        """Use all answers of the other draft."""
        compared = self._row.comparison
        if compared is not None and compared.differences:
            fields = tuple(difference.field for difference in compared.differences)
            self.dismiss(ConfigurationChoice(compared.name, fields))

    def action_open(self) -> None:
        """Open the other draft."""
        if self._row.comparison is not None:
            self.dismiss(ConfigurationChoice(self._row.comparison.name))
