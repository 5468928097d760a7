"""The status of a requirement: one of the program's four answers, or none yet."""

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
    """An answer that can be taken back: by a key, or by a click on it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "delete,backspace",
            "take_back",
            "Take back",
            id="status.take_back",
            tooltip="Take the status back: no answer yet",
            show=False,
        ),
    ]

    def __init__(self) -> None:
        super().__init__(list(LABELS.items()))

    def action_take_back(self) -> None:
        """No answer yet."""
        if self.value is not None:
            self.value = None
            self.post_message(self.Chosen(self, ""))

    def on_click(self, event: Click) -> None:
        """A click on the answer takes it back."""
        index = event.style.meta.get("answer")
        if isinstance(index, int) and self._answers[index][0] == self.value and not self.disabled:
            event.prevent_default()
            self.cursor = index
            self.action_take_back()
