"""`aiconform scan`: finds secrets and identifiers in files before they become public."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from tui.exit_codes import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checklists.scan.files import FileScan

HELP = "find secrets and identifiers in files before you publish them"


def configure(parser: argparse.ArgumentParser) -> None:
    """Define the arguments."""
    parser.add_argument("paths", metavar="PATH", nargs="+", type=Path, help="file, or folder with files")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> int:
    """Scan the files and print each match by rule and line; the values are never printed.

    Returns:
        0 without secrets, 1 with secrets; identifiers do not count.
    """
    from checklists.scan.files import scan_paths
    from checklists.scan.rule import MatchClass
    from checklists.text import count
    from tui.output import print_json, print_message

    scans = list(scan_paths(args.paths))
    if args.json:
        print_json({"files": [_file_json(scan) for scan in scans]})
    else:
        for line in _lines(scans):
            print(line)
    for scan in scans:
        if scan.note:
            print_message(f"{scan.path}: {scan.note}")
    secrets = sum(match.match_class is MatchClass.SECRET for scan in scans for match in scan.matches)
    others = sum(len(scan.matches) for scan in scans) - secrets
    print_message(f"{count(secrets, 'secret')} and {count(others, 'identifier')} in {count(len(scans), 'file')}")
    return ExitCode.VERDICT_FAIL if secrets else ExitCode.DONE


def _lines(scans: list[FileScan]) -> Iterator[str]:
    from checklists.text import clean_line

    for scan in scans:
        for match in scan.matches:
            path = clean_line(str(scan.path), limit=1_000)
            yield f"{path}:{match.line}: {match.match_class}: {match.title} ({match.rule})"


def _file_json(scan: FileScan) -> dict[str, object]:
    matches = [{"class": match.match_class.value, "rule": match.rule, "line": match.line} for match in scan.matches]
    return {"path": str(scan.path), "matches": matches, **({"note": scan.note} if scan.note else {})}
