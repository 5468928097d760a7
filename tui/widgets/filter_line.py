"""The filter above a list: `/` opens it, typing narrows the list, esc clears it."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.css.query import NoMatches
from textual.widget import Widget
from textual.widgets import Input

from tui.widgets.line_input import LineInput


class FilterLine(LineInput):
    """Line that shows only while it is used; enter and down return to the list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "to_list", "To the list", id="filter.list", show=False),
        Binding("escape", "clear", "Clear", id="filter.clear", tooltip="Clear the filter and return to the list"),
    ]

    def __init__(self, *, target: str, placeholder: str, id: str) -> None:
        """`target` selects the list."""
        super().__init__(placeholder=placeholder, id=id)
        self._target = target
        self.display = self.can_focus = False

    def open(self) -> None:
        """Show the line and focus it."""
        self.display = self.can_focus = True
        self.focus()

    def close(self) -> None:
        """Clear and hide the line."""
        self.value = ""
        self.display = self.can_focus = False

    def action_to_list(self) -> None:
        """Focus the list."""
        try:
            found = self.screen.query_one(self._target, Widget)
        except NoMatches:
            return
        if found.focusable:
            self.screen.set_focus(found)

    def action_clear(self) -> None:
        """Show all rows again, and focus the list."""
        self.value = ""
        self.call_after_refresh(self._leave)

    def _leave(self) -> None:
        """Return to the list once it has all rows again."""
        self.action_to_list()
        if self.screen.focused is not self:
            self.close()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Focus the list."""
        event.stop()
        self.action_to_list()
