"""Base of pages with answers: the page itself has the focus at first, so that a stray key changes nothing."""

from typing import ClassVar

from textual.binding import Binding, BindingType

from tui.panes.base import Pane


class AnswerPane(Pane, can_focus=True):
    """Page whose keys scroll until a field has the focus; enter moves to the first open field."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "answer", "Answer", id="pane.answer", tooltip="Move to the first open answer of this page"),
        Binding("space", "page_down", "Page down", id="pane.page_down", show=False),
    ]

    def open_field(self) -> str | None:
        """Return the field that enter moves to."""
        raise NotImplementedError

    def focus_field(self, field: str | None, row: int | None = None) -> None:
        """Focus a field; without a field, the page itself at its top."""
        if field is not None:
            super().focus_field(field, row)
            return
        self.scroll_home(animate=False)
        self.screen.set_focus(self, scroll_visible=False)

    def watch_has_focus(self, _has_focus: bool) -> None:
        """Restyle only the page itself: no style of its widgets depends on its focus."""
        self.app.stylesheet.update_nodes([self])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Enable moving to the answer only from the page itself."""
        return action != "answer" or (self.screen.focused is self and not self.shown.read_only)

    def action_answer(self) -> None:
        """Move to the first open field."""
        super().focus_field(self.open_field())
