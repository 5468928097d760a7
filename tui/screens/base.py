"""Base of screens and dialogs: size breakpoints, notices, and the cover for a terminal that is too small."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from inspect import isawaitable
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, TypeVar, cast

from textual._types import CallbackType
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.events import ScreenResume
from textual.message_pump import MessagePump
from textual.reactive import Reactive, reactive
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Button, Static

from tui.screens.compositor import SparingCompositor
from tui.widgets.frame.notice import failure
from tui.widgets.frame.too_small import LEAST_HEIGHT, LEAST_WIDTH, TooSmall
from tui.widgets.unscrolled import Columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.screens.commands import Command

T = TypeVar("T")

WIDE = 100
_DIALOG, _FRAME = 76, 8
"""Cells of a dialog, and of its frame, padding and scrollbar."""
BUTTONS_WIDTH = 46
"""Cells for buttons next to each other in a terminal of 60 columns; longer rows become a column there."""
WIDTHS = [(0, "-tiny"), (LEAST_WIDTH, "-slim"), (70, "-narrow"), (WIDE, "-wide"), (120, "-roomy")]
HEIGHTS = [(0, "-flat"), (LEAST_HEIGHT, "-low"), (20, "-tall")]
"""The smallest size for each class of a screen; below `-wide`, the rail is one line and the footer is compact."""


DIALOG_STYLES = Path(__file__).parent.parent / "styles" / "dialogs.tcss"
DEPARTED = 0.3
"""Seconds until an unfinished page is painted anyway."""


class FrameApp(Protocol):
    """The app, as far as screens call it."""

    def explain(self, dialog: Screen[Any]) -> None:
        """Explain the focused element of a dialog."""

    def paint(self, frame: Callable[[], None]) -> None:
        """Paint a frame, or skip it while input waits."""


class PatientScreen(Screen[T]):
    """A screen with the right layout from the first frame, which styles and paints only what changes."""

    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """The focused widget; Textual's own attribute repaints the whole screen when the focus moves."""
    arriving = False
    """Whether another page is about to be shown and focused."""
    _hold: asyncio.TimerHandle | None = None
    """Ends the time in which frames are held back."""
    _style_sources: tuple[object, ...] = ()
    _foreign_styles: ClassVar[frozenset[tuple[str, str]]] = frozenset({(str(DIALOG_STYLES), "")})
    """Places of styles that match nothing on this screen; the app reads those of dialogs at any time."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._compositor = SparingCompositor()

    def on_compose(self) -> None:
        """Set the classes of the size now; Textual sets them only after the first frame."""
        self._style_sources = self._sources()
        width, height = self.app.size
        for size, breakpoints in ((width, WIDTHS), (height, HEIGHTS)):
            self.add_class(max(pair for pair in breakpoints if pair[0] <= size)[1])

    def _on_screen_resume(self, event: ScreenResume) -> None:
        """Restyle the widgets only if styles or theme have changed since they were mounted.

        Since Python 3.12, Textual mounts the widgets of a screen before it reads the screen's styles.
        """
        sources = self._sources()
        event.refresh_styles = self._style_sources not in ((), sources)
        self._style_sources = sources

    def _sources(self) -> tuple[object, ...]:
        sources = {place for place, source in self.app.stylesheet.source.items() if not source.is_defaults}
        return self.app.theme, len(sources - self._foreign_styles)

    def depart(self) -> None:
        """Paint nothing until the next page is complete, for a limited time: else an unfinished page is painted too."""
        self._end_hold()
        self.arriving = True
        self._hold = asyncio.get_running_loop().call_later(DEPARTED, self.app.call_later, self._paint_held)

    def arrived(self) -> None:
        """Paint the page."""
        self.arriving = False
        self._paint_held()

    def _paint_held(self) -> None:
        self._end_hold()
        if is_there(self):
            self._compositor_refresh()

    def _end_hold(self) -> None:
        if self._hold is not None:
            self._hold.cancel()
            self._hold = None

    @property
    def _covered(self) -> bool:
        """Whether an opaque screen is on top, which Textual would repaint whenever this screen changes."""
        top = self.app.screen
        return top is not self and top.styles.background.a == 1

    def _compositor_refresh(self) -> None:
        if self._hold is None and not self._covered:
            # After a frame, Textual forgets which widgets have changed, although only its own frames paint them all.
            self._compositor.update_widgets(self._dirty_widgets)
            cast("FrameApp", self.app).paint(super()._compositor_refresh)


class FrameScreen(PatientScreen[None]):
    """A full screen with a line for notices and at most one dialog in front."""

    notice: reactive[Content] = reactive(Content(""), repaint=False)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.passing = False
        """Whether the notice disappears with the page."""
        self._later: list[Callable[[], None]] = []

    def ask(self, dialog: Dialog[T], answered: Callable[[T | None], object] | None = None) -> None:
        """Open a dialog in front of this screen, unless another screen is in front.

        Args:
            dialog: The dialog.
            answered: Called with the dialog's value, None if it was dismissed; not called after this screen was closed.
        """
        if self.app.screen is not self:
            return

        async def act(value: T | None) -> None:
            if answered is not None and self in self.app.screen_stack:
                done = answered(value)
                if isawaitable(done):
                    await done

        self.app.push_screen(dialog, act)

    def ask_soon(self, dialog: Dialog[T], answered: Callable[[T | None], object] | None = None) -> None:
        """Open a dialog as soon as this screen is in front."""
        if self.app.screen is self:
            self.ask(dialog, answered)
        else:
            self._later.append(lambda: self.ask_soon(dialog, answered))

    def commands(self) -> Iterator[Command]:
        """Yield the commands of the palette."""
        from tui.screens.commands import actions

        return actions(self)

    def on_screen_resume(self) -> None:
        """Open the next waiting dialog."""
        if self._later:
            self._later.pop(0)()

    def _invoke_later(self, callback: CallbackType, sender: MessagePump) -> None:
        super()._invoke_later(partial(run_if_there, callback), sender)

    @property
    def wide(self) -> bool:
        """Whether the rail fits."""
        return self.size.width >= WIDE

    def show_notice(self, text: str | Content, *, passing: bool = False) -> None:
        """Show a notice below the header until the next notice, or only on this page."""
        self.notice = text if isinstance(text, Content) else Content(text)
        self.passing = passing

    def show_error(self, message: str, hint: str) -> None:
        """Show an error and its next step."""
        self.show_notice(failure(message, hint))

    def compose(self) -> ComposeResult:
        """Yield the cover, on a layer above everything else."""
        yield TooSmall()


def dialog_width(width: int) -> int:
    """Return the cells for the lines of a dialog in a terminal of a width."""
    return min(_DIALOG, width * 96 // 100) - _FRAME


class Dialog(PatientScreen[T | None], ModalScreen[T | None], Generic[T]):
    """A question or text in front of the screen; esc dismisses it and the focus returns."""

    CSS_PATH = DIALOG_STYLES
    _foreign_styles = frozenset()
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Close", id="dialog.close", tooltip="Close without changes"),
        Binding("f1", "help", "Help", id="dialog.help", tooltip="Explain the focused element and its keys", show=False),
        Binding("right,down", "app.focus_next", "Next", id="dialog.next", show=False),
        Binding("left,up", "app.focus_previous", "Previous", id="dialog.previous", show=False),
    ]

    def __init__(self, title: str | Content) -> None:
        super().__init__()
        self._title = title
        self._dismissed = False

    def on_compose(self) -> None:
        """Paint the dialog once its lines fit its size."""
        self.depart()
        self.call_after_refresh(self.call_after_refresh, self.arrived)

    def action_help(self) -> None:
        """Explain the focused element, in front of this dialog."""
        if self.app.screen is self:
            cast("FrameApp", self.app).explain(self)

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Close with a value, once, and only while this dialog is in front."""
        if self._dismissed or self.app.screen is not self:
            return AwaitComplete()
        self._dismissed = True
        return super().dismiss(result)

    def _invoke_later(self, callback: CallbackType, sender: MessagePump) -> None:
        super()._invoke_later(partial(run_if_there, callback), sender)

    def body(self) -> list[Widget]:
        """Return the widgets below the title."""
        return []

    def buttons(self) -> list[Button]:
        """Return the buttons, the default first."""
        return []

    def compose(self) -> ComposeResult:
        """Yield title, body and buttons."""
        with VerticalScroll(classes="dialog", can_focus=False):
            yield Static(self._title, classes="dialog-title", markup=False)
            yield from self.body()
            buttons = self.buttons()
            if buttons:
                row = Columns(*buttons, classes="dialog-buttons")
                yield row.set_class(
                    sum(Content(str(b.label)).cell_length + 4 for b in buttons) > BUTTONS_WIDTH, "-long"
                )
        yield TooSmall()


async def run_if_there(callback: CallbackType) -> None:
    """Run a widget's callback after a refresh, unless the widget was removed."""
    inner = callback.func if isinstance(callback, partial) else callback
    owner = getattr(inner, "__self__", None)
    if not isinstance(owner, Widget) or is_there(owner):
        result = callback()
        if isawaitable(result):
            await result


def is_there(widget: Widget) -> bool:
    """Return whether a widget is on an open screen and not being removed."""
    if widget._pruning or not widget.is_attached:
        return False
    stack = widget.app.screen_stack
    return any(above in stack for above in widget.ancestors_with_self)


def button(label: str, id: str, *, primary: bool = False) -> Button:
    """Return a button of one line; `primary` marks the default."""
    return Button(Content(label), id=id, variant="primary" if primary else "default", compact=True)
