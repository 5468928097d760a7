"""The last save of a session that ends without anybody to ask."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from checklists.errors import AiconformError

if TYPE_CHECKING:
    from tui.state.session import Session


def save_and_close(session: Session) -> None:
    """Save and release the draft; where its file is no longer this session's to write, keep the answers as a copy."""
    try:
        state = session.save()
        if state.unsaved and not state.demo:
            with contextlib.suppress(AiconformError):
                session.save_as_copy()
    finally:
        session.abandon()
