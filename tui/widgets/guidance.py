"""The catalog's guidance for a requirement, as labeled rows."""

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from checklists.model.checklist import Guidance
from tui.text.content import MUTED, STRONG, join, line
from tui.text.glyphs import DOT
from tui.widgets.text_label import TextLabel


def guidance_rows(guidance: Guidance | None) -> ComposeResult:
    """Yield the meaning, what counts and what does not; the pane decides which parts are open."""
    if guidance is None:
        yield TextLabel("No guidance for this requirement yet: read the official text.", id="no-guidance")
        return
    with Horizontal(classes="guidance-row"):
        yield Static("What it means", classes="guidance-label", id="meaning-label", markup=False)
        yield TextLabel(id="meaning", classes="guidance-text")
    yield Vertical(
        _row("Counts", _listed(guidance.counts)),
        _row("Does not count", _listed(guidance.does_not_count)),
        classes="guidance-more",
    )


def _row(label: str, text: Content) -> Horizontal:
    return Horizontal(
        Static(label, classes="guidance-label", markup=False),
        TextLabel(text, classes="guidance-text"),
        classes="guidance-row",
    )


def _listed(sentences: tuple[str, ...]) -> Content:
    return Content.styled(f" {DOT} ", MUTED).join([line(sentence) for sentence in sentences])


def question_text(guidance: Guidance) -> Content:
    """Return the questions of a reviewer."""
    questions = Content(" ").join([line(question) for question in guidance.reviewer_asks])
    return join(Content.styled("A reviewer will ask  ", STRONG), questions)
