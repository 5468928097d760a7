import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from checklists.catalog.catalog import MINORS
from checklists.errors import ProgramDataError
from checklists.program.program_data import LANDSCAPE, checklist_file
from tests.local_web import LocalWeb, truncated
from tui.commands.load_program import load_program
from tui.state.paths import paths
from tui.state.program_data import needs_refresh

pytestmark = pytest.mark.usefixtures("without_program")

EVERYTHING = {LANDSCAPE, *map(checklist_file, MINORS)}


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


def test_missing_data_is_fetched_once_and_reported(program_web: LocalWeb, capsys: pytest.CaptureFixture[str]) -> None:
    program = load_program(None, offline=False)
    members = program.members()
    assert members is not None
    assert len(members.names) == 722
    assert {program.checklist(minor).notices for minor in MINORS} == {()}
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert "fetching the program's checklists and member list" in err
    assert asked(program_web) >= EVERYTHING
    load_program(None, offline=False)
    assert asked(program_web) == set()
    assert capsys.readouterr() == ("", "")


def test_data_older_than_a_week_is_fetched_again(program_web: LocalWeb) -> None:
    load_program(None, offline=False)
    asked(program_web)
    age_cache(timedelta(days=7, minutes=-1))
    load_program(None, offline=False)
    assert asked(program_web) == set()
    age_cache(timedelta(minutes=2))
    program = load_program(None, offline=False)
    assert asked(program_web) >= EVERYTHING
    assert not needs_refresh(program, offline=False, now=datetime.now(UTC))


@pytest.mark.parametrize("value", ["1", "true", "yes"])
def test_offline_forbids_every_request(program_web: LocalWeb, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    assert load_program(None, offline=True).members() is None
    monkeypatch.setenv("AICONFORM_OFFLINE", value)
    assert load_program(None, offline=False).members() is None
    assert asked(program_web) == set()


def test_a_named_folder_with_everything_needs_no_request(program_web: LocalWeb, program_dir: Path) -> None:
    program = load_program(str(program_dir), offline=False)
    assert program.members() is not None
    assert asked(program_web) == set()


def test_a_clone_without_members_gets_only_those_it_lacks(
    program_web: LocalWeb, program_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clone = tmp_path / "clone"
    shutil.copytree(program_dir / "docs", clone / "docs")
    monkeypatch.setenv("AICONFORM_PROGRAM", str(clone))
    program = load_program(None, offline=False)
    assert LANDSCAPE in asked(program_web)
    assert program.members() is not None
    assert program.origin("1.36").where == str(clone)


def test_a_named_folder_without_checklists_is_an_error_before_any_request(
    program_web: LocalWeb, tmp_path: Path
) -> None:
    with pytest.raises(ProgramDataError):
        load_program(str(tmp_path), offline=False)
    assert asked(program_web) == set()


def test_a_failure_is_one_line_and_not_retried_at_once(
    program_web: LocalWeb, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AICONFORM_PROGRAM_URL", "http://127.0.0.1:9")
    program = load_program(None, offline=False)
    assert program.checklist("1.36").template is None
    first = capsys.readouterr().err.splitlines()
    assert len(first) == 2
    assert "not fetched: 127.0.0.1:9 refused the connection. Using the data on this machine." in first[1]
    monkeypatch.setenv("AICONFORM_PROGRAM_URL", program_web.url)
    assert load_program(None, offline=False).members() is None
    assert capsys.readouterr().err == ""
    attempt = paths().cache / "refresh.json"
    earlier = {"when": (datetime.now(UTC) - timedelta(minutes=16)).isoformat(), "answered": False}
    attempt.write_text(json.dumps(earlier))
    assert load_program(None, offline=False).members() is not None


def test_missing_files_are_not_requested_by_every_command(
    program_web: LocalWeb, capsys: pytest.CaptureFixture[str]
) -> None:
    program_web.answers[f"/{LANDSCAPE}"] = truncated(b"landscape:" * 99)
    assert load_program(None, offline=False).members() is None
    assert f"not fetched: {LANDSCAPE}. `aiconform program sync` shows why." in capsys.readouterr().err
    asked(program_web)
    load_program(None, offline=False)
    assert asked(program_web) == set()


def test_an_unwritable_cache_does_not_stop_the_command(
    program_web: LocalWeb, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("AICONFORM_HOME", str(tmp_path / "file"))
    assert load_program(None, offline=False).minors() == MINORS
    assert "cannot be written" in capsys.readouterr().err
