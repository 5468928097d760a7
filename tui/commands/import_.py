"""Command `aiconform import`: create a draft from a submission, for its own or a newer checklist."""

from __future__ import annotations

import argparse

from tui.commands.arguments import day, path_argument, program_of
from tui.exit_codes import ExitCode

HELP = "create a draft from a PRODUCT.yaml, repaired and moved to a newer checklist"


def configure(parser: argparse.ArgumentParser) -> None:
    """Define the arguments."""
    parser.add_argument("path", metavar="PATH", type=path_argument, help="a PRODUCT.yaml or its folder")
    parser.add_argument("--name", metavar="NAME", required=True, help="name of the new draft")
    parser.add_argument("--to", metavar="MINOR", help="target Kubernetes minor, such as 1.37 (default: its own)")
    parser.add_argument(
        "--merged",
        metavar="DATE",
        type=day,
        help="merge date of the submission, such as 2026-03-14; the renewal is due within a year",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> int:
    """Create the draft and print the import report."""
    import shlex
    from datetime import datetime

    from checklists.drafts.store import DraftStore
    from checklists.importing.import_submission import import_submission
    from tui.output import print_json, print_note
    from tui.reports import import_report
    from tui.state.paths import paths

    program = program_of(args, (args.path.absolute(),))
    to = args.to.removeprefix("v") if args.to else None
    report = import_submission(args.path, args.name, DraftStore(paths().drafts), program, to=to, merged=args.merged)
    if args.json:
        print_json(import_report.import_json(report))
    else:
        for line in import_report.import_lines(report, datetime.now().astimezone().date()):
            print(line)
        if report.draft.to_confirm:
            name = shlex.quote(report.draft.name)
            print_note(f"To confirm carried-over answers: aiconform drafts confirm {name} REQUIREMENT (or --all)")
    return ExitCode.DONE
