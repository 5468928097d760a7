"""One requirement: what it asks, what the cluster showed, and the answer."""

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import DescendantBlur, DescendantFocus
from textual.widget import Widget
from textual.widgets import Static

from checklists.draft import Response
from checklists.model import Guidance, Requirement, Status
from checklists.naming import product_folder
from checklists.problem import Problem
from tui.answer_edits import notes_typed, status_chosen
from tui.content import ACCENT, BAD, MUTED, STRONG, join, line, lines, text
from tui.glyphs import DOT, ERROR
from tui.messages import FieldLeft, FileAttached, ResponseEdited
from tui.panes.base import Pane
from tui.requirement_words import about_status, first_sentence, text_source
from tui.widgets.choice import Choice
from tui.widgets.evidence_list import EvidenceList
from tui.widgets.finding_box import FindingBox
from tui.widgets.notes import Notes
from tui.widgets.opener import Opener
from tui.widgets.problem_list import problem_rows
from tui.widgets.status_choice import StatusChoice
from tui.widgets.words import Words

WIDE, TALL = 120, 52
"""Columns and lines from which on all of the guidance is open; less is enough where the cluster showed nothing."""


FIELDS = ("status", "evidence", "notes")


class AnswerRow(Horizontal):
    """A field of the answer with its label; all of it comes into view with what is being filled in."""

    following = False

    def __init__(self, name: str, label: str, *body: Widget) -> None:
        super().__init__(
            Static(label, classes="answer-label", markup=False),
            Vertical(*body, Words(id=f"problems-{name}"), classes="answer-body"),
            id=f"row-{name}",
            classes="answer-row",
        )
        self.field = name

    def follow(self) -> None:
        """Come into view, where that is possible."""
        pane = self.parent
        if isinstance(pane, Pane) and self.size.height <= pane.size.height:
            self.scroll_visible(animate=False)

    def on_resize(self) -> None:
        """What appears below this field or one above it must not push what is being filled in out of view."""
        rows = self.parent.query_children(AnswerRow) if self.parent is not None else ()
        for row in rows:
            if row.following and row.has_focus_within:
                self.call_after_refresh(row.follow)


