"""Finding of a requirement: outcome, observations, and what they leave unproven."""

from functools import partial

from textual.app import ComposeResult
from textual.content import Content

from auto_detect.snapshot.snapshot import Snapshot
from checklists.model.finding import Finding, Observation
from checklists.text import count
from tui import times
from tui.text.content import DOUBT, MUTED, cut, hanging_indent, hint, join, line, lines, spread
from tui.text.glyphs import OPEN, PROBLEM
from tui.text.key_hints import with_keys
from tui.text.requirement_text import explanation, finding_text, unproven_clause
from tui.widgets.disclosure import Disclosure
from tui.widgets.findings.finding_list import OUTCOMES
from tui.widgets.findings.observation_list import ObservationList
from tui.widgets.text_label import FittedLabel, TextLabel
from tui.widgets.unscrolled import Columns, Rows

WIDE = 80
SENTENCE_LINES, POINT_LINES = 4, 3
"""Most lines of the finding and of each open point while the facts are folded."""
REFRESH = 30.0
"""Seconds between updates of the age."""


class FindingBox(Rows):
    """Box of a finding; the facts open below the sentence, for each requirement on its own."""

    def __init__(self) -> None:
        super().__init__()
        self._requirement = ""
        self._opened: set[str] = set()
        self._finding: Finding | None = None
        self._snapshot: Snapshot | None = None
        self._offered = False

    def compose(self) -> ComposeResult:
        """Compose outcome, facts and open points."""
        yield FittedLabel(classes="finding-head")
        with Columns(id="finding-facts"):
            yield Disclosure("Facts", id="open-facts")
            yield TextLabel(id="finding-doubts")
        yield ObservationList(id="finding-seen")
        yield FittedLabel(id="finding-tail")

    def on_mount(self) -> None:
        """Keep the age current."""
        self.set_interval(REFRESH, self._paint)

    def show(self, requirement: str, finding: Finding | None, snapshot: Snapshot | None, *, offered: bool) -> None:
        """Show the finding of a requirement; `offered`: its suggestion can be accepted."""
        if requirement != self._requirement:
            self._requirement = requirement
            self.query_one("#open-facts", Disclosure).opened = requirement in self._opened
        elif (finding, offered) == (self._finding, self._offered) and snapshot is self._snapshot:
            return
        self._finding, self._snapshot, self._offered = finding, snapshot, offered
        self._paint()

    def _paint(self) -> None:
        finding, folded = self._finding, self._folded
        self.query_one(".finding-head", FittedLabel).show(self._head)
        self._show_facts(finding.observations if finding else ())
        tail = partial(open_points, finding, folded=folded) if finding else lambda _: Content("")
        self.query_one("#finding-tail", FittedLabel).show(tail)

    @property
    def _folded(self) -> bool:
        facts = self._finding.observations if self._finding else ()
        return bool(facts) and not self.query_one("#open-facts", Disclosure).opened

    def _show_facts(self, observations: tuple[Observation, ...]) -> None:
        opener, doubts = self.query_one("#open-facts", Disclosure), sum(o.doubtful for o in observations)
        self.query_one("#finding-facts").display = bool(observations)
        opener.label = count(len(observations), "fact")
        text = Content.styled(f"{PROBLEM} {doubts} not counted", DOUBT) if doubts else Content("")
        self.query_one("#finding-doubts", TextLabel).show(text)
        context = self._snapshot.context if self._snapshot else ""
        self.query_one(ObservationList).show(observations if opener.opened else (), context)

    def on_disclosure_toggled(self, event: Disclosure.Toggled) -> None:
        """Show or hide the facts."""
        event.stop()
        (self._opened.add if event.opened else self._opened.discard)(self._requirement)
        self._paint()

    def _head(self, width: int) -> Content:
        finding = self._finding
        if finding is None or self._snapshot is None:
            return join(
                Content.styled(f"{OPEN} No cluster read yet.", MUTED),
                with_keys("  {ctrl+r:wizard.cluster} opens the cluster page."),
            )
        sign, style, _ = OUTCOMES[finding.outcome]
        word, where = finding_text(
            finding, self._snapshot.context, finding.since or self._snapshot.taken_at, times.utc_now()
        )
        key = hint("{ctrl+t:wizard.accept} uses this answer" if width >= WIDE else "{ctrl+t:wizard.accept} uses it")
        left = join(Content.styled(f"{sign} {word}", f"bold {style}"), " ", line(where))
        first = spread(left, key if self._offered else Content(""), width)
        sentence = hanging_indent(Content("  "), line(explanation(finding)), width)
        return lines(first, cut(sentence, SENTENCE_LINES) if self._folded else sentence)


def open_points(finding: Finding, width: int, *, folded: bool) -> Content:
    """Return what is missing or unproven, with the keys for proof and evidence file; `folded` only the first points."""
    rows = []
    if finding.to_detected:
        missing = hanging_indent(Content.styled("  To be detected: ", DOUBT), line(finding.to_detected), width)
        rows.append(cut(missing, POINT_LINES) if folded else missing)
    keys = []
    if finding.unproven:
        keys.append(with_keys("{f2:wizard.prove} how to prove it"))
        first, *others = finding.unproven
        more = Content.styled(f"And {count(len(others), 'more point')}.", MUTED) if others else Content("")
        body = Content(" ").join([line(unproven_clause(first)), *([more] if folded else map(line, others))])
        unproven = hanging_indent(Content.styled("  Not proven: ", DOUBT), body, width)
        rows.append(cut(unproven, POINT_LINES) if folded else unproven)
    if finding.observations:
        keys.append(with_keys("{f3:wizard.document} creates an evidence file"))
    if keys:
        rows.append(Content.styled(f"  {', '.join(keys)}", MUTED))
    return lines(*rows)
