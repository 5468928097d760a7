"""Command `aiconform artifacts`: show results of the upstream tests by requirement, and attach them to a draft."""

from __future__ import annotations

import argparse
import shlex
from typing import TYPE_CHECKING

from tui.commands.arguments import checklist_of, draft_store, path_argument, program_of, taking_over
from tui.commands.requirements import require_requirement
from tui.exit_codes import ExitCode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from checklists.model.checklist import Checklist
    from checklists.program.program_data import ProgramData
    from checklists.test_results.run import TestRun
    from tui.state.session.session import Session

HELP = "read results of the upstream tests, and attach them to a draft"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "path",
        metavar="PATH",
        type=path_argument,
        nargs="?",
        help="a junit.xml, results.json or e2e.log, or the folder of a run",
    )
    parser.add_argument(
        "--script",
        action="store_true",
        help="print a shell script that runs the upstream tests, with flags that fit the snapshot of --draft or --from",
    )
    parser.add_argument(
        "--from", metavar="SNAPSHOT", dest="from_file", type=path_argument, help="snapshot of the cluster, for --script"
    )
    parser.add_argument("--checklist", metavar="MINOR", help="Kubernetes minor, such as 1.37 (default: the newest)")
    parser.add_argument(
        "--draft", metavar="NAME", help="attach the files to this draft, for each requirement whose test passed"
    )
    parser.add_argument(
        "--for",
        metavar="ID",
        action="append",
        dest="requirements",
        help="attach the files to this requirement instead; a file without results is renamed",
    )
    taking_over(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.set_defaults(refuse=parser.error)


def run(args: argparse.Namespace) -> int:
    """Print the results, and attach them if a draft is named.

    Returns:
        0 if the files contain results and, with a draft, something was attached; else 3.
    """
    from checklists.errors import SubmissionError
    from checklists.model.evidence import ARTIFACT_NAMES
    from checklists.test_results.run import find_result_files, read_test_run
    from checklists.text import typed_path

    if args.script:
        return _print_script(args)
    if args.path is None:
        args.refuse("the following arguments are required: PATH (or --script)")
    if args.requirements and not args.draft:
        args.refuse("--for needs --draft")
    path = typed_path(args.path)
    found = read_test_run(find_result_files(path))
    found = found if path.is_dir() else found.only(path)
    if not found.files:
        hint = f"Name a file called {', '.join(ARTIFACT_NAMES)}, or a folder with some."
        raise SubmissionError(f"{path} is not a test result file.", hint)
    program = program_of(args)
    if args.draft:
        return _attach(found, program, args)
    _print(found, checklist_of(args, program), args, {})
    return ExitCode.DONE if found.readable else ExitCode.NOT_DONE


def _print_script(args: argparse.Namespace) -> int:
    from auto_detect.detectors.upstream_flags import upstream_flags
    from auto_detect.snapshot.snapshot_file import decode_snapshot, load_snapshot
    from checklists.test_results.upstream_script import NO_SNAPSHOT, upstream_script, upstream_suite
    from checklists.text import typed_path

    if args.path is not None:
        args.refuse("argument --script: not allowed with PATH")
    snapshot = load_snapshot(typed_path(args.from_file)) if args.from_file else None
    if snapshot is None and args.draft:
        stored = draft_store(args).view(args.draft).load_snapshot()
        snapshot = decode_snapshot(stored) if stored is not None else None
    flags: dict[str, tuple[str, ...]] = {}
    cluster = NO_SNAPSHOT
    if snapshot is not None:
        flags = {test.requirement: upstream_flags(test.requirement, snapshot) for test in upstream_suite().tests}
        names = "" if snapshot.names.kept else "; names are pseudonyms: put the real ones into the flags"
        cluster = f"Kubernetes {snapshot.server_version}, read on {snapshot.taken_at[:10]}{names}"
    print(upstream_script(flags, cluster=cluster, draft=args.draft or "NAME"), end="")
    return ExitCode.DONE


def _attach(found: TestRun, program: ProgramData, args: argparse.Namespace) -> int:
    from tui.output import print_message
    from tui.state.session.file_work import attach, attach_results
    from tui.state.session.session import Session
    from tui.text.run_text import refused_text

    session = Session(draft_store(args).open(args.draft), program)
    try:
        before, checklist = session.state.draft, session.state.checklist
        requirements = _wanted(found, checklist, args.requirements)
        taken = found if args.requirements else found.accepted
        if taken.readable:
            session.run(attach_results(taken.choice(checklist, requirements)))
        for requirement in args.requirements or ():
            for file in found.unreadable:
                session.run(attach(requirement, file.path, name=file.other_name))
        draft = session.state.draft
        error = session.save().save_error
        if error is not None:
            raise error
        added = {
            requirement: [
                v for v in draft.response(requirement).evidence if v not in before.response(requirement).evidence
            ]
            for requirement in requirements
        }
        _print(found, checklist, args, {requirement: values for requirement, values in added.items() if values})
        _ask(session, found, requirements)
        if (why := refused_text(found)) and not args.requirements:
            print_message(why, "It was not attached. Run the tests again, or attach it anyway with --for REQUIREMENT.")
    finally:
        session.close()
    attached = requirements and (found.readable or args.requirements)
    return ExitCode.DONE if attached else ExitCode.NOT_DONE


def _wanted(found: TestRun, checklist: Checklist, named: Sequence[str] | None) -> Sequence[str]:
    for requirement in named or ():
        require_requirement(checklist, requirement)
    return named or found.accepted.passed(checklist)


def _print(found: TestRun, checklist: Checklist, args: argparse.Namespace, added: Mapping[str, Sequence[str]]) -> None:
    from tui.output import print_json
    from tui.reports.run_report import run_json, run_lines

    if args.json:
        print_json(run_json(found, checklist, added))
        return
    for line in run_lines(found, checklist):
        print(line)
    if args.draft:
        print()
        print("attached:" if added else "nothing was attached")
    for requirement, values in added.items():
        print(f"  {requirement}: {', '.join(values)}")


def _ask(session: Session, found: TestRun, requirements: Sequence[str]) -> None:
    from tui.output import print_message
    from tui.text.run_text import status_question

    draft = session.state.draft
    for tested in found.tested(session.state.checklist):
        requirement = tested.requirement.id
        question = status_question(tested, draft.response(requirement).status) if requirement in requirements else ""
        if question:
            command = shlex.join(["aiconform", "drafts", "set", draft.name, f"{requirement}.status", "STATUS"])
            print_message(f"{requirement}: {question}", f"Set the right status: {command}")
