"""Command `aiconform program`: show, refresh and search the program's checklists and member list."""

import argparse
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tui.commands.arguments import is_offline, program_of, repeated, seconds_argument
from tui.exit_codes import ExitCode

if TYPE_CHECKING:
    from auto_detect.web.program_sync import SyncReport
    from checklists.program.program_data import Origin, ProgramData

HELP = "show the origin of checklists and member list, refresh them, or search the members"

_ACTIONS = {
    "show": "show the origin of checklists and member list, without any request",
    "sync": "fetch them from the program",
    "members": "search the member list for a vendor's name",
}
_TEXTS = {
    "known": "the published text",
    "different": "not the published text",
    "unknown": "new, cannot be compared",
    "none": "known without its official text",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the actions; `show` is the default."""
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    actions = parser.add_subparsers(dest="action", metavar="ACTION")
    for name, about in _ACTIONS.items():
        action = actions.add_parser(name, help=about, description=about)
        if name == "sync":
            action.add_argument(
                "--timeout",
                metavar="S",
                type=seconds_argument,
                default=60.0,
                help="maximum duration in seconds (default: 60)",
            )
        elif name == "members":
            action.add_argument(
                "query", metavar="QUERY", nargs="*", default=[], help="name to search; without a name, list all"
            )
        repeated(action)


def run(args: argparse.Namespace) -> int:
    """Show, sync or search."""
    from tui.state.program_data import local_program

    if args.action == "members":
        return _members(args)
    data = local_program(getattr(args, "program", None))  # Reads lazily, so it sees the files that sync downloads.
    return _sync(args, data) if args.action == "sync" else _show(args, data)


def _members(args: argparse.Namespace) -> int:
    from checklists.catalog.catalog import SYNC
    from checklists.errors import ProgramDataError
    from tui.output import print_json
    from tui.reports.member_report import members_json, members_lines

    members = program_of(args).members()
    if members is None:
        raise ProgramDataError("No member list is on this machine.", f"Fetch it with `{SYNC}`.")
    query = " ".join(args.query)
    if args.json:
        print_json(members_json(query, members))
    else:
        for line in members_lines(query, members):
            print(line)
    return ExitCode.DONE


def _show(args: argparse.Namespace, data: "ProgramData") -> int:
    from tui.output import print_json

    checklists = [_checklist(data, minor) for minor in data.minors()]
    members = data.members()
    member_list = {"count": len(members.names) if members else None, **_origin(data.members_origin())}
    if args.json:
        print_json({"checklists": checklists, "members": member_list})
        return ExitCode.DONE
    for entry in checklists:
        _print_line(f"checklist {entry['minor']}", _TEXTS[entry["text"]], entry)
    _print_line(
        "member list", f"{len(members.names)} members" if members else "none: membership is unchecked", member_list
    )
    if members is None or any(entry["text"] == "none" for entry in checklists):
        print("Fetch what is missing with `aiconform program sync`.")
    return ExitCode.DONE


def _checklist(data: "ProgramData", minor: str) -> dict[str, Any]:
    from checklists.catalog.catalog import MINORS

    checklist = data.checklist(minor)
    origin = data.origin(minor)
    doubts = checklist.notices[len(origin.skipped) :]
    if checklist.template is None:
        text, doubts = "none", ()
    elif minor not in MINORS:
        text = "unknown"
    else:
        text = "different" if doubts else "known"
    facts = _origin(origin)
    return {"minor": minor, "requirements": len(checklist.requirements), "text": text, **facts} | {
        "notices": [*facts["notices"], *doubts]
    }


def _origin(origin: "Origin") -> dict[str, Any]:
    dated = origin.dated.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if origin.dated else None
    return {"source": origin.where, "dated": dated, "notices": list(origin.skipped)}


def _print_line(what: str, state: str, facts: dict[str, Any]) -> None:
    source = f"{facts['dated'][:10]}  {facts['source']}" if facts["dated"] else facts["source"] or ""
    print(f"{what:14}  {state:26}  {source}".rstrip())
    for notice in facts["notices"]:
        print(f"  - {notice}")


def _sync(args: argparse.Namespace, data: "ProgramData") -> int:
    from auto_detect.web.client import without_credentials
    from auto_detect.web.program_sync import PROGRAM_URL, sync
    from checklists.errors import WebError
    from tui.output import print_json, print_message, print_note
    from tui.state.paths import paths

    if is_offline(args):
        raise WebError(
            "The program's data cannot be refreshed offline.",
            "Remove --offline and AICONFORM_OFFLINE, or name a clone with --program DIR.",
        )
    mirror = os.environ.get("AICONFORM_PROGRAM_URL")
    print_note(f"fetching from {without_credentials(mirror or PROGRAM_URL)} (at most {args.timeout:g} s)")
    report = sync(
        paths().program_cache,
        base_url=mirror,
        timeout=args.timeout,
        now=datetime.now(UTC),
    )
    _print_failures(report)
    if args.json:
        files = [{"file": r.file, "outcome": r.outcome, "reason": r.reason or None} for r in report.files]
        print_json({"source": report.source, "files": files})
    else:
        for result in report.refreshed:
            print(f"{result.file}  {result.outcome}")
    if not report.refreshed:
        print_message(f"nothing was refreshed from {report.source}; the current data stays.")
    return ExitCode.DONE if _is_complete(report, data) else ExitCode.NOT_DONE


def _print_failures(report: "SyncReport") -> None:
    """Print one message for all files that were not refreshed for the same reason."""
    from tui.output import print_message

    files: dict[tuple[str, str, str], list[str]] = {}
    for result in report.not_refreshed:
        files.setdefault((result.outcome, result.reason, result.hint), []).append(result.file)
    for (outcome, reason, hint), names in files.items():
        print_message(f"{outcome}: {', '.join(names)}. {reason}", hint)


def _is_complete(report: "SyncReport", data: "ProgramData") -> bool:
    """Return whether no file was rejected, and every missing file is already on this machine."""
    from auto_detect.web.program_sync import SyncOutcome
    from checklists.catalog.catalog import MINORS
    from checklists.program.program_data import LANDSCAPE, checklist_file

    here = {checklist_file(minor) for minor in MINORS if data.template(minor)}
    here |= {LANDSCAPE} if data.members() else set()
    wanted = {LANDSCAPE, *map(checklist_file, MINORS)}
    failed = {result.file: result.outcome for result in report.not_refreshed if result.file in wanted}
    return bool(report.refreshed) and SyncOutcome.REFUSED not in failed.values() and failed.keys() <= here
