"""The catalog's guidance for a requirement, as labeled rows and lists."""

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Static

from checklists.model.checklist import Guidance
from tui.text.content import MUTED, hanging_indent, line, lines
from tui.text.glyphs import DOT
from tui.widgets.disclosure import Disclosure
from tui.widgets.text_label import TextLabel

SECTIONS = {
    "official": "Official text",
    "meaning": "What it means",
    "counts": "What counts",
    "reviewer": "A reviewer will ask",
}
"""Sections that open and close; each has the class `section-NAME`."""


class BulletList(Widget):
    """Sentences, one per bullet, wrapped below themselves."""

    def __init__(self, sentences: tuple[str, ...]) -> None:
        super().__init__()
        self._sentences = sentences

    def _rows(self, width: int) -> Content:
        bullet = Content.styled(f"{DOT} ", MUTED)
        return lines(*(hanging_indent(bullet, line(sentence), width) for sentence in self._sentences))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Return the number of wrapped lines."""
        return self._rows(width).plain.count("\n") + 1

    def render(self) -> Content:
        """Render the list."""
        return self._rows(self.size.width)


def openers(guidance: Guidance | None) -> ComposeResult:
    """Yield the lines that open and close the sections."""
    for name, label in SECTIONS.items():
        if name == "official" or (guidance is not None and (name != "reviewer" or guidance.reviewer_asks)):
            yield Disclosure(label, id=f"open-{name}")


def sections(guidance: Guidance | None) -> ComposeResult:
    """Yield the summary and the sections; the pane decides which are open."""
    yield TextLabel(id="official", classes="section-official")
    if guidance is None:
        yield TextLabel("No guidance for this requirement yet: read the official text.", id="no-guidance")
        return
    yield TextLabel(id="meaning")
    yield Vertical(
        _row("Counts", guidance.counts), _row("Does not count", guidance.does_not_count), classes="section-counts"
    )
    if guidance.reviewer_asks:
        yield Vertical(_row("Reviewer asks", guidance.reviewer_asks), classes="section-reviewer")


def _row(label: str, sentences: tuple[str, ...]) -> Horizontal:
    return Horizontal(
        Static(label, classes="guidance-label", markup=False), BulletList(sentences), classes="guidance-row"
    )
