"""Command `aiconform validate`: the verdict of the program's check on submissions."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui.commands.arguments import (
    is_offline,
    output_argument,
    output_format,
    own_version,
    path_argument,
    program_of,
    standard_input,
)
from tui.exit_codes import ExitCode

if TYPE_CHECKING:
    from checklists.links.link_check import Links
    from checklists.program.program_data import ProgramData
    from checklists.validate import FileReport, OpenFile

HELP = "validate PRODUCT.yaml files with the rules of the program's check"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "paths",
        metavar="PATH",
        nargs="+",
        type=path_argument,
        help="a PRODUCT.yaml, a folder to search, or - for stdin",
    )
    output_format(parser)
    parser.add_argument("--strict", action="store_true", help="fail on advice too")
    parser.add_argument(
        "--stdin-name",
        metavar="FILE",
        type=path_argument,
        help="path of the file on stdin, vX.Y/PRODUCT/PRODUCT.yaml; else its Kubernetes version names the folder",
    )
    parser.add_argument(
        "--report",
        metavar="FILE",
        type=output_argument,
        help="write all link results as Markdown, for the pull request",
    )
    parser.add_argument(
        "--fresh", action="store_true", help="check links again even if they were reachable within the last day"
    )
    parser.add_argument(
        "--allow-private",
        action="store_true",
        help="also check links to this machine and its network, which the program's check cannot reach",
    )
    parser.set_defaults(refuse=parser.error)


def run(args: argparse.Namespace) -> int:
    """Validate every file and print the verdicts.

    Returns:
        0 if every file passes, else 1; with `--strict`, advice fails too.

    Raises:
        AiconformError: No submission exists, or the report cannot be written.
    """
    from checklists.validate import OpenFile

    offline = is_offline(args)
    if offline and args.report:
        args.refuse("argument --report: link results need requests, which --offline forbids")
    if args.stdin_name and Path("-") not in args.paths:
        args.refuse("argument --stdin-name: only with - for stdin")
    report = _report_file(args.report) if args.report else None
    opened = _open_files(args)
    readable = [file for file in opened if isinstance(file, OpenFile)]
    links = None if offline else _links(args, readable, report)
    reports = [file.report(links) if isinstance(file, OpenFile) else file for file in opened]
    _print_reports(args, reports, offline=offline)
    passed = all(report.passed and not (args.strict and report.advised) for report in reports)
    return ExitCode.DONE if passed else ExitCode.VERDICT_FAIL


def _open_files(args: argparse.Namespace) -> "list[OpenFile | FileReport]":
    """Open the files of all paths, each once, and the file on stdin; an unreadable one has its report already."""
    from checklists.go_yaml.parser import MAX_BYTES
    from checklists.submission.submission_files import find_submissions
    from checklists.validate import open_file, open_text
    from tui.output import is_verbose, print_note

    paths = [path for path in args.paths if str(path) != "-"]
    files = tuple(dict.fromkeys(file for path in paths for file in find_submissions(path)))
    near = (*paths, *([args.stdin_name] if args.stdin_name else [])) or (Path(),)
    program = program_of(args, tuple(path.absolute() for path in near))
    if is_verbose():
        print_note(f"checklists and member list: {_sources(program)}", detail=True)
    opened = [open_file(file, program) for file in files]
    if len(paths) < len(args.paths):
        opened.append(open_text(standard_input().read(MAX_BYTES + 1), args.stdin_name, program))
    return opened


def _print_reports(args: argparse.Namespace, reports: "list[FileReport]", *, offline: bool) -> None:
    from checklists.validate import RULES_VERSION
    from tui.output import print_json, print_note

    if args.format == "json":
        print_json({"rules": RULES_VERSION, "offline": offline, "files": [_as_json(report) for report in reports]})
    elif args.format == "text":
        _print_all(reports)
    else:
        from tui.reports.pipeline import formatted
        from tui.reports.remarks import of_reports

        print(formatted(args.format, of_reports(reports, strict=args.strict), own_version()))
        for sentence in _unchecked(reports):
            print_note(f"not checked: {sentence}")


def _sources(program: "ProgramData") -> str:
    members = program.members()
    source = program.checklist(program.minors()[-1]).source
    return f"{source}; {members.source if members is not None else 'no member list'}"


def _report_file(named: Path) -> Path:
    """Return the report's path; fails before the link checks, which take long."""
    from checklists.errors import ExportError
    from checklists.text import typed_path

    file = typed_path(named)
    if file.is_dir() or not file.parent.is_dir():
        why = "it is a folder" if file.is_dir() else f"the folder {file.parent} does not exist"
        raise ExportError(f"The report {file} cannot be written: {why}.", "Name a file in an existing folder.")
    return file


def _links(args: argparse.Namespace, files: "list[OpenFile]", report: Path | None) -> "Links":
    """Check the links of all files, each once, and write the report before the verdict is printed."""
    from datetime import UTC, datetime

    from checklists.rules.link_uses import link_uses
    from tui.commands.link_progress import check_with_progress
    from tui.output import print_note

    uses = {file.path.as_posix(): link_uses(file.submission, file.checklist) for file in files}
    links = check_with_progress(
        tuple(use for of_file in uses.values() for use in of_file), fresh=args.fresh, private=args.allow_private
    )
    if report is not None:
        from exporters.link_report import link_report
        from exporters.output_file import write_output

        write_output(report, link_report(uses, links, datetime.now(UTC)))
        print_note(f"link results written to {report}")
    return links


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
    from checklists.text import count
    from tui.reports.verdict_report import verdict_lines

    lines = [line for report in reports for line in verdict_lines(report)]
    passed = sum(report.passed for report in reports)
    lines.append(f"{count(len(reports), 'file')}: {passed} pass, {len(reports) - passed} fail")
    print("\n".join((*lines, *(f"not checked: {sentence}" for sentence in _unchecked(reports)))))


def _unchecked(reports: "list[FileReport]") -> list[str]:
    """Return what was not checked in any file, each sentence once."""
    return list(dict.fromkeys(sentence for report in reports for sentence in report.unchecked))
