"""The rows of the matrix: one line for each requirement, in columns that fit the width."""

from collections.abc import Sequence

from textual.content import Content
from textual.widgets.option_list import Option

from checklists.model.checklist import Level, Status
from tui.state.matrix import ANSWERS, FINDINGS, MatrixRow, RowOrder, row_orders
from tui.text.content import BAD, DOUBT, GOOD, MUTED, STRONG, fit, join, line
from tui.text.glyphs import ADVICE, DONE, ERROR, NOT_APPLICABLE, OPEN, OPENED, PARTLY, PROBLEM
from tui.text.matrix_text import problems_text
from tui.widgets.findings.finding_list import OUTCOMES
from tui.widgets.row_list import RowList

_ANSWERS = {
    Status.IMPLEMENTED: (DONE, GOOD),
    Status.PARTIALLY_IMPLEMENTED: (PARTLY, DOUBT),
    Status.NOT_IMPLEMENTED: (NOT_APPLICABLE, MUTED),
    Status.NOT_APPLICABLE: (NOT_APPLICABLE, MUTED),
    None: (OPEN, MUTED),
}
_WIDTHS = {
    112: (7, 18, 18, 10, 14, 22),
    66: (7, 3, 18, 4, 3, 14),
    0: (7, 3, 3, 4, 3, 9),
}
"""Cells of the columns after the title, by the least width that they need; a sorted column's title has a sign more."""
_PROVIDER = 5
"""Cells of the provider: its first four letters, and a gap."""
_SHORT_ANSWER = 14
"""Cells of an answer next to a provider; the longest answer has none, and takes both columns."""
_ALL, _SOME = 112, 66
LEAST_TITLE = 12


class MatrixList(RowList):
    """Requirements with the row under the cursor marked."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._shown: tuple[MatrixRow, ...] = ()

    @property
    def requirement(self) -> str | None:
        """The requirement under the cursor."""
        at = self.highlighted
        return self._shown[at].requirement if at is not None and at < len(self._shown) else None

    def show(self, rows: Sequence[MatrixRow], empty: str, *, layered: bool) -> None:
        """Show rows, of a layered product with their provider; the cursor stays on its requirement, if among them."""
        before = self.requirement
        self._shown = tuple(rows)
        self.clear_options()
        width = self.app.size.width - 6
        prompts = [row_text(row, width, layered=layered) for row in rows]
        self.add_options([Option(prompt) for prompt in prompts] or [Option(Content(empty), disabled=True)])
        if rows:
            ids = [row.requirement for row in rows]
            self.highlighted = ids.index(before) if before in ids else 0


def columns(width: int, *, layered: bool = False) -> dict[RowOrder, int]:
    """Return the widths of the columns; the title takes what is left."""
    level, finding, answer, *others = next(w for least, w in _WIDTHS.items() if max(width, 0) >= least)
    answers = (min(answer, _SHORT_ANSWER), _PROVIDER) if layered else (answer,)
    widths = (level, finding, *answers, *others)
    return dict(zip(row_orders(layered=layered), (max(width - sum(widths), LEAST_TITLE), *widths), strict=True))


def header_text(order: RowOrder, width: int, *, layered: bool = False) -> Content:
    """Return the titles of the columns; a sign marks the column that sorts the rows."""
    short = {} if width >= _ALL else {RowOrder.FINDING: "C", RowOrder.EVIDENCE: "Ev", RowOrder.CONFIRMATION: "?"}
    short |= {} if width >= _SOME else {RowOrder.ANSWER: "A"}
    cells = []
    for column, room in columns(width, layered=layered).items():
        title = short.get(column, str(column))
        sorted_by = Content.styled(f"{OPENED}{title}", STRONG) if column is order else Content.styled(title, MUTED)
        cells.append(fit(sorted_by, room))
    return join(*cells)


def row_text(row: MatrixRow, width: int, *, layered: bool = False) -> Content:
    """Return one line; narrow columns have signs only."""
    room, all_words, some_words = columns(width, layered=layered), width >= _ALL, width >= _SOME
    provider = line((row.provider or "")[: _PROVIDER - 1], MUTED)
    cells: tuple[Content | str, ...] = (
        fit(line(row.title), room[RowOrder.CHECKLIST] - 1),
        " ",
        fit(Content.styled(str(row.level), STRONG if row.level is Level.MUST else MUTED), room[RowOrder.LEVEL]),
        fit(_finding(row, words=all_words), room[RowOrder.FINDING]),
        fit(_answer(row, words=some_words), room[RowOrder.ANSWER]),
        *([fit(provider, room[RowOrder.PROVIDER])] if layered else []),
        fit(_evidence(row, words=all_words), room[RowOrder.EVIDENCE]),
        fit(_confirmation(row, words=all_words), room[RowOrder.CONFIRMATION]),
        fit(_problems(row, words=some_words), room[RowOrder.PROBLEMS]),
    )
    return fit(join(*cells), width)


def _finding(row: MatrixRow, *, words: bool) -> Content:
    sign, style, _ = OUTCOMES[row.outcome] if row.outcome else (NOT_APPLICABLE, MUTED, "")
    return Content.styled(f"{sign} {FINDINGS[row.outcome]}" if words else sign, style)


def _answer(row: MatrixRow, *, words: bool) -> Content:
    sign, style = _ANSWERS[row.status]
    return Content.styled(f"{sign} {ANSWERS[row.status]}" if words else sign, style)


def _evidence(row: MatrixRow, *, words: bool) -> Content:
    number = str(row.evidence or NOT_APPLICABLE)
    if not row.doubtful:
        return Content(number)
    return Content.styled(f"{number} ({row.doubtful} {PROBLEM})" if words else f"{number}{PROBLEM}", DOUBT)


def _confirmation(row: MatrixRow, *, words: bool) -> Content:
    if row.to_confirm:
        return Content.styled(f"{PARTLY} to confirm" if words else PARTLY, DOUBT)
    return Content.styled(NOT_APPLICABLE if words else "", MUTED)


def _problems(row: MatrixRow, *, words: bool) -> Content:
    if row.errors:
        sign, style = ERROR, BAD
    elif row.warnings:
        sign, style = PROBLEM, DOUBT
    else:
        sign, style = ADVICE if row.advice else NOT_APPLICABLE, MUTED
    counted = f" {problems_text(row) if words else row.problems}" if row.problems else ""
    return Content.styled(f"{sign}{counted}", style)
