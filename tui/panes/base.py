"""What every step's pane has in common."""

from textual.containers import VerticalScroll
from textual.reactive import reactive

from tui.session import State


class Pane(VerticalScroll, can_focus=False):
    """The body of one step: shows the state, posts what happened as a message (`tui.messages`), never calls the app.

    The wizard screen binds `state` to the app's reactive; `watch_state` of the pane refreshes what it shows without
    touching a field that has the focus.
    """

    state: reactive[State | None] = reactive(None)

    def focus_field(self, field: str | None) -> None:
        """Give the focus to a field (metadata key, or `status`, `evidence`, `notes`), or to the likeliest one."""
        raise NotImplementedError
