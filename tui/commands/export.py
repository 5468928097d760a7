"""Command `aiconform export`: export a draft's submission to a folder or a clone of the program repository."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, NamedTuple

from tui.commands.arguments import is_offline, path_argument, program_of
from tui.exit_codes import ExitCode

if TYPE_CHECKING:
    from checklists.drafts.open_draft import OpenDraft
    from checklists.drafts.store import DraftStore
    from checklists.links.link_check import Links
    from checklists.model.problem import Problem
    from checklists.program.program_data import ProgramData
    from exporters.disk.export_plan import ExportPlan
    from exporters.export import Exported, Prepared

HELP = "export a draft's submission to a folder, with the pull request's text and commands"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the draft, the destination and the options."""
    parser.add_argument("name", metavar="NAME", help="name or folder of the draft")
    parser.add_argument(
        "--to",
        metavar="DIR",
        required=True,
        type=path_argument,
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
        "--zip",
        action="store_true",
        help="write a zip archive for a private review into DIR instead of the folder, with the pages of "
        "`drafts keep-pages`",
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
    from tui.output import print_message, print_note
    from tui.reports import export_report
    from tui.state.paths import paths

    _require_possible(args)
    store = DraftStore(paths().drafts)
    submission = _prepare(args, store.view(args.name))
    bundle, problems = submission.prepared.bundle, submission.problems
    obstacle = export_report.export_obstacle(submission.prepared.draft, problems, ready=bundle.ready)
    written = (obstacle is None or args.force) and not bundle.secrets
    done = _export(args, submission) if written else None
    if not written and not bundle.secrets:
        _show_conflicts(args, submission.prepared.plan())
    _print_result(args, submission, done)
    _note_other_folders(store, submission)
    if submission.unchecked and not is_offline(args):
        print_note("--links checks them before the export")
    if bundle.secrets:
        print_message(*export_report.secrets_obstacle(submission.viewed.draft, bundle))
    if obstacle and written:
        print_message(f"{obstacle[0]} Exported anyway; the pull request's text reports it.")
    elif obstacle:
        force = "" if bundle.secrets else "; --force exports anyway"
        print_message(obstacle[0], f"{obstacle[1]} Nothing was written{force}.")
    if failed(problems) or bundle.secrets:
        return ExitCode.VERDICT_FAIL
    return ExitCode.DONE if written else ExitCode.NOT_DONE


def _require_possible(args: argparse.Namespace) -> None:
    """Exit with a usage error if options exclude each other."""
    if args.links and is_offline(args):
        args.refuse("argument --links: not possible offline")
    if args.update and not args.commit:
        args.refuse("argument --update: only with --commit")
    if args.zip and args.commit:
        args.refuse("argument --zip: not with --commit")


class _Submission(NamedTuple):
    """A draft as it would be exported, and the verdict on it."""

    viewed: OpenDraft
    """The draft on disk; `prepared.draft` has the folder of `--folder`."""
    program: ProgramData
    links: Links
    unchecked: int
    """Number of links without a result that counts."""
    problems: tuple[Problem, ...]
    prepared: Prepared


def _prepare(args: argparse.Namespace, viewed: OpenDraft) -> _Submission:
    """Validate a draft, with its links, and build its submission."""
    from checklists.rules.link_uses import link_uses
    from checklists.submission.submission import submission_from_draft
    from checklists.text import typed_path
    from checklists.validate import validate_draft
    from exporters.disk.confined import require_outside
    from exporters.export import prepare, with_pages
    from tui.commands.link_progress import check_with_progress
    from tui.state.draft_fields import in_folder
    from tui.state.links.link_runner import recent_cached_checks
    from tui.state.paths import paths

    draft = viewed.draft if args.folder is None else in_folder(viewed.draft, args.folder)
    require_outside(typed_path(args.to), paths().drafts)
    program = program_of(args, (args.to,))
    checklist, members = program.checklist(draft.checklist), program.members()
    uses = link_uses(submission_from_draft(draft, checklist), checklist)
    links = check_with_progress(uses, fresh=False, private=False) if args.links else recent_cached_checks()
    viewed.links.add((use.url for use in uses), links)
    problems = validate_draft(draft, checklist, members=members, files=viewed.evidence, links=links)
    prepared = prepare(
        draft,
        checklist,
        problems,
        viewed.evidence.files(),
        viewed.exports,
        destination=typed_path(args.to).absolute(),
        program_folders=program.folders,
        vendor_checked=members is not None,
        links=links,
        generate_readme=not args.no_readme,
    )
    unchecked = len({use.url for use in uses} - links.keys())
    return _Submission(viewed, program, links, unchecked, problems, with_pages(prepared) if args.zip else prepared)


def _export(args: argparse.Namespace, submission: _Submission) -> Exported:
    from exporters.export import export_archive

    if args.commit:
        return _commit(args, submission)
    return export_archive(submission.prepared, replace=args.replace) if args.zip else _write(args, submission.prepared)


def _print_result(args: argparse.Namespace, submission: _Submission, done: Exported | None) -> None:
    """Print the result on stdout, then remarks on stderr."""
    from checklists.model.problem import failed
    from tui.output import print_json, print_message, print_note
    from tui.reports import export_report
    from tui.state.eligibility import is_unreleased

    prepared, problems = submission.prepared, submission.problems
    if args.json:
        print_json(export_report.export_json(prepared.draft, problems, prepared.bundle, done))
    elif done is not None:
        for line in export_report.export_lines(done, prepared.checklist):
            print(line)
    for line in export_report.export_remarks(
        prepared.checklist,
        prepared.bundle,
        problems,
        members_known=submission.program.members() is not None,
        unchecked_links=submission.unchecked,
        draft=submission.viewed.draft,
    ):
        (print_message if failed(problems) else print_note)(line)
    if is_unreleased(prepared.draft) and not args.zip:
        print_note("The product is not released yet, and a pull request is public.", "Use --zip for a private review.")


def _note_other_folders(store: DraftStore, submission: _Submission) -> None:
    """Point out an earlier submission in another folder, and configurations that export to the same folder."""
    from checklists.model.naming import submission_folder
    from tui.output import print_note
    from tui.reports import export_report

    earlier = export_report.earlier_folder(submission.prepared)
    if earlier is not None:
        print_note(
            f"This product's earlier submission is in {earlier}, this one in {submission.prepared.bundle.root}.",
            f"Add --folder {earlier.name} to keep the folder's name.",
        )
    folder = submission_folder(submission.prepared.draft).lower()
    for other in store.configurations(submission.viewed.draft):
        if submission_folder(other).lower() == folder:
            print_note(f'The draft "{other.name}" exports to the same folder.', "Set another one with --folder.")


def _write(args: argparse.Namespace, prepared: Prepared) -> Exported:
    from exporters.export import export_files
    from tui.output import print_note

    plan = prepared.plan()
    _show_conflicts(args, plan)
    done = export_files(prepared, plan, replace=args.replace)
    if done.obstacle is not None:
        print_note(f"The git commands do not work yet: {done.obstacle.message}", done.obstacle.hint)
    return done


def _commit(args: argparse.Namespace, submission: _Submission) -> Exported:
    from functools import partial

    from exporters.export import export_commit
    from exporters.git.verify import require_same_verdict
    from exporters.writer import ExportConflict

    program, links = submission.program, submission.links
    verify = partial(require_same_verdict, problems=submission.problems, program=program, links=links)
    chosen = {"replace": args.replace, "update": args.update, "offline": is_offline(args)}
    try:
        return export_commit(submission.prepared, verify, **chosen)
    except ExportConflict as error:
        _show_conflicts(args, error.plan)
        raise


def _show_conflicts(args: argparse.Namespace, plan: ExportPlan) -> None:
    from tui.output import tell
    from tui.reports import export_report

    if not args.replace:
        for line in export_report.conflict_lines(plan):
            tell(line)
