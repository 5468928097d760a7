"""Scan of a draft: the secrets and identifiers that an export would publish."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from tui.commands.arguments import program_of
from tui.exit_codes import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from checklists.scan.publication import PlacedMatch


def scan_draft(args: argparse.Namespace) -> int:
    """Scan what an export of a draft writes, or print what it replaces."""
    from checklists.drafts.store import DraftStore
    from checklists.text import clean, count
    from exporters.pages.replaced_diff import replaced_diff
    from tui.commands.draft_actions.match_decisions import bundle_to_publish
    from tui.output import print_json, print_note
    from tui.state.paths import paths

    viewed = DraftStore(paths().drafts).view(args.draft)
    program = program_of(args)
    bundle = bundle_to_publish(viewed.draft, viewed, program, args.to)
    diff = ""
    if args.diff:
        original = viewed.draft.model_copy(update={"match_decisions": None})
        diff = replaced_diff(bundle_to_publish(original, viewed, program, args.to), bundle)
    if args.format == "json":
        value = {"draft": viewed.draft.name, "files": _places_json(bundle.matches)}
        print_json({**value, "diff": diff} if args.diff else value)
    elif args.diff:
        print(clean(diff), end="")
    else:
        for line in _placed_lines(bundle.matches):
            print(line)
    secrets = sum(match.secret for match in bundle.matches)
    blocking = len(bundle.secrets)
    print_note(
        f"{count(secrets, 'secret')}, of which {blocking} without a decision, and "
        f"{count(len(bundle.matches) - secrets, 'identifier')}"
    )
    undecided = any(match.decision is None for match in bundle.matches)
    return ExitCode.VERDICT_FAIL if blocking or (args.strict and undecided) else ExitCode.DONE


def _placed_lines(matches: Iterable[PlacedMatch]) -> Iterator[str]:
    from checklists.model.match_decisions import Decision
    from checklists.scan.publication import Source
    from checklists.text import clean_line

    effects = {Decision.ALLOW: ": allowed", Decision.REPLACE: ": replaced", None: ""}
    blocked = {Source.PAGE: ": blocks the archive of --zip"}
    for placed in matches:
        match, effect = (
            placed.match,
            blocked.get(placed.source, ": blocks the export") if placed.blocks else effects[placed.decision],
        )
        reference = clean_line(placed.reference, limit=1_000)
        yield f"{reference}: {match.match_class}: {match.title} ({match.rule}){effect}"


def _places_json(matches: Iterable[PlacedMatch]) -> list[dict[str, object]]:
    found: dict[str, list[dict[str, object]]] = {}
    for placed in matches:
        match = placed.match
        facts = {"class": match.match_class.value, "rule": match.rule, "line": match.line}
        found.setdefault(placed.place, []).append({**facts, "column": placed.column, "decision": placed.decision})
    return [{"path": place, "matches": values} for place, values in found.items()]
