"""The catalog's guidance for a requirement, as labeled rows and lists."""

from collections.abc import Iterable
from functools import partial

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from checklists.model.checklist import Checklist, Requirement
from tui.text.content import MUTED, hanging_indent, line, lines, text
from tui.text.glyphs import DOT
from tui.text.requirement_text import first_sentence, text_source
from tui.widgets.disclosure import Disclosure
from tui.widgets.text_label import FittedLabel, TextLabel
from tui.widgets.unscrolled import Columns, Rows

SECTIONS = {
    "official": "Official text",
    "meaning": "What it means",
    "counts": "What counts",
    "reviewer": "Reviewer asks",
}
"""Sections that open and close."""
ROOMY = frozenset({"meaning", "counts"})
"""Sections that are open at first where they fit."""


class GuidanceBox(Rows):
    """Guidance for the shown requirement; remembers for each requirement which sections are open."""

    def __init__(self) -> None:
        super().__init__()
        self._requirement: Requirement | None = None
        self._checklist: Checklist | None = None
        self._opened: dict[str, frozenset[str]] = {}

    def compose(self) -> ComposeResult:
        """Compose the lines that open the sections, and the sections."""
        with Columns(id="openers"):
            for name, label in SECTIONS.items():
                yield Disclosure(label, id=f"open-{name}")
        yield TextLabel(id="official")
        yield TextLabel(id="meaning")
        with Rows(id="counts"):
            yield _row("Counts", "guidance-counts")
            yield _row("Does not count", "guidance-does-not-count")
        with Rows(id="reviewer"):
            yield _row("Reviewer asks", "guidance-reviewer")

    def show(self, requirement: Requirement, checklist: Checklist, *, roomy: bool) -> None:
        """Show a requirement of a checklist; `roomy`: open sections fit."""
        self._requirement, self._checklist = requirement, checklist
        guidance = requirement.guidance
        absent = set() if guidance is not None else set(SECTIONS) - {"official"}
        if guidance is not None and not guidance.reviewer_asks:
            absent.add("reviewer")
        opened = self._opened.get(requirement.id, ROOMY if roomy else frozenset()) - absent
        for name in SECTIONS:
            opener = self.query_one(f"#open-{name}", Disclosure)
            opener.display, opener.opened = name not in absent, name in opened
        self._show_sections(requirement, checklist, opened)

    def _show_sections(self, requirement: Requirement, checklist: Checklist, opened: frozenset[str]) -> None:
        guidance = requirement.guidance
        official = "official" in opened or guidance is None
        self.query_one("#official", TextLabel).show(official_text(requirement, checklist) if official else "")
        for name in ("counts", "reviewer"):
            self.query_one(f"#{name}").display = name in opened
        if guidance is None:
            self.query_one("#meaning", TextLabel).show("No guidance for this requirement yet: read the official text.")
            return
        meaning = guidance.meaning if "meaning" in opened else first_sentence(guidance.meaning)
        self.query_one("#meaning", TextLabel).show(line(meaning))
        for section, name, sentences in (
            ("counts", "#guidance-counts", guidance.counts),
            ("counts", "#guidance-does-not-count", guidance.does_not_count),
            ("reviewer", "#guidance-reviewer", guidance.reviewer_asks),
        ):
            if section in opened:
                self.query_one(name, FittedLabel).show(partial(bullets, sentences))

    def on_disclosure_toggled(self, event: Disclosure.Toggled) -> None:
        """Show or hide a section."""
        event.stop()
        if self._requirement is not None and self._checklist is not None:
            opened = frozenset(name for name in SECTIONS if self.query_one(f"#open-{name}", Disclosure).opened)
            self._opened[self._requirement.id] = opened
            self._show_sections(self._requirement, self._checklist, opened)


def official_text(requirement: Requirement, checklist: Checklist) -> Content:
    """Return the requirement's official text, if known, and where it comes from."""
    described = [text(requirement.description)] if requirement.description is not None else []
    return lines(*described, Content.styled(text_source(requirement, checklist), MUTED))


def bullets(sentences: Iterable[str], width: int) -> Content:
    """Return sentences, one per bullet, wrapped below themselves."""
    bullet = Content.styled(f"{DOT} ", MUTED)
    return lines(*(hanging_indent(bullet, line(sentence), width) for sentence in sentences))


def steps(numbered: str, width: int) -> Content:
    """Return numbered steps, one per line, wrapped to the right of their numbers."""
    rows = (row.partition(" ") for row in numbered.splitlines())
    return lines(*(hanging_indent(Content.styled(f"{number} ", MUTED), line(step), width) for number, _, step in rows))


def _row(label: str, id: str) -> Columns:
    name = Static(label, classes="guidance-label", markup=False)
    return Columns(name, FittedLabel(id=id, classes="guidance-list"), classes="guidance-row")
