"""Texts of the matrix's cells and totals."""

from collections.abc import Sequence

from checklists.model.checklist import Level
from checklists.text import count
from tui.state.matrix import MatrixRow


def evidence_text(row: MatrixRow) -> str:
    """Return the number of evidence values, and how many have a problem."""
    return f"{row.evidence}{f' ({row.doubtful} to check)' if row.doubtful else ''}" if row.evidence else "-"


def problems_text(row: MatrixRow, *, short: bool = False) -> str:
    """Return the number of problems of each severity; if `short`, of the worst severity and of all others."""
    named = ((row.errors, "error"), (row.warnings, "warning"), (row.advice, "advice"))
    found = [f"{number} {noun}" if noun == "advice" else count(number, noun) for number, noun in named if number]
    if short and len(found) > 1:
        worst = next(number for number, _ in named if number)
        return f"{found[0]} +{row.problems - worst}"
    return ", ".join(found) or "-"


def sums(rows: Sequence[MatrixRow]) -> list[str]:
    """Return what is left: answers of each level, confirmations and errors."""
    parts = []
    for level in Level:
        members = [row for row in rows if row.level is level]
        if members:
            parts.append(f"{level} {sum(row.status is not None for row in members)} of {len(members)} answered")
    waiting, errors = sum(row.to_confirm for row in rows), sum(row.errors for row in rows)
    parts += [f"{waiting} to confirm"] if waiting else []
    return [*parts, f"{count(errors, 'error')} in answers"]


def sums_text(rows: Sequence[MatrixRow]) -> str:
    """Return what is left on one line."""
    return "   ".join(sums(rows))
