"""Reports of an export: lines for people, JSON for programs."""

import shlex
from collections.abc import Iterator
from pathlib import PurePosixPath

import msgspec

from checklists.catalog.catalog import SYNC
from checklists.model.checklist import Checklist
from checklists.model.draft import Draft
from checklists.model.problem import Problem, Severity, counts_text, failed
from checklists.text import clean_line, count
from exporters.blocking_secrets import secrets_sentence
from exporters.bundle import Bundle
from exporters.disk.export_plan import Action, ExportPlan
from exporters.export import Exported, Prepared
from exporters.git.clone import REPOSITORY
from exporters.product_yaml.product import answers_diff
from exporters.request.next_steps import CONTACT, next_steps
from tui import times
from tui.reports.draft_report import problem_texts
from tui.text.key_hints import with_keys
from tui.text.sizes import format_size

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
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    if errors:
        return (
            f"The program's check would fail: {counts_text(errors, zeros=False)}.",
            f"Fix them with `{shlex.join(['aiconform', '--draft', draft.name])}`.",
        )
    if not ready:
        return (
            f"The official text of checklist {draft.checklist} is missing, so the submission is not ready.",
            f"Run `{SYNC}`.",
        )
    return None


def secrets_obstacle(draft: Draft, bundle: Bundle) -> tuple[str, str]:
    """Return the sentence about secrets that block an export, and the next step."""
    name, reference = shlex.quote(draft.name), shlex.quote(bundle.secrets[0].reference)
    redact = f" Export REDACTED instead: `aiconform drafts replace {name} {reference}`."
    return secrets_sentence(bundle.secrets), (
        f"Remove and revoke each. Not a secret: `aiconform drafts allow {name} {reference}`."
        f"{redact if bundle.secrets[0].replaceable else ''}"
    )


def earlier_folder(prepared: Prepared) -> PurePosixPath | None:
    """Return the product's folder of an earlier minor if the draft would use another name; None otherwise."""
    earlier = prepared.earlier
    other = earlier is not None and not prepared.draft.folder and earlier.root.name != prepared.bundle.root.name
    return earlier.root if earlier is not None and other else None


def export_lines(done: Exported, checklist: Checklist) -> Iterator[str]:
    """Yield the exported files, the pull request's text, the commands and the next steps."""
    if done.archive is not None:
        copies, linked = len(done.pages.files), done.pages.linked
        yield f"Written to {done.archive} ({count(len(done.bundle.files) + 1 + copies, 'file')})"
        if linked:
            keep = "; `aiconform drafts keep-pages` downloads them" if copies < linked else ""
            yield f"  {copies} of {count(linked, 'linked page')} have a copy in it{keep}."
        yield "Next steps"
        yield f"  1  Mail the archive to {CONTACT}; its cover letter lists what must become public."
        yield "  2  After the release, export without --zip and open the pull request."
        return
    yield from written_lines(done, checklist)
    yield ""
    yield from request_lines(done)
    yield from command_lines(done)
    yield from step_lines(done)


def result_lines(done: Exported, checklist: Checklist) -> Iterator[str]:
    """Yield the lines of `export_lines` as the wizard shows them: place, next steps and commands first."""
    if done.archive is not None:
        yield from export_lines(done, checklist)
        return
    place, *files = written_lines(done, checklist)
    yield place
    commit = with_keys(
        "Commit: {c:export.commit} creates a branch with one signed-off commit, or {y:export.commands} copies the "
        "commands for it."
    )
    yield from step_lines(done, *([commit] if done.commit is None and _is_clone(done) else []))
    yield from command_lines(done)
    yield "Files"
    yield from files
    yield from request_lines(done)


def request_lines(done: Exported) -> Iterator[str]:
    """Yield the pull request's title and text."""
    request = done.bundle.pull_request
    yield "Pull request title"
    yield f"  {request.title}"
    yield "Pull request text"
    yield from (f"  {line}".rstrip() for line in request.body.splitlines())


def command_lines(done: Exported) -> Iterator[str]:
    """Yield the commands that commit the submission and open the pull request."""
    if done.open_command:
        yield "Command that opens the pull request, after the branch is pushed"
        yield f"  {done.open_command}"
    if done.bundle.pull_request.commands:
        yield "Commands"
        yield from (f"  {command}" for command in commit_commands(done))


