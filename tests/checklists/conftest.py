"""Draft folders: an ordinary one, one on a nearly full disk, one owned by an unprivileged user."""

import os
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from checklists.drafts.store import DraftStore
from tests.checklists.drafts.drafts_on_disk import Clock


@pytest.fixture
def store(tmp_path: Path) -> DraftStore:
    return DraftStore(tmp_path / "drafts", now=Clock())


@pytest.fixture
def powerless() -> Iterator[Path]:
    """Yield a folder while running as an unprivileged user, for whom permissions apply."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if os.geteuid() != 0:
            yield folder
            return
        os.chown(folder, 65534, 65534)
        datetime.strptime("2026", "%Y")  # Import this function's module now: the unprivileged user may not read it.
        os.seteuid(65534)
        try:
            yield folder
        finally:
            os.seteuid(0)
