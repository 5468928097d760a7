"""The line below the evidence: one value is typed into it, or several are pasted at once."""

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Key, Paste
from textual.message import Message
from textual.widgets import Input

from checklists.text import clean, clean_line
from tui.evidence_input import split


class EvidenceInput(Input):
    """A line that takes several lines at once when they are pasted."""

    @dataclass
    class Entered(Message):
        """Something was entered; the line is empty again."""

        text: str

    class Left(Message):
        """The cursor goes back up to the rows."""

    class Cancelled(Message):
        """The change is not to be made."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "leave", "To the list", show=False),
        Binding("escape", "cancel", "Leave it as it was", show=False),
    ]

    changing = False
    """A value of the list is being changed, not a new one typed."""

    def _on_paste(self, event: Paste) -> None:
        event.prevent_default()
        event.stop()
        start, end = sorted(self.selection)
        text = clean(event.text)
        if len(text.split("\n")) > 1 and len(split(text)) > 1:
            self._enter(f"{self.value[:start]}{text}{self.value[end:]}")
        else:
            self.replace(clean_line(text), start, end)

    async def _on_key(self, event: Key) -> None:
        """Enter takes what was typed at once, not on the way of bindings: what is typed next is a new value."""
        if event.key == "enter":
            event.prevent_default()
            event.stop()
            self._enter(self.value)

    def take(self) -> None:
        """Take what was typed, if anything was."""
        if self.value.strip() or self.changing:
            self._enter(self.value)

    def _enter(self, text: str) -> None:
        self.post_message(self.Entered(text))
        with self.prevent(Input.Changed):
            self.value = ""
        self.changing = False

    def change(self, value: str) -> None:
        """Show a value of the list to be changed."""
        with self.prevent(Input.Changed):
            self.value = value
        self.cursor_position = len(value)
        self.changing = True
        self.focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Escape leaves the page unless a change is under way."""
        return self.changing if action == "cancel" else True

    def action_leave(self) -> None:
        """Go up to the rows."""
        self.post_message(self.Left())

    def action_cancel(self) -> None:
        """Leave the value as it was."""
        self.post_message(self.Cancelled())
