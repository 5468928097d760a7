"""Radio buttons on one or more lines: `(●) Yes   ( ) No`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Click
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

from tui.text.content import MUTED, STRONG, join, lines
from tui.text.glyphs import CHOSEN, NOT_CHOSEN
from tui.widgets.in_view import bring_into_view
from tui.widgets.unscrolled import Unscrolled

GAP = "   "


class Choice(Unscrolled, Widget, can_focus=True):
    """Row of answers: arrows move the cursor, space or enter chooses, a click does both.

    While the answers are scrolled out of view, a key only brings them back.
    """

    @dataclass
    class Chosen(Message):
        """An answer was chosen."""

        choice: "Choice"
        value: str

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "move(1)", "Next answer", id="choice.next", show=False),
        Binding("left", "move(-1)", "Previous answer", id="choice.previous", show=False),
        Binding("down", "move_line(1)", "Line below", id="choice.down", show=False),
        Binding("up", "move_line(-1)", "Line above", id="choice.up", show=False),
        Binding("enter,space", "choose", "Choose", id="choice.choose", show=False),
    ]

    value: reactive[str | None] = reactive(None, layout=True)
    cursor: reactive[int] = reactive(0)

    def __init__(self, answers: Sequence[tuple[str, str]], *, id: str | None = None, disabled: bool = False) -> None:
        """`answers` are pairs of value and label."""
        super().__init__(id=id, disabled=disabled)
        self._answers = tuple(answers)

    def watch_value(self, value: str | None) -> None:
        """Move the cursor to the chosen answer."""
        self.cursor = next((i for i, (key, _) in enumerate(self._answers) if key == value), self.cursor)

    def rest_on_answer(self) -> None:
        """Move the cursor to the chosen answer, or to the first one."""
        self.cursor = 0
        self.watch_value(self.value)

    def _laid_out(self, width: int) -> list[list[int]]:
        rows: list[list[int]] = [[]]
        used = 0
        for index, (_, label) in enumerate(self._answers):
            size = len(NOT_CHOSEN) + 1 + Content(label).cell_length
            if rows[-1] and used + len(GAP) + size > width:
                rows.append([])
                used = 0
            used += size + (len(GAP) if rows[-1] else 0)
            rows[-1].append(index)
        return rows

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Return the number of lines that the answers need."""
        return len(self._laid_out(width))

    def render(self) -> Content:
        """Render the answers, with the cursor highlighted while the widget has focus."""
        rows = self._laid_out(self.size.width)
        return lines(*(Content(GAP).join([self._answer(index) for index in row]) for row in rows))

    def _answer(self, index: int) -> Content:
        key, label = self._answers[index]
        chosen = key == self.value
        under = self.has_focus and index == self.cursor
        words = Content.styled(label, "bold reverse" if under else STRONG if chosen else "")
        return join(CHOSEN if chosen else Content.styled(NOT_CHOSEN, MUTED), " ", words).stylize(
            Style.from_meta({"answer": index})
        )

    @property
    def _cursor_line(self) -> int:
        rows = self._laid_out(self.size.width)
        return next(number for number, row in enumerate(rows) if self.cursor in row)

    def hidden(self) -> bool:
        """Return whether the answer under the cursor is out of view; bring it back then."""
        return bring_into_view(self, self._cursor_line)

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        if not self.hidden():
            self.cursor = (self.cursor + by) % len(self._answers)

    def action_move_line(self, by: int) -> None:
        """Move to the line below or above, or on to the next or previous widget."""
        rows, number = self._laid_out(self.size.width), self._cursor_line
        if self.hidden():
            return
        if 0 <= number + by < len(rows):
            self.cursor = rows[number + by][min(rows[number].index(self.cursor), len(rows[number + by]) - 1)]
        elif by > 0:
            self.screen.focus_next()
        else:
            self.screen.focus_previous()

    def action_choose(self) -> None:
        """Choose the answer under the cursor."""
        if not self.hidden():
            self.choose(self.cursor)

    def choose(self, index: int) -> None:
        """Choose an answer."""
        self.cursor = index
        self.value = self._answers[index][0]
        self.post_message(self.Chosen(self, self.value))

    def on_click(self, event: Click) -> None:
        """Choose the answer under the mouse."""
        index = event.style.meta.get("answer")
        if isinstance(index, int) and not self.disabled:
            self.choose(index)
