"""The matrix of a draft as text and JSON."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from checklists.model.checklist import Level
from checklists.text import count
from tui.state.matrix import ANSWERS, FINDINGS, MatrixRow


def evidence_text(row: MatrixRow) -> str:
    """Return the number of evidence values, and how many have a problem."""
    return f"{row.evidence}{f' ({row.doubtful} to check)' if row.doubtful else ''}" if row.evidence else "-"


def problems_text(row: MatrixRow) -> str:
    """Return the number of problems of each severity."""
    named = ((row.errors, "error"), (row.warnings, "warning"), (row.advice, "advice"))
    found = [f"{number} {noun}" if noun == "advice" else count(number, noun) for number, noun in named if number]
    return ", ".join(found) or "-"


def sums_text(rows: Sequence[MatrixRow]) -> str:
    """Return what is left: answers of each level, confirmations and errors."""
    parts = []
    for level in Level:
        members = [row for row in rows if row.level is level]
        if members:
            parts.append(f"{level} {sum(row.status is not None for row in members)} of {len(members)} answered")
    waiting, errors = sum(row.to_confirm for row in rows), sum(row.errors for row in rows)
    parts += [f"{waiting} to confirm"] if waiting else []
    return "   ".join([*parts, f"{count(errors, 'error')} in answers"])


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
