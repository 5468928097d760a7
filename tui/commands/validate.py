"""`aiconform validate`: the program's verdict on submissions, for people or as JSON."""

import argparse
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from checklists.problem import Problem
    from checklists.validate import FileReport

HELP = "say what the program's check would say of PRODUCT.yaml files"


def configure(parser: argparse.ArgumentParser) -> None:
    """Files or folders, and the form of the answer."""
    parser.add_argument("paths", metavar="PATH", nargs="+", type=Path, help="a PRODUCT.yaml, or a folder above some")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> int:
    """Check every file and print the verdicts.

    Returns:
        0 if the program would take all of them, else 1.
    """
    from checklists.submission_files import find_submissions
    from checklists.validate import RULES_VERSION, validate_file
    from tui.output import print_json
    from tui.program_data import is_offline, load_program

    offline = is_offline(getattr(args, "offline", False))
    files = tuple(dict.fromkeys(file for path in args.paths for file in find_submissions(path)))
    program = load_program(getattr(args, "program", None), offline, tuple(path.absolute() for path in args.paths))
    reports = [validate_file(file, program) for file in files]
    if args.json:
        print_json({"rules": RULES_VERSION, "offline": offline, "files": [_as_json(report) for report in reports]})
    else:
        _print_all(reports)
    return 0 if all(report.passed for report in reports) else 1


def _as_json(report: "FileReport") -> dict[str, Any]:
    problems = [
        {
            "severity": problem.severity.value,
            "code": problem.code,
            "subject": problem.subject,
            "where": problem.where,
            "line": problem.line,
            "message": problem.message,
            "hint": problem.hint,
        }
        for problem in report.problems
    ]
    return {
        "path": report.path.as_posix(),
        "verdict": report.verdict,
        "problems": problems,
        "unchecked": list(report.unchecked),
    }


def _print_all(reports: "list[FileReport]") -> None:
    from checklists.text import clean_line, count

    for report in reports:
        print(f"{clean_line(report.path.as_posix())}: {report.verdict}{_counts(report)}")
        for problem in report.problems:
            _print_problem(problem)
    passed = sum(report.passed for report in reports)
    print(f"{count(len(reports), 'file')}: {passed} pass, {len(reports) - passed} fail")
    unchecked = dict.fromkeys(sentence for report in reports for sentence in report.unchecked)
    for sentence in unchecked:
        print(f"not checked: {sentence}")


def _print_problem(problem: "Problem") -> None:
    from checklists.text import clean_line

    place = f"line {problem.line}: " if problem.line else ""
    about = clean_line(f"{problem.code} {problem.subject}")
    print(f"  {problem.severity.value:8}{place}{about} - {problem.message}")
    if problem.hint:
        print(f"          {problem.hint}")


def _counts(report: "FileReport") -> str:
    from checklists.text import count

    kinds = Counter(problem.severity.value for problem in report.problems)
    said = ", ".join(count(number, kind) for kind, number in kinds.items())
    return f" ({said})" if said else ""
