"""Command `aiconform evidence`: evidence documents from a draft's cluster findings."""

from __future__ import annotations

import argparse
import shlex
from typing import TYPE_CHECKING

from tui.commands.arguments import draft_store, path_argument, program_of, taking_over
from tui.commands.requirements import require_requirement
from tui.exit_codes import ExitCode

if TYPE_CHECKING:
    from tui.state.session.session import Session

HELP = "write a requirement's findings as an evidence document"


def configure(parser: argparse.ArgumentParser) -> None:
    """Define the arguments."""
    parser.add_argument("name", metavar="NAME", help="draft name or folder name")
    parser.add_argument(
        "requirements",
        metavar="ID",
        nargs="*",
        default=[],
        help="requirement, such as gang_scheduling (default: all detected and partly detected)",
    )
    target = parser.add_mutually_exclusive_group()
    target.add_argument("--attach", action="store_true", help="attach the document to the draft's requirement")
    parser.add_argument("--keep-names", action="store_true", help="keep the object names of the snapshot")
    target.add_argument("--to", metavar="DIR", type=path_argument, help="write into this folder instead of stdout")
    taking_over(parser)


def run(args: argparse.Namespace) -> int:
    """Print, write or attach the documents."""
    from tui.state.session.session import Session

    program = program_of(args)
    store = draft_store(args)
    session = Session(store.open(args.name) if args.attach else store.view(args.name), program)
    try:
        for requirement in _wanted(session, args.requirements, attach=args.attach):
            _deliver(session, requirement, args)
        error = session.save().save_error
        if error is not None:
            raise error
    finally:
        session.close()
    return ExitCode.DONE


def _wanted(session: Session, named: list[str], *, attach: bool) -> list[str]:
    from checklists.errors import DraftError
    from checklists.model.finding import Outcome
    from tui.output import print_message

    state = session.state
    if state.snapshot is None:
        hint = f"Read the cluster: {shlex.join(['aiconform', 'detect', '--draft', state.draft.name])}"
        raise DraftError(f'The draft "{state.draft.name}" has no snapshot.', hint)
    for requirement in named:
        require_requirement(state.checklist, requirement)
    detected = [f.requirement for f in state.findings if f.outcome in (Outcome.DETECTED, Outcome.PARTLY)]
    unanswered = [id for id in detected if attach and _is_skipped(session, id)]
    if unanswered and not named:
        print_message(
            f"skipped, because evidence without a status is an error: {', '.join(unanswered)}",
            "Set a status, or name the requirement.",
        )
    return named or [id for id in detected if id not in unanswered]


def _is_skipped(session: Session, requirement: str) -> bool:
    """Return whether the requirement is a SHOULD without status and evidence, which the program skips."""
    from checklists.model.checklist import Level

    question = session.state.checklist.get(requirement)
    answer = session.state.draft.response(requirement)
    return question is not None and question.level is Level.SHOULD and answer.status is None and not answer.evidence


def _deliver(session: Session, requirement: str, args: argparse.Namespace) -> None:
    from exporters.evidence_document import file_name
    from exporters.output_file import write_output
    from tui.output import print_note
    from tui.state.session.document import evidence_document
    from tui.state.session.file_work import attach_document

    if args.attach:
        session.run(attach_document(requirement, keep_names=args.keep_names))
        named = session.state.draft.response(requirement).evidence
        print(f"{requirement}: {next(value for value in reversed(named) if value.startswith(requirement))}")
        return
    text = evidence_document(session.state, requirement, keep_names=args.keep_names) or ""
    if args.to is None:
        print(text, end="")
        return
    path = write_output(args.to / file_name(requirement), text, new=True)
    print_note(f"wrote {path}")
