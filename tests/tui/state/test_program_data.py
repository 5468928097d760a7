import json
import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from checklists.catalog.catalog import MINORS
from checklists.errors import AiconformError, ProgramDataError
from checklists.program.program_data import BUNDLED, LANDSCAPE, checklist_file
from tests.local_web import NOT_HUNG, LocalWeb, local_web, silent, truncated
from tui.state.paths import paths
from tui.state.program_data import is_offline, load_program, local_program, needs_refresh, refresh

EVERYTHING = {LANDSCAPE, *map(checklist_file, MINORS)}


@pytest.fixture(autouse=True)
def online(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    if BUNDLED.exists():
        pytest.skip("a release build: everything is on this machine anyway")
    monkeypatch.delenv("AICONFORM_OFFLINE")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def web(program_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalWeb]:
    with local_web(program_dir) as server:
        monkeypatch.setenv("AICONFORM_PROGRAM_URL", server.url)
        yield server


@pytest.fixture
def clone(program_dir: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "clone"
    (folder / "docs").mkdir(parents=True)
    for minor in MINORS:
        shutil.copyfile(program_dir / checklist_file(minor), folder / checklist_file(minor))
    return folder


def age_cache(by: timedelta) -> None:
    """Make the last sync and the last attempt this old."""
    for file in (paths().program_cache / "synced.json", paths().cache / "refresh.json"):
        content = json.loads(file.read_text())
        times = {key: value for key, value in content.items() if isinstance(value, str)}
        older = {key: (datetime.fromisoformat(value) - by).isoformat() for key, value in times.items()}
        file.write_text(json.dumps({**content, **older}))


def asked(web: LocalWeb) -> set[str]:
    found = {path.lstrip("/") for path in web.requests}
    web.requests.clear()
    return found


def test_missing_data_is_fetched_once_and_reported(web: LocalWeb, capsys: pytest.CaptureFixture[str]) -> None:
    program = load_program(None, offline=False)
    members = program.members()
    assert members is not None
    assert len(members.names) == 722
    assert {program.checklist(minor).notices for minor in MINORS} == {()}
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert "fetching the program's checklists and member list" in err
    assert asked(web) >= EVERYTHING
    load_program(None, offline=False)
    assert asked(web) == set()
    assert capsys.readouterr() == ("", "")


def test_data_older_than_a_week_is_fetched_again(web: LocalWeb) -> None:
    load_program(None, offline=False)
    asked(web)
    age_cache(timedelta(days=7, minutes=-1))
    load_program(None, offline=False)
    assert asked(web) == set()
    age_cache(timedelta(minutes=2))
    program = load_program(None, offline=False)
    assert asked(web) >= EVERYTHING
    assert not needs_refresh(program, offline=False, now=datetime.now(UTC))


@pytest.mark.parametrize("value", ["1", "true", "yes"])
def test_offline_forbids_every_request(web: LocalWeb, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    assert load_program(None, offline=True).members() is None
    monkeypatch.setenv("AICONFORM_OFFLINE", value)
    assert load_program(None, offline=False).members() is None
    assert asked(web) == set()


@pytest.mark.parametrize("value", ["", "0", "false", "No"])
def test_offline_can_be_overridden(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("AICONFORM_OFFLINE", value)
    assert not is_offline(False)
    assert is_offline(True)


def test_a_named_folder_with_everything_needs_no_request(web: LocalWeb, program_dir: Path) -> None:
    program = load_program(str(program_dir), offline=False)
    assert program.members() is not None
    assert asked(web) == set()


def test_a_clone_without_members_gets_only_those_it_lacks(
    web: LocalWeb, clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AICONFORM_PROGRAM", str(clone))
    program = load_program(None, offline=False)
    assert LANDSCAPE in asked(web)
    assert program.members() is not None
    assert program.origin("1.36").where == str(clone)


def test_the_working_directory_and_a_destination_may_lie_in_a_clone(
    clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
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


def test_a_named_folder_without_checklists_is_an_error_before_any_request(web: LocalWeb, tmp_path: Path) -> None:
    with pytest.raises(ProgramDataError):
        load_program(str(tmp_path), offline=False)
    assert asked(web) == set()


def test_a_failure_is_one_line_and_not_retried_at_once(
    web: LocalWeb, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AICONFORM_PROGRAM_URL", "http://127.0.0.1:9")
    program = load_program(None, offline=False)
    assert program.checklist("1.36").template is None
    first = capsys.readouterr().err.splitlines()
    assert len(first) == 2
    assert "not fetched: 127.0.0.1:9 refused the connection. Using the data on this machine." in first[1]
    monkeypatch.setenv("AICONFORM_PROGRAM_URL", web.url)
    assert load_program(None, offline=False).members() is None
    assert capsys.readouterr().err == ""
    attempt = paths().cache / "refresh.json"
    earlier = {"when": (datetime.now(UTC) - timedelta(minutes=16)).isoformat(), "answered": False}
    attempt.write_text(json.dumps(earlier))
    assert load_program(None, offline=False).members() is not None


def test_missing_files_are_not_requested_by_every_command(web: LocalWeb, capsys: pytest.CaptureFixture[str]) -> None:
    web.answers[f"/{LANDSCAPE}"] = truncated(b"landscape:" * 99)
    assert load_program(None, offline=False).members() is None
    assert f"not fetched: {LANDSCAPE}. `aiconform program sync` shows why." in capsys.readouterr().err
    asked(web)
    load_program(None, offline=False)
    assert asked(web) == set()


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
def test_a_damaged_record_of_the_last_attempt_is_ignored(content: bytes) -> None:
    paths().cache.mkdir(parents=True)
    (paths().cache / "refresh.json").write_bytes(content)
    assert needs_refresh(local_program(None), offline=False, now=datetime.now(UTC))


def test_a_hanging_server_takes_only_the_time_limit(web: LocalWeb) -> None:
    web.answers["*"] = silent
    started = time.monotonic()
    with pytest.raises(AiconformError, match=r"did not arrive"):
        refresh(timeout=0.5)
    assert time.monotonic() - started < NOT_HUNG


def test_an_unwritable_cache_does_not_stop_the_command(
    web: LocalWeb, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("AICONFORM_HOME", str(tmp_path / "file"))
    assert load_program(None, offline=False).minors() == MINORS
    assert "cannot be written" in capsys.readouterr().err
