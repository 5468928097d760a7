"""Text report of the verdict on a file: the check's problems, then advice."""

from collections.abc import Iterable, Iterator

from checklists.advice.order import grouped_advice
from checklists.model.problem import Problem, Severity, by_place, counts_text, joined
from checklists.text import clean_line
from checklists.validate import FileReport


def verdict_lines(report: FileReport) -> Iterator[str]:
    """Yield the verdict, every problem of the check, then advice grouped by code."""
    yield f"{clean_line(report.path.as_posix())}: {report.verdict}{_counts(report)}"
    for problem in map(joined, by_place(report.problems)):
        if problem.severity is not Severity.ADVICE:
            yield f"  {problem.severity.value:8}{_problem_line(problem, f'{problem.code} {problem.subject}')}"
            yield from _hints([problem.hint])
    for group in grouped_advice(report.problems):
        yield f"  advice  {group.code}"
        yield from (f"          {_problem_line(problem, problem.subject)}" for problem in group.problems)
        yield from _hints(group.hints)


def _problem_line(problem: Problem, about: str) -> str:
    place = f"line {problem.line}: " if problem.line else ""
    return f"{place}{clean_line(about)} - {problem.message}"


def _hints(hints: Iterable[str]) -> Iterator[str]:
    yield from (f"          {hint}" for hint in hints if hint)


def _counts(report: FileReport) -> str:
    counts = counts_text(report.problems, zeros=False)
    return f" ({counts})" if counts else ""
