"""Part of the answer to a requirement, with its label on the left and its problems below."""

from textual.widget import Widget
from textual.widgets import Static

from tui.widgets.text_label import FittedLabel
from tui.widgets.unscrolled import Columns, Rows


class AnswerRow(Columns):
    """Field of the answer with its label; scrolls into view as a whole."""

    following = False

    def __init__(self, name: str, label: str, *body: Widget) -> None:
        self.problems = FittedLabel(id=f"problems-{name}")
        """Problems of the field."""
        super().__init__(
            Static(label, classes="answer-label", markup=False),
            Rows(*body, self.problems, classes="answer-body"),
            id=f"row-{name}",
            classes="answer-row",
        )
        self.field = name

    def mark(self, *, here: bool) -> None:
        """Mark the label while a widget of the row has the focus."""
        self.following = here
        self.set_class(here, "-here")

    def follow(self) -> None:
        """Scroll into view if it fits."""
        if isinstance(self.parent, Widget) and self.size.height <= self.parent.size.height:
            self.scroll_visible(animate=False)

    def on_resize(self) -> None:
        """Keep the focused field in view when a field above it grows."""
        rows = self.parent.query_children(AnswerRow) if self.parent is not None else ()
        for row in rows:
            if row.following and row.has_focus_within:
                self.call_after_refresh(row.follow)
