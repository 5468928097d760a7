"""Line of text that cleans pastes, so that the widget holds exactly what is stored."""

from textual.events import Paste
from textual.widgets import Input

from checklists.text import LINE_LIMIT, as_typed
from tui.widgets.unscrolled import Unscrolled


class LineInput(Unscrolled, Input):
    """Input that joins the lines of a paste and strips control characters; Textual's keeps only the first line, raw."""

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
        """Replace the selection by `text` on one line, cut to the length limit."""
        start, end = sorted(self.selection)
        room = LINE_LIMIT - len(self.value) + end - start
        on_one_line = as_typed(text).strip("\n").replace("\n", " ").replace("\t", " ")
        self.replace(on_one_line[: max(room, 0)], start, end)
