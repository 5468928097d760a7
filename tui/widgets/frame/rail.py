"""The rail: all steps with their progress."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Resize
from textual.message import Message
from textual.reactive import reactive
from textual.visual import VisualType
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from checklists.model.checklist import Level
from checklists.text import count as count_text
from tui.state.progress import RequirementMark, answered, errors, mark, platform_done, to_confirm, wrong_metadata
from tui.state.session.state import State
from tui.state.steps import Step, StepGroup, StepKind, groups
from tui.text.content import ACCENT, BAD, DOUBT, GOOD, MUTED, STRONG, fit, hint, join, line, lines, spread
from tui.text.glyphs import CURRENT, DETECTED, DONE, NOT_APPLICABLE, OPEN, PARTLY, PROBLEM
from tui.widgets.row_list import RowList
from tui.widgets.text_label import TextLabel
from tui.widgets.unscrolled import Rows

MARK_SIGNS = {
    RequirementMark.OPEN: (OPEN, MUTED),
    RequirementMark.SEEN: (DETECTED, ACCENT),
    RequirementMark.BEGUN: (PARTLY, MUTED),
    RequirementMark.TO_CONFIRM: (PARTLY, DOUBT),
    RequirementMark.DONE: (DONE, GOOD),
    RequirementMark.PARTLY: (PARTLY, DOUBT),
    RequirementMark.NOT_IMPLEMENTED: (NOT_APPLICABLE, MUTED),
    RequirementMark.NOT_APPLICABLE: (NOT_APPLICABLE, MUTED),
    RequirementMark.PROBLEM: (PROBLEM, BAD),
}
"""The sign and style of each mark; its word is the mark's value."""


FOLLOWED = ("draft", "checklist", "problems", "findings", "snapshot", "exported")
"""Attributes of the state that the rail depends on."""
STEP_KEYS = tuple(
    Binding(str(n % 10), f"group({n})", f"Go to step {n}", id=f"steps.{n}", show=False) for n in range(1, 11)
)
"""One digit for each group of steps, for the rail and the step line."""


@dataclass
class StepChosen(Message):
    """The user chose a step."""

    step: str


def tail(state: State, step: Step) -> tuple[Content, Content]:
    """Return a step's sign and the text at the end of its row."""
    match step.kind:
        case StepKind.PLATFORM:
            count, wrong = platform_done(state), wrong_metadata(state)
            sign = (PROBLEM, BAD) if wrong else (DONE, GOOD) if count.complete else (OPEN, MUTED)
            return Content.styled(*sign), Content(f"{wrong} wrong" if wrong else str(count))
        case StepKind.CLUSTER:
            if state.snapshot is None:
                return Content.styled(OPEN, MUTED), Content.styled("not read", MUTED)
            shown = sum(finding.suggested_status is not None for finding in state.findings)
            return Content.styled(DONE, GOOD), Content(f"{shown} detected")
        case StepKind.REQUIREMENT:
            requirement, how = state.checklist.get(step.id), mark(state, step.id)
            level = requirement.level if requirement else Level.SHOULD
            word = str(level) if how in (RequirementMark.OPEN, RequirementMark.SEEN) else str(how)
            strong = how is RequirementMark.PROBLEM or (level is Level.MUST and word == level)
            return Content.styled(*MARK_SIGNS[how]), Content.styled(word, "" if strong else MUTED)
        case StepKind.REVIEW:
            refused = errors(state)
            text = line(count_text(refused, "error")) if refused else Content.styled("passes", GOOD)
            return Content.styled(PROBLEM, BAD) if refused else Content.styled(DONE, GOOD), text
        case StepKind.EXPORT:
            if state.exported is None:
                return Content.styled(OPEN, MUTED), Content("")
            if state.exported.at < state.draft.updated_at:
                return Content.styled(PARTLY, DOUBT), Content.styled("out of date", MUTED)
            return Content.styled(DONE, GOOD), Content.styled("exported", GOOD)


