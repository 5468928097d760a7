"""Actions of `aiconform drafts` on the configurations of a product: create, compare, carry answers over."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from tui.commands.arguments import program_of
from tui.commands.draft_actions.draft_action import NAME, Action, print_draft, print_result, save_changed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checklists.drafts.open_draft import OpenDraft
    from checklists.drafts.store import DraftStore
    from checklists.program.program_data import ProgramData
    from tui.state.configurations import Comparison


def _configure_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--as", metavar="LABEL", dest="label", required=True, help='such as "air-gapped"')
    parser.add_argument(
        "--name",
        metavar="NEW",
        dest="new",
        default="",
        help="name of the copy; else the first draft's name and LABEL",
    )


def _differences_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("other", metavar="OTHER", nargs="?", help="another draft; else all other configurations")


def _carry_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "fields",
        metavar="FIELD",
        nargs="+",
        help="a differing field as `differences` prints it, or a requirement with all its parts",
    )
    parser.add_argument("--to", metavar="OTHER", help="another draft; else all other configurations")


def _configure(store: DraftStore, args: argparse.Namespace) -> None:
    from checklists.model.naming import submission_folder

    draft = store.configure(args.name, args.label, args.new)
    folder = submission_folder(draft)
    print_draft(args, draft, f'Draft "{draft.name}" created; it exports to {folder}.')


def _differences(store: DraftStore, args: argparse.Namespace) -> None:
    from tui.reports.configuration_report import comparison_json, comparison_lines

    viewed = store.view(args.name)
    found = [comparison for comparison, _ in _compared(store, viewed, _others(store, viewed, args.other), args)]
    lines = (line for comparison in found for line in comparison_lines(viewed.draft.name, comparison))
    print_result(args, {"draft": viewed.draft.name, "others": [comparison_json(one) for one in found]}, lines)


def _carry(store: DraftStore, args: argparse.Namespace) -> None:
    from checklists.errors import DraftError
    from tui.state.configurations import Configured, chosen_fields, copy_cited, with_carried

    viewed = store.view(args.name)
    source = Configured(viewed.draft, viewed.evidence.files())
    carried: dict[str, list[str]] = {}
    refused: list[DraftError] = []
    for comparison, name in _compared(store, viewed, _others(store, viewed, args.to), args):
        try:
            fields = chosen_fields(args.fields, comparison)
        except DraftError as error:
            refused.append(error)
            continue
        with store.open(name) as opened:
            opened.require_writable()
            draft = with_carried(opened.draft, source.draft, fields, copy_cited(opened.evidence, source, fields))
            save_changed(opened, draft)
        carried[name] = list(fields)
    if refused and not carried:
        raise refused[0]
    lines = (f'Carried over to "{name}": {", ".join(fields)}.' for name, fields in carried.items())
    print_result(args, {"draft": viewed.draft.name, "carried": carried}, lines)


def _others(store: DraftStore, viewed: OpenDraft, named: str | None) -> Sequence[str]:
    """Return the named draft, or all other configurations of the product."""
    from checklists.errors import DraftError

    if named is not None:
        return [store.load(named).name]
    others = [other.name for other in store.configurations(viewed.draft)]
    if not others:
        raise DraftError(
            f'"{viewed.draft.name}" has no other configuration.',
            f'Create one: aiconform drafts configure {viewed.folder.name} --as "air-gapped"; or name another draft.',
        )
    return others


def _compared(
    store: DraftStore, viewed: OpenDraft, names: Sequence[str], args: argparse.Namespace
) -> list[tuple[Comparison, str]]:
    from tui.state.configurations import Configured, compare

    program: ProgramData = program_of(args)
    here, checklist = Configured(viewed.draft, viewed.evidence.files()), program.checklist(viewed.draft.checklist)
    found = []
    for name in names:
        other = store.view(name)
        found.append((compare(here, Configured(other.draft, other.evidence.files()), checklist), other.draft.name))
    return found


ACTIONS = {
    "configure": Action(
        _configure,
        "copy a draft as another configuration of the product, such as air-gapped",
        (NAME,),
        _configure_options,
    ),
    "differences": Action(
        _differences,
        "print the differences between the configurations of a product",
        (NAME,),
        _differences_options,
    ),
    "carry": Action(
        _carry,
        "carry answers over to the other configurations of the product",
        (NAME,),
        _carry_options,
        locks=True,
    ),
}
