"""The wizard's frame: header, rail, the current step's pane, footer."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import ContentSwitcher

from tui.messages import (
    FieldLeft,
    FileAttached,
    FileOpened,
    GoTo,
    LinkReplacementWanted,
    MatchesWanted,
    PageVisited,
    RunNamed,
    SecretDecisionWanted,
    SnapshotTaken,
    TakeOverWanted,
)
from tui.panes.base import Pane
from tui.screens.answer_screen import ANSWER_KEYS
from tui.screens.base import FrameScreen, is_there
from tui.screens.commands import Command
from tui.screens.configuration_screen import ConfigurationScreen
from tui.screens.dialogs.confirmations import take_over
from tui.screens.dialogs.replace_link_dialog import ReplaceLinkDialog
from tui.screens.dialogs.text_dialogs import file_text
from tui.screens.pane_factory import make_pane, pane_id
from tui.screens.run_results_flow import show_run_results
from tui.screens.step_list import DRAFTS, go_to
from tui.state.progress import next_problem
from tui.state.session.state import State
from tui.state.steps import Step, StepField, StepKind, step_field, steps
from tui.text.content import hint
from tui.text.obstacle_text import read_only_notice
from tui.text.search.searched_places import searched_places
from tui.widgets.frame.key_footer import KeyFooter
from tui.widgets.frame.notice import Notice, warning
from tui.widgets.frame.rail import Rail, RailList, StepChosen
from tui.widgets.frame.status_line import StatusLine
from tui.widgets.frame.step_line import StepLine
from tui.widgets.unscrolled import Columns


class WizardScreen(ConfigurationScreen):
    """All steps of one draft. Any step can be visited at any time; Next and Back follow the order of the steps."""

    class Left(Message):
        """The user wants to return to the start page."""

    AUTO_FOCUS: ClassVar = ""
    """Focus nothing: the pane takes the focus once it is mounted."""
    CSS_PATH: ClassVar = [
        "../styles/wizard.tcss",
        "../styles/panes.tcss",
        "../styles/cluster.tcss",
        "../styles/export.tcss",
    ]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+n,right_square_bracket", "next", "Next", id="wizard.next", tooltip="Go to the next step"),
        Binding("ctrl+o,left_square_bracket", "back", "Back", id="wizard.back", tooltip="Go to the previous step"),
        *ANSWER_KEYS,
        Binding("f8", "problem", "Problem", id="wizard.problem", tooltip="Go to the next problem"),
        Binding(
            "f7",
            "take_over",
            "Take over",
            id="wizard.take_over",
            tooltip="Take the draft over from the other session",
            priority=True,
        ),
        Binding("ctrl+g,slash", "go_to", "Go to", id="wizard.go_to", tooltip="Choose a step from a list"),
        Binding("m,f10", "matrix", "Matrix", id="wizard.matrix", tooltip="Show all requirements in one table"),
        Binding("f1", "help", "Help", id="wizard.help", tooltip="Explain the focused element and its keys"),
        Binding("question_mark", "keys", "Keys", id="wizard.keys", tooltip="Search all keys and concepts", show=False),
        Binding("escape", "rail", "Steps", id="wizard.rail", tooltip="Go to the list of steps", show=False),
        Binding("ctrl+s", "save", "Save", id="wizard.save", tooltip="Save now", show=False),
        Binding("ctrl+r", "cluster", "Read cluster", id="wizard.cluster", tooltip="Read the cluster again", show=False),
        Binding("ctrl+l", "leave", "Drafts", id="wizard.leave", tooltip="Save and return to all drafts", show=False),
        Binding("pageup", "scroll_pane(-1)", "Page up", id="wizard.page_up", tooltip="Scroll up", show=False),
        Binding(
            "pagedown",
            "scroll_pane(1)",
            "Page down",
            id="wizard.page_down",
            tooltip="Scroll down",
            show=False,
        ),
    ]

    state: reactive[State | None] = reactive(None, repaint=False)

    def __init__(self, state: State, at: StepField | None = None) -> None:
        """`at` is the place to open; by default the first step."""
        super().__init__()
        self._start = at or StepField("platform")
        self.set_reactive(WizardScreen.state, state)
        self._here = StepField("platform")
        self._able: tuple[bool | None, ...] = ()
        self._built_read_only = state.read_only

    def compose(self) -> ComposeResult:
        """Yield the frame; a pane is mounted at the first visit of a step that it shows."""
        yield StatusLine().data_bind(WizardScreen.state)
        yield Notice(id="read-only")
        yield Notice(id="notice").data_bind(text=FrameScreen.notice)
        yield StepLine().data_bind(WizardScreen.state, WizardScreen.current)
        with Columns(id="body"):
            yield Rail(id="rail").data_bind(WizardScreen.state, WizardScreen.current)
            yield ContentSwitcher(id="panes")
        yield KeyFooter()
        yield from super().compose()

    async def on_mount(self) -> None:
        """Open the start place."""
        self._show_read_only()
        await self.go(self._start)

    @property
    def shown(self) -> State:
        """The state; set since the wizard opened."""
        if self.state is None:
            raise RuntimeError("the wizard is opened with a state")
        return self.state

    @property
    def step(self) -> Step:
        """The current step."""
        current = self.current
        return next(step for step in steps(self.shown.checklist) if step.id == current)

    @property
    def pane(self) -> Pane | None:
        """The pane of the current step, if mounted."""
        return self._pane_of(self.step)

    def _pane_of(self, step: Step) -> Pane | None:
        panes = self.query_one("#panes", ContentSwitcher).query_children(Pane)
        return next((pane for pane in panes if pane.id == pane_id(step)), None)

    def watch_state(self, state: State | None) -> None:
        """Refresh the pane on screen; the others refresh at their next visit."""
        if state is not None and self.is_mounted:
            if self.pane is not None:
                self.pane.state = state
            self._show_read_only()
            self.clear_outdated_notice()
            able = tuple(self.check_action(action, ()) for action in ("accept", "problem", "take_over"))
            if able != self._able:
                self._able = able
                self.refresh_bindings()
            if state.read_only is not self._built_read_only:
                self._built_read_only = state.read_only
                self.call_next(self._rebuild)

    async def _rebuild(self) -> None:
        """Mount the pages again, because their fields are built either read-only or editable."""
        if is_there(self):
            with self.app.batch_update():
                switcher = self.query_one("#panes", ContentSwitcher)
                switcher.current = None
                await switcher.remove_children()
                await self.go(self._here)

    def _show_read_only(self) -> None:
        obstacle = self.shown.obstacle
        text = warning(read_only_notice(obstacle)) if obstacle else Content("")
        self.query_one("#read-only", Notice).text = text

    async def go(self, to: StepField) -> None:
        """Show a step and focus one of its fields."""
        known = {step.id: step for step in steps(self.shown.checklist)}
        step = known.get(to.step)
        if step is None or not is_there(self):
            return
        self._here = to
        self.depart()
        before = self.pane
        if before is not None and before.is_mounted:
            before.leave()
        if self.passing and before is not None:
            self.show_notice("")
        self.post_message(FieldLeft())
        switcher, pane = self.query_one("#panes", ContentSwitcher), self._pane_of(step)
        if pane is None:
            pane = make_pane(step, self.shown)
            pane.display = False
            await switcher.mount(pane)
            if self._here is not to or not is_there(self):
                return  # Another page was chosen meanwhile, or the draft was closed.
        with self.app.batch_update():  # The rail moves together with the page.
            pane.show_step(step.id, self.shown)
            self.current = step.id
            switcher.current = pane.id
        self.post_message(PageVisited(step.id))
        self.call_after_refresh(self._arrive, pane, to)

    def _arrive(self, pane: Pane, to: StepField) -> None:
        if pane is self.pane:
            pane.focus_field(to.field, to.row)
        self.call_after_refresh(self.arrived)

    def watch_focused(self) -> None:
        """Return the focus to the page when the focused widget is hidden or disabled, so that keys still work."""
        if self.focused is None and self.is_mounted:
            self.call_after_refresh(self._hold_focus)

    def _hold_focus(self) -> None:
        if self.focused is None and self.app.app_focus and not self.arriving and self.pane is not None:
            self.pane.focus_field(None)
            if self.focused is None:
                self.focus_next()  # The page has no focusable widget, but the list of steps has.

    async def on_go_to(self, event: GoTo) -> None:
        """Go to the chosen place."""
        event.stop()
        await self.go(StepField(event.step, event.field, event.row))

    def on_snapshot_taken(self, event: SnapshotTaken) -> None:  # noqa: ARG002
        """Remove the request to choose a cluster."""
        if self.passing:
            self.show_notice("")

    def on_file_opened(self, event: FileOpened) -> None:
        """Show a file of the submission."""
        event.stop()
        self.ask(file_text(event.name, event.text))

    def on_link_replacement_wanted(self, event: LinkReplacementWanted) -> None:
        """Prompt for the file that replaces a link."""
        event.stop()

        def chosen(path: Path | None) -> None:
            if path is not None:
                self.post_message(FileAttached(event.requirement, path, instead_of=event.url))
                self.post_message(FieldLeft())

        self.ask(ReplaceLinkDialog(event.url), chosen)

    def on_secret_decision_wanted(self, event: SecretDecisionWanted) -> None:
        """Ask what the export does with a secret."""
        from tui.screens.match_decision_flow import ask_about_secret

        event.stop()
        ask_about_secret(self, event.secret)

    def on_matches_wanted(self, event: MatchesWanted) -> None:
        """Show the secrets and identifiers of the submission."""
        from tui.screens.match_decision_flow import show_matches

        event.stop()
        show_matches(self, event.bundle)

    def on_run_named(self, event: RunNamed) -> None:
        """Show the test results."""
        event.stop()
        show_run_results(self, lambda: self.shown, event)

    async def on_step_chosen(self, event: StepChosen) -> None:
        """Go to the step that was chosen in the rail."""
        event.stop()
        await self.go(StepField(event.step))

    def on_step_line_opened(self, event: StepLine.Opened) -> None:
        """Open the list of steps."""
        event.stop()
        self.action_go_to()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Enable requirement keys only on requirements; dim actions that do not apply."""
        if self.state is None:
            return True
        match action:
            case "accept" | "prove" | "document" | "decide":
                return self.applies(action)
            case "take_over":
                obstacle = self.state.obstacle
                return obstacle is not None and obstacle.owned and not self.state.unsaved
            case "problem":
                return bool(self.state.problems) or None
            case "next":
                return self.step.kind is not StepKind.EXPORT or None
            case "back":
                return self.step.kind is not StepKind.PLATFORM or None
        return True

    async def action_next(self) -> None:
        """Go to the next step."""
        await self._walk(1)

    async def action_back(self) -> None:
        """Go to the previous step."""
        await self._walk(-1)

    async def _walk(self, by: int) -> None:
        path = steps(self.shown.checklist)
        at = path.index(self.step) + by
        if 0 <= at < len(path):
            await self.go(StepField(path[at].id))

    def action_rail(self) -> None:
        """Focus the list of steps."""
        rail = self.query_one(RailList) if self.wide else self.query_one(StepLine)
        if isinstance(rail, RailList):
            rail.rest_on_current()
        rail.focus()

    def action_go_to(self) -> None:
        """Open the list of all steps."""

        async def chosen(step: str | None) -> None:
            if step == DRAFTS:
                self.action_leave()
            elif step is not None:
                await self.go(StepField(step))

        self.ask(go_to(self.shown, self.current), chosen)

    def action_matrix(self) -> None:
        """Show the matrix, and go to the chosen requirement."""
        from tui.screens.dialogs.matrix_dialog import MatrixDialog

        async def chosen(requirement: str | None) -> None:
            if requirement is not None:
                await self.go(StepField(requirement))

        self.ask(MatrixDialog(self.shown, self.current), chosen)

    async def action_problem(self) -> None:
        """Go to the next problem, in the order of the steps."""
        here = self._here if self._here.step == self.current else StepField(self.current)
        problem = next_problem(self.shown, here)
        if problem is None:
            return
        await self.go(step_field(problem, self.shown.checklist))

    async def action_cluster(self) -> None:
        """Go to the cluster page, where a context is chosen."""
        here = self.current == "cluster"
        await self.go(StepField("cluster", "contexts"))
        if here and any(contexts.focusable for contexts in self.query("ContextList")):
            self.show_notice(hint("Choose a cluster; {enter:contexts.read} reads it."), passing=True)

    def action_take_over(self) -> None:
        """Ask whether to take the draft over."""
        obstacle = self.shown.obstacle

        def answered(answer: str | None) -> None:
            if answer == "take":
                self.post_message(TakeOverWanted())

        if obstacle is not None:
            self.app.push_screen(take_over(obstacle), answered)

    def commands(self) -> Iterator[Command]:
        """Yield every action, then every place of the draft."""
        yield from super().commands()
        for place in searched_places(self.shown, self.current):
            at = place.at
            run = partial(self.post_message, GoTo(at.step, at.field))
            yield Command(f"Go to {place.title}", place.beside, run, (place.title, *place.names), place.words)

    def action_save(self) -> None:
        """Save now."""
        self.post_message(FieldLeft())

    def action_leave(self) -> None:
        """Return to the start page."""
        self.post_message(self.Left())

    def action_scroll_pane(self, by: int) -> None:
        """Scroll the page by a screenful."""
        if self.pane is not None:
            (self.pane.scroll_page_down if by > 0 else self.pane.scroll_page_up)(animate=False)
