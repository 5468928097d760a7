"""The progress of a collection, one line for each group of resources."""

from textual.content import Content
from textual.widgets import Static

from auto_detect.collector.progress import LABELS, METRICS, Progress
from auto_detect.snapshot.snapshot import ReadOutcome
from tui.text.content import BAD, DOUBT, GOOD, MUTED, fit, join, line, lines
from tui.text.glyphs import BUSY, DONE, MORE, NOT_APPLICABLE, OPEN, PROBLEM

LABEL_WIDTH = 22

_ENDED = {
    ReadOutcome.READ: (DONE, GOOD, ""),
    ReadOutcome.ABSENT: (NOT_APPLICABLE, MUTED, "not served by this cluster"),
    ReadOutcome.DENIED: (PROBLEM, DOUBT, "permission missing"),
    ReadOutcome.UNAVAILABLE: (PROBLEM, DOUBT, "registered, but does not respond"),
    ReadOutcome.FAILED: (PROBLEM, BAD, "could not be read"),
    ReadOutcome.CANCELLED: (PROBLEM, DOUBT, "stopped; earlier results are kept"),
}


def row(label: str, progress: Progress | None) -> Content:
    """Return a line: sign, label, number of objects, and why reading failed."""
    name = fit(line(label), LABEL_WIDTH)
    if progress is None:
        return join(Content.styled(f"{OPEN} ", MUTED), name.stylize(MUTED))
    if not progress.finished:
        expected = f" of about {progress.expected:,}" if progress.expected else ""
        return join(f"{BUSY} ", name, f"{progress.objects:,}{expected} {MORE}")
    outcome = progress.outcome or ReadOutcome.READ
    sign, style, words = _ENDED[outcome]
    counted = f"{progress.objects:,}" if progress.objects or outcome is ReadOutcome.READ else ""
    why = line(progress.reason or words, style)
    return join(Content.styled(f"{sign} ", style), name, counted, "  " if counted and why else "", why)


class ReadProgress(Static):
    """All groups of resources, updated while they are read."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, markup=False)
        self._lines: dict[str, Progress] = {}
        self._labels = LABELS

    def begin(self, *, metrics: bool = False) -> None:
        """Reset all lines; metrics have a line only if they are read."""
        self._lines = {}
        self._labels = (*LABELS, METRICS) if metrics else LABELS
        self._show()

    def take(self, progress: Progress) -> None:
        """Update one line."""
        self._lines[progress.label] = progress
        self._show()

    def _show(self) -> None:
        self.update(lines(*(row(label, self._lines.get(label)) for label in self._labels)))
