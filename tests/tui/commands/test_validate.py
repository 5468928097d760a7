"""`aiconform validate` as a user runs it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tui.cli import main

FILE = """\
metadata:
  kubernetesVersion: v1.36
  platformVersion: 1.0
  vendorName: Anybody
  websiteUrl: https://nebula.example
spec:
"""


@pytest.fixture(autouse=True)
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("v1.36/nebula", "v1.36/quasar", "elsewhere"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "PRODUCT.yaml").write_text(FILE, encoding="utf-8")
    (tmp_path / "docs").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def as_json(capsys: pytest.CaptureFixture[str], *args: str) -> dict[str, Any]:
    assert main(["validate", *args, "--json", "--offline"]) == 1
    out, err = capsys.readouterr()
    assert err == ""
    document: dict[str, Any] = json.loads(out)
    return document


def test_json_output_has_the_documented_form(capsys: pytest.CaptureFixture[str]) -> None:
    document = as_json(capsys, "v1.36")
    assert list(document) == ["rules", "offline", "files"]
    assert document["rules"] == "2026-09"
    assert document["offline"] is True
    assert [file["path"] for file in document["files"]] == ["v1.36/nebula/PRODUCT.yaml", "v1.36/quasar/PRODUCT.yaml"]
    file = document["files"][0]
    assert list(file) == ["path", "verdict", "problems", "unchecked"]
    assert file["verdict"] == "fail"
    assert file["problems"][1] == {
        "severity": "error",
        "code": "metadata-not-a-string",
        "subject": "platformVersion",
        "where": "metadata.platformVersion",
        "line": 3,
        "message": "`platformVersion` is a number, not text.",
        "hint": 'Write text in double quotes: `platformVersion: "1.0"`.',
    }
    assert ("section-missing", "spec") in {(p["code"], p["subject"]) for p in file["problems"]}


def test_text_output_has_verdict_places_and_unchecked_parts(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "v1.36/nebula/PRODUCT.yaml", "--offline"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "v1.36/nebula/PRODUCT.yaml: fail (8 errors)"
    assert lines[1] == "  error   line 1: metadata-missing platformName - `platformName` is missing."
    assert lines[-3:] == [
        "1 file: 0 pass, 1 fail",
        "not checked: vendorName: no member list available",
        "not checked: links: not checked, count as reachable",
    ]


def test_file_content_cannot_control_the_terminal(capsys: pytest.CaptureFixture[str], clone: Path) -> None:
    hostile = FILE.replace("v1.36", '"[\\e[31m\\u202e\\r\\n]"')
    (clone / "v1.36" / "nebula" / "PRODUCT.yaml").write_text(hostile, encoding="utf-8")
    main(["validate", "v1.36/nebula", "--offline"])
    out = capsys.readouterr().out
    assert "metadata-placeholder kubernetesVersion" in out
    assert not {"\x1b", "\u202e", "\r"} & set(out)


def test_one_failing_file_sets_the_exit_code(capsys: pytest.CaptureFixture[str], program_dir: Path) -> None:
    passing = str(program_dir / "v1.35" / "eks")
    assert main(["validate", passing, "--offline"]) == 0
    assert main(["validate", passing, str(program_dir / "v1.35" / "cks"), "--offline"]) == 1
    assert "2 files: 1 pass, 1 fail" in capsys.readouterr().out


def test_a_file_that_is_named_twice_is_checked_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert len(as_json(capsys, "v1.36", "v1.36/nebula/PRODUCT.yaml")["files"]) == 2


def test_a_submission_outside_the_minor_folders(capsys: pytest.CaptureFixture[str]) -> None:
    problems = as_json(capsys, "elsewhere")["files"][0]["problems"]
    assert [(p["code"], p["subject"], p["line"]) for p in problems] == [("version-not-in-path", "", None)]


@pytest.mark.parametrize("args", [["absent"], ["docs"], ["v1.36", "absent"], ["v1.36", "--program", "."]])
def test_errors_have_a_message_and_a_hint(capsys: pytest.CaptureFixture[str], args: list[str]) -> None:
    assert main(["validate", *args, "--offline"]) == 3
    out, err = capsys.readouterr()
    assert out == ""
    first, hint = err.splitlines()
    assert first.startswith("aiconform: ") and first.endswith(".")
    assert hint.startswith("  ")


def test_without_a_path_the_usage_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["validate"])
    assert caught.value.code == 2


@pytest.mark.process
def test_neither_screens_nor_cluster_nor_web_are_loaded() -> None:
    code = (
        "import sys; from tui.cli import main; main(['validate', 'v1.36', '--offline']); "
        "print([name for name in ('textual', 'kubernetes', 'httpx', 'rich') if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stderr.strip() == "[]"


@pytest.mark.process
@pytest.mark.parametrize("json_too", [[], ["--json"]])
def test_a_terminal_without_unicode(json_too: list[str], clone: Path) -> None:
    (clone / "v1.36" / "nebula" / "PRODUCT.yaml").write_text(FILE.replace("v1.36", "'[ü…☃]'"), encoding="utf-8")
    code = "import sys; from tui.cli import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", code, "validate", "v1.36/nebula", "--offline", *json_too]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, capture_output=True, timeout=60, env=environment)
    assert (done.returncode, done.stderr) == (1, b"")
    if json_too:
        messages = [problem["message"] for problem in json.loads(done.stdout)["files"][0]["problems"]]
        assert any("[ü…☃]" in message for message in messages)
    else:
        assert b'"[???]"' in done.stdout


@pytest.mark.process
@pytest.mark.parametrize("arguments", [["validate", "--offline", "v1.36"], ["--help"]])
def test_an_offline_validation_and_help_load_no_logging(arguments: list[str]) -> None:
    code = (
        "import atexit, sys; from tui.cli import main; "
        "atexit.register(lambda: print('logging' in sys.modules, file=sys.stderr)); "
        f"sys.argv[1:] = {arguments!r}; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stderr.strip() == "False"


@pytest.mark.process
def test_validate_loads_neither_screens_nor_drafts() -> None:
    code = (
        "import sys; from tui.cli import main; main(['validate', '--offline', 'v1.36']); "
        "print(sorted({'textual', 'pydantic', 'kubernetes', 'httpx', 'jinja2'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.splitlines()[-1] == "[]"
