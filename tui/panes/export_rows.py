"""Rows of the export page: verdict, plan, failure and result."""

import re
from collections.abc import Iterable, Sequence

from textual.content import Content

from checklists.errors import AiconformError
from checklists.model.problem import Severity, failed
from checklists.scan.publication import PlacedMatch
from checklists.text import count
from exporters.disk.export_plan import Action, ExportPlan
from exporters.export import Exported, Prepared
from tui.reports import export_report
from tui.state.eligibility import is_unreleased
from tui.state.issues import issues
from tui.state.session.state import State
from tui.text.content import ACCENT, BAD, DOUBT, GOOD, MUTED, STRONG, fit, hanging_indent, hint, join, line, lines, text
from tui.text.glyphs import ADVICE, DONE, ERROR, PROBLEM
from tui.text.key_hints import with_keys
from tui.text.review_text import unconfirmed_text, verdict_text
from tui.text.sizes import format_size

SHOWN_ERRORS = 8
SHOWN_DIFF = 60
TITLE_WIDTH = 28
ACTIONS = {
    Action.NEW: ("new", GOOD),
    Action.CHANGED: ("changed", DOUBT),
    Action.SAME: ("unchanged", MUTED),
    Action.REMOVED: ("removed", DOUBT),
    Action.CONFLICT: ("not from this draft", BAD),
    Action.FOREIGN: ("not part of the submission, kept", MUTED),
}
_INDENT = re.compile(r"\s*(?:[0-9]+\s+|[-*] (?:\[[ x]\] )?)?")
_KEYS = {
    "Commands": "{y:export.commands} copies them",
    "Command that opens the pull request, after the branch is pushed": "{g:export.gh} copies it",
    "Pull request text": "{t:export.text} copies title and text",
}


def verdict_rows(state: State, width: int) -> Content:
    """Return the verdict, the errors that forbid the export, and the number of unconfirmed answers."""
    to_confirm = unconfirmed_text(state)
    unconfirmed = [_marked(PROBLEM, to_confirm, DOUBT, width)] if to_confirm else []
    unconfirmed += _unreleased_rows(state, width)
    errors = [i for i in issues(state.problems, state.checklist) if i.severity is Severity.ERROR]
    if not errors and not state.checklist.template:
        return lines(_marked(ERROR, "The official text is missing, so the submission is not ready.", BAD, width))
    if not errors:
        passed = hanging_indent(Content.styled(f"{DONE} ", GOOD), line(verdict_text(state)), max(width, 1))
        return lines(passed, *unconfirmed)
    rows = [_marked(ERROR, verdict_text(state), BAD, width)]
    rows += [
        hanging_indent(join("  ", fit(line(issue.title, STRONG), TITLE_WIDTH), " "), line(issue.message), max(width, 1))
        for issue in errors[:SHOWN_ERRORS]
    ]
    if len(errors) > SHOWN_ERRORS:
        rows.append(Content.styled(f"  and {len(errors) - SHOWN_ERRORS} more", MUTED))
    return lines(*rows, hint("  {f8:wizard.problem} goes to the first error."), *unconfirmed)


def plan_rows(planned: ExportPlan, prepared: Prepared, width: int) -> Content:
    """Return a row for each file of the product's folder, with what the export does to it."""
    rows = [line(planned.folder, ACCENT)]
    earlier = export_report.earlier_folder(prepared)
    if earlier is not None:
        keep = f"To keep its name, enter {earlier.name} as the folder on the platform page."
        rows.append(_marked(ADVICE, f"This product's earlier submission is in {earlier}. {keep}", DOUBT, width))
    for entry in planned.entries:
        label, style = ACTIONS[entry.action]
        size = format_size(len(entry.data)) if entry.data is not None else ""
        name = line(entry.path.relative_to(planned.root))
        rows.append(join("  ", fit(name, 34), " ", fit(Content(size), 10), " ", Content.styled(label, style)))
    rows += [_marked(ADVICE, notice, DOUBT, width) for notice in prepared.bundle.notices]
    rows += diff_rows(planned)
    return lines(*rows)


def matches_label(matches: Sequence[PlacedMatch]) -> str:
    """Return the label of the button that opens the secrets and identifiers."""
    secrets = sum(match.secret for match in matches)
    numbers = ((secrets, "secret"), (len(matches) - secrets, "identifier"))
    decided = all(match.decision is not None for match in matches)
    found = " and ".join(count(number, noun) for number, noun in numbers if number)
    return f"{found}: {'all decided' if decided else 'decide about them'}"


def failure_rows(error: AiconformError, decision: str, width: int) -> Content:
    """Return the error, and the decision that resolves it or another next step."""
    next_step = f"{decision}: a, or the button below." if decision else error.hint
    rows = [_marked(" ", next_step, MUTED, width)] if next_step else []
    return lines(_marked(ERROR, error.message, BAD, width), *rows)


def no_target(*, wanted: bool) -> Content:
    """Return that a target is missing; `wanted`: an export was requested without one."""
    request = "Name the folder to export to; a clone of your fork is best."
    return Content.styled(f"{ERROR} {request}", BAD) if wanted else Content.styled(request, MUTED)


def diff_rows(plan: ExportPlan) -> list[Content]:
    """Return the differences to files of other origin, as far as they fit."""
    differences = list(export_report.conflict_lines(plan))
    rows = [line(difference, MUTED) for difference in differences[:SHOWN_DIFF]]
    if len(differences) > SHOWN_DIFF:
        rows.append(Content.styled(f"and {len(differences) - SHOWN_DIFF} more lines", MUTED))
    return rows


def result_rows(done: Exported, state: State, copied: str, width: int) -> Content:
    """Return the result: place, failed check, commands and next steps first."""
    place, *rest = export_report.result_lines(done, state.checklist)
    shown = [hanging_indent(Content.styled(f"{DONE} ", GOOD), line(place, STRONG), max(width, 1))]
    if failed(state.problems):
        shown.append(_marked(ERROR, verdict_text(state), BAD, width))
    if done.archive is None:
        shown += _unreleased_rows(state, width)
    shown += [Content.styled(f"Copied: {copied}", GOOD)] if copied else []
    if done.obstacle is not None:
        shown.append(_marked(ADVICE, f"The commands do not work yet: {done.obstacle.message}", DOUBT, width))
        shown.append(_marked(" ", done.obstacle.hint, MUTED, width))
    return lines(*shown, *_wrapped(rest, width))


def _wrapped(rows: Iterable[str], width: int) -> Iterable[Content]:
    """Yield rows that keep their indent when they wrap, and headings with their keys."""
    for row in rows:
        if row in _KEYS:
            yield join(line(row, STRONG), Content.styled(f"   {with_keys(_KEYS[row])}", MUTED))
        elif row and not row.startswith(" "):
            yield hanging_indent(Content(""), line(row, STRONG), max(width, 1))
        else:
            indent = _INDENT.match(row)
            start = indent[0] if indent else ""
            yield hanging_indent(Content(start), text(row[len(start) :]), max(width, 1))


def _unreleased_rows(state: State, width: int) -> list[Content]:
    """Return the reminder that only a private review keeps an unreleased product private; else nothing."""
    if not is_unreleased(state.draft):
        return []
    words = "Not released yet, and a pull request is public: {z:export.zip} writes the archive for a private review."
    return [_marked(ADVICE, with_keys(words), DOUBT, width)]


def _marked(mark: str, sentence: str, style: str, width: int) -> Content:
    return hanging_indent(Content.styled(f"{mark} ", style), line(sentence, style), max(width, 1))
