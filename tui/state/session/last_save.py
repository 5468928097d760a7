"""The last save of a session that ends without user input."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.state.session.session import Session


def save_and_close(session: Session) -> bool:
    """Save and release the draft; if this session may no longer write its file, keep the answers as a copy.

    Returns:
        Whether the answers are on disk.
    """
    try:
        with contextlib.suppress(Exception):  # Try the copy even if saving raised an unexpected exception.
            if not session.save().unsaved:
                return True
        with contextlib.suppress(Exception):
            return not session.state.demo and bool(session.save_as_copy())
        return False
    finally:
        with contextlib.suppress(OSError):
            session.abandon()
