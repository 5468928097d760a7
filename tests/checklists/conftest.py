"""Folders in which drafts are kept: a plain one, one that is nearly full, one of somebody without power."""

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
    """A folder of a user who is stopped by permissions, as the administrator is not."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if os.geteuid() != 0:
            yield folder
            return
        os.chown(folder, 65534, 65534)
        datetime.strptime("2026", "%Y")  # That user may not read the module that this imports.
        os.seteuid(65534)
        try:
            yield folder
        finally:
            os.seteuid(0)
