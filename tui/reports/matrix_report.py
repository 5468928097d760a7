"""The matrix of a draft as text and JSON."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict

from checklists.model.checklist import Status
from checklists.model.finding import Outcome
from tui.state.matrix import ANSWERS, FINDINGS, MatrixRow
from tui.text.matrix_text import evidence_text, problems_text, sums, sums_text

_GAP, _EMPTY = "  ", "-"
_LEAST_ID = 16
"""Least width of the ids, in cells."""
_EXPENDABLE = ("EVIDENCE", "CONFIRM", "CLUSTER", "LEVEL", "PROVIDER")
"""Columns that a narrow terminal loses, in this order."""
_SHORT_ANSWERS = ANSWERS | {Status.NOT_IMPLEMENTED: "Not impl."}
_SHORT_FINDINGS = {
    Outcome.DETECTED: "yes",
    Outcome.PARTLY: "partly",
    Outcome.NOT_DETECTED: "no",
    Outcome.COULD_NOT_CHECK: "?",
    None: _EMPTY,
}

Table = Mapping[str, Sequence[str]]
"""Cells of each column, by its title."""


def matrix_lines(rows: Sequence[MatrixRow], width: int | None = None, *, layered: bool = False) -> Iterator[str]:
    """Yield a header, a line for each requirement, and what is left.

    Args:
        rows: The requirements.
        width: The terminal's width: a wider table gets shorter cells, then cut ids, then fewer columns.
        layered: Whether the product is layered, so that its requirements have providers.
    """
    table: Table = {
        "REQUIREMENT": [row.requirement for row in rows],
        "LEVEL": [str(row.level) for row in rows],
        "CLUSTER": [FINDINGS[row.outcome] for row in rows],
        "ANSWER": [ANSWERS[row.status] for row in rows],
        **({"PROVIDER": [row.provider or _EMPTY for row in rows]} if layered else {}),
        "EVIDENCE": [evidence_text(row) for row in rows],
        "CONFIRM": ["to confirm" if row.to_confirm else _EMPTY for row in rows],
        "PROBLEMS": [problems_text(row) for row in rows],
    }
    if width is not None and _width(table) > width:
        table = _fitted(table, rows, width)
    widths = _widths(table)
    for cells in (tuple(table), *zip(*table.values(), strict=True)):
        yield _GAP.join(cell.ljust(room) for cell, room in zip(cells, widths, strict=True)).rstrip()
    yield ""
    left = sums_text(rows)
    yield from [left] if width is None or len(left) <= width else sums(rows)


def _fitted(table: Table, rows: Sequence[MatrixRow], width: int) -> Table:
    """Return the table with shorter cells and, as far as needed, without empty columns, with cut ids, or smaller."""
    short: dict[str, Sequence[str]] = {
        **table,
        "CLUSTER": [_SHORT_FINDINGS[row.outcome] for row in rows],
        "ANSWER": [_SHORT_ANSWERS[row.status] for row in rows],
        "EVIDENCE": [f"{row.evidence or _EMPTY}{f' ({row.doubtful}!)' if row.doubtful else ''}" for row in rows],
        "CONFIRM": ["yes" if row.to_confirm else _EMPTY for row in rows],
        "PROBLEMS": [problems_text(row, short=True) for row in rows],
    }
    ids = [row.requirement for row in rows]
    expendable = [title for title in _EXPENDABLE if title in short]
    empty = {title: max(map(len, ids)) for title in expendable if set(short[title]) == {_EMPTY}}
    for title, least in (empty | {title: _LEAST_ID for title in expendable if title not in empty}).items():
        if _id_room(short, width) < least:
            del short[title]
    room = max(_id_room(short, width), _LEAST_ID)
    return short | {"REQUIREMENT": [each if len(each) <= room else f"{each[: room - 1]}…" for each in ids]}


def _id_room(table: Table, width: int) -> int:
    """Return the cells that the other columns leave for the ids."""
    return width - _width(table) + _widths(table)[0]


def _widths(table: Table) -> list[int]:
    return [max(map(len, (title, *cells))) for title, cells in table.items()]


def _width(table: Table) -> int:
    return sum(_widths(table)) + len(_GAP) * (len(table) - 1)


def matrix_json(rows: Sequence[MatrixRow]) -> list[dict[str, object]]:
    """Build the rows as JSON."""
    return [
        {name: value for name, value in asdict(row).items() if name != "words"} | {"problems": row.problems}
        for row in rows
    ]
