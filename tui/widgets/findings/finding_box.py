"""Finding of a requirement: outcome, observations, and what they leave unproven."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Finding, Outcome
from tui import times
from tui.text.content import DOUBT, MUTED, hanging_indent, join, line, lines, spread
from tui.text.glyphs import OPEN
from tui.text.requirement_text import explanation, finding_text
from tui.widgets.findings.finding_list import OUTCOMES
from tui.widgets.findings.observation_list import ObservationList
from tui.widgets.text_label import TextLabel

WIDE = 80
REFRESH = 30.0
"""Seconds between updates of the age."""


class FindingBox(Vertical):
    """Shows the finding; never sets an answer."""

    def __init__(self) -> None:
        super().__init__()
        self._finding: Finding | None = None
        self._snapshot: Snapshot | None = None
        self._offered = False

    def compose(self) -> ComposeResult:
        """Compose outcome, observations and open points."""
        yield TextLabel(classes="finding-head")
        yield ObservationList(id="finding-seen")
        yield TextLabel(id="finding-tail")

    def on_mount(self) -> None:
        """Keep the age current."""
        self.set_interval(REFRESH, self._paint)

    def on_resize(self) -> None:
        """Fit to the width."""
        self._paint()

    def show(self, finding: Finding | None, snapshot: Snapshot | None, *, offered: bool) -> None:
        """Show a finding; `offered`: its suggestion can be accepted."""
        if (finding, offered) != (self._finding, self._offered) or snapshot is not self._snapshot:
            self._finding, self._snapshot, self._offered = finding, snapshot, offered
            self._paint()

    def _paint(self) -> None:
        width, finding = self.content_size.width, self._finding
        if not width:
            return
        self.query_one(".finding-head", TextLabel).show(self._head(width))
        context = self._snapshot.context if self._snapshot else ""
        self.query_one(ObservationList).show(finding.observations if finding else (), context)
        self.query_one("#finding-tail", TextLabel).show(tail(finding, width) if finding else "")

    def _head(self, width: int) -> Content:
        finding = self._finding
        if finding is None or self._snapshot is None:
            return join(Content.styled(f"{OPEN} No cluster read yet.", MUTED), "  ctrl+r opens the cluster page.")
        sign, style, _ = OUTCOMES[finding.outcome]
        word, where = finding_text(
            finding, self._snapshot.context, finding.since or self._snapshot.taken_at, times.utc_now()
        )
        key = "ctrl+t uses this answer" if width >= WIDE else "ctrl+t uses it"
        left = join(Content.styled(f"{sign} {word}", f"bold {style}"), " ", line(where))
        first = spread(left, Content.styled(key, MUTED) if self._offered else Content(""), width)
        if finding.outcome is Outcome.DETECTED and width < WIDE:
            return first
        return lines(first, hanging_indent(Content("  "), line(explanation(finding)), width))


def tail(finding: Finding, width: int) -> Content:
    """Return what would raise the finding to *detected*, and what it leaves open."""
    rest = unproven(finding, width)
    if not finding.to_detected:
        return rest
    left = Content.styled("  Needed for detected: " if width >= WIDE else "  Needed: ", DOUBT)
    needed = hanging_indent(left, line(finding.to_detected), width)
    return lines(needed, rest) if rest.plain else needed


def unproven(finding: Finding, width: int) -> Content:
    """Return what the observations leave unproven, with the keys for proof and evidence file."""
    document = Content.styled("  f3 creates an evidence file", MUTED)
    if not finding.unproven:
        return document if finding.observations else Content("")
    left = Content.styled("  Not proven: ", DOUBT)
    first, *others = finding.unproven
    open_points = [line(_inner(first)), *map(line, others)]
    body = join(Content(" ").join(open_points), Content.styled("  f2 how to prove it", MUTED), document)
    return hanging_indent(left, body, width)


def _inner(sentence: str) -> str:
    """Lowercase a sentence that continues after a colon."""
    starts = sentence.partition(" ")[0] in ("That", "Whether", "How", "What", "Which")
    return sentence[:1].lower() + sentence[1:] if starts else sentence
