"""Command `aiconform demo`: the wizard on a bundled demo cluster, or its submission without screens."""

from __future__ import annotations

import argparse
from pathlib import Path

from tui.commands.arguments import AT_HELP, path_argument
from tui.exit_codes import ExitCode

HELP = "try the wizard on a bundled demo cluster; saves nothing"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "--export",
        metavar="DIR",
        type=path_argument,
        help="write the demo's submission to vX.Y/PRODUCT in DIR, without screens",
    )
    parser.add_argument("--at", metavar="PLACE", default=argparse.SUPPRESS, help=AT_HELP)
    parser.add_argument(
        "--ascii", action="store_true", default=argparse.SUPPRESS, help="plain glyphs, for terminals without Unicode"
    )
    parser.set_defaults(refuse=parser.error)


def run(args: argparse.Namespace) -> int:
    """Open the demo, or export it."""
    from tui.commands.wizard import open_demo

    return open_demo(args) if args.export is None else _export(args)


def _export(args: argparse.Namespace) -> int:
    import tempfile
    from collections import Counter

    from checklists.model.finding import Outcome
    from checklists.model.problem import failed
    from exporters.export import Exported
    from exporters.git.commands import with_commands
    from exporters.writer import apply_export
    from tui.output import print_message, print_note
    from tui.reports import export_report
    from tui.state.demo.demo_data import demo_vendor
    from tui.state.demo.demo_session import begin, complete
    from tui.state.program_data import local_program

    program = local_program(getattr(args, "program", None), clone_candidates=(args.export,))
    with tempfile.TemporaryDirectory(prefix="aiconform-demo-", ignore_cleanup_errors=True) as folder:
        session = begin(Path(folder), program)
        try:
            complete(session)
            session.save()
            planned, bundle, state = session.plan(args.export), session.bundle(), session.state
            apply_export(planned)
        finally:
            session.abandon()
    outcomes = Counter(finding.outcome for finding in state.findings)
    seen = ", ".join(f"{outcomes[outcome]} {outcome.replace('-', ' ')}" for outcome in Outcome if outcomes[outcome])
    print(f"The demo cluster was read: {seen}.")
    print("Detected requirements use the findings; the other answers have invented links and files.")
    bundle, _ = with_commands(bundle, planned, state.draft.checklist)
    for line in export_report.export_lines(Exported(planned, bundle), state.checklist):
        print(line)
    unchecked = len({use.url for use in state.link_uses()})
    for line in export_report.export_remarks(
        state.checklist, bundle, state.problems, members_known=state.members is not None, unchecked_links=unchecked
    ):
        (print_message if failed(state.problems) else print_note)(line)
    print_note(
        f"The product is invented; {demo_vendor()} is a placeholder, because the program accepts only CNCF members."
    )
    return ExitCode.VERDICT_FAIL if failed(state.problems) else ExitCode.DONE
