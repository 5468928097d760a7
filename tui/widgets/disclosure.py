"""Line that opens and closes the content below."""

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from tui.text.content import ACCENT, MUTED, join
from tui.text.glyphs import CURRENT, OPENED
from tui.widgets.unscrolled import Unscrolled


class Disclosure(Unscrolled, Widget, can_focus=True):
    """Line like `▸ Official text`; enter, space or a click toggles it."""

    @dataclass
    class Toggled(Message):
        """The line was opened or closed."""

        opener: "Disclosure"
        opened: bool

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "open_or_close", "Open or close", id="disclosure.toggle", show=False)
    ]

    label: reactive[str] = reactive("", layout=True)
    opened: reactive[bool] = reactive(False)

    def __init__(self, label: str, *, id: str) -> None:
        super().__init__(id=id)
        self.set_reactive(Disclosure.label, label)

    def render(self) -> Content:
        """Render the glyph and the label."""
        sign = Content.styled(OPENED if self.opened else CURRENT, MUTED)
        return join(sign, " ", Content.styled(self.label, "bold reverse" if self.has_focus else ACCENT))

    def action_open_or_close(self) -> None:
        """Toggle."""
        self.opened = not self.opened
        self.post_message(self.Toggled(self, self.opened))

    def on_click(self) -> None:
        """Toggle."""
        self.action_open_or_close()
