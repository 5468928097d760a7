"""Finding of each requirement, one per row; enter goes to the requirement."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Finding, Outcome
from checklists.text import count
from tui import times
from tui.messages import GoTo
from tui.state.matrix import FINDINGS
from tui.state.session.state import State
from tui.text.content import ACCENT, DOUBT, MUTED, STRONG, fit, hanging_indent, join, line, lines
from tui.text.glyphs import DETECTED, NOT_APPLICABLE, OPEN, PARTLY, PROBLEM
from tui.text.key_hints import key_of
from tui.times import ago
from tui.widgets.row_list import RowList

OUTCOMES = {
    Outcome.DETECTED: (DETECTED, ACCENT, FINDINGS[Outcome.DETECTED]),
    Outcome.PARTLY: (PARTLY, DOUBT, FINDINGS[Outcome.PARTLY]),
    Outcome.NOT_DETECTED: (OPEN, MUTED, FINDINGS[Outcome.NOT_DETECTED]),
    Outcome.COULD_NOT_CHECK: (NOT_APPLICABLE, MUTED, FINDINGS[Outcome.COULD_NOT_CHECK]),
}
"""Glyph, style and label of each outcome."""
TITLE_WIDTH = 25
OUTCOME_WIDTH = 16


def heading(state: State, now: datetime) -> Content:
    """Return the cluster, the time of the collection and the number of findings by outcome."""
    snapshot = state.snapshot
    if snapshot is None:
        return Content.styled("No cluster read yet.", MUTED)
    taken = datetime.fromisoformat(snapshot.taken_at)
    counts = [
        f"{number} {label}"
        for outcome, (_, _, label) in OUTCOMES.items()
        if (number := sum(f.outcome is outcome for f in state.findings))
    ]
    cluster = join(
        Content.styled("Read from ", MUTED),
        line(snapshot.context, STRONG),
        line(f", {ago(taken, now)}, server {snapshot.server_version or 'of an unknown version'}", MUTED),
    )
    doubts = (*_missing_permissions(snapshot), *_older_findings(state, now), *_unreadable(snapshot.errors))
    return lines(cluster, Content(", ".join(counts) or "nothing"), *doubts)


def _missing_permissions(snapshot: Snapshot) -> Iterator[Content]:
    denied = snapshot.denied
    if not denied:
        return
    named = ", ".join(str(permission) for permission in denied[:4])
    more = f" and {len(denied) - 4} more" if len(denied) > 4 else ""
    yield _doubt(f"Missing permissions: {named}{more}.")
    command = f"aiconform detect --clusterrole{' --scrape' if snapshot.proxy_denied else ''}"
    key = key_of("findings.role", "y")
    yield Content.styled(f"  `{command}` prints a ClusterRole that grants them; {key} copies it.", MUTED)


def _older_findings(state: State, now: datetime) -> Iterator[Content]:
    """Yield how many findings are from an earlier collection, because the last one could not repeat them."""
    older = [finding.since for finding in state.findings if finding.since]
    if older:
        since = ago(datetime.fromisoformat(min(older)), now)
        verb, them = ("is", "it") if len(older) == 1 else ("are", "them")
        findings = count(len(older), "finding")
        yield _doubt(f"{findings} {verb} from {since}: the last read could not check {them}.")


def _unreadable(errors: Sequence[str]) -> Iterator[Content]:
    yield from map(_doubt, errors[:3])
    if len(errors) > 3:
        yield Content.styled(f"  and {len(errors) - 3} more unreadable resources", MUTED)


def _doubt(sentence: str) -> Content:
    return join(Content.styled(f"{PROBLEM} ", DOUBT), line(sentence, DOUBT))


def row(title: str, finding: Finding, now: datetime, width: int, *, whole: bool) -> Content:
    """Return the row of a requirement: outcome, title and reason, on one line or, if `whole`, in full.

    A finding that the last collection could not check again begins with its age.
    """
    sign, style, label = OUTCOMES[finding.outcome]
    left = join(
        Content.styled(f"{sign} ", style),
        fit(Content.styled(label, style), OUTCOME_WIDTH),
        " ",
        fit(line(title), TITLE_WIDTH),
        " ",
    )
    why = line(finding.reason or finding.summary, "" if whole else MUTED)
    if finding.since:
        since = datetime.fromisoformat(finding.since)
        age = f"{PROBLEM} from {ago(since, now)}"
        if whole:
            age += f" ({since.astimezone():%Y-%m-%d %H:%M}), not checked again"
        why = join(Content.styled(f"{age}: ", DOUBT), why)
    if whole:
        return lines(left, hanging_indent(Content("    "), why, width))
    return join(left, why).truncate(max(width, 0), ellipsis=True)


class FindingList(RowList):
    """Findings in the checklist's order."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "Go there", id="findings.go", tooltip="Go to the requirement under the cursor"),
        Binding("y", "role", "Copy role", id="findings.role", tooltip="Copy the ClusterRole with all permissions"),
    ]

    class RoleWanted(Message):
        """The user wants the ClusterRole."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._findings: tuple[Finding, ...] = ()
        self._titles: tuple[str, ...] = ()
        self._whole: int | None = None

    def show(self, state: State) -> None:
        """Show the current findings."""
        if state.findings == self._findings:
            return
        known = [state.checklist.get(finding.requirement) for finding in state.findings]
        self._titles = tuple(r.title if r else f.requirement for r, f in zip(known, state.findings, strict=True))
        self._findings = state.findings
        self._refresh_rows()

    def on_resize(self) -> None:
        """Fit the rows to the width."""
        self._refresh_rows()

    def _refresh_rows(self) -> None:
        at = min(self.highlighted or 0, len(self._findings) - 1) if self._findings else None
        self._whole = at
        self.clear_options()
        self.add_options([Option(self._row(number), id=str(number)) for number in range(len(self._findings))])
        self.highlighted = at

    def _row(self, number: int) -> Content:
        width = (self.scrollable_content_region.width or self.app.size.width) - 2
        finding, whole = self._findings[number], number == self._whole
        return row(self._titles[number], finding, times.utc_now(), width, whole=whole)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the row under the cursor in full, the others on one line."""
        event.stop()
        before, self._whole = self._whole, event.option_index
        for number in {before, self._whole} - {None} if before != self._whole else ():
            if number is not None and number < len(self._findings):
                self.replace_option_prompt_at_index(number, self._row(number))
        if before != self._whole:
            self.scroll_to_highlight()  # The row has grown.

    def action_role(self) -> None:
        """Request the ClusterRole."""
        self.post_message(self.RoleWanted())

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Go to the requirement."""
        event.stop()
        self.post_message(GoTo(self._findings[event.option_index].requirement))
