"""Page of a requirement: guidance, finding and answer."""

from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import DescendantBlur, DescendantFocus
from textual.widget import Widget

from checklists.advice.unconfirmed import CODE as TO_CONFIRM
from checklists.catalog.catalog import program_test
from checklists.decisions.questions import decision_question
from checklists.model.checklist import Requirement, Status
from checklists.model.draft import Response
from checklists.model.naming import submission_folder
from checklists.model.problem import Problem
from checklists.model.provider import LABELS, is_layered, provider, provider_question
from checklists.rules.links import UNREACHABLE
from checklists.test_results.run import find_result_files
from tui import times
from tui.messages import (
    CarriedConfirmed,
    EligibilityAnswered,
    FieldLeft,
    FileAttached,
    FileUpdated,
    ResponseEdited,
    RunNamed,
)
from tui.panes.answer_pane import AnswerPane
from tui.state.answer_edits import Edit, status_chosen
from tui.state.session.state import State
from tui.text.content import ACCENT, BAD, DOUBT, MUTED, STRONG, hint, join, line, lines
from tui.text.glyphs import ERROR, PROBLEM
from tui.text.requirement_text import about_status, carried_from
from tui.widgets.answer_row import AnswerRow
from tui.widgets.evidence.evidence_list import EvidenceList
from tui.widgets.findings.finding_box import FindingBox
from tui.widgets.guidance import GuidanceBox
from tui.widgets.inputs.choice import Choice
from tui.widgets.inputs.notes import Notes
from tui.widgets.inputs.status_choice import StatusChoice
from tui.widgets.problem_list import problem_rows
from tui.widgets.text_label import FittedLabel, TextLabel
from tui.widgets.unscrolled import Columns

WIDE, TALL = 120, 48
"""Minimum columns and lines of a terminal in which the guidance starts open."""
FIELDS = ("provider", "status", "evidence", "notes")
FOLLOWED = (
    "draft",
    "checklist",
    "problems",
    "findings",
    "snapshot",
    "evidence",
    "sources",
    "links",
    "obstacle",
    "revisions",
)
"""Attributes of the state that the page shows."""


