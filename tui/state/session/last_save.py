"""The last save of a session that ends without a person to ask."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.state.session.session import Session


def save_and_close(session: Session) -> bool:
    """Save and release the draft; where its file is no longer this session's to write, keep the answers as a copy.

    Returns:
        Whether the answers are on disk.
    """
    try:
        with contextlib.suppress(Exception):  # Even if saving itself is at fault, the copy is tried.
            if not session.save().unsaved:
                return True
        with contextlib.suppress(Exception):
            return not session.state.demo and bool(session.save_as_copy())
        return False
    finally:
        with contextlib.suppress(OSError):
            session.abandon()
