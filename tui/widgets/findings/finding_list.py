"""Finding of each requirement, one per row; enter goes to the requirement."""

from datetime import datetime
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from checklists.model.finding import Finding, Outcome
from checklists.text import count
from tui.messages import GoTo
from tui.state.matrix import FINDINGS
from tui.state.session.session import State
from tui.text.content import ACCENT, DOUBT, MUTED, STRONG, fit, join, line, lines
from tui.text.glyphs import DETECTED, NOT_APPLICABLE, OPEN, PARTLY, PROBLEM
from tui.times import ago
from tui.widgets.row_list import RowList

OUTCOMES = {
    Outcome.DETECTED: (DETECTED, ACCENT, FINDINGS[Outcome.DETECTED]),
    Outcome.PARTLY: (PARTLY, DOUBT, FINDINGS[Outcome.PARTLY]),
    Outcome.NOT_DETECTED: (OPEN, MUTED, FINDINGS[Outcome.NOT_DETECTED]),
    Outcome.COULD_NOT_CHECK: (NOT_APPLICABLE, MUTED, FINDINGS[Outcome.COULD_NOT_CHECK]),
}
"""Glyph, style and words of each outcome."""
TITLE_WIDTH = 25
OUTCOME_WIDTH = 16


def heading(state: State, now: datetime) -> Content:
    """Return the cluster, the time of the collection and the number of findings by outcome."""
    snapshot = state.snapshot
    if snapshot is None:
        return Content.styled("No cluster read yet.", MUTED)
    taken = datetime.fromisoformat(snapshot.taken_at)
    counts = [
        f"{number} {words}"
        for outcome, (_, _, words) in OUTCOMES.items()
        if (number := sum(f.outcome is outcome for f in state.findings))
    ]
    rows = [
        join(
            Content.styled("Read from ", MUTED),
            line(snapshot.context, STRONG),
            line(f", {ago(taken, now)}, server {snapshot.server_version or 'of an unknown version'}", MUTED),
        ),
        Content(", ".join(counts) or "nothing"),
    ]
    if snapshot.denied:
        named = ", ".join(str(permission) for permission in snapshot.denied[:4])
        more = f" and {len(snapshot.denied) - 4} more" if len(snapshot.denied) > 4 else ""
        rows.append(join(Content.styled(f"{PROBLEM} ", DOUBT), line(f"Missing permissions: {named}{more}.", DOUBT)))
        proxied = any(permission.resource.endswith("/proxy") for permission in snapshot.denied)
        command = f"aiconform detect --clusterrole{' --scrape' if proxied else ''}"
        rows.append(Content.styled(f"  `{command}` prints a ClusterRole that grants them.", MUTED))
    older = [finding.since for finding in state.findings if finding.since]
    if older:
        since = ago(datetime.fromisoformat(min(older)), now)
        stale_text = f"{count(len(older), 'finding')} from {since}: the last collection could not check them."
        rows.append(join(Content.styled(f"{PROBLEM} ", DOUBT), line(stale_text, DOUBT)))
    rows.extend(join(Content.styled(f"{PROBLEM} ", DOUBT), line(error, DOUBT)) for error in snapshot.errors[:3])
    if len(snapshot.errors) > 3:
        rows.append(Content.styled(f"  and {len(snapshot.errors) - 3} more unreadable resources", MUTED))
    return lines(*rows)


def row(title: str, finding: Finding) -> Content:
    """Return the row of a requirement: outcome, title and reason."""
    sign, style, words = OUTCOMES[finding.outcome]
    why = finding.reason or finding.summary
    return join(
        Content.styled(f"{sign} ", style),
        fit(Content.styled(words, style), OUTCOME_WIDTH),
        " ",
        fit(line(title), TITLE_WIDTH),
        " ",
        line(why, MUTED),
    )


class FindingList(RowList):
    """Findings in the checklist's order."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "Go there", id="findings.go", tooltip="Go to the requirement under the cursor"),
    ]

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._findings: tuple[Finding, ...] = ()

    def show(self, state: State) -> None:
        """Show the current findings."""
        if state.findings == self._findings:
            return
        at = self.highlighted
        self._findings = state.findings
        self.clear_options()
        for number, finding in enumerate(state.findings):
            requirement = state.checklist.get(finding.requirement)
            title = requirement.title if requirement else finding.requirement
            self.add_option(Option(row(title, finding), id=str(number)))
        if state.findings:
            self.highlighted = min(at or 0, len(state.findings) - 1)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Go to the requirement."""
        event.stop()
        self.post_message(GoTo(self._findings[event.option_index].requirement))
