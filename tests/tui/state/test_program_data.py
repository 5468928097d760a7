import shutil
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from checklists.catalog.catalog import MINORS
from checklists.errors import AiconformError
from tests.local_web import NOT_HUNG, LocalWeb, silent
from tui.state.paths import paths
from tui.state.program_data import is_offline, local_program, needs_refresh, refresh

pytestmark = pytest.mark.usefixtures("without_program")


@pytest.mark.parametrize("value", ["", "0", "false", "No"])
def test_offline_can_be_overridden(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("AICONFORM_OFFLINE", value)
    assert not is_offline(False)
    assert is_offline(True)


def test_the_working_directory_and_a_destination_may_lie_in_a_clone(
    program_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clone = tmp_path / "clone"
    shutil.copytree(program_dir / "docs", clone / "docs")
    assert local_program(None).template("1.36") is None
    assert local_program(None, (clone / "v1.36",)).template("1.36") is not None
    monkeypatch.chdir(clone / "docs")
    assert local_program(None).template("1.36") is not None


def test_a_working_directory_that_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert local_program(None).minors() == MINORS
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"7",
        b'{"when": "yesterday"}',
        b'{"when": "2999-01-01T00:00:00+00:00", "answered": true}',
        b'{"when": "2026-01-01T00:00:00", "answered": true}',
    ],
)
def test_a_damaged_record_of_the_last_attempt_is_ignored(content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AICONFORM_OFFLINE")
    paths().cache.mkdir(parents=True)
    (paths().cache / "refresh.json").write_bytes(content)
    assert needs_refresh(local_program(None), offline=False, now=datetime.now(UTC))


def test_a_hanging_server_takes_only_the_time_limit(program_web: LocalWeb) -> None:
    program_web.answers["*"] = silent
    started = time.monotonic()
    with pytest.raises(AiconformError, match=r"did not arrive"):
        refresh(timeout=0.5)
    assert time.monotonic() - started < NOT_HUNG
