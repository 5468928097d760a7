"""Problems as rows: below their field, and as a list from which enter goes to the field."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Resize
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from checklists.model.problem import Problem, Severity
from tui.text.content import MUTED, STRONG, fit, hanging_indent, join, line, lines
from tui.widgets.inputs.field import SIGNS
from tui.widgets.row_list import RowList

SUBJECT_WIDTH = 26
ORDER = (Severity.ERROR, Severity.WARNING, Severity.ADVICE)


def problem_rows(problems: Iterable[Problem], width: int) -> Content:
    """Return each problem of a field with its hint below."""
    rows: list[Content] = []
    for problem in problems:
        sign, style = SIGNS[problem.severity]
        rows.append(hanging_indent(Content.styled(f"{sign} ", style), line(problem.message, style), width))
        if problem.hint:
            rows.append(hanging_indent(Content("  "), line(problem.hint, MUTED), width))
    return lines(*rows)


class ProblemList(RowList):
    """Errors, then warnings, then advice below a heading; the highlighted row shows its whole hint."""

    @dataclass
    class Taken(Message):
        """The user wants to go to a problem's field."""

        problem: Problem

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "Go there", id="problems.go", tooltip="Go to the problem's field"),
    ]

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._problems: tuple[Problem, ...] = ()
        self._rows: tuple[tuple[Problem, ...], ...] = ()
        """The problems of each row; empty for a heading."""
        self._whole: int | None = None

    def show(self, problems: Iterable[Problem]) -> None:
        """Show other problems; the cursor stays on its field."""
        ordered = tuple(sorted(problems, key=lambda problem: ORDER.index(problem.severity)))
        if ordered != self._problems:
            kept = self._kept()
            self._problems, self._rows = ordered, _under_headings(_by_place(ordered))
            self._refresh_rows(kept)

    def on_resize(self, event: Resize) -> None:  # noqa: ARG002
        """Fit the columns to the width."""
        self._refresh_rows(self._kept())

    @property
    def under_cursor(self) -> tuple[Problem, ...]:
        """The problems of the highlighted row."""
        at = self.highlighted
        return self._rows[at] if at is not None and at < len(self._rows) else ()

    def _kept(self) -> str | None:
        return next((problem.where for problem in self.under_cursor), None)

    def _refresh_rows(self, kept: str | None) -> None:
        if self._width <= 0:
            return
        places = [problems[0].where if problems else None for problems in self._rows]
        first = next((index for index, place in enumerate(places) if place is not None), None)
        at = places.index(kept) if kept is not None and kept in places else first
        self._whole = at
        self.clear_options()
        rows = range(len(self._rows))
        self.add_options([Option(self._row(index), disabled=not self._rows[index]) for index in rows])
        self.highlighted = at

    @property
    def _width(self) -> int:
        return self.scrollable_content_region.width - 2

    def _row(self, index: int) -> Content:
        if not self._rows[index]:
            heading = Content.styled("What a reviewer may raise", STRONG)
            return lines("", heading) if index else heading
        longest = max(len(_subject(problems[0])) for problems in self._rows if problems)
        column = min(longest, SUBJECT_WIDTH, self._width * 2 // 5)
        return _row(self._rows[index], column, self._width, whole=index == self._whole)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the whole hint on the highlighted row, its beginning on the others."""
        event.stop()
        before, self._whole = self._whole, event.option_index
        for index in {before, self._whole} - {None}:
            if index is not None and index < len(self._rows) and before != self._whole:
                self.replace_option_prompt_at_index(index, self._row(index))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Go to the problem's field."""
        event.stop()
        self.post_message(self.Taken(self._rows[event.option_index][0]))


def _by_place(problems: Iterable[Problem]) -> tuple[tuple[Problem, ...], ...]:
    """Group problems of one field into one row."""
    places: dict[tuple[Severity, str, str], list[Problem]] = {}
    for problem in problems:
        places.setdefault((problem.severity, problem.subject, problem.where), []).append(problem)
    return tuple(map(tuple, places.values()))


def _under_headings(rows: tuple[tuple[Problem, ...], ...]) -> tuple[tuple[Problem, ...], ...]:
    """Return the rows with a heading before the advice."""
    program = tuple(row for row in rows if row[0].severity is not Severity.ADVICE)
    advice = rows[len(program) :]
    return (*program, (), *advice) if advice else program


def _subject(problem: Problem) -> str:
    return problem.subject or problem.where


def _row(problems: tuple[Problem, ...], column: int, width: int, *, whole: bool) -> Content:
    """Return a row; the last problem has the most specific hint."""
    first, hint = problems[0], problems[-1].hint
    sign, style = SIGNS[first.severity]
    subject = fit(line(_subject(first), STRONG), column)
    left = join(Content.styled(f"{sign} ", style), subject, "  ")
    body = Content(" ").join([line(problem.message) for problem in problems])
    if hint:
        hint_line = line(hint, MUTED)
        body = lines(body, hint_line if whole else hint_line.truncate(max(width - left.cell_length, 1), ellipsis=True))
    return hanging_indent(left, body, width)
