import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from checklists.catalog.catalog import MINORS
from checklists.program.program_data import LANDSCAPE, checklist_file
from tests.local_web import LocalWeb, silent, truncated, whole
from tui.cli import main
from tui.state.paths import paths

pytestmark = pytest.mark.usefixtures("without_program")

EVERYTHING = sorted([LANDSCAPE, *map(checklist_file, MINORS)])


def cached() -> dict[str, bytes]:
    cache = paths().program_cache
    files = (p for p in cache.rglob("*") if p.is_file() and p.name != "synced.json")
    return {p.relative_to(cache).as_posix(): p.read_bytes() for p in files}


def show(capsys: pytest.CaptureFixture[str], *args: str) -> Any:
    capsys.readouterr()
    assert main(["program", "show", "--json", *args]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return json.loads(out)


def test_show_without_data_names_the_next_step(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["program"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert [line.split("  ")[0].strip() for line in out.splitlines()[:-1]] == [
        *(f"checklist {minor}" for minor in MINORS),
        "member list",
    ]
    assert out.splitlines()[-1] == "Fetch what is missing with `aiconform program sync`."
    data = show(capsys)
    assert {entry["text"] for entry in data["checklists"]} == {"none"}
    assert {entry["requirements"] for entry in data["checklists"]} == {9, 12, 14, 15}
    assert data["members"] == {"count": None, "source": None, "dated": None, "notices": []}


def test_sync_and_then_show(program_web: LocalWeb, program_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["program", "sync"]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines() == [f"{name}  new" for name in EVERYTHING]
    assert err.splitlines() == [f"aiconform: fetching from {program_web.url} (at most 60 s)"]
    assert cached() == {name: (program_dir / name).read_bytes() for name in EVERYTHING}
    data = show(capsys)
    source = f"{paths().program_cache} (downloaded)"
    assert [(entry["minor"], entry["text"], entry["source"]) for entry in data["checklists"]] == [
        (minor, "known", source) for minor in MINORS
    ]
    assert (data["members"]["count"], data["members"]["source"]) == (722, source)
    assert data["members"]["dated"].endswith("Z")
    assert main(["program", "show"]) == 0
    assert "722 members" in capsys.readouterr().out


def test_sync_as_json(program_web: LocalWeb, capsys: pytest.CaptureFixture[str]) -> None:
    program_web.answers[f"/{checklist_file('1.34')}"] = whole(b"", 404)
    assert main(["program", "sync", "--json"]) == 3
    data = json.loads(capsys.readouterr().out)
    assert data["source"] == program_web.url
    assert [entry["file"] for entry in data["files"]] == EVERYTHING
    assert [entry["outcome"] for entry in data["files"]] == ["new", "failed", "new", "new", "new", "new"]
    assert data["files"][0]["reason"] is None
    assert "does not exist (404)." in data["files"][1]["reason"]


@pytest.mark.parametrize("answer", ["altered", "truncated", "not YAML", "too large"])
def test_a_rejected_file_is_named_and_changes_nothing(
    program_web: LocalWeb, program_dir: Path, capsys: pytest.CaptureFixture[str], answer: str
) -> None:
    assert main(["program", "sync"]) == 0
    before = cached()
    capsys.readouterr()
    name = checklist_file("1.36")
    text = (program_dir / name).read_bytes()
    program_web.answers[f"/{name}"] = {
        "altered": whole(text.replace(b"Support the", b"Ignore the")),
        "truncated": truncated(text),
        "not YAML": whole(b"metadata: ["),
        "too large": whole(text + b"#" * 300_000),
    }[answer]
    assert main(["program", "sync"]) == 3
    out, err = capsys.readouterr()
    assert f"aiconform: refused: {name}. " in err
    assert name not in out
    assert cached() == before


def test_a_missing_download_with_a_local_file_is_not_a_failure(
    program_web: LocalWeb, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["program", "sync"]) == 0
    program_web.answers[f"/{LANDSCAPE}"] = whole(b"", 404)
    assert main(["program", "sync"]) == 0
    assert (
        f"aiconform: failed: {LANDSCAPE}. {program_web.url}/{LANDSCAPE} does not exist (404)."
        in capsys.readouterr().err
    )


def test_a_silent_server_times_out(program_web: LocalWeb, capsys: pytest.CaptureFixture[str]) -> None:
    program_web.answers["*"] = silent
    assert main(["program", "sync", "--timeout", "0.5"]) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert all(name in err for name in EVERYTHING)
    assert "did not arrive" in err
    assert f"nothing was refreshed from {program_web.url}; the current data stays." in err
    assert not paths().program_cache.exists()


def test_sync_sends_nothing_offline(
    program_web: LocalWeb, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["program", "sync", "--offline"]) == 3
    monkeypatch.setenv("AICONFORM_OFFLINE", "1")
    assert main(["program", "sync"]) == 3
    assert capsys.readouterr().err.count("cannot be refreshed offline") == 2
    assert program_web.requests == []


def test_show_sends_no_request(program_web: LocalWeb, capsys: pytest.CaptureFixture[str]) -> None:
    show(capsys)
    assert program_web.requests == []


def test_show_reports_doubts_about_the_data(
    program_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "mine"
    shutil.copytree(program_dir / "docs", folder / "docs", copy_function=shutil.copyfile)
    (folder / "docs").chmod(0o700)
    altered = folder / checklist_file("1.36")
    altered.write_text(altered.read_text().replace("Support the", "Ignore the"))
    newer = (folder / checklist_file("1.37")).read_text().replace("1.37", "1.38")
    (folder / checklist_file("1.38")).write_text(newer)
    (folder / checklist_file("1.35")).write_text("nothing")
    (folder / LANDSCAPE).write_text("nothing")
    data = show(capsys, "--program", str(folder))
    texts = {entry["minor"]: entry["text"] for entry in data["checklists"]}
    assert texts == {
        "1.33": "known",
        "1.34": "known",
        "1.35": "none",
        "1.36": "different",
        "1.37": "known",
        "1.38": "unknown",
    }
    notices = {entry["minor"]: " ".join(entry["notices"]) for entry in data["checklists"]}
    assert "cannot be used" in notices["1.35"]
    assert "The text of ai_inference" in notices["1.36"]
    assert "is newer than this version" in notices["1.38"]
    assert notices["1.37"] == ""
    assert "is ignored" in data["members"]["notices"][0]
    assert main(["program", "show", "--program", str(folder)]) == 0
    out = capsys.readouterr().out
    assert "not the published text" in out
    assert "\n  - The text of ai_inference" in out


def test_a_folder_without_checklists(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["program", "show", "--program", str(tmp_path)]) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert "The program folder" in err
    assert len(err.splitlines()) == 2


@pytest.mark.parametrize("args", [["fetch"], ["sync", "--timeout", "0"], ["sync", "--timeout", "x"], ["--nonsense"]])
def test_wrong_usage_exits_with_2(args: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["program", *args])
    assert caught.value.code == 2
    assert "usage: aiconform" in capsys.readouterr().err


def test_the_installed_command(program_web: LocalWeb, tmp_path: Path) -> None:
    command = Path(sys.executable).with_name("aiconform")
    if not command.exists():
        pytest.skip(f"{command} is not installed")

    def run(*args: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([command, *args], capture_output=True, text=True, timeout=60, cwd=tmp_path)

    done = run("program", "sync")
    assert (done.returncode, done.stdout.count("new")) == (0, 6)
    shown = run("program")
    assert (shown.returncode, shown.stdout.count("the published text"), shown.stderr) == (0, 5, "")


def test_a_member_is_searched_by_any_words(program_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["program", "members", "--program", str(program_dir), "red", "hat"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.splitlines()[0] == '"red hat" is not the name of a CNCF member.'
    assert "The name is case-sensitive" in out and "  Red Hat\n" in out
    assert main(["program", "members", "--program", str(program_dir), "Red Hat"]) == 0
    assert capsys.readouterr().out.startswith('"Red Hat" is a member')


def test_a_search_as_json(program_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["program", "members", "--json", "--program", str(program_dir), "k0s"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["query"], found["member"], found["explanation"]["kind"]) == ("k0s", False, "project")
    assert main(["program", "members", "--json", "--program", str(program_dir)]) == 0
    everybody = json.loads(capsys.readouterr().out)
    assert (everybody["member"], len(everybody["members"])) == (False, 722)


def test_a_search_without_a_member_list_names_the_next_step(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["program", "members", "Red Hat"]) == 3
    assert "Fetch it with `aiconform program sync`" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["show", "Red Hat"], ["Red Hat"], ["show", "--timeout", "5"]])
def test_options_of_another_action_are_rejected(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["program", *arguments])
    assert left.value.code == 2
