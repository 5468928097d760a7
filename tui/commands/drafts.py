"""Command `aiconform drafts`: manage this user's drafts."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from tui.commands.arguments import checklist_of, draft_store, output_argument, program_of, repeated, taking_over
from tui.commands.draft_actions import configurations, draft_files, kept_pages, match_decisions
from tui.commands.draft_actions.draft_action import NAME, Action, print_draft, print_result, save_changed
from tui.exit_codes import ExitCode

if TYPE_CHECKING:
    from checklists.drafts.store import DraftStore

HELP = "list, create, show, change, rename, copy, delete and restore drafts"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the actions; `list` is the default."""
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    actions = parser.add_subparsers(dest="action", metavar="ACTION")
    for name, action in ACTIONS.items():
        sub = actions.add_parser(name, help=action.about, description=action.about)
        for argument, text in action.arguments:
            sub.add_argument(argument, metavar=argument.upper(), help=text)
        action.options(sub)
        if action.locks:
            taking_over(sub)
        repeated(sub)


def run(args: argparse.Namespace) -> int:
    """Run an action and print its result."""
    ACTIONS[args.action or "list"].run(draft_store(args), args)
    return ExitCode.DONE


def _list(store: DraftStore, args: argparse.Namespace) -> None:
    from tui.output import tell
    from tui.reports.draft_report import summary_json, summary_lines

    drafts = store.list()
    width = max((len(draft.slug) for draft in drafts), default=0)
    lines = (line for draft in drafts for line in summary_lines(draft, width))
    print_result(args, {"drafts": [summary_json(draft) for draft in drafts]}, lines)
    if not drafts and not args.json:
        tell("No drafts yet. Create the first: aiconform drafts new NAME")


def _new_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--checklist", metavar="MINOR", help="Kubernetes minor, such as 1.36 (default: the newest)")


def _new(store: DraftStore, args: argparse.Namespace) -> None:
    from checklists.advice.calendar import old_minor
    from tui.output import print_note

    draft = store.create(args.name, checklist_of(args, program_of(args)))
    print_draft(args, draft, f'Draft "{draft.name}" created for checklist {draft.checklist}.')
    if (about := old_minor(draft.checklist)) is not None:
        print_note(*about)


def _show_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--matrix", action="store_true", help="print one line for each requirement instead")


def _show(store: DraftStore, args: argparse.Namespace) -> None:
    from checklists.validate import validate_draft
    from tui.reports.draft_dates import exported_json
    from tui.reports.draft_report import checked_json, draft_lines, problem_lines
    from tui.state.links.link_runner import recent_cached_checks

    viewed = store.view(args.name)
    program = program_of(args)
    checklist = program.checklist(viewed.draft.checklist)
    problems = validate_draft(
        viewed.draft, checklist, members=program.members(), files=viewed.evidence, links=recent_cached_checks()
    )
    if args.matrix:
        from checklists.model.provider import is_layered
        from tui.output import terminal_width
        from tui.reports.matrix_report import matrix_json, matrix_lines
        from tui.state.matrix import matrix_rows
        from tui.state.session.loaded import load

        rows = matrix_rows(viewed.draft, checklist, load(viewed, checklist).findings, problems)
        table = matrix_lines(rows, terminal_width(), layered=is_layered(viewed.draft))
        print_result(args, {"draft": viewed.draft.name, "matrix": matrix_json(rows)}, table)
        return
    exported, reachable = viewed.exports.last(), viewed.links.reachable_at()
    shown = draft_lines(viewed.draft, checklist, exported, reachable)
    lines = [*shown, "", *problem_lines(problems, viewed.draft, checklist)]
    remembered = {
        "exported": exported_json(exported),
        "links_reachable": reachable.isoformat(timespec="seconds") if reachable else None,
    }
    print_result(args, checked_json(viewed.draft, problems) | remembered, lines)


def _calendar_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", metavar="FILE", type=output_argument, help="write the .ics file instead of printing it")


def _calendar(store: DraftStore, args: argparse.Namespace) -> None:
    from datetime import UTC, datetime

    from exporters.output_file import write_output
    from exporters.pages.calendar import render_calendar
    from tui.reports.draft_dates import calendar_events, events_json

    events = tuple(event for draft in store.list() for event in calendar_events(draft))
    text = render_calendar(events, datetime.now(UTC))
    if args.to is not None:
        path = write_output(args.to, text)
        print_result(args, events_json(events), [f"Written to {path}: {len(events)} dates."])
    else:
        print_result(args, events_json(events), text.splitlines())


def _report_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--html", metavar="FILE", type=output_argument, required=True, help="the page to write")


