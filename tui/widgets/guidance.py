"""What the catalog says of a requirement, as rows with a label."""

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from checklists.model.checklist import Guidance
from tui.text.content import MUTED, STRONG, join, line
from tui.text.glyphs import DOT
from tui.widgets.text_label import TextLabel


def guidance_rows(guidance: Guidance | None) -> ComposeResult:
    """What the requirement means, and what counts and does not; the pane decides how much of it is open."""
    if guidance is None:
        yield TextLabel("There is no guidance for it yet: the official text is all there is.", id="no-guidance")
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
    """What a reviewer will want to know."""
    questions = Content(" ").join([line(question) for question in guidance.reviewer_asks])
    return join(Content.styled("A reviewer will ask  ", STRONG), questions)
