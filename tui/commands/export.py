"""`aiconform export`: exports a draft's submission to a folder or a clone of the program repository."""

from __future__ import annotations

import argparse
from pathlib import Path

from tui.exit_codes import ExitCode

HELP = "export a draft's submission to a folder, with the pull request's text and commands"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the draft, the destination and the options."""
    parser.add_argument("name", metavar="NAME", help="name or folder of the draft")
    parser.add_argument(
        "--to",
        metavar="DIR",
        required=True,
        type=Path,
        help="folder or clone of the program repository; the submission goes to vX.Y/PRODUCT below it",
    )
    parser.add_argument("--folder", metavar="PRODUCT", help="the product's folder below vX.Y, instead of the draft's")
    parser.add_argument(
        "--force",
        action="store_true",
        help="export although the verdict is fail; the pull request's text reports it, and the exit code stays 1",
    )
    parser.add_argument(
        "--replace", action="store_true", help="replace files in the product's folder that this draft did not write"
    )
    parser.add_argument(
        "--links", action="store_true", help="check the links first; by default, results of the last day count"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.set_defaults(refuse=parser.error)


def run(args: argparse.Namespace) -> int:
    """Export the submission, unless the program's check would fail.

    Returns:
        0 if it was written and the verdict is pass; 1 if the verdict is fail, written or not; 3 if it was not written
        for another reason.
    """
    from datetime import UTC, datetime

    from checklists.drafts.store import DraftStore
    from checklists.model.problem import failed
    from checklists.rules.link_uses import link_uses
    from checklists.submission.submission import submission_from_draft
    from checklists.validate import validate_draft
    from exporters.bundle import build_bundle
    from exporters.disk.export_plan import plan_export
    from exporters.writer import apply_export, recorded
    from tui.output import print_json, print_message, tell
    from tui.reports import export_report
    from tui.state.draft_fields import in_folder
    from tui.state.links import link_runner
    from tui.state.paths import paths
    from tui.state.program_data import is_offline, load_program

    offline = getattr(args, "offline", False)
    if args.links and is_offline(offline):
        args.refuse("argument --links: not possible offline")
    viewed = DraftStore(paths().drafts).view(args.name)
    draft = viewed.draft if args.folder is None else in_folder(viewed.draft, args.folder)
    program = load_program(getattr(args, "program", None), offline, clone_candidates=(args.to,))
    checklist = program.checklist(draft.checklist)
    members = program.members()
    uses = link_uses(submission_from_draft(draft, checklist), checklist)
    links = (
        link_runner.check_with_progress(uses, fresh=False, private=False)
        if args.links
        else link_runner.recent_cached_checks()
    )
    unchecked = len({use.url for use in uses} - links.keys())
    problems = validate_draft(draft, checklist, members=members, files=viewed.evidence, links=links)
    bundle = build_bundle(draft, checklist, problems, viewed.evidence.files(), vendor_checked=members is not None)
    obstacle = export_report.export_obstacle(draft, problems, ready=bundle.ready)
    written = obstacle is None or args.force
    planned = plan_export(bundle, args.to, viewed.exports.written())
    if written:
        if planned.conflicts and not args.replace:
            for line in export_report.conflict_lines(planned):
                tell(line)
        with recorded(viewed.exports, planned, datetime.now(UTC)):
            apply_export(planned, replace=args.replace)
    if args.json:
        print_json(export_report.export_json(draft, problems, bundle, written=written))
    elif written:
        for line in export_report.export_lines(planned, bundle, checklist):
            print(line)
    known = members is not None
    for line in export_report.export_remarks(
        checklist, bundle, problems, members_known=known, unchecked_links=unchecked, draft=viewed.draft
    ):
        print_message(line)
    if unchecked and not is_offline(offline):
        print_message("--links checks them before the export")
    if obstacle and written:
        print_message(f"{obstacle[0]} Exported anyway; the pull request's text reports it.")
    elif obstacle:
        print_message(obstacle[0], f"{obstacle[1]} Nothing was written; --force exports anyway.")
    if failed(problems):
        return ExitCode.VERDICT_FAIL
    return ExitCode.DONE if written else ExitCode.NOT_DONE