def _report(store: DraftStore, args: argparse.Namespace) -> None:
    from datetime import UTC, datetime

    from checklists.model.renewal import format_day, renew_before, review_due
    from checklists.scan.publication import prepare
    from checklists.submission.submission import submission_from_draft
    from checklists.validate import unchecked, validate_draft
    from exporters.blocking_secrets import require_no_secrets
    from exporters.output_file import write_output
    from exporters.pages.html_report import html_report
    from tui.reports.draft_dates import date_lines
    from tui.state.links.link_runner import recent_cached_checks

    viewed, program = store.view(args.name), program_of(args)
    draft = viewed.draft
    checklist, members, links = program.checklist(draft.checklist), program.members(), recent_cached_checks()
    problems = validate_draft(draft, checklist, members=members, files=viewed.evidence, links=links)
    due = renew_before(draft)
    publication = prepare(draft, (requirement.id for requirement in checklist.requirements), {})
    require_no_secrets(match for match in publication.matches if match.blocks)
    page = html_report(
        publication.draft,
        checklist,
        problems,
        dates=[
            *date_lines(draft.submitted, review_due(draft), viewed.exports.last(), viewed.links.reachable_at()),
            *([f"merged {draft.merged.isoformat()}"] if draft.merged else []),
            *([f"renew before {format_day(due)}"] if due else []),
        ],
        unchecked=unchecked(submission_from_draft(draft, checklist), checklist, members, links),
        made_at=datetime.now(UTC),
    )
    write_output(args.html, page)
    print_result(args, {"draft": draft.name, "html": str(args.html)}, [f"Written to {args.html}."])


def _permalinks(store: DraftStore, args: argparse.Namespace) -> None:
    from checklists.text import typed_path
    from exporters.git.permalinks import permalinks

    with store.open(args.name) as opened:
        opened.require_writable()
        draft = opened.draft
        values = [value for response in draft.responses.values() for value in response.evidence]
        found = permalinks(values, typed_path(args.clone).absolute())
        for requirement, response in draft.responses.items():
            if not found.keys().isdisjoint(response.evidence):
                draft = draft.with_evidence(requirement, (found.get(value, value) for value in response.evidence))
        if found:
            save_changed(opened, draft)
    lines = [f"{link} -> {permalink}" for link, permalink in found.items()]
    print_result(
        args, {"draft": draft.name, "permalinks": found}, lines or ["No link leads to a branch that the clone knows."]
    )


def _set(store: DraftStore, args: argparse.Namespace) -> None:
    from checklists.catalog.official_template import metadata_fields
    from tui.output import print_message
    from tui.state.draft_fields import missing_files, set_field, value_of

    program = program_of(args)
    with store.open(args.name) as opened:
        opened.require_writable()
        minor = opened.draft.checklist
        template = program.template(minor)
        more = metadata_fields(template) if template else ()
        draft = save_changed(opened, set_field(opened, program.checklist(minor), more, args.field, args.value))
        missing = missing_files(opened, draft, args.field)
    print_draft(args, draft, f"{args.field}: {value_of(draft, args.field)}".rstrip())
    for value in missing:
        print_message(f'"{value}" is neither a link nor an existing file; it stays as written.')


def _confirm_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", metavar="WHAT", nargs="*", default=[], help="requirement ids, or metadata.KEY")
    parser.add_argument("--all", action="store_true", help="confirm all carried-over answers")


def _confirm(store: DraftStore, args: argparse.Namespace) -> None:
    from tui.state.draft_fields import with_confirmed

    with store.open(args.name) as opened:
        opened.require_writable()
        waiting = opened.draft.to_confirm
        draft = save_changed(opened, with_confirmed(opened.draft, waiting if args.all else args.what))
    unconfirmed = dict.fromkeys(draft.to_confirm)
    done = [what for what in waiting if what not in unconfirmed]
    left = f"To confirm: {', '.join(unconfirmed)}." if unconfirmed else "Nothing is left to confirm."
    print_draft(args, draft, f"Confirmed: {', '.join(done)}. {left}" if done else left)


def _decide_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "answers",
        metavar="ANSWER",
        nargs="*",
        default=[],
        help="answers so far; without a final answer, the next question is printed",
    )
    parser.add_argument("--notes", metavar="TEXT", help="reason in your own words; by default the notes stay")


