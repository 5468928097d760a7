"""Reports of drafts and their problems, as text and JSON."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime

import msgspec

from checklists.advice.order import grouped_advice
from checklists.drafts.export_log import ExportRecord
from checklists.drafts.store import DraftSummary, TrashedDraft
from checklists.model.checklist import Checklist
from checklists.model.draft import Draft
from checklists.model.naming import product_folder, slug, submission_folder
from checklists.model.problem import Problem, Severity, counts_text, failed, joined
from checklists.model.provider import requirement_of
from checklists.model.renewal import format_day, renew_before, review_due
from tui.reports.draft_dates import date_lines, exported_json
from tui.reports.import_report import remembered_sections
from tui.state.draft_fields import ANSWER_FIELDS, value_of
from tui.state.issues import issues
from tui.state.places import open_command

TO_CONFIRM = "   (carried over, to confirm)"


def draft_json(draft: Draft) -> dict[str, object]:
    """Build a draft as JSON."""
    value = draft.model_dump(mode="json", exclude={"schema_version"})
    due = renew_before(draft)
    more = {"to_confirm": list(draft.to_confirm), "renew_before": due.isoformat() if due else None}
    return value | {"slug": slug(draft.name), "folder": product_folder(draft)} | more


def checked_json(draft: Draft, problems: tuple[Problem, ...]) -> dict[str, object]:
    """Build a draft with its verdict and problems as JSON."""
    return draft_json(draft) | {
        "verdict": _verdict(problems),
        "problems": [msgspec.structs.asdict(problem) for problem in problems],
    }


def summary_json(draft: DraftSummary) -> dict[str, object]:
    """Build a list entry as JSON."""
    owner = draft.open_by
    value = asdict(draft) | {"answered": draft.answered}
    del value["requirements"], value["place"]
    return value | {
        "updated_at": _time(draft.updated_at),
        "backup_at": _time(draft.backup_at) if draft.backup_at else None,
        "merged": draft.merged.isoformat() if draft.merged else None,
        "renew_before": draft.renew_before.isoformat() if draft.renew_before else None,
        "submitted": draft.submitted.isoformat() if draft.submitted else None,
        "review_due": draft.review_due.isoformat() if draft.review_due else None,
        "exported": exported_json(draft.exported),
        "links_reachable": _time(draft.links_reachable) if draft.links_reachable else None,
        "open_by": {"user": owner.user, "host": owner.host, "pid": owner.pid, "since": owner.since} if owner else None,
    }


def trashed_json(draft: TrashedDraft) -> dict[str, object]:
    """Build an entry of the trash as JSON."""
    return asdict(draft) | {"deleted_at": _time(draft.deleted_at)}


def summary_lines(draft: DraftSummary, width: int) -> Iterator[str]:
    """Yield the lines of a list entry; `width` is that of the longest folder name of the list."""
    edited = f"{draft.updated_at:%Y-%m-%d %H:%M} UTC"
    yield f"{draft.checklist or '?':5} {draft.answered:2} answered  {edited}  {draft.slug:{width}}  {draft.name}"
    if draft.damaged:
        yield f"      cannot be opened: {draft.damaged}"
        if draft.backup_at:
            yield f"      to restore the previous save: aiconform drafts restore-backup {draft.slug}"
    for line in date_lines(draft.submitted, draft.review_due, draft.exported, draft.links_reachable):
        yield f"      {line}"
    if draft.renew_before:
        yield f"      {'submitted, ' if draft.merged else ''}renew before {format_day(draft.renew_before)}"
    if draft.open_by:
        yield f"      open: {draft.open_by}"


def draft_lines(
    draft: Draft,
    checklist: Checklist,
    exported: ExportRecord | None = None,
    links_reachable: datetime | None = None,
) -> Iterator[str]:
    """Yield all answers in checklist order; omits empty values except statuses."""
    yield draft.name
    yield f"checklist {checklist.minor}, submission in {submission_folder(draft)}"
    yield f"edited {draft.updated_at:%Y-%m-%d %H:%M} UTC"
    yield from date_lines(draft.submitted, review_due(draft), exported, links_reachable)
    if draft.merged:
        yield f"merged {draft.merged.isoformat()}"
    if (due := renew_before(draft)) is not None:
        yield f"renew before {format_day(due)}"
    yield ""
    waiting = frozenset(draft.to_confirm)
    ids = dict.fromkeys([*(requirement.id for requirement in checklist.requirements), *draft.responses])
    questions = [question for question in draft.eligibility if requirement_of(question) is None]
    groups = [("eligibility", questions), ("metadata", draft.metadata), *((name, ANSWER_FIELDS) for name in ids)]
    for field in (f"{group}.{part}" for group, parts in groups for part in parts):
        lines = value_of(draft, field).splitlines()
        if lines or field.endswith(".status"):
            waits = field in waiting or field.removesuffix(".status") in waiting
            yield f"{field}: {lines[0] if lines else '-'}{TO_CONFIRM if waits else ''}"
            yield from (f"    {line}".rstrip() for line in lines[1:])
    for section in remembered_sections(draft):
        yield ""
        yield f"{section.title}: {section.text}"
        yield from (f"    {line}" for row in section.rows for line in row.splitlines())


def problem_lines(problems: tuple[Problem, ...], draft: Draft, checklist: Checklist) -> Iterator[str]:
    """Yield the verdict, each problem with the command that opens the draft there, then advice by groups."""
    found = counts_text(problems, zeros=False)
    yield f"verdict: {_verdict(problems)}{f' ({found})' if found else ''}"
    yield from problem_texts((p for p in problems if p.severity is not Severity.ADVICE), checklist, draft)
    for group in grouped_advice(problems):
        yield f"advice: {group.title}"
        for problem in group.problems:
            yield f"    {problem.where}: {problem.message}\n        {open_command(draft, checklist, problem)}"
        yield from (f"    {hint}" for hint in group.hints)


def problem_texts(problems: Iterable[Problem], checklist: Checklist, draft: Draft | None) -> Iterator[str]:
    """Yield the text of each issue, in the wizard's words; with `draft`, the command that opens its place."""
    for issue in issues(problems, checklist):
        problem = msgspec.structs.replace(joined(issue.problems), message=issue.message)
        yield problem_text(problem, open_command(draft, checklist, problem) if draft else "")


def problem_text(problem: Problem, command: str = "") -> str:
    """Return the problem with its place, then the hint and the command that opens the place."""
    text = f"{problem.severity}: {problem.where}: {problem.message}"
    return "\n    ".join(part for part in (text, problem.hint, command) if part)


def _verdict(problems: tuple[Problem, ...]) -> str:
    return "fail" if failed(problems) else "pass"


def _time(time: datetime) -> str:
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")
