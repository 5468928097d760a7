"""The notes of a requirement: text of several lines that is clean from the first key on."""

from collections import deque
from dataclasses import dataclass

from textual.content import Content
from textual.events import Paste
from textual.message import Message
from textual.widgets import TextArea

from checklists.text import clean
from tui.content import text

LEAST_LINES, MOST_LINES, FRAME = 1, 8, 2
SENT = 200
"""Edits on their way to the draft that are remembered."""


class Notes(TextArea):
    """Tab leaves it; every change is told, and what the draft says comes back without disturbing who types."""

    @dataclass
    class Edited(Message):
        """The text changed under somebody's hands."""

        notes: str

    def __init__(self) -> None:
        super().__init__(soft_wrap=True, show_line_numbers=False, compact=True, highlight_cursor_line=False)
        self._sent: deque[str] = deque(maxlen=SENT)
        self._shown = ""

    def show(self, notes: str, *, suggested: str, editable: bool) -> None:
        """Take over what the draft says; `suggested` shows through while there are no notes."""
        self.read_only = not editable
        self.placeholder = text(f"ctrl+t puts in: {suggested}") if suggested and not notes else Content("")
        self._make_room()
        if notes == self._shown:
            self._sent.clear()
        elif notes in self._sent:
            while self._sent.popleft() != notes:
                pass
        else:
            self._shown = notes
            self._sent.clear()
            with self.prevent(TextArea.Changed):
                self.load_text(notes)
            self.move_cursor(self.document.end)

    def on_resize(self) -> None:
        """The suggestion may need other lines now, and a box that grew stays in view."""
        self._make_room()
        if self.has_focus:
            self.call_after_refresh(self.scroll_visible, animate=False)

    def _make_room(self) -> None:
        """As many lines as the suggestion has."""
        words, width = Content.from_text(self.placeholder), self.content_size.width - 1
        lines = len(words.wrap(width)) if words and width > 0 else 0
        self.styles.min_height = min(max(LEAST_LINES, lines), MOST_LINES) + FRAME

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Tell every change."""
        event.stop()
        notes = clean(self.text)
        if notes != self._shown:
            self._shown = notes
            self._sent.append(notes)
            self.post_message(self.Edited(notes))

    async def _on_paste(self, event: Paste) -> None:
        event.text = clean(event.text)