def _decide(store: DraftStore, args: argparse.Namespace) -> None:
    from checklists.decisions.tree import Question, follow, problems_of
    from tui.reports.decision_report import decided_json, decided_lines, question_json, question_lines, require_decision
    from tui.state.answer_edits import decided

    checklist = program_of(args).checklist(store.view(args.name).draft.checklist)
    at = follow(require_decision(args.requirement, checklist), args.answers)
    if isinstance(at, Question):
        draft = store.view(args.name).draft
        lines = question_lines(at, draft, args.requirement, args.answers)
        print_result(args, question_json(at, draft, args.requirement), lines)
        return
    with store.open(args.name) as opened:
        opened.require_writable()
        response = decided(at.status, args.notes)(opened.draft.response(args.requirement))
        draft = opened.draft.with_response(args.requirement, response).confirmed(args.requirement)
        save_changed(opened, draft)
    problems = problems_of(draft, checklist, args.requirement, response)
    lines = decided_lines(at, args.requirement, problems)
    print_result(args, decided_json(at, draft, args.requirement, problems), lines)


def _rename(store: DraftStore, args: argparse.Namespace) -> None:
    draft = store.rename(args.name, args.new)
    print_draft(args, draft, f'The draft is now named "{draft.name}".')


def _duplicate(store: DraftStore, args: argparse.Namespace) -> None:
    draft = store.duplicate(args.name, args.new)
    print_draft(args, draft, f'Draft "{draft.name}" created as a copy.')


def _delete(store: DraftStore, args: argparse.Namespace) -> None:
    from tui.reports.draft_report import trashed_json

    trashed = store.delete(args.name)
    line = f'"{trashed.name}" is in the trash. Restore it: aiconform drafts restore {trashed.id}'
    print_result(args, trashed_json(trashed), [line])


def _trash(store: DraftStore, args: argparse.Namespace) -> None:
    from tui.output import tell
    from tui.reports.draft_report import trashed_json

    drafts = store.trash()
    lines = (f"{draft.id}  {draft.name}" for draft in drafts)
    print_result(args, {"trash": [trashed_json(draft) for draft in drafts]}, lines)
    if not drafts and not args.json:
        tell("The trash is empty.")


def _restore(store: DraftStore, args: argparse.Namespace) -> None:
    name = store.restore(args.id)
    print_result(args, {"draft": name}, [f'Draft "{name}" restored.'])


def _restore_backup(store: DraftStore, args: argparse.Namespace) -> None:
    draft = store.restore_backup(args.name)
    print_draft(
        args, draft, f'Draft "{draft.name}" restored to its previous save, {draft.updated_at:%Y-%m-%d %H:%M} UTC.'
    )


_NEW = ("new", "new name")
_REQUIREMENT = ("requirement", "id of the requirement")
_FIELD = (
    "field",
    "metadata.KEY, eligibility.QUESTION, folder, submitted or merged (a date: 2026-03-14), or REQUIREMENT.status, "
    ".notes, .evidence, .provider",
)
_VALUE = (
    "value",
    "new value, '' to clear; evidence: links or files, one per line, +VALUE adds one (files: "
    "text, pictures or PDF, at most 10 MiB per file and 25 MiB in total); "
    "write -- before a VALUE that begins with a dash",
)

ACTIONS = {
    "list": Action(_list, "list all drafts, last changed first"),
    "new": Action(_new, "create a draft", (("name", "name of the draft, for example the product's"),), _new_options),
    "show": Action(_show, "print a draft and its verdict", (NAME,), _show_options),
    "set": Action(_set, "set one answer", (NAME, _FIELD, _VALUE), locks=True),
    "confirm": Action(
        _confirm, "confirm answers carried over from an earlier submission", (NAME,), _confirm_options, locks=True
    ),
    "decide": Action(
        _decide,
        "decide a conditional requirement by answering questions",
        (NAME, _REQUIREMENT),
        _decide_options,
        locks=True,
    ),
    "rename": Action(_rename, "rename a draft", (NAME, _NEW), locks=True),
    **match_decisions.ACTIONS,
    **draft_files.ACTIONS,
    **kept_pages.ACTIONS,
    "report": Action(
        _report, "write a page to sign off: matrix, answers, evidence and problems", (NAME,), _report_options
    ),
    "calendar": Action(
        _calendar, "print an iCalendar file with the dates of reviews and renewals", options=_calendar_options
    ),
    "permalinks": Action(
        _permalinks,
        "turn links to a GitHub branch into permalinks, if a clone of that repository knows the commit",
        (NAME, ("clone", "clone of the repository that the links lead to")),
        locks=True,
    ),
    **configurations.ACTIONS,
    "duplicate": Action(_duplicate, "copy a draft with its evidence", (NAME, _NEW)),
    "delete": Action(_delete, "move a draft to the trash", (NAME,), locks=True),
    "trash": Action(_trash, "list deleted drafts"),
    "restore": Action(_restore, "restore a draft from the trash", (("id", "id that `trash` lists"),)),
    "restore-backup": Action(_restore_backup, "replace a draft with its previous save", (NAME,), locks=True),
}
