"""Actions on the requirement that the screen of an open draft shows."""

from textual.binding import Binding
from textual.reactive import reactive

from checklists.decisions.questions import decision_question
from checklists.decisions.tree import problems_of
from checklists.model.draft import Response
from checklists.model.problem import Problem
from tui.messages import CarriedConfirmed, DocumentAttached, FieldLeft, ResponseEdited, SuggestionAccepted
from tui.screens.dialogs.decision_dialog import Decided, DecisionDialog
from tui.screens.dialogs.text_dialogs import document_text, how_to_prove
from tui.screens.undo_screen import UndoScreen
from tui.state.answer_edits import decided, suggestion_accepted
from tui.state.session.document import evidence_document

ANSWER_KEYS = (
    Binding("ctrl+t", "accept", "Accept", id="wizard.accept", tooltip="Use the answer that the cluster suggests"),
    Binding("f2", "prove", "How to prove", id="wizard.prove", tooltip="Show how to prove this requirement"),
    Binding("f3", "document", "Document", id="wizard.document", tooltip="Show the findings as a document", show=False),
    Binding("f9", "decide", "Decide", id="wizard.decide", tooltip="Answer questions that lead to a status"),
)
"""Keys of the actions."""


class AnswerScreen(UndoScreen):
    """Screen with keys to accept a suggestion, show how to prove it, document findings, and decide the status."""

    current: reactive[str] = reactive("platform", repaint=False, bindings=True)
    """Id of the current step."""

    def applies(self, action: str) -> bool | None:
        """Return whether an action applies to the page; None dims its key, False hides it."""
        requirement, finding = self.shown.checklist.get(self.current), self.shown.finding(self.current)
        if requirement is None:
            return False
        match action:
            case "accept":
                before = self.shown.draft.response(requirement.id)
                changes = finding is not None and suggestion_accepted(finding)(before) != before
                return (changes and not self.shown.read_only) or None
            case "document":
                return finding is not None or None
            case "decide":
                return decision_question(requirement.id) is not None and not self.shown.read_only
        return True

    def action_accept(self) -> None:
        """Accept the suggestion."""
        self.post_message(SuggestionAccepted(self.current))

    def action_prove(self) -> None:
        """Show how to prove the requirement."""
        requirement = self.shown.checklist.get(self.current)
        if requirement is not None:
            self.ask(how_to_prove(requirement))

    def action_document(self) -> None:
        """Show the evidence document before it is attached."""
        requirement, text = self.current, evidence_document(self.shown, self.current)
        if text is None:
            return
        from exporters.evidence_document import file_name

        def answered(answer: str | None) -> None:
            if answer is not None:
                self.post_message(DocumentAttached(requirement))

        self.ask(document_text(file_name(requirement), text, editable=not self.shown.read_only), answered)

    def action_decide(self) -> None:
        """Show the questions that lead to a status."""
        state, requirement = self.shown, self.shown.checklist.get(self.current)
        start = decision_question(requirement.id) if requirement is not None else None
        if requirement is None or start is None:
            return
        name = requirement.id

        def chosen(answer: Decided | None) -> None:
            if answer is not None:
                self.post_message(ResponseEdited(name, decided(answer.status, answer.notes)))
                self.post_message(CarriedConfirmed(name))
                self.post_message(FieldLeft())

        def problems(response: Response) -> tuple[Problem, ...]:
            return problems_of(state.draft, state.checklist, name, response)

        self.ask(DecisionDialog(requirement, start, state.draft.response(name), problems), chosen)
