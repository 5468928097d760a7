"""Actions `allow`, `replace` and `undecide` of `aiconform drafts`, and the scan of a draft."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from tui.commands.arguments import program_of
from tui.commands.draft_actions.draft_action import NAME, Action, print_draft, save_changed

if TYPE_CHECKING:
    from checklists.drafts.store import DraftStore, OpenDraft
    from checklists.model.draft import Draft
    from checklists.program.program_data import ProgramData
    from exporters.bundle import Bundle

TO_HELP = "target folder of the export, to scan your own README.md there too"


def bundle_to_publish(draft: Draft, viewed: OpenDraft, program: ProgramData, to: str | None) -> Bundle:
    """Build the files that an export of the draft writes, with the matches of the pages that an archive adds."""
    from dataclasses import replace

    from checklists.errors import DraftError
    from checklists.text import typed_path
    from exporters.bundle import build_bundle
    from exporters.disk.earlier import find_earlier
    from exporters.page_copies import page_copies
    from tui.output import print_message

    earlier = find_earlier(typed_path(to), draft) if to is not None else None
    readme = earlier.readme if earlier else None
    checklist = program.checklist(draft.checklist)
    bundle = build_bundle(draft, checklist, (), viewed.evidence.files(), readme_text=readme)
    try:
        pages = page_copies(viewed.folder, draft, checklist)
    except DraftError as error:
        print_message(error.message, error.hint)
        return bundle
    return replace(bundle, matches=(*bundle.matches, *pages.secrets))


def _decide_options(parser: argparse.ArgumentParser) -> None:
    text = "PLACE:LINE, PLACE:LINE:COLUMN, a kind of identifiers such as ipv4, or `identifiers`; see `scan --draft`"
    parser.add_argument("matches", metavar="MATCH", nargs="+", help=text)
    parser.add_argument("--to", metavar="DIR", help=TO_HELP)


def _decide(store: DraftStore, args: argparse.Namespace) -> None:
    from checklists.model.match_decisions import Decision
    from checklists.scan.decide import decide

    with store.open(args.name) as opened:
        opened.require_writable()
        matches = bundle_to_publish(opened.draft, opened, program_of(args), args.to).matches
        decision = None if args.action == "undecide" else Decision(args.action)
        draft = save_changed(opened, decide(opened.draft, matches, args.matches, decision))
    print_draft(args, draft, f"{_EFFECTS[args.action]}: {', '.join(args.matches)}.")


_EFFECTS = {
    "allow": "The export writes them as they are",
    "replace": "The export replaces them; your files stay as they are",
    "undecide": "Without a decision, secrets block the export and identifiers are written",
}
ACTIONS = {
    name: Action(_decide, about, (NAME,), _decide_options, locks=True)
    for name, about in {
        "allow": "let the export write matches of a scan unchanged, such as values that are not secrets",
        "replace": "let the export replace identifiers with pseudonyms, and secrets with REDACTED",
        "undecide": "remove decisions made by allow or replace",
    }.items()
}
"""Actions of `aiconform drafts` about secrets and identifiers."""
