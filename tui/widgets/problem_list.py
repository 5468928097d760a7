"""Problems as rows: below their field, and as a list from which enter goes to the field."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.css.scalar import Scalar
from textual.events import Resize
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from checklists.advice.order import AdviceGroup
from checklists.model.problem import Problem, Severity
from tui.state.issues import Issue
from tui.text.content import MUTED, STRONG, fit, hanging_indent, join, line, lines
from tui.widgets.inputs.field import SEVERITY_SIGNS
from tui.widgets.row_list import RowList

TITLE_WIDTH = 26
_ADVICE = "Advice: what a reviewer would question"


def problem_rows(problems: Iterable[Problem], width: int) -> Content:
    """Return each problem of a field with its hint below."""
    rows: list[Content] = []
    for problem in problems:
        sign, style = SEVERITY_SIGNS[problem.severity]
        rows.append(hanging_indent(Content.styled(f"{sign} ", style), line(problem.message, style), width))
        if problem.hint:
            rows.append(hanging_indent(Content("  "), line(problem.hint, MUTED), width))
    return lines(*rows)


class ProblemList(RowList):
    """Errors, then warnings, then advice below a heading; the highlighted row shows its message and fix in full."""

    @dataclass
    class Taken(Message):
        """The user wants to go to an issue's field."""

        problem: Problem

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "Go there", id="problems.go", tooltip="Go to the problem's field"),
    ]

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._issues: tuple[Issue, ...] = ()
        self._rows: tuple[Issue | str, ...] = ()
        """The issue of each row, or a heading."""
        self._whole: int | None = None

    def show(self, issues: tuple[Issue, ...]) -> None:
        """Show other issues; the cursor stays on its field."""
        if issues != self._issues:
            kept = self._kept()
            self._issues, self._rows = issues, _under_headings(issues)
            self._refresh_rows(kept)

    def on_resize(self, event: Resize) -> None:  # noqa: ARG002
        """Fit the columns to the width."""
        self._refresh_rows(self._kept())

    @property
    def under_cursor(self) -> tuple[Problem, ...]:
        """The problems of the highlighted row."""
        issue = self._highlighted_issue
        return issue.problems if issue is not None else ()

    @property
    def _highlighted_issue(self) -> Issue | None:
        at = self.highlighted
        row = self._rows[at] if at is not None and at < len(self._rows) else None
        return row if isinstance(row, Issue) else None

    def _kept(self) -> str | None:
        issue = self._highlighted_issue
        return issue.where if issue is not None else None

    def _refresh_rows(self, kept: str | None) -> None:
        if self._width <= 0:
            return
        places = [row.where if isinstance(row, Issue) else None for row in self._rows]
        first = next((index for index, place in enumerate(places) if place is not None), None)
        at = places.index(kept) if kept is not None and kept in places else first
        self._whole = at
        self.clear_options()
        self.add_options([Option(self._row(at), disabled=isinstance(row, str)) for at, row in enumerate(self._rows)])
        self.highlighted = at
        self._leave_room()

    def _leave_room(self) -> None:
        """Fit the height to the tallest row in full, so that the list keeps its height while the cursor moves."""
        full = [len(self._row(number, whole=True).split("\n")) for number in range(len(self._rows))]
        short = [1 if isinstance(row, Issue) else tall for row, tall in zip(self._rows, full, strict=True)]
        height = sum(short) + max((tall - low for tall, low in zip(full, short, strict=True)), default=0)
        if self.styles.height != Scalar.from_number(height):
            self.styles.height = height

    @property
    def _width(self) -> int:
        return self.scrollable_content_region.width - 2

    def _row(self, index: int, *, whole: bool = False) -> Content:
        issue = self._rows[index]
        if isinstance(issue, str):
            heading = Content.styled(issue, STRONG if issue == _ADVICE else MUTED)
            return lines("", heading) if index and issue == _ADVICE else heading
        longest = max(len(issue.title) for issue in self._issues)
        column = min(longest, TITLE_WIDTH, self._width * 2 // 5)
        return _row(issue, column, self._width, whole=whole or index == self._whole)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the highlighted row in full, the others on one line."""
        event.stop()
        before, self._whole = self._whole, event.option_index
        for index in {before, self._whole} - {None}:
            if index is not None and index < len(self._rows) and before != self._whole:
                self.replace_option_prompt_at_index(index, self._row(index))
        if before != self._whole and self.has_focus:
            self.scroll_to_highlight()  # The row has grown.
            self.scroll_visible(animate=False)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Go to the problem's field."""
        event.stop()
        issue = self._rows[event.option_index]
        if isinstance(issue, Issue):
            self.post_message(self.Taken(issue.problems[0]))


def _under_headings(issues: tuple[Issue, ...]) -> tuple[Issue | str, ...]:
    """Return the issues with a heading before the advice, and one before each of its groups."""
    rows: list[Issue | str] = []
    group = ""
    for issue in issues:
        if issue.severity is Severity.ADVICE:
            title = AdviceGroup(issue.problems[0].code, issue.problems).title
            rows += ([] if group else [_ADVICE]) + ([title] if title != group else [])
            group = title
        rows.append(issue)
    return tuple(rows)


def _row(issue: Issue, column: int, width: int, *, whole: bool) -> Content:
    sign, style = SEVERITY_SIGNS[issue.severity]
    left = join(Content.styled(f"{sign} ", style), fit(line(issue.title, STRONG), column), "  ")
    message, fix = line(issue.message), line(issue.fix, MUTED)
    if whole:
        return hanging_indent(left, lines(message, fix) if issue.fix else message, width)
    return join(left, message, "  ", fix).truncate(width, ellipsis=True)
