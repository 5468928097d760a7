"""Page of a requirement: guidance, finding and answer."""

from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import DescendantBlur, DescendantFocus
from textual.widget import Widget

from checklists.advice.unconfirmed import CODE as TO_CONFIRM
from checklists.catalog.catalog import program_test
from checklists.model.checklist import Requirement, Status
from checklists.model.draft import Response
from checklists.model.naming import submission_folder
from checklists.model.problem import Problem
from checklists.model.provider import LABELS, is_layered, provider, provider_question
from checklists.test_results.run import find_result_files
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
from tui.panes.requirement_remarks import problems_below, status_remarks
from tui.state.answer_edits import Edit, status_chosen
from tui.state.session.session import Session
from tui.state.session.state import State
from tui.state.steps import PAGE_FIELDS
from tui.text.content import DOUBT, MUTED, STRONG, hint, join, line, lines
from tui.widgets.answer_row import AnswerRow
from tui.widgets.evidence.evidence_list import EvidenceList
from tui.widgets.findings.finding_box import FindingBox
from tui.widgets.guidance import GuidanceBox
from tui.widgets.inputs.choice import Choice
from tui.widgets.inputs.notes import Notes
from tui.widgets.inputs.status_choice import StatusChoice
from tui.widgets.text_label import TextLabel
from tui.widgets.unscrolled import Columns

if TYPE_CHECKING:
    from tui.widgets.inputs.external_editor import EditedFile

