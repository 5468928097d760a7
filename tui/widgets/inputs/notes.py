"""Notes of a requirement."""

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Key, Paste
from textual.geometry import Region
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widgets import TextArea
from textual.widgets.text_area import Edit, EditResult, TextAreaTheme

from checklists.text import TEXT_LIMIT, as_typed
from tui.text.content import text
from tui.text.key_hints import key_of

if TYPE_CHECKING:
    from tui.widgets.inputs.external_editor import EditedFile

LEAST_LINES, MOST_LINES, FRAME = 1, 8, 2
TALL_LINES = 10
"""Least lines on request."""


class Notes(TextArea):
    """Text area that tab leaves; passes every edit on before the next key is handled."""

    class EditorEnded(Message):
        """The user's editor has ended; `text` is a message, or empty."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f6", "taller", "Taller", id="notes.taller", tooltip="Show ten lines of notes, or fewer", show=False),
        Binding("f12", "open_editor", "Editor", id="notes.editor", tooltip="Edit the notes in $EDITOR", show=False),
    ]
    KEYS = "{f6:notes.taller} ten lines · {f12:notes.editor} opens your editor"
    _styled_theme: TextAreaTheme | None = None
    """Theme whose missing styles were computed from the style sheets."""

    def __init__(
        self, typed: Callable[[str], None], outside: "Callable[[EditedFile | None], object]" = lambda _: None
    ) -> None:
        """Prepare.

        Args:
            typed: Receives the whole text after each edit.
            outside: Receives the file that an external editor opens, and None when the editor has ended.
        """
        super().__init__(soft_wrap=True, show_line_numbers=False, compact=True, highlight_cursor_line=False)
        self._typed = typed
        self._outside = outside
        self._source: tuple[str, int] | None = None
        self._tall = False
        self._painted_width = 0

    def show(self, requirement: str, notes: str, *, revision: int, suggested: str, editable: bool) -> None:
        """Show the notes of a requirement.

        Args:
            requirement: Its id.
            notes: The draft's text; it replaces the widget's only for another requirement or if `revision` moved.
            revision: The number of changes that were not typed here.
            suggested: Placeholder for empty notes.
            editable: Whether the notes can be changed.
        """
        self.read_only = not editable
        self.placeholder = (
            text(f"{key_of('wizard.accept', 'ctrl+t')} enters: {suggested}") if suggested and not notes else Content("")
        )
        self._make_room()
        if (requirement, revision) != self._source:
            self._source = requirement, revision
            with self.prevent(TextArea.Changed, TextArea.SelectionChanged):
                self.load_text(notes)
                self.move_cursor(self.document.end)
            self.call_after_refresh(self._show_beginning)

    def _show_beginning(self) -> None:
        """Show the first lines until the notes are edited: they are read from there."""
        if not self.has_focus:
            self.scroll_home(animate=False)

    def on_focus(self) -> None:
        """Show the cursor."""
        self.scroll_cursor_visible()

    def on_resize(self) -> None:
        """Fit the height to the suggestion, wrap the lines to the width, and stay in view."""
        self._make_room()
        if self._painted_width != self.content_size.width:
            self._painted_width = self.content_size.width
            self.refresh()  # Textual wraps the text anew, but paints it only if the number of lines changes.
        if self.has_focus:
            self.call_after_refresh(self.scroll_visible, animate=False)
        else:
            self.call_after_refresh(self._show_beginning)

    def notify_style_update(self) -> None:
        """Style the text again at the next painting."""
        super().notify_style_update()
        self._styled_theme = None

    def render_lines(self, crop: Region) -> list[Strip]:
        """Render lines; Textual computes the styles of the text each time, which takes longer than the lines."""
        if self._styled_theme is not self._theme:
            self._styled_theme = self._theme
            self._theme.apply_css(self)
        return ScrollView.render_lines(self, crop)

    def render_line(self, y: int) -> Strip:
        """Render a line; Textual fails to wrap a suggestion to a width of zero."""
        return super().render_line(y) if self.content_size.width > 0 else Strip.blank(self.size.width)

    def _make_room(self) -> None:
        """Fit the least height to the suggestion."""
        words, width = Content.from_text(self.placeholder), self.content_size.width - 1
        lines = len(words.wrap(width)) if words and width > 0 else 0
        least = max(LEAST_LINES, min(lines, MOST_LINES), TALL_LINES if self._tall else 0)
        self.styles.min_height = least + FRAME
        self.styles.max_height = max(MOST_LINES, least) + FRAME

    def action_taller(self) -> None:
        """Show ten lines, or as few as needed."""
        self._tall = not self._tall
        self._make_room()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Disable the editor in a read-only draft."""
        return action != "open_editor" or not self.read_only

    def action_open_editor(self) -> None:
        """Edit the notes in the user's editor."""
        from tui.widgets.inputs.external_editor import edit_text

        outcome = edit_text(self.app, self.text, "notes", self._outside)
        self._outside(None)
        if outcome.text is not None and outcome.text != self.text:
            self.load_text(outcome.text)
            self.move_cursor(self.document.end)
            self._typed(self.text)
        self.post_message(self.EditorEnded(outcome.message))

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

    def _recompute_cursor_offset(self) -> None:
        """Keep the offset while an undo has removed the cursor's line and has not moved the cursor yet."""
        if self.cursor_location[0] < self.document.line_count:
            super()._recompute_cursor_offset()  # type: ignore[no-untyped-call]

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Keep the event here; the text was passed on already."""
        event.stop()

    def on_text_area_selection_changed(self, event: TextArea.SelectionChanged) -> None:
        """Keep the event here; eight ancestors would handle it for every key."""
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
