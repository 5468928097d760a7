"""Command `aiconform scan`: find secrets and identifiers in files before they become public."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from tui.commands.arguments import output_format, own_version, path_argument, standard_input
from tui.commands.draft_actions.match_decisions import TO_HELP
from tui.exit_codes import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checklists.scan.files import FileScan

HELP = "find secrets and identifiers in files before you publish them"


def configure(parser: argparse.ArgumentParser) -> None:
    """Define the arguments."""
    parser.add_argument(
        "paths",
        metavar="PATH",
        nargs="*",
        default=[],
        type=path_argument,
        help="file, folder with files, or - for stdin",
    )
    parser.add_argument("--draft", metavar="NAME", help="scan what an export of this draft writes")
    parser.add_argument("--diff", action="store_true", help="with --draft: print what the export replaces")
    parser.add_argument("--to", metavar="DIR", help=f"with --draft: {TO_HELP}")
    output_format(parser)
    parser.add_argument("--strict", action="store_true", help="fail on identifiers too")
    parser.set_defaults(refuse=parser.error)


def run(args: argparse.Namespace) -> int:
    """Scan files, or what a draft would publish, and print each match by rule and line; values are never printed.

    Returns:
        0 without secrets, 1 with secrets; identifiers count only with `--strict`, decided matches never.
    """
    if args.draft is None:
        if not args.paths:
            args.refuse("the following arguments are required: PATH, or --draft")
        for option in ("diff", "to"):
            if getattr(args, option):
                args.refuse(f"argument --{option}: only with --draft")
        return _scan_paths(args)
    if args.paths:
        args.refuse("argument --draft: not with PATH")
    if args.format not in ("text", "json"):
        args.refuse(f"argument --format: {args.format} is not possible with --draft")
    from tui.commands.scan_draft import scan_draft

    return scan_draft(args)


def _scan_paths(args: argparse.Namespace) -> int:
    from checklists.scan.files import scan_paths, scan_stream
    from checklists.scan.rule import MatchClass
    from checklists.text import count
    from tui.output import print_json, print_message, print_note

    paths = [path for path in args.paths if str(path) != "-"]
    scans = [scan_stream(standard_input())] if len(paths) < len(args.paths) else []
    scans += scan_paths(paths)
    if args.format == "json":
        print_json({"files": [_file_json(scan) for scan in scans]})
    elif args.format == "text":
        for line in _lines(scans):
            print(line)
    else:
        from tui.reports.pipeline import formatted
        from tui.reports.remarks import of_scans

        print(formatted(args.format, of_scans(scans, strict=args.strict), own_version()))
    for scan in scans:
        if scan.note:
            print_message(f"{scan.path}: {scan.note}")
    secrets = sum(match.match_class is MatchClass.SECRET for scan in scans for match in scan.matches)
    others = sum(len(scan.matches) for scan in scans) - secrets
    print_note(f"{count(secrets, 'secret')} and {count(others, 'identifier')} in {count(len(scans), 'file')}")
    return ExitCode.VERDICT_FAIL if secrets or (args.strict and others) else ExitCode.DONE


def _lines(scans: list[FileScan]) -> Iterator[str]:
    from checklists.text import clean_line

    for scan in scans:
        for match in scan.matches:
            path = clean_line(str(scan.path), limit=1_000)
            yield f"{path}:{match.line}: {match.match_class}: {match.title} ({match.rule})"


def _file_json(scan: FileScan) -> dict[str, object]:
    matches = [{"class": match.match_class.value, "rule": match.rule, "line": match.line} for match in scan.matches]
    return {"path": str(scan.path), "matches": matches, **({"note": scan.note} if scan.note else {})}