def commit_commands(done: Exported) -> tuple[str, ...]:
    """Return the commands that commit the submission by hand, from any folder."""
    commands = done.bundle.pull_request.commands
    change = (shlex.join(["cd", str(done.plan.destination)]),) if commands and _is_clone(done) else ()
    return (*change, *commands)


def to_copy(done: Exported, what: str) -> tuple[str, str]:
    """Return what a key of the export page copies: its name and its text; nothing after an archive.

    Args:
        done: The export.
        what: `commands`, `gh`, or `text` of the pull request.
    """
    if done.archive is not None:
        return "", ""
    request = done.bundle.pull_request
    match what:
        case "commands":
            commands = commit_commands(done)
            return count(len(commands), "git command"), "\n".join(commands)
        case "gh":
            return "the command that opens the pull request", done.open_command or ""
    return "the pull request's title and text", f"{request.title}\n\n{request.body}"


def step_lines(done: Exported, *first: str) -> Iterator[str]:
    """Yield the user's next steps, the given steps first."""
    yield "Next steps"
    steps = [*first, *next_steps(done.bundle.pull_request, times.utc_now().astimezone().date())]
    if not _is_clone(done):
        steps.insert(0, f"Copy {done.plan.root} into a clone of your fork of {REPOSITORY} and run the commands there.")
    yield from (f"  {number}  {step}" for number, step in enumerate(steps, 1))


def _is_clone(done: Exported) -> bool:
    return (done.plan.destination / ".git").exists()


def conflict_lines(plan: ExportPlan) -> Iterator[str]:
    """Yield the differences to files of other origin, which only an explicit decision replaces."""
    for entry in plan.conflicts:
        yield from entry.diff.splitlines() or [f"{entry.path}: binary file differs"]


def written_lines(done: Exported, checklist: Checklist) -> Iterator[str]:
    """Yield the place of the export, then its files."""
    plan, bundle = done.plan, done.bundle
    entries = plan.of(*_ACTIONS)
    size = sum(len(entry.data or b"") for entry in entries)
    place = f"Written to {plan.folder}"
    if done.commit is not None:
        change = "already contains the export" if done.commit.unchanged else f"has the new commit {done.commit.id[:12]}"
        place = f"The branch {done.commit.branch} in {plan.destination} {change}"
    yield f"{place} ({count(sum(entry.data is not None for entry in entries), 'file')}, {format_size(size)})"
    yield from (f"  {entry.path.relative_to(plan.root)!s:32} {_ACTIONS[entry.action]}" for entry in entries)
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

    With `draft`, each problem names the command that opens the draft at its place.
    """
    yield from checklist.notices
    yield from bundle.notices
    yield from problem_texts(problems, checklist, draft)
    if not members_known:
        yield f"vendorName not checked: the member list is missing. Run `{SYNC}`."
    if unchecked_links:
        yield f"{count(unchecked_links, 'link')} not checked; the verdict counts them as reachable."


def export_json(
    draft: Draft, problems: tuple[Problem, ...], bundle: Bundle, done: Exported | None
) -> dict[str, object]:
    """Return the result as JSON values; without files, commands and pull request if nothing was exported."""
    request = done.bundle.pull_request if done else bundle.pull_request
    exported = {str(entry.path) for entry in done.plan.entries if entry.data is not None} if done else set[str]()
    archive = done.archive if done else None
    if archive is not None:
        exported = {*bundle.files}
    commit = done.commit if done else None
    return {
        "draft": draft.name,
        "verdict": "fail" if failed(problems) else "pass",
        "ready": bundle.ready,
        "files": [path for path in bundle.files if path in exported],
        "commands": list(request.commands) if done else [],
        "zip": str(archive) if archive else None,
        "pages": sorted(done.pages.files) if done else [],
        "commit": {"branch": commit.branch, "id": commit.id} if commit else None,
        "pull_request": {
            "title": request.title,
            "body": request.body,
            "body_file": str(done.body_file) if done.body_file else None,
            "command": done.open_command,
        }
        if done
        else None,
        "problems": [msgspec.structs.asdict(problem) for problem in problems],
        "notices": list(bundle.notices),
        "secrets": [
            {"path": secret.file, "place": secret.place, "rule": secret.match.rule, "line": secret.match.line}
            for secret in bundle.secrets
        ],
    }
