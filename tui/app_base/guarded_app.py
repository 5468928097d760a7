"""An app whose screens survive what reaches them too late, twice, or with a fault (decision 17)."""

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


class GuardedApp(InputQueueApp):
    """Pops no screen that must stay, runs no action on a widget that is not there, and closes a dialog at fault."""

    def pop_screen(self) -> AwaitComplete:
        """Remove the screen on top; nothing happens where it must stay, or is the last one."""
        if len(self.screen_stack) < 2 or self.must_stay(self.screen):
            return AwaitComplete()
        return super().pop_screen()

    @property
    def arriving(self) -> bool:
        """Whether the screen on top is about to show another page and to move the focus there."""
        return isinstance(self.screen, FrameScreen) and self.screen.arriving

    def must_stay(self, screen: Screen[object]) -> bool:  # noqa: ARG002
        """Return whether a screen cannot be removed now."""
        return False

    def restore(self) -> None:
        """Put back a screen that is missing; runs whenever another screen is on top."""

    def _screen_changed(self) -> None:
        super()._screen_changed()
        self.restore()
        StylesCache.get_inner_outer.cache_clear()  # It holds the last thousand widgets' caches with all painted lines.

    async def _dispatch_action(self, namespace: DOMNode, action_name: str, params: Any) -> bool:
        if isinstance(namespace, Widget) and not (namespace.is_mounted and is_there(namespace)):
            return False
        try:
            return await super()._dispatch_action(namespace, action_name, params)
        except Exception as error:
            if not self.contained(error, namespace):
                raise
            return True

    def contained(self, error: BaseException, node: object = None) -> bool:
        """Close the dialog that a fault is in, and go on; return False for a fault anywhere else.

        Args:
            error: The fault.
            node: Where it happened; the message pump that is active, if not given.
        """
        node = active_message_pump.get(None) if node is None else node
        if not isinstance(node, Widget):
            return False
        late = isinstance(error, NoMatches | NoScreen) and not is_there(node)
        dialog = next((above for above in node.ancestors_with_self if isinstance(above, Dialog)), None)
        if not late and dialog is None:
            return False
        node.remove_children()  # Textual leaves them running where a fault keeps their parent from being mounted.
        if late or dialog is None:
            return True  # A handler of a widget that has gone since: it has nothing to show any more.
        log = self.record_fault(error)
        self.call_next(self._close, dialog)
        self.call_next(self.tell_fault, sentence(error, "closed a dialog"), where(log))
        return True

    def record_fault(self, error: BaseException) -> Path | None:
        """Keep where a fault happened; return the file that it is in."""
        raise NotImplementedError

    def tell_fault(self, message: str, hint: str) -> None:
        """Show a fault on the current screen."""
        raise NotImplementedError

    def _close(self, dialog: Dialog[Any]) -> None:
        while dialog in self.screen_stack and isinstance(self.screen, Dialog):
            self.pop_screen()
