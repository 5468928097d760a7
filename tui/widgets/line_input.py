"""A line of text: pastes are cleaned and put on one line, so that the widget holds exactly what is stored."""

from textual.events import Paste
from textual.geometry import Size
from textual.reactive import Reactive
from textual.widgets import Input

from checklists.text import LINE_LIMIT, as_typed


class LineInput(Input):
    """Textual's input, which would take only the first line of a paste, and that with its control characters."""

    virtual_size = Reactive(Size(0, 0), layout=False)
    """A line is as large as its place: unlike Textual's, a longer text does not lay out the whole page anew."""

    def __init__(
        self, value: str | None = None, *, placeholder: str = "", id: str | None = None, disabled: bool = False
    ) -> None:
        super().__init__(
            value,
            placeholder=placeholder,
            max_length=LINE_LIMIT,
            select_on_focus=False,
            compact=True,
            id=id,
            disabled=disabled,
        )

    def _on_paste(self, event: Paste) -> None:
        event.prevent_default()
        event.stop()
        self.put(event.text)

    def put(self, text: str) -> None:
        """Replace the selection by `text` on one line, as much of it as the line has room for."""
        start, end = sorted(self.selection)
        room = LINE_LIMIT - len(self.value) + end - start
        on_one_line = as_typed(text).strip("\n").replace("\n", " ").replace("\t", " ")
        self.replace(on_one_line[: max(room, 0)], start, end)
