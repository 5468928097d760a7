"""Automatic retries: saving until the disk recovers, editing until the other session has ended."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING

from checklists.errors import ChangedOnDisk, DraftError

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.screen import Screen
    from textual.timer import Timer

    from checklists.drafts.obstacle import Obstacle
    from tui.app_base.editing_app import EditingApp
    from tui.state.session.loaded import Loaded
    from tui.state.session.session import Session
    from tui.state.session.state import State

SAVE_RETRY_DELAYS = (1.0, 2.0, 4.0, 5.0)
"""Seconds until a failed save is retried: after the first failure, the second, and so on."""
LOCK_RETRY_DELAY = 1.5
"""Seconds between two attempts to make a read-only draft writable."""


def retry_delay(state: State | None, failures: int) -> float | None:
    """Return the seconds until the next retry; None if nothing needs one.

    Args:
        state: The open draft.
        failures: Number of retries so far.
    """
    if state is None:
        return None
    if state.obstacle is not None:
        return LOCK_RETRY_DELAY if state.obstacle.waits and not state.unsaved else None
    if state.unsaved and state.save_error is not None and not isinstance(state.save_error, ChangedOnDisk):
        return SAVE_RETRY_DELAYS[min(failures, len(SAVE_RETRY_DELAYS) - 1)]
    return None


def _uncertain(obstacle: Obstacle) -> bool:
    from checklists.drafts.obstacle import ObstacleKind

    return obstacle.kind is ObstacleKind.UNCERTAIN


class Recovery:
    """Retries for the open draft, off the event loop."""

    def __init__(
        self, app: EditingApp, *, wizard: Callable[[], Screen[None] | None], reopen: Callable[[], object]
    ) -> None:
        """Prepare.

        Args:
            app: The app with the open draft.
            wizard: Returns the screen of the open draft; None while no draft is open.
            reopen: Closes the draft and opens it again.
        """
        self._app = app
        self._wizard = wizard
        self._reopen = reopen
        self._timer: Timer | None = None
        self._failures = 0
        self._trying = False
        self._taking_over = False
        self._asked: Session | None = None

    def follow(self, state: State | None) -> None:
        """Schedule the retry that a new state needs, if any."""
        if state is None or state.save_error is None:
            self._failures = 0
        seconds = retry_delay(state, self._failures)
        if seconds is None:
            self._stop()
        elif self._timer is None and not self._trying:
            self._timer = self._app.set_timer(seconds, self._try)
        if state is not None and state.obstacle is not None and _uncertain(state.obstacle):
            self._ask_once()

    def take_over(self) -> None:
        """Take the draft over from the other session."""
        self._taking_over = True
        self._try_lock()

    def reread(self) -> None:
        """Show changes that another program wrote while the wizard was suspended."""
        session = self._app.session
        if session is None:
            return
        if session.state.unsaved:
            self._app.save()
            return
        try:
            loaded = session.reread()
        except DraftError as error:
            self._app.show_error(error)
            return
        if loaded is not None:
            self._show(session, loaded, "Another program changed the draft. This is what is on disk now.")

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _try(self) -> None:
        self._stop()
        session = self._app.session
        if session is None:
            return
        if session.state.obstacle is None:
            self._failures += 1
            self._app.save()
        else:
            self._try_lock()

    def _try_lock(self) -> None:
        session = self._app.session
        if session is None or session.state.unsaved or self._trying:
            return
        self._trying = True
        take_over, self._taking_over = self._taking_over, False

        def work() -> None:
            loaded = None
            try:
                loaded = session.try_again(take_over=take_over)
            finally:
                with contextlib.suppress(RuntimeError):  # The event loop has ended.
                    self._app.call_later(self._tried, session, loaded)

        threading.Thread(target=work, name="recovery", daemon=True).start()

    def _tried(self, session: Session, loaded: Loaded | None) -> None:
        self._trying = False
        if session is not self._app.session:
            self._taking_over = False
            if self._app.session is not None:
                self.follow(self._app.session.state)
        elif loaded is None:
            self._app.state = session.show(None)
            if self._taking_over:
                self._try_lock()
            self.follow(session.state)
        else:
            self._show(session, loaded, "The draft can be edited here now.")

    def _show(self, session: Session, loaded: Loaded, message: str) -> None:
        if loaded.draft.checklist != session.state.checklist.minor:
            self._reopen()
            return
        self._app.state = session.show(loaded)
        self._app.show_notice(message)

    def _ask_once(self) -> None:
        """Offer to take the draft over from a session that may have ended."""
        from tui.screens.dialogs.confirmations import take_over

        session, wizard = self._app.session, self._wizard()
        if session is None or session.state.obstacle is None or self._asked is session:
            return
        if wizard is None or self._app.screen is not wizard:
            return
        self._asked = session

        def answered(answer: str | None) -> None:
            if answer == "take" and session is self._app.session:
                self.take_over()

        self._app.push_screen(take_over(session.state.obstacle), answered)
