"""Text report of the verdict on a file: the check's problems, then advice."""

import re
from collections import Counter
from collections.abc import Iterator

from checklists.model.problem import Problem, Severity
from checklists.text import clean_line, count
from checklists.validate import FileReport


def verdict_lines(report: FileReport) -> Iterator[str]:
    """Yield the verdict, every problem of the check, then advice grouped by code."""
    yield f"{clean_line(report.path.as_posix())}: {report.verdict}{_counts(report)}"
    advised: dict[str, list[Problem]] = {}
    for problem in report.problems:
        if problem.severity is Severity.ADVICE:
            advised.setdefault(problem.code, []).append(problem)
        else:
            yield f"  {problem.severity.value:8}{_problem_line(problem, f'{problem.code} {problem.subject}')}"
            yield from _hint(problem)
    for code, problems in advised.items():
        yield f"  advice  {code}"
        yield from (f"          {_problem_line(problem, problem.subject)}" for problem in problems)
        hints = {re.sub(r"https?://\S+", "", problem.hint): problem for problem in reversed(problems)}
        for problem in reversed(hints.values()):  # A single hint for those that differ only in their links.
            yield from _hint(problem)


def _problem_line(problem: Problem, about: str) -> str:
    place = f"line {problem.line}: " if problem.line else ""
    return f"{place}{clean_line(about)} - {problem.message}"


def _hint(problem: Problem) -> Iterator[str]:
    if problem.hint:
        yield f"          {problem.hint}"


def _counts(report: FileReport) -> str:
    kinds = Counter(problem.severity for problem in report.problems)
    counts = [count(kinds[kind], kind.value) for kind in (Severity.ERROR, Severity.WARNING) if kinds[kind]]
    if kinds[Severity.ADVICE]:
        counts.append(f"{count(kinds[Severity.ADVICE], 'point')} a reviewer would raise")
    return f" ({', '.join(counts)})" if counts else ""
