"""The line below the evidence: one value is typed into it, or several are pasted at once."""

from collections.abc import Callable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Key, Paste
from textual.message import Message

from checklists.text import as_typed
from tui.text.evidence_input import split
from tui.widgets.line_input import LineInput


class EvidenceInput(LineInput):
    """A line that takes several lines at once when they are pasted.

    What happens in it is passed on by calls, not messages, so that nothing is typed between a key and its effect.
    """

    class Left(Message):
        """The cursor goes back up to the rows."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "leave", "To the list", show=False),
    ]

    changing = False
    """A value of the list is being changed, not a new one typed."""

    def __init__(
        self,
        placeholder: str,
        *,
        typed: Callable[[str], None],
        entered: Callable[[str], None],
        cancelled: Callable[[], None],
    ) -> None:
        """Wire the line to its list.

        Args:
            placeholder: Text of the empty line.
            typed: Receives the line after each edit.
            entered: Receives what was entered; the line is empty by then.
            cancelled: Called when a change is not to be made; the line is empty by then.
        """
        super().__init__(placeholder=placeholder)
        self._typed = typed
        self._entered = entered
        self._cancelled = cancelled
        self._filling = False

    def watch_value(self, value: str) -> None:
        """Pass typed text on."""
        if not self._filling:
            self._typed(value)

    def _fill(self, value: str) -> None:
        """Put in what was not typed."""
        self._filling = True
        self.value = value
        self._filling = False

    def _on_paste(self, event: Paste) -> None:
        event.prevent_default()
        event.stop()
        text = as_typed(event.text)
        if len(text.split("\n")) > 1 and len(split(text)) > 1:
            start, end = sorted(self.selection)
            self._enter(f"{self.value[:start]}{text}{self.value[end:]}")
        else:
            self.put(text)

    async def _on_key(self, event: Key) -> None:
        """Act on enter and escape at once, not on the way of bindings: what is typed next belongs elsewhere."""
        if event.key == "enter" or (event.key == "escape" and self.changing):
            event.prevent_default()
            event.stop()
            if event.key == "enter":
                self._enter(self.value)
            else:
                self._fill("")
                self.changing = False
                self._cancelled()

    def take(self) -> None:
        """Take what was typed, if anything was."""
        if self.value.strip() or self.changing:
            self._enter(self.value)

    def _enter(self, text: str) -> None:
        self._fill("")
        self.changing = False
        self._entered(text)

    def change(self, value: str) -> None:
        """Show a value of the list to be changed."""
        self._fill(value)
        self.cursor_position = len(value)
        self.changing = True
        self.focus()

    def action_leave(self) -> None:
        """Go up to the rows."""
        self.post_message(self.Left())
