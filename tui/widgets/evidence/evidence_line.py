"""Input line below the evidence, for one typed value or several pasted values."""

from collections.abc import Callable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Key, Paste
from textual.message import Message

from checklists.text import as_typed
from tui.text.evidence_input import split
from tui.widgets.line_input import LineInput


class EvidenceInput(LineInput):
    """Input that accepts a paste of several lines as several values.

    It reports by calls, not messages, so that no key arrives between an edit and its effect.
    """

    class Left(Message):
        """The focus moves up to the rows."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "leave", "To the list", id="evidence.leave", show=False),
    ]

    changing = False
    """Whether the line edits a value of the list instead of a new value."""

    def __init__(
        self,
        placeholder: str,
        *,
        typed: Callable[[str], None],
        entered: Callable[[str], None],
        cancelled: Callable[[], None],
    ) -> None:
        """Connect the line to its list.

        Args:
            placeholder: Text of the empty line.
            typed: Receives the line after each edit.
            entered: Receives the entered text; the line is empty by then.
            cancelled: Called when an edit is discarded; the line is empty by then.
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
        """Set the text without reporting it as typed."""
        self._filling = True
        self.value = value
        self._filling = False

    def _on_paste(self, event: Paste) -> None:
        event.prevent_default()
        event.stop()
        self.paste(event.text)

    def paste(self, pasted: str) -> None:
        """Put text into the line; enter several lines as several values."""
        text = as_typed(pasted)
        if len(text.split("\n")) > 1 and len(split(text)) > 1:
            start, end = sorted(self.selection)
            self._enter(f"{self.value[:start]}{text}{self.value[end:]}")
        else:
            self.put(text)

    async def _on_key(self, event: Key) -> None:
        """Handle enter and escape here, before the next key arrives, instead of by a binding."""
        if event.key == "enter" or (event.key == "escape" and self.changing):
            event.prevent_default()
            event.stop()
            if event.key == "enter":
                self._enter(self.value)
            else:
                self._fill("")
                self.changing = False
                self._cancelled()

    def clear_text(self) -> None:
        """Empty the line without entering its text."""
        self._fill("")
        self.changing = False

    def take(self) -> None:
        """Enter the typed text, if any."""
        if self.value.strip() or self.changing:
            self._enter(self.value)

    def _enter(self, text: str) -> None:
        self._fill("")
        self.changing = False
        self._entered(text)

    def change(self, value: str) -> None:
        """Edit a value of the list."""
        self._fill(value)
        self.cursor_position = len(value)
        self.changing = True
        self.focus()

    def action_leave(self) -> None:
        """Move to the rows."""
        self.post_message(self.Left())