class RequirementPane(Pane):
    """Guidance and finding above, the answer below; the first look is at the top of the page."""

    LIKELIEST = "StatusChoice"

    def __init__(self, requirement: str) -> None:
        super().__init__()
        self.requirement_id = requirement
        self._told: set[str] = set()
        self._opened = False
        self._from_top = False

    @property
    def requirement(self) -> Requirement:
        """As the checklist has it now."""
        found = self.shown.checklist.get(self.requirement_id)
        if found is None:
            raise RuntimeError("a requirement's page is shown for a checklist that has it")
        return found

    def compose(self) -> ComposeResult:
        """All of it below each other."""
        guidance = self.requirement.guidance
        with Horizontal(id="requirement-title"):
            yield Words(classes="pane-title")
            yield Words(id="requirement-id")
        with Horizontal(id="openers"):
            yield Opener("Official text", id="open-official")
            if guidance is not None:
                yield Opener("What counts", id="open-guidance")
        yield Words(id="official")
        yield from _guidance(guidance)
        yield FindingBox()
        yield AnswerRow("status", "Status", StatusChoice(), Words(id="about-status"))
        yield AnswerRow("evidence", "Evidence", EvidenceList())
        yield AnswerRow("notes", "Notes", Notes())
        if guidance is not None and guidance.reviewer_asks:
            yield Words(_asked(guidance), id="reviewer")

    def on_mount(self) -> None:
        """Show what the draft holds; what was answered before is checked from the start."""
        answer = self._answer
        self._told = {
            name
            for name, there in (("status", answer.status), ("evidence", answer.evidence), ("notes", answer.notes))
            if there or not answer.empty
        }
        self.watch(self.query_one(StatusChoice), "cursor", self._show_status, init=False)
        self._refresh()

    def watch_state(self) -> None:
        """Show what the draft holds now."""
        if self.is_mounted:
            self._refresh()

    def on_resize(self) -> None:
        """All of the guidance where there is room for it; the lines follow the width."""
        if not self._opened and self.requirement.guidance is not None:
            self.query_one("#open-guidance", Opener).opened = self._roomy
        self._refresh()

    @property
    def _answer(self) -> Response:
        return self.shown.draft.response(self.requirement_id)

    def _refresh(self) -> None:
        state, requirement, answer = self.shown, self.requirement, self._answer
        finding = state.finding(requirement.id)
        suggested = finding.suggested_status if finding is not None else None
        offered = suggested is not None and suggested is not answer.status and not state.read_only
        self._refresh_text(requirement)
        self.query_one(FindingBox).show(finding, state.snapshot, offered=offered)
        choice = self.query_one(StatusChoice)
        choice.value, choice.disabled = answer.status, state.read_only
        rows = [line(words, MUTED) for words in [about_status(requirement, answer)] if words]
        if offered:
            key = "" if self.app.size.width >= WIDE else Content.styled("   ctrl+t takes it over", MUTED)
            rows.insert(0, join("Suggested: ", line(suggested, ACCENT), key))
        self.query_one("#about-status", Words).show(lines(*rows))
        folder = f"{state.checklist.folder}/{product_folder(state.draft)}"
        self.query_one(EvidenceList).show(answer.evidence, folder, state.evidence, editable=not state.read_only)
        notes = finding.suggested_notes if finding is not None and answer.status in (None, suggested) else None
        self.query_one(Notes).show(answer.notes, suggested=notes or "", editable=not state.read_only)
        self._refresh_problems()

    def _refresh_text(self, requirement: Requirement) -> None:
        self.query_one(".pane-title", Words).show(line(requirement.title, STRONG))
        level = Content.styled(f"   {requirement.level}", STRONG)
        self.query_one("#requirement-id", Words).show(join(line(requirement.id, MUTED), level))
        official = self.query_one("#open-official", Opener).opened or requirement.guidance is None
        source = Content.styled(text_source(requirement, self.shown.checklist), MUTED)
        described = [text(requirement.description)] if requirement.description is not None else []
        self.query_one("#official", Words).show(lines(*described, source) if official else "")
        opened = next((opener.opened for opener in self.query("#open-guidance").results(Opener)), False)
        for row in self.query(".guidance-more"):
            row.display = opened
        if requirement.guidance is not None:
            meaning = requirement.guidance.meaning
            short = not opened and self.app.size.width < WIDE
            self.query_one("#meaning", Words).show(line(first_sentence(meaning) if short else meaning))

    @property
    def _roomy(self) -> bool:
        finding = self.shown.finding(self.requirement_id)
        size, seen = self.app.size, finding is not None and finding.observations
        return size.width >= WIDE and (size.height >= TALL or not seen)

    def _refresh_problems(self) -> None:
        width = self.query_one("#row-status .answer-body").content_size.width
        for name in FIELDS:
            problems = self._problems_at(name) if name in self._told else ()
            if name == "status" and problems and self._answer.status is None:
                rows = Content.styled(f"{ERROR} not answered yet", BAD)
            else:
                rows = problem_rows(problems, max(width, 20))
            if any(problem.code == "evidence-file-missing" for problem in problems):
                rows = lines(rows, Content.styled("  A path on this machine will do: the file is copied.", MUTED))
            self.query_one(f"#problems-{name}", Words).show(rows)

    def _problems_at(self, name: str) -> tuple[Problem, ...]:
        of_this = self.shown.problems_of(self.requirement_id)
        return tuple(p for p in of_this if p.where.rpartition(".")[2].partition("[")[0] == name)

    def widget_of(self, field: str) -> Widget | None:
        """Where `status`, `evidence` or `notes` is answered."""
        match field:
            case "status":
                return self.query_one(StatusChoice)
            case "evidence":
                return self.query_one(EvidenceList).target
            case "notes":
                return self.query_one(Notes)
        return None

    def focus_field(self, field: str | None) -> None:
        """A field that is asked for shows what is wrong with it; otherwise the page is read from its top."""
        if field is not None:
            self._told.add(field)
            self._refresh_problems()
            if field == "evidence":
                self.query_one(EvidenceList).point_at(self._problems_at("evidence"))
            super().focus_field(field)
            return
        self._from_top = True
        self.scroll_home(animate=False)
        choice = self.query_one(StatusChoice)
        if choice.focusable:
            self.screen.set_focus(choice, scroll_visible=False)
        else:
            super().focus_field(None)

    def _show_status(self) -> None:
        row = self.query_one("#row-status", AnswerRow)
        row.following = True
        row.follow()

    def on_opener_toggled(self, event: Opener.Toggled) -> None:
        """Show a text, or put it away."""
        event.stop()
        self._opened = self._opened or event.opener.id == "open-guidance"
        self._refresh_text(self.requirement)

    def on_choice_chosen(self, event: Choice.Chosen) -> None:
        """Tell the status, and save it."""
        event.stop()
        self._show_status()
        self._told.add("status")
        status = Status(event.value) if event.value else None
        self.post_message(ResponseEdited(self.requirement_id, status_chosen(status)))
        self.post_message(FieldLeft())

    def on_evidence_list_edited(self, event: EvidenceList.Edited) -> None:
        """Tell the evidence."""
        event.stop()
        self.post_message(ResponseEdited(self.requirement_id, event.edit))

    def on_evidence_list_named(self, event: EvidenceList.Named) -> None:
        """Ask for a copy of the file that was named."""
        event.stop()
        self.post_message(FileAttached(self.requirement_id, event.file.path, event.file.fragment, event.value))

    def on_notes_edited(self, event: Notes.Edited) -> None:
        """Tell the notes."""
        event.stop()
        self.post_message(ResponseEdited(self.requirement_id, notes_typed(event.notes)))

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Mark the label of the field in hand; what stands below it comes into view with it."""
        for row in self.query_children(".answer-row"):
            row.set_class(row in event.widget.ancestors, "-here")
        from_top, self._from_top = self._from_top, False
        for row in self.query(AnswerRow):
            row.following = row in event.widget.ancestors and not (from_top and row.field == "status")
            if row.following:
                self.call_after_refresh(row.follow)

    def on_descendant_blur(self, event: DescendantBlur) -> None:
        """A field that was left is saved, and checked from then on."""
        for row in self.query(AnswerRow):
            if row in event.widget.ancestors:
                self.call_after_refresh(self._left, row)

    def _left(self, row: AnswerRow) -> None:
        on_screen = self.is_attached and self.screen in self.app.screen_stack
        if on_screen and self.app.app_focus and not row.has_focus_within:
            self._told.add(row.field)
            self._refresh_problems()
            self.post_message(FieldLeft())


def _guidance(guidance: Guidance | None) -> ComposeResult:
    if guidance is None:
        yield Words("There is no guidance for it yet: the official text is all there is.", id="no-guidance")
        return
    with Horizontal(classes="guidance-row"):
        yield Static("What it means", classes="guidance-label", id="meaning-label", markup=False)
        yield Words(id="meaning", classes="guidance-text")
    yield Vertical(
        _row("Counts", _listed(guidance.counts)),
        _row("Does not count", _listed(guidance.does_not_count)),
        classes="guidance-more",
    )


def _row(label: str, words: Content) -> Horizontal:
    return Horizontal(
        Static(label, classes="guidance-label", markup=False),
        Words(words, classes="guidance-text"),
        classes="guidance-row",
    )


def _listed(sentences: tuple[str, ...]) -> Content:
    return Content.styled(f" {DOT} ", MUTED).join([line(sentence) for sentence in sentences])


def _asked(guidance: Guidance) -> Content:
    asked = Content(" ").join([line(question) for question in guidance.reviewer_asks])
    return join(Content.styled("A reviewer will ask  ", STRONG), asked)
