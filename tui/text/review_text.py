"""What the review says in sentences: verdict, what it does not rest on, answers counted. No Textual here."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from checklists.advice.unconfirmed import CODE as TO_CONFIRM
from checklists.catalog.catalog import SYNC
from checklists.links.link_check import count_outcomes
from checklists.model.checklist import Level, Status
from checklists.model.problem import Severity
from checklists.text import count
from tui.state.session.session import State

LABELS = {
    Status.IMPLEMENTED: "Implemented",
    Status.PARTIALLY_IMPLEMENTED: "Partially",
    Status.NOT_IMPLEMENTED: "Not Implemented",
    Status.NOT_APPLICABLE: "N/A",
    None: "open",
}
"""Every status, and none, as the screens say it."""


def unconfirmed_text(state: State) -> str:
    """What was carried over and not confirmed yet, in one sentence; empty where nothing is."""
    answers = sum(state.draft.response(r.id).carried is not None for r in state.checklist.requirements)
    found = [count(n, what) for n, what in ((answers, "answer"), (len(state.draft.fields_to_confirm), "field")) if n]
    if not found:
        return ""
    verb = "waits" if found in (["1 answer"], ["1 field"]) else "wait"
    return f"{' and '.join(found)} carried over {verb} to be confirmed: the program never asks, a reviewer may."


def verdict(state: State) -> str:
    """What the program would say today, in one line."""
    number = Counter(problem.severity for problem in state.problems if problem.code != TO_CONFIRM)
    errors, warnings, points = (number[severity] for severity in Severity)
    words = (
        f"The program would refuse this today: {count(errors, 'error')}."
        if errors
        else "The program would accept this today."
    )
    if warnings:
        words += f" {count(warnings, 'warning')} that a reviewer reads."
    if points:
        words += f" {count(points, 'point')} a reviewer would raise."
    return words


def unchecked(state: State) -> Iterator[str]:
    """What the verdict does not rest on."""
    missing = []
    if state.members is None:
        missing.append("No member list on this machine: the vendor's name is not compared.")
    if state.checklist.template is None:
        missing.append("No official text on this machine: the export stays incomplete.")
    yield from missing
    if missing:
        yield f"`{SYNC}` fetches {'both' if len(missing) > 1 else 'it'}."


def links(state: State, now: datetime) -> str:
    """What is known of the links, in a sentence or two; empty where there is none."""
    urls = dict.fromkeys(use.url for use in state.link_uses())
    if not urls:
        return ""
    known = state.links
    if known.pending:
        return f"Asking for {count(known.requested, 'link')}: {known.requested - len(known.pending)} answered."
    counting = known.recent(now)
    seen = [counting[url] for url in urls if url in counting]
    left = len(urls) - len(seen)
    if seen:
        words = f"{count(len(urls), 'link')}: {count_outcomes(seen, left)}" + (
            ", and that counts as reachable." if left else "."
        )
    else:
        words = f"{count(left, 'link')} not requested: each counts as reachable."
    return f"{words} {known.error}".strip()


def matrix(state: State) -> Iterator[tuple[Level, str]]:
    """How many requirements of each level have which status."""
    for level in Level:
        chosen = [state.draft.response(r.id).status for r in state.checklist.requirements if r.level is level]
        number = Counter(chosen)
        if chosen:
            yield level, " · ".join(f"{number[status]} {label}" for status, label in LABELS.items() if number[status])
