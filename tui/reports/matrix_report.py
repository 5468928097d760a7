"""The matrix of a draft as text and JSON."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from tui.state.matrix import ANSWERS, FINDINGS, MatrixRow
from tui.text.matrix_text import evidence_text, problems_text, sums_text


def matrix_lines(rows: Sequence[MatrixRow]) -> Iterator[str]:
    """Yield a header, a line for each requirement, and what is left."""
    header = ("REQUIREMENT", "LEVEL", "CLUSTER", "ANSWER", "EVIDENCE", "CONFIRM", "PROBLEMS")
    table = [
        header,
        *(
            (
                row.requirement,
                str(row.level),
                FINDINGS[row.outcome],
                ANSWERS[row.status],
                evidence_text(row),
                "to confirm" if row.to_confirm else "-",
                problems_text(row),
            )
            for row in rows
        ),
    ]
    widths = [max(len(cells[column]) for cells in table) for column in range(len(header))]
    for cells in table:
        yield "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()
    yield ""
    yield sums_text(rows)


def matrix_json(rows: Sequence[MatrixRow]) -> list[dict[str, object]]:
    """Build the rows as JSON."""
    return [
        {name: value for name, value in asdict(row).items() if name != "words"} | {"problems": row.problems}
        for row in rows
    ]