WIDE, TALL = 120, 48
"""Minimum columns and lines of a terminal in which the guidance starts open."""
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
        self._title, self._id_label = TextLabel(classes="pane-title"), TextLabel(id="requirement-id")
        self._guidance, self._finding = GuidanceBox(), FindingBox()
        self._provider = Choice(list(LABELS.items()), id="provider")
        self._status, self._about_status = StatusChoice(), TextLabel(id="about-status")
        self._evidence = EvidenceList(self._edit_evidence)
        self._notes, self._notes_keys = Notes(self._type_notes, self._edit_outside), TextLabel(id="notes-keys")
        self._rows = {
            "provider": AnswerRow("provider", "Provider", self._provider),
            "status": AnswerRow("status", "Status", self._status, self._about_status),
            "evidence": AnswerRow("evidence", "Evidence", self._evidence),
            "notes": AnswerRow("notes", "Notes", self._notes, self._notes_keys),
        }
        """Row of each field."""

    @property
    def requirement(self) -> Requirement:
        """The requirement in the current checklist."""
        found = self.shown.checklist.get(self.requirement_id)
        if found is None:
            raise RuntimeError("a requirement's page is shown for a checklist that has it")
        return found

    def compose(self) -> ComposeResult:
        """Compose the page from top to bottom."""
        yield Columns(self._title, self._id_label, id="requirement-title")
        yield self._guidance
        yield self._finding
        yield from self._rows.values()

    def on_mount(self) -> None:
        """Show the requirement."""
        self.watch(self._status, "cursor", self._show_status, init=False)
        self._begin_visit()

    def watch_state(self, before: State | None, now: State | None) -> None:
        """Show the new state."""
        if self.is_mounted and now is not None and now.differs(before, *FOLLOWED):
            status = self._answer.status
            changed = before is not None and before.draft.response(self.requirement_id).status is not status
            if changed and status is not None:
                self._checked[self.requirement_id].add("status")
            self._refresh()
            if changed:
                self._show_new_status()

    def on_resize(self) -> None:
        """Open the guidance if it fits, and wrap lines to the width."""
        self._refresh()

    def leave(self) -> None:
        """Enter typed evidence, and show the problems of the focused field from now on."""
        self._evidence.input.take()
        for row in self._rows.values():
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
        self._mark_row(None)
        self.requirement_id = step
        self.set_reactive(AnswerPane.state, state)
        self._begin_visit()

    def _begin_visit(self) -> None:
        """Show problems at once for a requirement with an answer."""
        if not self._answer.empty:
            self._checked[self.requirement_id].update(PAGE_FIELDS)
        self._refresh()
        for choice in (self._provider, self._status):
            choice.rest_on_answer()

    @property
    def _answer(self) -> Response:
        return self.shown.draft.response(self.requirement_id)

    @property
    def _suggestion(self) -> Status | None:
        """The status that the finding suggests; None if it is the answer already, or the draft is read-only."""
        finding = self.shown.finding(self.requirement_id)
        suggested = finding.suggested_status if finding is not None else None
        return None if self.shown.read_only or suggested is self._answer.status else suggested

    def _refresh(self) -> None:
        state, requirement = self.shown, self.requirement
        self._title.show(line(requirement.title, STRONG))
        level = Content.styled(f"   {requirement.level}", STRONG)
        self._id_label.show(join(line(requirement.id, MUTED), level))
        self._guidance.show(requirement, state.checklist, roomy=self._roomy)
        finding, offered = state.finding(requirement.id), self._suggestion is not None
        self._finding.show(requirement.id, finding, state.snapshot, offered=offered)
        self._rows["provider"].display = is_layered(state.draft)
        self._provider.value, self._provider.disabled = provider(state.draft, requirement.id), state.read_only
        self._refresh_status()
        self._refresh_evidence()
        self._refresh_notes()
        self._refresh_problems()

    def _refresh_status(self) -> None:
        answer = self._answer
        self._status.value, self._status.disabled = answer.status, self.shown.read_only
        wide = self.app.size.width >= WIDE
        self._about_status.show(lines(*status_remarks(self.shown, self.requirement, self._suggestion, wide=wide)))
        if (answer.carried is not None) is not self._unconfirmed:
            self._unconfirmed = answer.carried is not None
            self.refresh_bindings()

    def _refresh_evidence(self) -> None:
        state = self.shown
        self._evidence.show(
            self.requirement_id,
            self._answer.evidence,
            submission_folder(state.draft),
            state.evidence,
            state.links,
            sources=state.sources,
            test=program_test(self.requirement_id) or "",
            editable=not state.read_only,
            revision=state.revision(f"{self.requirement_id}.evidence"),
        )

    def _refresh_notes(self) -> None:
        state, answer, finding = self.shown, self._answer, self.shown.finding(self.requirement_id)
        suggested = ""
        if finding is not None and answer.status in (None, finding.suggested_status):
            suggested = finding.suggested_notes or ""
        self._notes.show(
            self.requirement_id,
            answer.notes,
            revision=state.revision(f"{self.requirement_id}.notes"),
            suggested=suggested,
            editable=not state.read_only,
        )

    @property
    def _roomy(self) -> bool:
        return self.app.size.width >= WIDE and self.app.size.height >= TALL

    def _refresh_problems(self) -> None:
        for name, row in self._rows.items():
            problems = self._problems_at(name) if name in self._checked[self.requirement_id] else ()
            unanswered = name == "status" and self._answer.status is None
            row.problems.show(partial(problems_below, problems, unanswered=unanswered))

    def _problems_at(self, name: str) -> tuple[Problem, ...]:
        of_this = self.shown.problems_of(self.requirement_id)
        others = (p for p in of_this if p.code != TO_CONFIRM)  # Shown below the status.
        found = (p for p in others if p.field == name)
        typing = self._evidence.typing_index if name == "evidence" else None
        return tuple(p for p in found if typing is None or p.index != typing)

    def widget_of(self, field: str) -> Widget | None:
        """Return the widget of `provider`, `status`, `evidence` or `notes`; None for another field."""
        widgets = {
            "provider": self._provider,
            "status": self._status,
            "evidence": self._evidence.target,
            "notes": self._notes,
        }
        return widgets.get(field)

    def focus_field(self, field: str | None, row: int | None = None) -> None:
        """Focus a field and show its problems; without a field, start at the top of the page."""
        if field is not None:
            self._checked[self.requirement_id].add(field)
            self._refresh_problems()
            if field == "evidence":
                self._evidence.point_at(row)
        super().focus_field(field, row)

    def open_field(self) -> str:
        """Return the first part of the answer that is still open; the status if none is."""
        if is_layered(self.shown.draft) and provider(self.shown.draft, self.requirement_id) is None:
            return "provider"
        if self._answer.status is None:
            return "status"
        return "status" if self._answer.evidence else "evidence"

    def _show_status(self) -> None:
        row = self._rows["status"]
        row.following = True
        row.follow()

    def _show_new_status(self) -> None:
        if not any(row.has_focus_within for row in self._rows.values()):
            self.call_after_refresh(self._rows["status"].follow)

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

    def _edit_outside(self, file: "EditedFile | None") -> None:
        """Save the text of an external editor even if the wizard ends before the editor."""
        requirement = self.requirement_id

        def take(session: Session) -> State:
            notes = file.saved() if file is not None else None
            return session.state if notes is None else session.type_notes(requirement, notes)

        self.editor.edit_outside(take if file is not None else None)

    def on_notes_editor_ended(self, event: Notes.EditorEnded) -> None:
        """Show the editor's error, if any, and save."""
        event.stop()
        text = line(event.text, DOUBT) if event.text else hint(Notes.KEYS) if self._notes.has_focus else ""
        self._notes_keys.show(text)
        self.post_message(FieldLeft())

    def on_evidence_list_named(self, event: EvidenceList.Named) -> None:
        """Copy the named file into the draft; open test results first."""
        event.stop()
        file = event.file
        if event.alone and not file.fragment and find_result_files(file.path):
            self.post_message(RunNamed(event.requirement, file.path, event.value, event.before))
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
        self._mark_row(event.widget)
        for row in self._rows.values():
            if row.following:
                self._entered = self.requirement_id
                self.call_after_refresh(row.follow)

    def _mark_row(self, focused: Widget | None) -> None:
        """Mark the row that has the focus, and name the keys of the notes while they have it."""
        in_notes = focused is self._notes and not self.shown.read_only
        self._notes_keys.show(hint(Notes.KEYS) if in_notes else "")
        for row in self._rows.values():
            row.mark(here=focused is not None and row in focused.ancestors)

    def on_descendant_blur(self, event: DescendantBlur) -> None:
        """Save the field and show its problems from now on."""
        for row in self._rows.values():
            if row in event.widget.ancestors and self._entered is not None:
                self.call_after_refresh(self._left, self._entered, row)

    def _left(self, requirement: str, row: AnswerRow) -> None:
        on_screen = self.is_attached and self.app.app_focus and self.screen in self.app.screen_stack
        if on_screen and not row.has_focus_within:
            self._mark_row(self.screen.focused)
            self._checked[requirement].add(row.field)
            self._refresh_problems()
            self.post_message(FieldLeft())
