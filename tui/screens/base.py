"""What every screen and dialog has in common: the sizes at which it changes, and the cover for too small a terminal."""

from typing import ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.reactive import reactive
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Button, Static

from tui.widgets.notice import failure
from tui.widgets.too_small import LEAST_HEIGHT, LEAST_WIDTH, TooSmall

T = TypeVar("T")

WIDE = 100
WIDTHS = [(0, "-tiny"), (LEAST_WIDTH, "-slim"), (70, "-narrow"), (WIDE, "-wide"), (120, "-roomy")]
HEIGHTS = [(0, "-flat"), (LEAST_HEIGHT, "-low"), (20, "-tall")]
"""Class that a screen has from that many cells on; below the wide one the rail is a line and the footer compact."""


class FrameScreen(Screen[None]):
    """A full screen with a place for what went wrong."""

    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS

    notice: reactive[Content] = reactive(Content(""))

    @property
    def wide(self) -> bool:
        """There is room for the rail."""
        return self.size.width >= WIDE

    def tell(self, words: str | Content) -> None:
        """Say something below the header, until the next thing is said."""
        self.notice = words if isinstance(words, Content) else Content(words)

    def tell_error(self, message: str, hint: str) -> None:
        """Say what did not work, and what to do."""
        self.tell(failure(message, hint))

    def compose(self) -> ComposeResult:
        """The cover; it lies on a layer above everything else."""
        yield TooSmall()


class Dialog(ModalScreen[T | None], Generic[T]):
    """A question or a text in front of the screen; esc leaves it without an answer, and the focus goes back."""

    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Close", id="dialog.close", tooltip="Leave this without changing anything"),
        Binding("right,down", "app.focus_next", "Next", show=False),
        Binding("left,up", "app.focus_previous", "Previous", show=False),
    ]

    def __init__(self, title: str | Content) -> None:
        super().__init__()
        self._title = title

    def body(self) -> list[Widget]:
        """What stands in the dialog, below its title."""
        return []

    def buttons(self) -> list[Button]:
        """What can be done, the likeliest first."""
        return []

    def compose(self) -> ComposeResult:
        """Title, body, buttons."""
        with VerticalScroll(classes="dialog", can_focus=False):
            yield Static(self._title, classes="dialog-title", markup=False)
            yield from self.body()
            buttons = self.buttons()
            if buttons:
                yield Horizontal(*buttons, classes="dialog-buttons")
        yield TooSmall()


def button(label: str, id: str, *, primary: bool = False) -> Button:
    """A button of one line; the likeliest one is marked."""
    return Button(Content(label), id=id, variant="primary" if primary else "default", compact=True)
