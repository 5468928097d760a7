"""What every step's pane has in common."""

from collections.abc import Callable
from typing import Protocol, cast

from textual.containers import VerticalScroll
from textual.reactive import reactive
from textual.widget import Widget

from tui.messages import FieldLeft
from tui.state.session.newest import Newest
from tui.state.session.session import Session, State
from tui.widgets.inputs.field import Field


class Editor(Protocol):
    """The app as far as a pane calls it."""

    writer: Newest[Session]
    """Writes drafts in the background."""

    def change(self, change: Callable[[Session], State]) -> None:
        """Apply a change to the open draft."""

    def save(self) -> None:
        """Write unsaved answers in the background."""


class Pane(VerticalScroll, can_focus=False):
    """The body of one step: shows the state, applies typed text by `edit`, posts everything else as a message.

    The wizard gives the pane its first `state` before it is mounted and every later one while it is the pane on
    screen. A pane's `watch_state` refreshes what it shows; a text field reloads its text only when its revision in
    the state moves.
    """

    state: reactive[State | None] = reactive(None, repaint=False)

    LIKELIEST = ""
    """Selector of the widget that gets the focus where no field is asked for."""

    @property
    def shown(self) -> State:
        """The state, for everything that runs while the pane is mounted."""
        if self.state is None:
            raise RuntimeError("a pane is mounted with a state")
        return self.state

    def edit(self, change: Callable[[Session], State]) -> None:
        """Apply typed text to the draft before the next key is handled.

        A message would leave a time in which the widget and the draft differ: a foreign change or the end of the
        wizard that falls into it would lose letters.
        """
        self.editor.change(change)

    @property
    def editor(self) -> Editor:
        """The app, for what cannot be a message."""
        return cast("Editor", self.app)

    def widget_of(self, field: str) -> Widget | None:  # noqa: ARG002
        """The widget of a field: a metadata key, or `status`, `evidence`, `notes`; None where there is none."""
        return None

    def focus_field(self, field: str | None) -> None:
        """Give the focus to a field, or to the likeliest widget of the pane."""
        reachable = [widget for widget in self.screen.focus_chain if self in widget.ancestors]
        likeliest = self.query(self.LIKELIEST) if self.LIKELIEST else ()
        wanted = (self.widget_of(field) if field else None, *likeliest, *reachable)
        target = next((widget for widget in wanted if widget in reachable), None)
        if target is not None:
            self.screen.set_focus(target, scroll_visible=False)
            self.call_after_refresh(self._keep_in_view)

    def on_field_left(self, event: FieldLeft) -> None:  # noqa: ARG002
        """What is said below a field that was left may push the one in hand out of sight."""
        self.call_after_refresh(self._keep_in_view)

    def _keep_in_view(self) -> None:
        focused = self.screen.focused
        if focused is not None and self in focused.ancestors:
            whole = next((node for node in focused.ancestors if isinstance(node, Field)), focused)
            whole.scroll_visible(animate=False)
