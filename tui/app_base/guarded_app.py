"""An app whose screens survive late or repeated events and exceptions in dialogs (decision 17)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual._context import active_message_pump
from textual._styles_cache import StylesCache
from textual.await_complete import AwaitComplete
from textual.css.query import NoMatches
from textual.dom import DOMNode, NoScreen
from textual.widget import Widget

from tui.app_base.input_queue import InputQueueApp
from tui.faults import sentence, where
from tui.screens.base import Dialog, FrameScreen, is_there

if TYPE_CHECKING:
    from pathlib import Path

    from textual.screen import Screen
    from textual.timer import Timer, TimerCallback


class GuardedApp(InputQueueApp):
    """App that keeps required screens, ignores actions of removed widgets, and closes a dialog that raises."""

    def pop_screen(self) -> AwaitComplete:
        """Remove the screen on top, unless it must stay or is the last screen."""
        if len(self.screen_stack) < 2 or self.must_stay(self.screen):
            return AwaitComplete()
        closing = self.screen
        popped = super().pop_screen()
        # Textual gives every callback after a refresh to the screen on top, and may lose it with that screen.
        for callback, sender in closing._callbacks:
            self.screen._invoke_later(callback, sender)
        closing._callbacks.clear()
        return popped

    @property
    def arriving(self) -> bool:
        """Whether the screen on top is about to show another page and focus it."""
        return isinstance(self.screen, FrameScreen) and self.screen.arriving

    def must_stay(self, screen: Screen[object]) -> bool:  # noqa: ARG002
        """Return whether a screen must not be removed now."""
        return False

    def restore(self) -> None:
        """Restore a missing screen; called whenever the screen on top changes."""

    def set_timer(
        self, delay: float, callback: TimerCallback | None = None, *, name: str | None = None, pause: bool = False
    ) -> Timer:
        """Call a function after a delay, however late its timer starts to run.

        Textual's timers skip calls for which they are too late. On a busy machine, the only call was lost that way,
        and the app ignored every later size of the terminal.
        """
        timer = super().set_timer(delay, callback, name=name, pause=pause)
        timer._skip = False
        return timer

    def _screen_changed(self) -> None:
        super()._screen_changed()
        self.restore()
        self._forget_removed_widgets()

    def _forget_removed_widgets(self) -> None:
        """Free the memory that Textual keeps for removed widgets and, through them, for their screens."""
        StylesCache.get_inner_outer.cache_clear()  # It keeps the painted lines of the last thousand widgets.
        for watchers in getattr(self, "__watchers", {}).values():
            watchers[:] = [(node, callback) for node, callback in watchers if not node._closing]

    async def _dispatch_action(self, namespace: DOMNode, action_name: str, params: Any) -> bool:
        if isinstance(namespace, Widget) and not (namespace.is_mounted and is_there(namespace)):
            return False
        try:
            return await super()._dispatch_action(namespace, action_name, params)
        except Exception as error:
            if not self.close_failed_dialog(error, namespace):
                raise
            return True

    def close_failed_dialog(self, error: BaseException, node: object = None) -> bool:
        """Close the dialog that raised an exception; return False if the exception came from elsewhere.

        Args:
            error: The exception.
            node: Where it was raised; by default the active message pump.
        """
        node = active_message_pump.get(None) if node is None else node
        if not isinstance(node, Widget):
            return False
        late = isinstance(error, NoMatches | NoScreen) and not is_there(node)
        dialog = next((above for above in node.ancestors_with_self if isinstance(above, Dialog)), None)
        if not late and dialog is None:
            return False
        node.remove_children()  # Textual leaves them running if their parent fails while it is mounted.
        if late or dialog is None:
            return True  # A handler of a widget that was removed since.
        log = self.record_fault(error)
        self.call_next(self._close, dialog)
        self.call_next(self.show_fault, sentence(error, "closed a dialog"), where(log))
        return True

    def record_fault(self, error: BaseException) -> Path | None:
        """Log an exception; return the path of the log."""
        raise NotImplementedError

    def show_fault(self, message: str, hint: str) -> None:
        """Show an exception on the current screen."""
        raise NotImplementedError

    def _close(self, dialog: Dialog[Any]) -> None:
        while dialog in self.screen_stack and isinstance(self.screen, Dialog):
            self.pop_screen()
