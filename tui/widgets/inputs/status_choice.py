"""Status of a requirement: one of the program's four answers, or none."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Click

from checklists.model.checklist import Status
from tui.widgets.inputs.choice import Choice

LABELS = {
    Status.IMPLEMENTED: "Implemented",
    Status.PARTIALLY_IMPLEMENTED: "Partially",
    Status.NOT_IMPLEMENTED: "Not Implemented",
    Status.NOT_APPLICABLE: "N/A",
}


class StatusChoice(Choice):
    """Radio buttons whose answer can be cleared by a key or a click on it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "delete,backspace",
            "take_back",
            "Clear status",
            id="status.take_back",
            tooltip="Clear the status: no answer yet",
            show=False,
        ),
    ]

    def __init__(self) -> None:
        super().__init__(list(LABELS.items()))

    def action_take_back(self) -> None:
        """Clear the status."""
        if self.value is not None and not self.hidden():
            self.clear_answer()

    def clear_answer(self) -> None:
        """Report that no answer is chosen."""
        if self.value is not None:
            self.value = None
            self.post_message(self.Chosen(self, ""))

    def on_click(self, event: Click) -> None:
        """Clear the status with a click on the chosen answer."""
        index = event.style.meta.get("answer")
        if isinstance(index, int) and self._answers[index][0] == self.value and not self.disabled:
            event.prevent_default()
            self.cursor = index
            self.clear_answer()
