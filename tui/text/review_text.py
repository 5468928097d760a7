"""Sentences of the review: verdict, unchecked inputs, counts of answers."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from checklists.catalog.catalog import SYNC
from checklists.links.link_check import count_outcomes
from checklists.model.checklist import Level
from checklists.model.problem import Severity
from checklists.text import count
from tui.state.issues import count_issues
from tui.state.matrix import ANSWERS
from tui.state.session.state import State


def unconfirmed_text(state: State) -> str:
    """Return the number of unconfirmed answers and fields as a sentence; empty if none."""
    answers = sum(state.draft.response(r.id).carried is not None for r in state.checklist.requirements)
    found = [count(n, what) for n, what in ((answers, "answer"), (len(state.draft.fields_to_confirm), "field")) if n]
    if not found:
        return ""
    verb = "is" if found in (["1 answer"], ["1 field"]) else "are"
    return f"{' and '.join(found)} carried over {verb} unconfirmed. The check ignores this; a reviewer may ask."


def verdict_text(state: State) -> str:
    """Return the verdict of the program's check, in one line."""
    errors, warnings, points = (count_issues(state, severity) for severity in Severity)
    words = f"fail today: {count(errors, 'error')}" if errors else "pass today"
    if warnings:
        words += f"{', ' if errors else ', with '}{count(warnings, 'warning')}"
    more = f" Advice on {count(points, 'point')}." if points else ""
    return f"The program's check would {words}.{more}"


def unchecked_texts(state: State) -> Iterator[str]:
    """Yield what the verdict could not check."""
    missing = []
    if state.members is None:
        missing.append("No member list on this machine: the vendor is not checked.")
    if state.checklist.template is None:
        missing.append("No official text on this machine: the export stays incomplete.")
    yield from missing
    if missing:
        yield f"`{SYNC}` fetches {'both' if len(missing) > 1 else 'it'}."


def links_text(state: State, now: datetime) -> str:
    """Return the state of the link checks, in one or two sentences; empty without links."""
    urls = {use.url for use in state.link_uses()}
    if not urls:
        return ""
    known = state.links
    if known.pending:
        return f"Checking {count(known.requested, 'link')}: {known.requested - len(known.pending)} done."
    counting = known.recent(now)
    left = urls - counting.keys()
    if left == urls:
        text = f"{count(len(urls), 'link')} not checked: each counts as reachable."
    else:
        end = "; unchecked links count as reachable." if left else "."
        text = f"{count(len(urls), 'link')}: {count_outcomes(urls, counting)}{end}"
    return f"{text} {known.error}".strip()


def status_counts(state: State) -> Iterator[tuple[Level, list[str]]]:
    """Yield for each level how many requirements have which status."""
    for level in Level:
        chosen = [state.draft.response(r.id).status for r in state.checklist.requirements if r.level is level]
        number = Counter(chosen)
        if chosen:
            yield level, [f"{number[status]} {label}" for status, label in ANSWERS.items() if number[status]]
