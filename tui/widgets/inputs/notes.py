"""Notes of a requirement."""

from collections.abc import Callable

from textual.content import Content
from textual.events import Key, Paste
from textual.widgets import TextArea
from textual.widgets.text_area import Edit, EditResult

from checklists.text import TEXT_LIMIT, as_typed
from tui.text.content import text

LEAST_LINES, MOST_LINES, FRAME = 1, 8, 2


class Notes(TextArea):
    """Text area that tab leaves; passes every edit on before the next key is handled."""

    def __init__(self, typed: Callable[[str], None]) -> None:
        """`typed` receives the whole text after each edit."""
        super().__init__(soft_wrap=True, show_line_numbers=False, compact=True, highlight_cursor_line=False)
        self._typed = typed
        self._revision: int | None = None

    def show(self, notes: str, *, revision: int, suggested: str, editable: bool) -> None:
        """Show the draft's notes.

        Args:
            notes: The draft's text; it replaces the widget's only if `revision` moved.
            revision: The number of changes that were not typed here.
            suggested: Placeholder for empty notes.
            editable: Whether the notes can be changed.
        """
        self.read_only = not editable
        self.placeholder = text(f"ctrl+t enters: {suggested}") if suggested and not notes else Content("")
        self._make_room()
        if revision != self._revision:
            self._revision = revision
            self.load_text(notes)
            self.move_cursor(self.document.end)

    def on_resize(self) -> None:
        """Fit the height to the suggestion and stay in view."""
        self._make_room()
        if self.has_focus:
            self.call_after_refresh(self.scroll_visible, animate=False)

    def _make_room(self) -> None:
        """Fit the least height to the suggestion."""
        words, width = Content.from_text(self.placeholder), self.content_size.width - 1
        lines = len(words.wrap(width)) if words and width > 0 else 0
        self.styles.min_height = min(max(LEAST_LINES, lines), MOST_LINES) + FRAME

    def edit(self, edit: Edit) -> EditResult:
        """Apply an edit and pass the text on."""
        result = super().edit(edit)
        self._typed(self.text)
        return result

    def undo(self) -> None:
        """Undo the last edits and pass the text on."""
        super().undo()
        self._typed(self.text)

    def redo(self) -> None:
        """Redo the edits undone last and pass the text on."""
        super().redo()
        self._typed(self.text)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Keep the event here; the text was passed on already."""
        event.stop()

    @property
    def _room(self) -> int:
        """Characters left if the selection is replaced; stored text is bounded."""
        return TEXT_LIMIT - len(self.text) + len(self.selected_text)

    async def _on_key(self, event: Key) -> None:
        if (event.is_printable or event.key == "enter") and self._room <= 0:
            event.prevent_default()
            event.stop()
            self.app.bell()

    async def _on_paste(self, event: Paste) -> None:
        event.text = as_typed(event.text)[: max(self._room, 0)]
