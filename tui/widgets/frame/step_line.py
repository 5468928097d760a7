"""The rail of a narrow terminal: one line with the current step and the counts."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive

from checklists.model.checklist import Level
from checklists.text import count as count_text
from tui.state.progress import answered, errors
from tui.state.session.state import State
from tui.state.steps import groups
from tui.text.content import BAD, GOOD, STRONG, join, spread
from tui.text.glyphs import CURRENT, DONE, PROBLEM
from tui.widgets.frame.rail import STEP_KEYS, StepChosen
from tui.widgets.frame.state_line import StateLine


class StepLine(StateLine, can_focus=True):
    """`Step 4/10 Networking, page 1/4` with counts and errors; enter opens the list of all steps."""

    class Opened(Message):
        """The user wants to see all steps."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,down,space", "open", "All steps", id="steps.open", tooltip="Show all steps and go to one"),
        Binding("right,l", "screen.next", "Next", id="steps.next", show=False),
        Binding("left,h", "screen.back", "Back", id="steps.back", show=False),
        *STEP_KEYS,
    ]

    current: reactive[str] = reactive("")

    def render_state(self, state: State) -> Content:
        """Return the line; counts give way to the step on a narrow terminal."""
        all_groups = groups(state.checklist)
        number, group = next(
            ((n, g) for n, g in enumerate(all_groups, 1) if any(s.id == self.current for s in g.steps)),
            (1, all_groups[0]),
        )
        place = [s.id for s in group.steps].index(self.current) + 1 if len(group.steps) > 1 else 0
        left = join(
            f"{CURRENT if self.has_focus else ' '}Step {number}/{len(all_groups)} ",
            Content.styled(group.title, STRONG),
            f", page {place}/{len(group.steps)}" if place else "",
        )
        must, should, count = answered(state, Level.MUST), answered(state, Level.SHOULD), errors(state)
        verdict = (
            Content.styled(f"{count_text(count, 'error')} {PROBLEM} ", BAD)
            if count
            else Content.styled(f"passes {DONE} ", GOOD)
        )
        musts, shoulds = f"MUST {must}   ", f"SHOULD {should}   " if should.total else ""
        wordings = (join(musts, shoulds, verdict), join(musts, verdict), verdict)
        right = next((w for w in wordings if left.cell_length + w.cell_length + 2 <= self.size.width), verdict)
        return spread(left, right, self.size.width)

    def action_open(self) -> None:
        """Open the list of steps."""
        self.post_message(self.Opened())

    def action_group(self, number: int) -> None:
        """Go to the first step of the n-th group."""
        found = groups(self.state.checklist)[number - 1 : number] if self.state is not None else ()
        if found:
            self.post_message(StepChosen(found[0].steps[0].id))

    def on_click(self) -> None:
        """Open the list of steps."""
        self.action_open()
