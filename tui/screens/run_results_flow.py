"""Attaching test results: the dialog, the evidence, and a question about contradicting statuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.messages import FieldLeft, FileAttached, FileRenamed, GoTo, ResponseEdited, RunAttached
from tui.screens.dialogs.question_dialogs import QuestionDialog
from tui.screens.dialogs.run_results_dialog import RunResultsDialog
from tui.state.answer_edits import values_entered
from tui.text.content import line, lines
from tui.text.run_text import status_question

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tui.messages import RunNamed
    from tui.screens.base import FrameScreen
    from tui.state.session.state import State
    from tui.text.run_rows import PickedResults


def show_run_results(screen: FrameScreen, current: Callable[[], State], event: RunNamed) -> None:
    """Let the user choose test results to attach.

    Args:
        screen: The screen that opens the dialog and receives the messages.
        current: Returns the state of the open draft.
        event: The test results that the user named.
    """
    state = current()
    requirement = state.checklist.get(event.requirement)
    if requirement is None:
        return
    attached_files = {path: name for name, path in state.evidence.items()}

    def picked(answer: PickedResults | None) -> None:
        if answer is None:
            if event.instead_of:  # A path on this machine, which is no evidence while no file is attached.
                edit = values_entered(event.instead_of, (event.before,) if event.before else (), 0)
                screen.post_message(ResponseEdited(event.requirement, edit))
                screen.post_message(FieldLeft())
            return
        instead_of = {event.requirement: event.instead_of} if event.instead_of else {}
        if answer.choice:
            screen.post_message(RunAttached(answer.choice, instead_of))
        for file in answer.renamed:
            if file.path in attached_files:
                screen.post_message(FileRenamed(attached_files[file.path], file.other_name))
            else:
                screen.post_message(
                    FileAttached(event.requirement, file.path, instead_of=event.instead_of, name=file.other_name)
                )
        screen.post_message(FieldLeft())
        responses = current().draft.response
        questions = {t.requirement.id: status_question(t, responses(t.requirement.id).status) for t in answer.tested}
        _ask(screen, {name: words for name, words in questions.items() if words})

    dialog = RunResultsDialog(
        event.path, requirement, state.checklist, attached=event.path in attached_files, editable=not state.read_only
    )
    screen.ask(dialog, picked)


def _ask(screen: FrameScreen, questions: Mapping[str, str]) -> None:
    """Point out statuses that contradict the results; a result never sets a status."""
    if not questions:
        return
    first = next(iter(questions))

    def answered(answer: str | None) -> None:
        if answer == "go":
            screen.post_message(GoTo(first, "status"))

    answers = [("later", "Decide later"), ("go", "Go to the status")]
    screen.ask(QuestionDialog("Which status is right?", lines(*map(line, questions.values())), answers), answered)