class RequirementPane(AnswerPane):
    """Page of the requirement that is shown, with guidance and finding above the answer.

    One page serves all requirements: mounting one for each would take several times as long as showing another.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f4", "confirm", "Confirm", id="pane.confirm", tooltip="Confirm the carried-over answer"),
    ]
    LIKELIEST = "StatusChoice"

    def __init__(self, requirement: str) -> None:
        super().__init__()
        self.requirement_id = requirement
        self._checked: defaultdict[str, set[str]] = defaultdict(set)
        """Fields of each visited requirement whose problems are shown."""
        self._entered: str | None = None
        """Requirement whose field has the focus, so that a late blur is not applied to another requirement."""
        self._unconfirmed = False

    @property
    def requirement(self) -> Requirement:
        """The requirement in the current checklist."""
        found = self.shown.checklist.get(self.requirement_id)
        if found is None:
            raise RuntimeError("a requirement's page is shown for a checklist that has it")
        return found

    def compose(self) -> ComposeResult:
        """Compose the page from top to bottom."""
        with Columns(id="requirement-title"):
            yield TextLabel(classes="pane-title")
            yield TextLabel(id="requirement-id")
        yield GuidanceBox()
        yield FindingBox()
        yield AnswerRow("provider", "Provider", Choice(list(LABELS.items()), id="provider"))
        yield AnswerRow("status", "Status", StatusChoice(), TextLabel(id="about-status"))
        yield AnswerRow("evidence", "Evidence", EvidenceList(self._edit_evidence))
        yield AnswerRow("notes", "Notes", Notes(self._type_notes), TextLabel(id="notes-keys"))

    def on_mount(self) -> None:
        """Show the requirement."""
        self.watch(self.query_one(StatusChoice), "cursor", self._show_status, init=False)
        self._begin_visit()

    def watch_state(self, before: State | None, now: State | None) -> None:
        """Show the new state."""
        if self.is_mounted and now is not None and now.differs(before, *FOLLOWED):
            self._refresh()
            if before is not None and before.draft.response(self.requirement_id).status is not self._answer.status:
                self._show_new_status()

    def on_resize(self) -> None:
        """Open the guidance if it fits, and wrap lines to the width."""
        self._refresh()

    def leave(self) -> None:
        """Enter typed evidence, and show the problems of the focused field from now on."""
        self.query_one(EvidenceList).input.take()
        for row in self._rows:
            if row.has_focus_within:
                self._checked[self.requirement_id].add(row.field)

    def show_step(self, step: str, state: State) -> None:
        """Show a requirement in a state."""
        if step == self.requirement_id or not self.is_mounted:
            self.requirement_id, self.state = step, state
            return
        if self.has_focus_within:
            self.screen.set_focus(self, scroll_visible=False)
        self._entered = None
        self.requirement_id = step
        self.set_reactive(AnswerPane.state, state)
        self._begin_visit()

    def _begin_visit(self) -> None:
        """Show problems at once for a requirement with an answer."""
        if not self._answer.empty:
            self._checked[self.requirement_id].update(FIELDS)
        self._refresh()
        for choice in (self.query_one("#provider", Choice), self.query_one(StatusChoice)):
            choice.rest_on_answer()

    @property
    def _rows(self) -> tuple[AnswerRow, ...]:
        return tuple(child for child in self.children if isinstance(child, AnswerRow))

    @property
    def _answer(self) -> Response:
        return self.shown.draft.response(self.requirement_id)

    def _refresh(self) -> None:
        state, requirement, answer = self.shown, self.requirement, self._answer
        finding = state.finding(requirement.id)
        suggested = finding.suggested_status if finding is not None else None
        offered = suggested is not None and suggested is not answer.status and not state.read_only
        self.query_one(".pane-title", TextLabel).show(line(requirement.title, STRONG))
        level = Content.styled(f"   {requirement.level}", STRONG)
        self.query_one("#requirement-id", TextLabel).show(join(line(requirement.id, MUTED), level))
        self.query_one(GuidanceBox).show(requirement, state.checklist, roomy=self._roomy)
        self.query_one(FindingBox).show(requirement.id, finding, state.snapshot, offered=offered)
        self.query_one("#row-provider").display = is_layered(state.draft)
        providers = self.query_one("#provider", Choice)
        providers.value, providers.disabled = provider(state.draft, requirement.id), state.read_only
        choice = self.query_one(StatusChoice)
        choice.value, choice.disabled = answer.status, state.read_only
        rows = [line(words, MUTED) for words in [about_status(requirement, answer)] if words]
        undecided = answer.status in (None, Status.NOT_APPLICABLE) and not state.read_only
        if undecided and decision_question(requirement.id) is not None:
            rows.append(hint("{f9:wizard.decide} helps you decide"))
        if answer.carried is not None:
            words = carried_from(answer.carried, state.checklist.minor, times.utc_now())
            key = "" if state.read_only else hint("   {f4:pane.confirm} confirms it")
            rows.insert(0, join(Content.styled(f"{PROBLEM} {words} Not confirmed.", DOUBT), key))
        if offered:
            key = "" if self.app.size.width >= WIDE else hint("   {ctrl+t:wizard.accept} uses it")
            rows.insert(0, join("Suggested: ", line(suggested, ACCENT), key))
        self.query_one("#about-status", TextLabel).show(lines(*rows))
        if (answer.carried is not None) is not self._unconfirmed:
            self._unconfirmed = answer.carried is not None
            self.refresh_bindings()
        folder = submission_folder(state.draft)
        editable = not state.read_only
        test = program_test(requirement.id) or ""
        shown = self.query_one(EvidenceList)
        revision = state.revision(f"{requirement.id}.evidence")
        shown.show(
            requirement.id,
            answer.evidence,
            folder,
            state.evidence,
            state.links,
            sources=state.sources,
            test=test,
            editable=editable,
            revision=revision,
        )
        notes = finding.suggested_notes if finding is not None and answer.status in (None, suggested) else None
        self.query_one(Notes).show(
            requirement.id,
            answer.notes,
            revision=state.revision(f"{requirement.id}.notes"),
            suggested=notes or "",
            editable=not state.read_only,
        )
        self._refresh_problems()

    @property
    def _roomy(self) -> bool:
        return self.app.size.width >= WIDE and self.app.size.height >= TALL

    def _refresh_problems(self) -> None:
        for name in FIELDS:
            problems = self._problems_at(name) if name in self._checked[self.requirement_id] else ()
            unanswered = name == "status" and self._answer.status is None
            self.query_one(f"#problems-{name}", FittedLabel).show(
                partial(problems_below, problems, unanswered=unanswered)
            )

    def _problems_at(self, name: str) -> tuple[Problem, ...]:
        of_this = self.shown.problems_of(self.requirement_id)
        others = (p for p in of_this if p.code != TO_CONFIRM)  # Shown below the status.
        found = (p for p in others if p.where.rpartition(".")[2].partition("[")[0] == name)
        typing = self.query_one(EvidenceList).typing_index if name == "evidence" else None
        return tuple(p for p in found if typing is None or not p.where.endswith(f"[{typing}]"))

    def widget_of(self, field: str) -> Widget | None:
        """Return the widget of `status`, `evidence` or `notes`."""
        match field:
            case "provider":
                return self.query_one("#provider", Choice)
            case "status":
                return self.query_one(StatusChoice)
            case "evidence":
                return self.query_one(EvidenceList).target
            case "notes":
                return self.query_one(Notes)
        return None

    def focus_field(self, field: str | None) -> None:
        """Focus a field and show its problems; without a field, start at the top of the page."""
        if field is not None:
            self._checked[self.requirement_id].add(field)
            self._refresh_problems()
            if field == "evidence":
                self.query_one(EvidenceList).point_at(self._problems_at("evidence"))
        super().focus_field(field)

    def open_field(self) -> str:
        """Return the first part of the answer that is still open; the status if none is."""
        if is_layered(self.shown.draft) and provider(self.shown.draft, self.requirement_id) is None:
            return "provider"
        if self._answer.status is None:
            return "status"
        return "status" if self._answer.evidence else "evidence"

    def _show_status(self) -> None:
        row = self.query_one("#row-status", AnswerRow)
        row.following = True
        row.follow()

    def _show_new_status(self) -> None:
        if not any(row.has_focus_within for row in self._rows):
            self.call_after_refresh(self.query_one("#row-status", AnswerRow).follow)

    def on_choice_chosen(self, event: Choice.Chosen) -> None:
        """Set the provider or the status, and save it."""
        event.stop()
        if event.choice.id == "provider":
            self.post_message(EligibilityAnswered(provider_question(self.requirement_id), event.value))
            self.post_message(FieldLeft())
            return
        self._show_status()
        self._checked[self.requirement_id].add("status")
        status = Status(event.value) if event.value else None
        self.post_message(ResponseEdited(self.requirement_id, status_chosen(status)))
        self.post_message(FieldLeft())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable confirming only for a carried-over answer."""
        if action == "confirm":
            return self._answer.carried is not None and not self.shown.read_only
        return super().check_action(action, parameters)

    def action_confirm(self) -> None:
        """Confirm the carried-over answer."""
        self.post_message(CarriedConfirmed(self.requirement_id))

    def _edit_evidence(self, edit: Edit) -> None:
        self.edit(lambda session: session.edit_response(self.requirement_id, edit))

    def _type_notes(self, notes: str) -> None:
        self.edit(lambda session: session.type_notes(self.requirement_id, notes))

    def on_notes_editor_ended(self, event: Notes.EditorEnded) -> None:
        """Show the editor's error, if any, and save."""
        event.stop()
        words = line(event.text, DOUBT) if event.text else hint(Notes.KEYS) if self.query_one(Notes).has_focus else ""
        self.query_one("#notes-keys", TextLabel).show(words)
        self.post_message(FieldLeft())

    def on_evidence_list_named(self, event: EvidenceList.Named) -> None:
        """Copy the named file into the draft; open test results first."""
        event.stop()
        file = event.file
        if event.alone and not file.fragment and find_result_files(file.path):
            self.post_message(RunNamed(event.requirement, file.path, event.value))
        else:
            self.post_message(FileAttached(event.requirement, file.path, file.fragment, event.value))

    def on_evidence_list_updated(self, event: EvidenceList.Updated) -> None:
        """Copy an evidence file again, or keep it."""
        event.stop()
        self.post_message(FileUpdated(event.relative, keep=event.keep))

    def on_evidence_list_opened(self, event: EvidenceList.Opened) -> None:
        """Open test results that are evidence already."""
        event.stop()
        self.post_message(RunNamed(event.requirement, event.path))

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Mark the label of the focused field and scroll the field into view."""
        in_notes = isinstance(event.widget, Notes) and not self.shown.read_only
        self.query_one("#notes-keys", TextLabel).show(hint(Notes.KEYS) if in_notes else "")
        for row in self._rows:
            row.following = row in event.widget.ancestors
            row.set_class(row.following, "-here")
            if row.following:
                self._entered = self.requirement_id
                self.call_after_refresh(row.follow)

    def on_descendant_blur(self, event: DescendantBlur) -> None:
        """Save the field and show its problems from now on."""
        for row in self._rows:
            if row in event.widget.ancestors and self._entered is not None:
                self.call_after_refresh(self._left, self._entered, row)

    def _left(self, requirement: str, row: AnswerRow) -> None:
        on_screen = self.is_attached and self.screen in self.app.screen_stack
        if on_screen and self.app.app_focus and not row.has_focus_within:
            self._checked[requirement].add(row.field)
            self._refresh_problems()
            self.post_message(FieldLeft())


def problems_below(problems: Sequence[Problem], width: int, *, unanswered: bool) -> Content:
    """Return the lines below a field that has problems; `unanswered`: it is the status of an open answer."""
    if unanswered and problems:
        return Content.styled(f"{ERROR} no answer yet", BAD)
    absent = [problem for problem in problems if problem.code in ("evidence-file-missing", UNREACHABLE)]
    others = [problem for problem in problems if problem not in absent]
    rows = [problem_rows(part, max(width, 20)) for part in (absent, others) if part]
    if absent:
        rows.insert(1, Content.styled("  Enter a path on this machine to copy the file.", MUTED))
    return lines(*rows)
