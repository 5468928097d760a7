"""`aiconform import`: makes a draft of a submission, healed and carried to a newer checklist."""

from __future__ import annotations

import argparse
from pathlib import Path

from tui.commands.arguments import day

HELP = "make a draft of a PRODUCT.yaml, healed and carried to a newer checklist"


def configure(parser: argparse.ArgumentParser) -> None:
    """What is imported, what it becomes."""
    parser.add_argument("path", metavar="PATH", type=Path, help="a PRODUCT.yaml, broken or not, or its folder")
    parser.add_argument("--name", metavar="NAME", required=True, help="what to call the draft")
    parser.add_argument("--to", metavar="MINOR", help="Kubernetes minor to carry it to, such as 1.37; else its own")
    parser.add_argument(
        "--merged",
        metavar="DATE",
        type=day,
        help="when that submission was merged, such as 2026-03-14: the renewal has to be merged within a year",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> int:
    """Make the draft and say what became of everything."""
    import shlex
    from datetime import datetime

    from checklists.drafts.store import DraftStore
    from checklists.importing.import_submission import import_submission
    from tui.output import print_json, print_message
    from tui.reports import import_report
    from tui.state.paths import paths
    from tui.state.program_data import load_program

    program = load_program(
        getattr(args, "program", None), getattr(args, "offline", False), clone_candidates=(args.path.absolute(),)
    )
    to = args.to.removeprefix("v") if args.to else None
    report = import_submission(args.path, args.name, DraftStore(paths().drafts), program, to=to, merged=args.merged)
    if args.json:
        print_json(import_report.import_json(report))
    else:
        for line in import_report.import_lines(report, datetime.now().astimezone().date()):
            print(line)
        if report.draft.to_confirm:
            name = shlex.quote(report.draft.name)
            print_message(f"To confirm what still holds: aiconform drafts confirm {name} REQUIREMENT, or --all of it.")
    return 0
