"""Reports of an export: lines for people, JSON for programs."""

import shlex
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime

from checklists.catalog.catalog import SYNC
from checklists.model.checklist import Checklist
from checklists.model.draft import Draft
from checklists.model.problem import Problem, Severity, failed
from checklists.text import clean_line, count
from exporters.bundle import Bundle
from exporters.disk.export_plan import Action, ExportPlan
from exporters.next_steps import next_steps
from exporters.product import answers_diff
from tui.reports.draft_report import problem_text
from tui.state.places import open_command
from tui.text.sizes import format_size

REPOSITORY = "cncf/k8s-ai-conformance"

_ACTIONS = {
    Action.NEW: "new",
    Action.CHANGED: "changed",
    Action.SAME: "unchanged",
    Action.REMOVED: "removed",
    Action.CONFLICT: "replaced",
}


def export_obstacle(draft: Draft, problems: tuple[Problem, ...], *, ready: bool) -> tuple[str, str] | None:
    """Return why the submission should not be exported yet, and the next step; None if it is ready.

    Args:
        draft: The draft.
        problems: The program's verdict.
        ready: The official text is available.
    """
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    if errors:
        return (
            f"The program's check would fail: {count(errors, 'error')}.",
            f"Fix them with `{shlex.join(['aiconform', '--draft', draft.name])}`.",
        )
    if not ready:
        return (
            f"The official text of checklist {draft.checklist} is missing, so the submission is not ready.",
            f"Run `{SYNC}`.",
        )
    return None


def export_lines(plan: ExportPlan, bundle: Bundle, checklist: Checklist) -> Iterator[str]:
    """Yield the written files, the pull request's text, the commands and the next steps."""
    yield from _written(plan, bundle, checklist)
    yield ""
    yield "Pull request title"
    yield f"  {bundle.pull_request.title}"
    yield "Pull request text"
    yield from (f"  {line}".rstrip() for line in bundle.pull_request.body.splitlines())
    clone = (plan.destination / ".git").exists()
    yield "Commands"
    if clone:
        yield f"  {shlex.join(['cd', str(plan.destination)])}"
    yield from (f"  {command}" for command in bundle.pull_request.commands)
    yield "Next steps"
    steps = list(next_steps(bundle.pull_request, datetime.now().astimezone().date()))
    if not clone:
        steps.insert(0, f"Copy {bundle.root} into a clone of your fork of {REPOSITORY} and run the commands there.")
    yield from (f"  {number}  {step}" for number, step in enumerate(steps, 1))


def conflict_lines(plan: ExportPlan) -> Iterator[str]:
    """Yield the differences to files of other origin, which only an explicit decision replaces."""
    for entry in plan.conflicts:
        yield from entry.diff.splitlines() or [f"{entry.path}: binary file differs"]


def _written(plan: ExportPlan, bundle: Bundle, checklist: Checklist) -> Iterator[str]:
    ours = plan.of(*_ACTIONS)
    yield f"Written to {plan.folder}   {count(len(bundle.files), 'file')}, {format_size(bundle.size)}"
    yield from (f"  {entry.path.relative_to(plan.root)!s:32} {_ACTIONS[entry.action]}" for entry in ours)
    foreign = plan.of(Action.FOREIGN)
    if foreign:
        names = ", ".join(clean_line(str(entry.path.relative_to(plan.root))) for entry in foreign)
        yield f"Not part of the submission and left unchanged: {names}"
    if checklist.template is not None:
        text = bundle.files[str(bundle.root / "PRODUCT.yaml")].decode()
        yield f"Only answers differ from the official checklist: {count(answers_diff(checklist, text).lines, 'line')}."


def export_remarks(
    checklist: Checklist,
    bundle: Bundle,
    problems: tuple[Problem, ...],
    *,
    members_known: bool,
    unchecked_links: int,
    draft: Draft | None = None,
) -> Iterator[str]:
    """Yield warnings: doubts about the official text, omissions, problems and skipped checks.

    With `draft`, each problem names the command that opens the draft there.
    """
    yield from checklist.notices
    yield from bundle.notices
    yield from (problem_text(p, open_command(draft, checklist, p) if draft else "") for p in problems)
    if not members_known:
        yield f"vendorName not checked: the member list is missing. Run `{SYNC}`."
    if unchecked_links:
        yield f"{count(unchecked_links, 'link')} not checked; the verdict counts them as reachable."


def export_json(draft: Draft, problems: tuple[Problem, ...], bundle: Bundle, *, written: bool) -> dict[str, object]:
    """Return the result as JSON values; without files, commands and pull request if nothing was written."""
    request = bundle.pull_request
    return {
        "draft": draft.name,
        "verdict": "fail" if failed(problems) else "pass",
        "ready": bundle.ready,
        "files": list(bundle.files) if written else [],
        "commands": list(request.commands) if written else [],
        "zip": None,
        "pull_request": {"title": request.title, "body": request.body} if written else None,
        "problems": [asdict(problem) for problem in problems],
        "notices": list(bundle.notices),
    }
