"""The base of every step's pane."""

from collections.abc import Callable
from typing import Protocol, cast

from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget

from checklists.program.program_data import ProgramData
from tui.messages import FieldLeft
from tui.state.machine.memory import MemoryFile
from tui.state.session.newest_worker import NewestWorker
from tui.state.session.session import Session
from tui.state.session.state import State
from tui.widgets.in_view import in_view
from tui.widgets.inputs.field import Field
from tui.widgets.page_scroll import PageScroll


class Editor(Protocol):
    """The app, as far as panes call it."""

    writer: NewestWorker[Session]
    """Thread that writes the newest draft."""

    @property
    def memory(self) -> MemoryFile:
        """Values remembered from earlier sessions on this machine."""

    @property
    def program(self) -> ProgramData:
        """The program's data."""

    def change(self, change: Callable[[Session], State]) -> None:
        """Apply a change to the open draft."""

    def save(self) -> None:
        """Write unsaved answers in the background."""

    def edit_outside(self, take: Callable[[Session], State] | None) -> None:
        """Apply `take` if the wizard ends while an external editor runs; None: the editor has ended."""


class Pane(PageScroll, can_focus=False):
    """The body of one step: shows the state, applies typed text with `edit`, posts everything else as a message.

    The wizard sets the first `state` before the pane is mounted and every later one while the pane is on
    screen. A pane's `watch_state` refreshes its widgets; a text field reloads its text only when its revision in
    the state moves.
    """

    state: reactive[State | None] = reactive(None, repaint=False)

    LIKELIEST = ""
    """Selector of the widget to focus by default."""
    _shown_in: Size | None = None
    """The size of the terminal when the pane was laid out last."""

    @property
    def shown(self) -> State:
        """The state; set as long as the pane is mounted."""
        if self.state is None:
            raise RuntimeError("a pane is mounted with a state")
        return self.state

    def leave(self) -> None:
        """Enter unfinished text before another step is shown."""

    def show_step(self, step: str, state: State) -> None:  # noqa: ARG002
        """Show a step in a state; a pane that serves several steps switches to it."""
        self.state = state

    def edit(self, change: Callable[[Session], State]) -> None:
        """Apply typed text to the draft before the next key is handled.

        With a message, widget and draft would differ for a while: a change on disk or the end of the
        wizard in that time would lose letters.
        """
        self.editor.change(change)
        self._return_to_view()

    @property
    def editor(self) -> Editor:
        """The app, for calls that cannot be messages."""
        return cast("Editor", self.app)

    def widget_of(self, field: str) -> Widget | None:  # noqa: ARG002
        """Return the widget of a metadata key, `status`, `evidence` or `notes`; None for another field."""
        return None

    def focus_field(self, field: str | None, row: int | None = None) -> None:  # noqa: ARG002
        """Focus a field and its row, or the default widget of the pane."""
        reachable = [widget for widget in self.screen.focus_chain if self in widget.ancestors]
        likeliest = self.query(self.LIKELIEST) if self.LIKELIEST else ()
        wanted = (self.widget_of(field) if field else None, *likeliest, *reachable)
        target = next((widget for widget in wanted if widget in reachable), None)
        if target is not None:
            self.screen.set_focus(target, scroll_visible=False)
            self.call_after_refresh(self._keep_in_view)

    def on_field_left(self, event: FieldLeft) -> None:  # noqa: ARG002
        """Keep the focused field in view: a message below the previous field may push it out of sight."""
        self.call_after_refresh(self._keep_in_view)

    def on_resize(self) -> None:
        """Keep the focused field in view in another terminal size: a key would change it unseen."""
        if self._shown_in not in (None, self.app.size):
            self.call_after_refresh(self._return_to_view)
        self._shown_in = self.app.size

    def _return_to_view(self) -> None:
        focused = self.screen.focused
        if focused is not None and not in_view(focused):
            self._keep_in_view()

    def _keep_in_view(self) -> None:
        focused = self.screen.focused
        if focused is not None and self in focused.ancestors:
            whole = next((node for node in focused.ancestors if isinstance(node, Field)), focused)
            whole.scroll_visible(animate=False)
