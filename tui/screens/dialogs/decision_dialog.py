"""The dialog that leads to a status: one question after another, then the status and the vendor's reason."""

from collections.abc import Callable
from dataclasses import dataclass

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button

from checklists.decisions.tree import Conclusion, Question, follow
from checklists.model.checklist import Requirement, Status
from checklists.model.draft import Response
from checklists.model.problem import Problem
from tui.screens.base import Dialog, button
from tui.state.answer_edits import decided
from tui.text.content import GOOD, MUTED, STRONG, join, line, lines
from tui.text.glyphs import DONE
from tui.widgets.inputs.choice import Choice
from tui.widgets.inputs.notes import Notes
from tui.widgets.problem_list import problem_rows
from tui.widgets.text_label import TextLabel
from tui.widgets.unscrolled import Rows


@dataclass(frozen=True)
class Decided:
    """The chosen status with its notes."""

    status: Status
    notes: str


class _AskedQuestion(Rows):
    """A question with its answers."""

    def __init__(self, question: Question) -> None:
        super().__init__(classes="decision-question")
        self.question = question

    def compose(self) -> list[Widget]:
        """Return the question and its answers."""
        options = [(option.value, option.label) for option in self.question.options]
        return [TextLabel(line(self.question.text, STRONG)), Choice(options)]


class DecisionDialog(Dialog[Decided]):
    """Dialog of questions; changing an answer removes the questions that followed from it."""

    def __init__(
        self,
        requirement: Requirement,
        start: Question,
        response: Response,
        problems_of: Callable[[Response], tuple[Problem, ...]],
    ) -> None:
        """`problems_of` returns the problems of an answer to the requirement."""
        super().__init__(join("What to answer: ", line(requirement.title)))
        self._start = start
        self._response = response
        self._problems_of = problems_of
        self._answers: list[str] = []

    def body(self) -> list[Widget]:
        """Return the questions and the conclusion."""
        return [
            Rows(_AskedQuestion(self._start), id="decision-questions"),
            Rows(
                TextLabel(id="decision-status"),
                Notes(self._type_notes),
                TextLabel(id="decision-verdict"),
                id="decision-conclusion",
            ),
        ]

    def buttons(self) -> list[Button]:
        """Return the buttons."""
        return [button("Use this answer", "take", primary=True), button("Cancel", "cancel")]

    def on_mount(self) -> None:
        """Show the first question and the notes so far."""
        self.query_one("#decision-conclusion").display = False
        self.query_one("#take", Button).disabled = True
        self.query_one(Notes).show("", self._response.notes, revision=0, suggested="", editable=True)
        self.query_one(Choice).focus()

    def on_resize(self) -> None:
        """Wrap the lines to the width."""
        self._refresh()

    async def on_choice_chosen(self, event: Choice.Chosen) -> None:
        """Show the next question, or show the conclusion."""
        event.stop()
        asked = list(self.query(_AskedQuestion))
        at = next(n for n, question in enumerate(asked) if event.choice in question.query(Choice))
        self._answers = [*self._answers[:at], event.value]
        for question in asked[at + 1 :]:
            await question.remove()
        following = self._at
        if isinstance(following, Question):
            await self.query_one("#decision-questions").mount(_AskedQuestion(following))
        self._refresh()
        if isinstance(following, Question):
            self.query(Choice).last().focus()
        else:
            self.query_one(Notes).focus()

    def _type_notes(self, notes: str) -> None:
        """Check the notes while they are typed."""
        self._response = self._response.model_copy(update={"notes": notes})
        self._refresh()

    @property
    def _at(self) -> Question | Conclusion:
        return follow(self._start, self._answers)

    def _refresh(self) -> None:
        at = self._at
        concluded = isinstance(at, Conclusion)
        self.query_one("#decision-conclusion").display = concluded
        self.query_one("#take", Button).disabled = not concluded
        if isinstance(at, Conclusion):
            self._conclude(at)

    def _conclude(self, conclusion: Conclusion) -> None:
        status = join("Status: ", line(conclusion.status, STRONG), "   ", line(conclusion.why, MUTED))
        notes = join(Content.styled("Notes, in your own words: ", STRONG), line(conclusion.notes_hint, MUTED))
        self.query_one("#decision-status", TextLabel).show(lines(status, notes))
        problems = self._problems_of(decided(conclusion.status, self._response.notes)(self._response))
        width = self.query_one("#decision-questions").content_size.width
        passes = Content.styled(f"{DONE} Passes the program's check.", GOOD)
        self.query_one("#decision-verdict", TextLabel).show(
            problem_rows(problems, max(width, 20)) if problems else passes
        )
        self.call_after_refresh(self.query_one("#decision-conclusion").scroll_visible, animate=False)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Use the answer, or cancel."""
        event.stop()
        at = self._at
        if event.button.id == "take" and isinstance(at, Conclusion):
            self.dismiss(Decided(at.status, self._response.notes))
        else:
            self.dismiss(None)
