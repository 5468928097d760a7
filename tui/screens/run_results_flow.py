"""What follows when somebody points at test results: the dialog, the evidence, and the question of the status."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.messages import FieldLeft, FileAttached, FileRenamed, GoTo, RunAttached
from tui.screens.dialogs import QuestionDialog
from tui.screens.run_results_dialog import RunResultsDialog
from tui.text.content import line, lines
from tui.text.run_text import status_question

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tui.messages import RunNamed
    from tui.screens.wizard import WizardScreen
    from tui.text.run_rows import PickedResults


def show_run_results(wizard: WizardScreen, event: RunNamed) -> None:
    """Ask what is to become of the results; nothing is attached before that."""
    state = wizard.shown
    requirement = state.checklist.get(event.requirement)
    if requirement is None:
        return
    attached_files = {path: name for name, path in state.evidence.items()}

    def picked(answer: PickedResults | None) -> None:
        if answer is None:
            return
        instead_of = {event.requirement: event.instead_of} if event.instead_of else {}
        if answer.choice:
            wizard.post_message(RunAttached(answer.choice, instead_of))
        for file in answer.otherwise:
            if file.path in attached_files:
                wizard.post_message(FileRenamed(attached_files[file.path], file.other_name))
            else:
                wizard.post_message(
                    FileAttached(event.requirement, file.path, instead_of=event.instead_of, name=file.other_name)
                )
        wizard.post_message(FieldLeft())
        responses = wizard.shown.draft.response
        questions = {t.requirement.id: status_question(t, responses(t.requirement.id).status) for t in answer.tested}
        _ask(wizard, {name: words for name, words in questions.items() if words})

    dialog = RunResultsDialog(
        event.path, requirement, state.checklist, attached=event.path in attached_files, editable=not state.read_only
    )
    wizard.ask(dialog, picked)


def _ask(wizard: WizardScreen, questions: Mapping[str, str]) -> None:
    """A result never sets a status; it may make one doubtful."""
    if not questions:
        return
    first = next(iter(questions))

    def answered(answer: str | None) -> None:
        if answer == "go":
            wizard.post_message(GoTo(first, "status"))

    answers = [("later", "Decide later"), ("go", "Go to the status")]
    wizard.ask(QuestionDialog("Which status holds?", lines(*map(line, questions.values())), answers), answered)
