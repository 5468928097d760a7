"""Undo and redo for the screen of an open draft."""

from collections.abc import Callable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from tui.panes.base import Pane
from tui.screens.help_screen import HelpScreen
from tui.state.history import DraftEdit, History
from tui.state.session.session import Session
from tui.state.session.state import State
from tui.state.steps import StepField
from tui.text.content import line
from tui.text.history_text import edit_place, edit_text
from tui.text.key_hints import key_of


class UndoScreen(HelpScreen):
    """Screen with keys that undo and redo changes, name them and go to their place."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+z", "undo", "Undo", id="wizard.undo", tooltip="Undo the last change", show=False, priority=True),
        Binding("ctrl+y", "redo", "Redo", id="wizard.redo", tooltip="Redo the change", show=False, priority=True),
    ]

    _described: tuple[History | None, Content | None] = (None, None)
    """History that the notice describes, and that notice."""

    @property
    def shown(self) -> State:
        """The state."""
        raise NotImplementedError

    @property
    def pane(self) -> Pane | None:
        """The pane on screen."""
        raise NotImplementedError

    async def go(self, to: StepField) -> None:
        """Go to a place."""
        raise NotImplementedError

    async def action_undo(self) -> None:
        """Undo the last change."""
        history = self.shown.history
        if history.done:
            await self._change_back(history.done[-1], Session.undo, undo=True)
        else:
            self._show_history_notice("Nothing to undo since the draft was opened.", passing=True)

    async def action_redo(self) -> None:
        """Redo the change undone last."""
        history = self.shown.history
        if history.undone:
            await self._change_back(history.undone[-1], Session.redo, undo=False)
        else:
            self._show_history_notice("Nothing to redo.", passing=True)

    async def _change_back(self, edit: DraftEdit, change: Callable[[Session], State], *, undo: bool) -> None:
        before, pane = self.shown.history, self.pane
        if pane is None:
            return
        pane.editor.change(change)
        history = self.shown.history
        if history is before:
            return  # The draft is read-only; a message is on screen.
        pane.editor.save()
        what = edit_text(edit, self.shown.checklist, undo=undo)
        key, left = (
            (key_of("wizard.redo", "ctrl+y"), f"redoes it; {len(history.done) or 'nothing'} more to undo")
            if undo
            else (key_of("wizard.undo", "ctrl+z"), f"undoes it; {len(history.undone) or 'nothing'} more to redo")
        )
        self._show_history_notice(f"{'Undid' if undo else 'Redid'}: {what}. {key} {left}.")
        notice = self.notice
        await self.go(edit_place(edit, self.shown.checklist))
        if self.notice is notice:
            self.passing = True  # Only now, so that going to the place of the change keeps it.

    def _show_history_notice(self, message: str, *, passing: bool = False) -> None:
        self.show_notice(line(message), passing=passing)
        self._described = self.shown.history, self.notice

    def clear_outdated_notice(self) -> None:
        """Remove a notice on the history once another edit has made it wrong."""
        history, notice = self._described
        if notice is not None and history is not self.shown.history:
            self._described = None, None
            if self.notice is notice:
                self.show_notice("")
