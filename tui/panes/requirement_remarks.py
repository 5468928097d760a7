"""Lines below the fields of a requirement's page: remarks about the status, and the problems of a field."""

from collections.abc import Iterator, Sequence

from textual.content import Content

from checklists.decisions.questions import decision_question
from checklists.model.checklist import Requirement, Status
from checklists.model.problem import Problem
from checklists.rules.links import UNREACHABLE
from tui import times
from tui.state.session.state import State
from tui.text.content import ACCENT, BAD, DOUBT, MUTED, hanging_indent, hint, join, line, lines
from tui.text.glyphs import ERROR, PROBLEM
from tui.text.requirement_text import about_status, carried_from
from tui.widgets.problem_list import problem_rows


def status_remarks(
    state: State, requirement: Requirement, suggestion: Status | None, *, wide: bool
) -> Iterator[Content]:
    """Yield the lines below the status, most urgent first.

    Args:
        state: What the page shows.
        requirement: Its requirement.
        suggestion: The status that the finding suggests, if it can be used.
        wide: The terminal is wide, so the finding explains its key in full.
    """
    answer, editable = state.draft.response(requirement.id), not state.read_only
    if suggestion is not None:
        key = "" if wide else hint("   {ctrl+t:wizard.accept} uses it")
        yield join("Suggested: ", line(suggestion, ACCENT), key)
    if answer.carried is not None:
        source = carried_from(answer.carried, state.checklist.minor, times.utc_now())
        key = hint("   {f4:pane.confirm} confirms it") if editable else ""
        yield join(Content.styled(f"{PROBLEM} {source} Not confirmed.", DOUBT), key)
    if about := about_status(requirement, answer):
        yield line(about, MUTED)
    undecided = answer.status in (None, Status.NOT_APPLICABLE) and editable
    if undecided and decision_question(requirement.id) is not None:
        yield hint("{f9:wizard.decide} helps you decide")


def problems_below(problems: Sequence[Problem], width: int, *, unanswered: bool) -> Content:
    """Return the lines below a field that has problems; `unanswered`: it is the status of an open answer."""
    if unanswered and problems:
        optional = all(problem.code == "status-invalid" for problem in problems)
        fix = [hanging_indent(Content("  "), line(problems[0].hint, MUTED), max(width, 20))] if optional else []
        return lines(Content.styled(f"{ERROR} no answer yet", BAD), *fix)
    absent = [problem for problem in problems if problem.code in ("evidence-file-missing", UNREACHABLE)]
    others = [problem for problem in problems if problem not in absent]
    rows = [problem_rows(part, max(width, 20)) for part in (absent, others) if part]
    if absent:
        rows.insert(1, Content.styled("  Enter a path on this machine to copy the file.", MUTED))
    return lines(*rows)