class RailList(RowList):
    """The steps; categories are headings that the cursor skips."""

    BINDINGS: ClassVar[list[BindingType]] = [*STEP_KEYS]

    state: reactive[State | None] = reactive(None, repaint=False)
    current: reactive[str] = reactive("", repaint=False)

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._rows: list[tuple[StepGroup, Step | None]] = []
        """Each row with its group; a heading has no step."""
        self._prompts: list[Content] = []
        self._groups: tuple[StepGroup, ...] = ()

    def watch_state(self, before: State | None, now: State | None) -> None:
        """Show the progress of the steps."""
        if now is not None and now.differs(before, *FOLLOWED):
            self._refresh_rows()

    def watch_current(self, before: str, now: str) -> None:
        """Mark the current step."""
        self._refresh_rows({before, now})
        self.rest_on_current()

    def on_resize(self, event: Resize) -> None:  # noqa: ARG002
        """Fit the rows to the width."""
        self._refresh_rows()

    def rest_on_current(self) -> None:
        """Move the cursor to the current step."""
        ids = [step.id if step else "" for _, step in self._rows]
        if self.current in ids:
            with self.prevent(OptionList.OptionHighlighted):
                self.highlighted = ids.index(self.current)

    def _refresh_rows(self, turned: Collection[str] = ()) -> None:
        """Refresh all rows, or only the rows and headings of some steps."""
        if self.state is None or not self.size.width:
            return
        self._groups = groups(self.state.checklist)
        rows: list[tuple[StepGroup, Step | None]] = []
        for group in self._groups:
            rows += [(group, step) for step in (*([None] if group.category else []), *group.steps)]
        if rows == self._rows:
            for index, (group, step) in enumerate(rows):
                if not turned or any(each.id in turned for each in ([step] if step else group.steps)):
                    self._refresh_row(index, self._prompt(self.state, group, step))
            return
        first, self._rows = not self._rows, rows
        self._prompts = [self._prompt(self.state, *row) for row in rows]
        highlighted = self.highlighted
        self.clear_options()
        self.add_options(Option(p, disabled=step is None) for p, (_, step) in zip(self._prompts, rows, strict=True))
        if first:
            self.rest_on_current()
        else:
            self.highlighted = highlighted

    def _refresh_row(self, index: int, prompt: Content) -> None:
        if not prompt.is_same(self._prompts[index]):
            self._prompts[index] = prompt
            self.replace_option_prompt_at_index(index, prompt)

    def _replace_option_prompt(self, index: int, prompt: VisualType) -> None:
        """Render one row anew; Textual renders all."""
        option = self.options[index]
        option._set_prompt(prompt)
        rendered = self._option_render_cache.keys()
        for key in [key for key in rendered if key[0] is option]:
            self._option_render_cache.discard(key)
        self.refresh_row(index)

    def _prompt(self, state: State, group: StepGroup, step: Step | None) -> Content:
        return self._row(state, step) if step else self._heading(state, group)

    def _heading(self, state: State, group: StepGroup) -> Content:
        count = answered(state, category=group.category)
        is_current = any(step.id == self.current for step in group.steps)
        title = join("  ", Content.styled(group.title, STRONG if is_current else ""))
        return spread(title, Content.styled(str(count), GOOD if count.complete else MUTED), self._room)

    def _row(self, state: State, step: Step) -> Content:
        is_current = step.id == self.current
        sign, text = tail(state, step)
        left = join(
            "  " if step.category else "",
            f"{CURRENT} " if is_current else "  ",
            sign,
            " ",
            Content.styled(step.title, STRONG if is_current else ""),
        )
        return spread(left, text, self._room)

    @property
    def _room(self) -> int:
        return self.scrollable_content_region.width - 1

    def action_group(self, number: int) -> None:
        """Go to the first step of the n-th group."""
        if number <= len(self._groups):
            self.post_message(StepChosen(self._groups[number - 1].steps[0].id))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Go to the chosen step."""
        event.stop()
        _, step = self._rows[event.option_index]
        if step is not None:
            self.post_message(StepChosen(step.id))


class Rail(Rows):
    """The rail with its title and counts."""

    state: reactive[State | None] = reactive(None, repaint=False)
    current: reactive[str] = reactive("", repaint=False)

    def compose(self) -> ComposeResult:
        """Yield title, steps and counts."""
        yield TextLabel(id="rail-title")
        yield RailList(id="rail-list").data_bind(Rail.state, Rail.current)
        yield TextLabel(id="rail-counts")

    def watch_state(self, before: State | None, state: State | None) -> None:
        """Update the counts."""
        if state is None or not self.is_mounted or not state.differs(before, *FOLLOWED):
            return
        must, should, carried = answered(state, Level.MUST), answered(state, Level.SHOULD), to_confirm(state)
        self.query_one("#rail-counts", TextLabel).show(
            lines(
                f" MUST    {must.done} of {must.total} answered",
                *([f" SHOULD  {should.done} of {should.total} answered"] if should.total else []),
                *([Content.styled(f" {carried} to confirm", DOUBT)] if carried else []),
                hint(" {ctrl+l:wizard.leave} all drafts"),
            )
        )

    def on_resize(self, event: Resize) -> None:
        """Keep the hint at the right edge."""
        self.query_one("#rail-title", TextLabel).show(
            fit(
                spread(
                    Content.styled(" Steps", STRONG),
                    hint("{esc:wizard.rail} "),
                    event.size.width - 1,
                ),
                event.size.width,
            )
        )
