"""Actions of `aiconform drafts` on evidence files: list, update from their sources, rename."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from tui.commands.arguments import program_of
from tui.commands.draft_actions.draft_action import NAME, Action, print_draft, print_result

if TYPE_CHECKING:
    from checklists.drafts.store import DraftStore


def _update_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "files",
        metavar="FILE",
        nargs="*",
        default=[],
        help="names in the draft; by default every file whose source changed",
    )
    parser.add_argument("--from", metavar="PATH", dest="source", help="copy this file instead of the known source")
    parser.add_argument("--keep", action="store_true", help="keep the copies as they are and forget their sources")
    parser.set_defaults(refuse=parser.error)


def _list(store: DraftStore, args: argparse.Namespace) -> None:
    from checklists.model.naming import submission_folder
    from tui.output import tell
    from tui.reports.evidence_report import files_json, files_lines

    viewed = store.view(args.name)
    files = files_json(viewed.draft, viewed.evidence)
    value = {"draft": viewed.draft.name, "folder": submission_folder(viewed.draft), "files": files}
    print_result(args, value, files_lines(files))
    if not files and not args.json:
        tell("The draft has no evidence files.")


def _update(store: DraftStore, args: argparse.Namespace) -> None:
    from checklists.drafts.evidence_sources import SourceState
    from checklists.text import count, typed_path
    from tui.output import print_message

    if args.source is not None and (len(args.files) != 1 or args.keep):
        args.refuse("--from needs exactly one FILE, and no --keep")
    updated: dict[str, str] = {}
    kept: list[str] = []
    with store.open(args.name) as opened:
        opened.require_writable()
        states = opened.evidence.source_states()
        outdated = [name for name, state in states.items() if state in (SourceState.CHANGED, SourceState.MISSING)]
        for name in args.files or outdated:
            if args.keep:
                opened.evidence.forget_source(name)
                kept.append(name)
            elif not args.files and states[name] is SourceState.MISSING:
                print_message(f"{name}: its source is missing.", "Name another one with --from, or add --keep.")
            elif not args.files and opened.evidence.edited(name):
                print_message(f"{name}: the copy was edited in the draft.", "Name the file to replace it anyway.")
            else:
                updated[name] = opened.evidence.update(name, typed_path(args.source) if args.source else None)
        draft = opened.draft
    lines = [f"{name}: copied from {source}" for name, source in updated.items()]
    lines += [f"{name}: kept as it is" for name in kept]
    differing = f"{len(outdated)} of {count(len(states), 'file')} differ from their sources"
    value = {"draft": draft.name, "updated": updated, "kept": kept}
    print_result(args, value, lines or [f"Nothing was updated; {differing}."])


def _rename(store: DraftStore, args: argparse.Namespace) -> None:
    from tui.state.session.file_work import copy_file, remove_unnamed
    from tui.state.session.session import Session

    session = Session(store.open(args.name), program_of(args))
    try:
        before = session.state.evidence
        session.run(copy_file(args.file, args.new))
        session.run(remove_unnamed(args.file))
        state = session.written()
        if state.save_error is not None:
            raise state.save_error
    finally:
        session.abandon()
    renamed = next(iter(state.evidence.keys() - before.keys()), args.new)
    print_draft(args, state.draft, f"{args.file} is now named {renamed}, in every answer that cites it.")


ACTIONS = {
    "files": Action(_list, "list evidence files with source, time and digest", (NAME,)),
    "update-files": Action(
        _update, "copy evidence files again if their source changed", (NAME,), _update_options, locks=True
    ),
    "rename-file": Action(
        _rename,
        "rename an evidence file, in every answer too",
        (NAME, ("file", "name of the file in the draft"), ("new", "new name")),
        locks=True,
    ),
}
