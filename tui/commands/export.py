"""`aiconform export`: exports a draft's submission to a folder or a clone of the program repository."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from tui.exit_codes import ExitCode

if TYPE_CHECKING:
    from collections.abc import Callable

    from checklists.drafts.store import OpenDraft
    from checklists.links.link_check import Links
    from checklists.model.checklist import Checklist
    from checklists.model.draft import Draft
    from checklists.model.problem import Problem
    from checklists.program.program_data import ProgramData
    from exporters.bundle import Bundle
    from exporters.disk.export_plan import ExportPlan
    from tui.reports.export_report import Exported

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
        "--commit",
        action="store_true",
        help="commit the submission on its own branch of the clone DIR instead of writing files; never pushes",
    )
    parser.add_argument(
        "--zip", action="store_true", help="write a zip archive for a private review into DIR instead of the folder"
    )
    parser.add_argument("--update", action="store_true", help="with --commit: update the branch if it exists")
    parser.add_argument(
        "--no-readme", action="store_true", help="do not generate a README.md; the vendor's own is always kept"
    )
    parser.add_argument(
        "--links", action="store_true", help="check the links first; by default, results of the last day count"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.set_defaults(refuse=parser.error)


def run(args: argparse.Namespace) -> int:
    """Export the submission, unless the program's check would fail.

    Returns:
        0 if it was exported and the verdict is pass; 1 if the verdict is fail, exported or not, or if a secret blocks
        the export; 3 if it was not exported for another reason.
    """
    from checklists.drafts.store import DraftStore
    from checklists.model.problem import failed
    from checklists.rules.link_uses import link_uses
    from checklists.submission.submission import submission_from_draft
    from checklists.text import typed_path
    from checklists.validate import validate_draft
    from exporters.bundle import build_bundle
    from exporters.confirmations import find_template
    from exporters.disk.confined import require_outside
    from exporters.disk.earlier import find_earlier
    from tui.output import print_json, print_message
    from tui.reports import export_report
    from tui.state.draft_fields import in_folder
    from tui.state.links import link_runner
    from tui.state.paths import paths
    from tui.state.program_data import is_offline, load_program

    offline = getattr(args, "offline", False)
    if args.links and is_offline(offline):
        args.refuse("argument --links: not possible offline")
    if args.update and not args.commit:
        args.refuse("argument --update: only with --commit")
    if args.zip and args.commit:
        args.refuse("argument --zip: not with --commit")
    viewed = DraftStore(paths().drafts).view(args.name)
    draft = viewed.draft if args.folder is None else in_folder(viewed.draft, args.folder)
    require_outside(typed_path(args.to), paths().drafts)
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
    earlier = find_earlier(typed_path(args.to), draft)
    bundle = build_bundle(
        draft,
        checklist,
        problems,
        viewed.evidence.files(),
        vendor_checked=members is not None,
        template=find_template(typed_path(place) for place in (args.to, getattr(args, "program", None)) if place),
        links=links,
        readme_text=earlier.readme if earlier else None,
        generate_readme=not args.no_readme,
    )
    obstacle = export_report.export_obstacle(draft, problems, ready=bundle.ready)
    written = (obstacle is None or args.force) and not bundle.secrets
    done = None
    if written and args.commit:
        done = _commit(
            args, viewed, bundle, draft.checklist, lambda path: _same_verdict(path, problems, program, links)
        )
    elif written and args.zip:
        done = _zip(args, viewed, bundle, draft, checklist)
    elif written:
        done = _write(args, viewed, bundle, draft.checklist)
    elif not bundle.secrets:
        _plan(args, viewed, bundle)
    if args.json:
        print_json(export_report.export_json(draft, problems, bundle, done))
    elif done is not None:
        for line in export_report.export_lines(done, checklist):
            print(line)
    for line in export_report.export_remarks(
        checklist, bundle, problems, members_known=members is not None, unchecked_links=unchecked, draft=viewed.draft
    ):
        print_message(line)
    if earlier and not draft.folder and earlier.root.name != bundle.root.name:
        print_message(
            f"This product's earlier submission is in {earlier.root}, this one in {bundle.root}.",
            f"Add --folder {earlier.root.name} to keep the folder's name.",
        )
    if unchecked and not is_offline(offline):
        print_message("--links checks them before the export")
    if bundle.secrets:
        print_message(*export_report.secrets_obstacle(viewed.draft, bundle))
    if obstacle and written:
        print_message(f"{obstacle[0]} Exported anyway; the pull request's text reports it.")
    elif obstacle:
        force = "" if bundle.secrets else "; --force exports anyway"
        print_message(obstacle[0], f"{obstacle[1]} Nothing was written{force}.")
    if failed(problems) or bundle.secrets:
        return ExitCode.VERDICT_FAIL
    return ExitCode.DONE if written else ExitCode.NOT_DONE


def _plan(args: argparse.Namespace, viewed: OpenDraft, bundle: Bundle) -> ExportPlan:
    from exporters.disk.export_plan import plan_export
    from tui.output import tell
    from tui.reports import export_report

    plan = plan_export(bundle, args.to, viewed.exports.written())
    if not args.replace:
        for line in export_report.conflict_lines(plan):
            tell(line)
    return plan


def _write(args: argparse.Namespace, viewed: OpenDraft, bundle: Bundle, minor: str) -> Exported:
    from datetime import UTC, datetime

    from exporters.git.commands import with_commands
    from exporters.writer import apply_export, recorded
    from tui.output import print_message
    from tui.reports.export_report import Exported

    plan = _plan(args, viewed, bundle)
    with recorded(viewed.exports, plan, datetime.now(UTC)):
        apply_export(plan, replace=args.replace)
    bundle, obstacle = with_commands(bundle, plan, minor)
    if obstacle is not None:
        print_message(f"The git commands do not work yet: {obstacle.message}", obstacle.hint)
    return Exported(plan, bundle, body_file=_body_file(viewed, bundle))


def _zip(args: argparse.Namespace, viewed: OpenDraft, bundle: Bundle, draft: Draft, checklist: Checklist) -> Exported:
    from datetime import UTC, datetime

    from checklists.text import typed_path
    from exporters.disk.export_plan import ExportPlan
    from exporters.review_archive import review_archive, write_archive
    from tui.reports.export_report import Exported

    data = review_archive(bundle, draft, checklist)
    path = write_archive(
        typed_path(args.to).absolute(), bundle, data, viewed.exports, datetime.now(UTC), replace=args.replace
    )
    return Exported(ExportPlan(path.parent, bundle.root, ()), bundle, archive=path)


def _commit(
    args: argparse.Namespace, viewed: OpenDraft, bundle: Bundle, minor: str, verify: Callable[[Path], None]
) -> Exported:
    from dataclasses import replace
    from datetime import UTC, datetime

    from checklists.text import typed_path
    from exporters.git.clone import open_clone, require_ready
    from exporters.git.commit import commit_export
    from exporters.writer import ExportConflict, record_export
    from tui.output import tell
    from tui.reports.export_report import Exported, conflict_lines
    from tui.state.program_data import is_offline

    clone = open_clone(typed_path(args.to).absolute())
    require_ready(clone, minor, offline=is_offline(getattr(args, "offline", False)))
    written = viewed.exports.written()
    try:
        commit = commit_export(clone, bundle, written, verify, replace=args.replace, update=args.update)
    except ExportConflict as error:
        for line in conflict_lines(error.plan):
            tell(line)
        raise
    plan = replace(commit.plan, destination=clone.folder)
    record_export(viewed.exports, plan, datetime.now(UTC), commit.id)
    return Exported(plan, bundle, commit, _body_file(viewed, bundle))


def _body_file(viewed: OpenDraft, bundle: Bundle) -> Path | None:
    """Write the pull request's text for `gh`; None if the draft's folder is not writable."""
    from checklists.files.atomic_file import write_atomically

    path = viewed.folder / "pull-request.md"
    try:
        write_atomically(path, bundle.pull_request.body.encode())
    except OSError:
        return None
    return path


def _same_verdict(product: Path, problems: tuple[Problem, ...], program: ProgramData, links: Links) -> None:
    from exporters.git.verify import require_same_verdict

    require_same_verdict(product, problems, program, links)
