"""What the cluster showed for one requirement: the outcome in words, what was seen, and what that leaves open."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from auto_detect.snapshot import Snapshot
from checklists.finding import Finding, Observation, Outcome
from tui import times
from tui.content import DOUBT, MUTED, fit, hang, join, line, lines, spread
from tui.glyphs import OPEN, PROBLEM
from tui.requirement_words import explained, found
from tui.widgets.finding_list import OUTCOMES
from tui.widgets.opener import Opener
from tui.widgets.words import Words

LOW = 32
"""Terminal lines below which only a few observations are shown at once."""
FEW, MANY, MOST = 4, 12, 60
WIDE = 80
KIND_WIDTH, LEAST_NAME = 18, 16
REFRESH = 30.0
"""Seconds until the age is worked out again."""


class FindingBox(Vertical):
    """Says it all without setting anything."""

    def __init__(self) -> None:
        super().__init__()
        self._finding: Finding | None = None
        self._snapshot: Snapshot | None = None
        self._offered = False

    def compose(self) -> ComposeResult:
        """Outcome, observations, the rest of them, what is open."""
        yield Words(classes="finding-head")
        yield Words(id="finding-seen")
        yield Opener("", id="finding-more")
        yield Words(id="finding-rest")
        yield Words(id="finding-tail")

    def on_mount(self) -> None:
        """The age grows while somebody looks at it."""
        self.set_interval(REFRESH, self._paint)

    def on_resize(self) -> None:
        """The columns follow the width."""
        self._paint()

    def show(self, finding: Finding | None, snapshot: Snapshot | None, *, offered: bool) -> None:
        """Take over what the snapshot says now; `offered`: its suggestion can still be taken over."""
        if (finding, offered) != (self._finding, self._offered) or snapshot is not self._snapshot:
            self._finding, self._snapshot, self._offered = finding, snapshot, offered
            self._paint()

    def on_opener_toggled(self, event: Opener.Toggled) -> None:
        """Show the other observations, or put them away."""
        event.stop()
        self._paint()

    def _paint(self) -> None:
        width, finding = self.content_size.width, self._finding
        if not width:
            return
        seen = finding.observations if finding else ()
        few, rest = chosen(seen, FEW if self.app.size.height < LOW else MANY)
        more = self.query_one("#finding-more", Opener)
        more.display = bool(rest)
        more.label = f"{len(rest)} more that were seen"
        self.query_one(".finding-head", Words).show(self._head(width))
        self.query_one("#finding-seen", Words).show(observed(few, width))
        self.query_one("#finding-rest", Words).show(observed(rest[:MOST], width) if more.opened else "")
        self.query_one("#finding-tail", Words).show(unproven(finding, width) if finding else "")

    def _head(self, width: int) -> Content:
        finding = self._finding
        if finding is None or self._snapshot is None:
            return join(Content.styled(f"{OPEN} No cluster was read yet.", MUTED), "  ctrl+r goes where that is done.")
        sign, style, _ = OUTCOMES[finding.outcome]
        word, where = found(finding, self._snapshot.context, self._snapshot.taken_at, times.utc_now())
        key = "ctrl+t takes it over" if width >= WIDE else "ctrl+t takes it"
        left = join(Content.styled(f"{sign} {word}", f"bold {style}"), " ", line(where))
        first = spread(left, Content.styled(key, MUTED) if self._offered else Content(""), width)
        if finding.outcome is Outcome.DETECTED and width < WIDE:
            return first
        return lines(first, hang(Content("  "), line(explained(finding)), width))


def chosen(seen: tuple[Observation, ...], limit: int) -> tuple[tuple[Observation, ...], tuple[Observation, ...]]:
    """What is shown at once, and the rest; something doubtful is always at once, since it says what is missing."""
    if len(seen) <= limit + 1:
        return seen, ()
    places = list(range(limit))
    doubtful = next((index for index, observation in enumerate(seen) if observation.doubtful), 0)
    if doubtful >= limit:
        places[-1] = doubtful
    return tuple(seen[i] for i in places), tuple(o for i, o in enumerate(seen) if i not in places)


def observed(observations: tuple[Observation, ...], width: int) -> Content:
    """One observation below the other, in columns: kind, name, and the sentence; what does not count has a sign."""
    if not observations:
        return Content("")
    names = [line(f"{o.namespace}/{o.name}" if o.namespace else o.name) for o in observations]
    kinds = min(KIND_WIDTH, max(len(o.kind) for o in observations))
    longest = max(LEAST_NAME, width * 3 // 10)
    column = max((n.cell_length for n in names if n.cell_length <= longest), default=0)
    rows = []
    for observation, name in zip(observations, names, strict=True):
        style = MUTED if observation.doubtful else ""
        sign = Content.styled(f"{PROBLEM} ", DOUBT) if observation.doubtful else Content("")
        detail = join(sign, line(observation.detail, style))
        kind = join("  ", fit(line(observation.kind, MUTED), kinds), " ")
        if name.cell_length > longest:
            rows += [join(kind, name), hang(Content(" " * (kind.cell_length + column + 2)), detail, width)]
        else:
            rows.append(hang(join(kind, fit(name, column), "  "), detail, width))
    return lines(*rows)


def unproven(finding: Finding, width: int) -> Content:
    """What the observations leave open, and where it says how to show it."""
    if not finding.unproven:
        return Content("")
    left = Content.styled("  Not shown by this: " if width >= WIDE else "  Not shown: ", DOUBT)
    open_points = [line(_inner(point)) for point in finding.unproven]
    body = join(Content(" ").join(open_points), Content.styled("  How to show it: f2", MUTED))
    return hang(left, body, width)


def _inner(sentence: str) -> str:
    """A sentence as it goes on after a colon."""
    starts = sentence.partition(" ")[0] in ("That", "Whether", "How", "What", "Which")
    return sentence[:1].lower() + sentence[1:] if starts else sentence
