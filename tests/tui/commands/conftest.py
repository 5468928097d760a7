"""Fixtures for tests of commands."""

from pathlib import Path

import pytest

from checklists.program.program_data import ProgramData, SearchPath, load_program_data
from tui.state.paths import paths


@pytest.fixture
def program(program_dir: Path) -> ProgramData:
    return load_program_data(SearchPath(program_dir, (), paths().program_cache, None))


@pytest.fixture
def proof(tmp_path: Path) -> Path:
    path = tmp_path / "proof.md"
    path.write_text("# Proof\n", encoding="utf-8")
    return path
