"""A line of the frame that shows the state of the open draft."""

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tui.state.session.state import State


class StateLine(Widget):
    """Line that repaints only if its text changed; otherwise each key would repaint most of the screen."""

    state: reactive[State | None] = reactive(None, repaint=False)

    def __init__(self) -> None:
        super().__init__()
        self._painted = Content("")

    def watch_state(self) -> None:
        """Repaint the line if another state changes it."""
        painted, self._painted = self._painted, self.render()
        if not self._painted.is_same(painted):
            self.refresh()

    def render(self) -> Content:
        """Return the line; empty without a draft."""
        return Content("") if self.state is None else self.render_state(self.state)

    def render_state(self, state: State) -> Content:
        """Return the line for a draft, as wide as the terminal."""
        raise NotImplementedError
