"""`aiconform scan`: finds secrets and identifiers in files before they become public."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tui.commands.arguments import output_format, own_version
from tui.exit_codes import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checklists.scan.files import FileScan

HELP = "find secrets and identifiers in files before you publish them"


def configure(parser: argparse.ArgumentParser) -> None:
    """Define the arguments."""
    parser.add_argument("paths", metavar="PATH", nargs="+", type=Path, help="file, folder with files, or - for stdin")
    output_format(parser)
    parser.add_argument("--strict", action="store_true", help="fail for identifiers too")


def run(args: argparse.Namespace) -> int:
    """Scan the files and print each match by rule and line; the values are never printed.

    Returns:
        0 without secrets, 1 with secrets; identifiers count only with `--strict`.
    """
    from checklists.scan.files import scan_paths, scan_stream
    from checklists.scan.rule import MatchClass
    from checklists.text import count
    from tui.output import print_json, print_message, print_note

    paths = [path for path in args.paths if str(path) != "-"]
    scans = [scan_stream(sys.stdin.buffer)] if len(paths) < len(args.paths) else []
    scans += scan_paths(paths)
    if args.format == "json":
        print_json({"files": [_file_json(scan) for scan in scans]})
    elif args.format == "text":
        for line in _lines(scans):
            print(line)
    else:
        from tui.reports.pipeline import formatted, of_scans

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
