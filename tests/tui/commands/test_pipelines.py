"""`validate` and `scan` in pipelines: formats, strictness, stdin and verbosity, as a caller sees them."""

import io
import json
import logging
import os
import sys
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote, unquote_to_bytes
from xml.etree import ElementTree

import pytest

from auto_detect.web.client import REQUESTS
from tui.cli import main
from tui.request_log import log_requests

FILE = """\
metadata:
  kubernetesVersion: v1.36
  platformVersion: 1.0
  repoUrl: "100% ours, see: nebula"
spec:
"""
SECRET = "password: hunter2hunter2hunter2\n"
PATH = "v1.36/nebula/PRODUCT.yaml"


@pytest.fixture(autouse=True)
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    monkeypatch.delenv("CI_PROJECT_DIR", raising=False)
    (tmp_path / "v1.36" / "nebula").mkdir(parents=True)
    (tmp_path / PATH).write_text(FILE)
    (tmp_path / "docs").mkdir()
    (tmp_path / "log.txt").write_text(SECRET)
    (tmp_path / "ids.txt").write_text("GPU-5c5bd3a1-3f8e-4a56-9a1b-0c1d2e3f4a5b\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def validated(capsys: pytest.CaptureFixture[str], *args: str, code: int = 1) -> str:
    assert main(["validate", "--offline", *args]) == code
    return capsys.readouterr().out


def test_github_annotations_format(capsys: pytest.CaptureFixture[str], clone: Path) -> None:
    lines = validated(capsys, "--format", "github", str(clone / PATH)).splitlines()
    number = next(line for line in lines if "metadata-not-a-string" in line)
    assert number.startswith(
        f"::error file={PATH},line=3,title=metadata-not-a-string platformVersion::`platformVersion`"
    )
    advice = next(line for line in lines if "url-without-scheme" in line)
    assert advice.startswith("::notice ") and '"100%25 ours, see: nebula"' in advice
    assert lines[-1] == f"{PATH}: fail"


def test_junit(capsys: pytest.CaptureFixture[str]) -> None:
    root = ElementTree.fromstring(validated(capsys, "--format", "junit", "v1.36"))
    suite = root[0]
    failures = suite.findall("testcase/failure")
    assert (root.tag, suite.get("name"), suite.get("failures")) == ("testsuites", PATH, str(len(failures)))
    assert len(suite) == int(suite.get("tests", "")) > len(failures) > 0
    case = next(case for case in suite if case.get("name") == "metadata-not-a-string platformVersion")
    assert (case.get("file"), case.get("line")) == (PATH, "3")


def test_sarif(capsys: pytest.CaptureFixture[str]) -> None:
    document = json.loads(validated(capsys, "--format", "sarif", "v1.36"))
    run = document["runs"][0]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert document["version"] == "2.1.0" and run["tool"]["driver"]["name"] == "aiconform"
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"] and result["level"] in ("error", "warning", "note")
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == PATH and place["region"]["startLine"] >= 1


def test_sarif_has_what_code_scanning_requires(capsys: pytest.CaptureFixture[str]) -> None:
    run = json.loads(validated(capsys, "--format", "sarif", "v1.36"))["runs"][0]
    for rule in run["tool"]["driver"]["rules"]:
        assert all(rule[part]["text"].endswith(".") for part in ("shortDescription", "fullDescription", "help"))
    missing = [r for r in run["results"] if r["ruleId"] == "metadata-missing"]
    prints = {r["partialFingerprints"]["primaryLocationLineHash"] for r in missing}
    assert len(prints) == len(missing) > 1  # They share a line.


def test_fingerprints_outlive_other_lines(capsys: pytest.CaptureFixture[str], clone: Path) -> None:
    def prints() -> list[str]:
        assert main(["scan", "log.txt", "--format", "sarif"]) == 1
        results = json.loads(capsys.readouterr().out)["runs"][0]["results"]
        return [result["partialFingerprints"]["primaryLocationLineHash"] for result in results]

    before = prints()
    (clone / "log.txt").write_text(f"\n{SECRET}token: other\n")
    assert prints() == before


def test_repeated_matches_have_their_own_names_and_fingerprints(
    capsys: pytest.CaptureFixture[str], clone: Path
) -> None:
    (clone / "log.txt").write_text(SECRET * 3)
    assert main(["scan", "log.txt", "--format", "junit"]) == 1
    suite = ElementTree.fromstring(capsys.readouterr().out)[0]
    assert [case.get("name") for case in suite] == ["password", "password 2", "password 3"]
    assert main(["scan", "log.txt", "--format", "sarif"]) == 1
    results = json.loads(capsys.readouterr().out)["runs"][0]["results"]
    assert len({result["partialFingerprints"]["primaryLocationLineHash"] for result in results}) == 3


def test_failures_have_their_text_as_attribute_and_content(capsys: pytest.CaptureFixture[str]) -> None:
    root = ElementTree.fromstring(validated(capsys, "--format", "junit", "v1.36"))
    failures = root.findall("testsuite/testcase/failure")
    assert failures and all(failure.text == failure.get("message") for failure in failures)


@pytest.mark.parametrize("name", ["with space", "a:b,c", "100%", "new\nline", "Mu\u0308ller", "#a?b", "byte\udcff"])
def test_places_name_the_file_itself(name: str, capsys: pytest.CaptureFixture[str], clone: Path) -> None:
    try:
        (clone / name).write_text(SECRET)
    except (OSError, UnicodeError):
        pytest.skip("not a file name on this system")
    assert main(["scan", name, "--format", "sarif"]) == 1
    place = json.loads(capsys.readouterr().out)["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    artifact = place["artifactLocation"]
    assert os.fsdecode(unquote_to_bytes(artifact["uri"])) == name and artifact["uriBaseId"] == "%SRCROOT%"
    if "\udcff" not in name:
        assert main(["scan", name, "--format", "github"]) == 1
        file = capsys.readouterr().out.removeprefix("::error file=").split(",line=")[0]
        assert unquote(file) == name


@pytest.mark.parametrize("name", ["::stop-commands::x", "a ##[add-mask]b"])
def test_names_of_files_are_no_workflow_commands(name: str, capsys: pytest.CaptureFixture[str], clone: Path) -> None:
    (clone / name).write_text("all is well\n")
    assert main(["scan", name, "--format", "github"]) == 0
    line = capsys.readouterr().out
    assert line.endswith(": pass\n") and not line.startswith("::") and "##[" not in line


def test_junit_is_ascii(capsys: pytest.CaptureFixture[str], clone: Path) -> None:
    (clone / "Größe.txt").write_text(SECRET)
    assert main(["scan", "Größe.txt", "--format", "junit"]) == 1
    out = capsys.readouterr().out
    assert out.isascii() and ElementTree.fromstring(out)[0].get("name") == "Größe.txt"


@pytest.mark.parametrize("kind", ["junit", "github", "sarif"])
def test_every_format_says_what_was_not_checked(kind: str, capsys: pytest.CaptureFixture[str], clone: Path) -> None:
    (clone / PATH).write_text("metadata:\n  websiteUrl: https://nebula.example\nspec:\n")
    assert main(["validate", "--offline", "--format", kind, PATH]) == 1
    assert "aiconform: not checked: links: " in capsys.readouterr().err


def test_files_that_were_not_scanned_do_not_pass_silently(capsys: pytest.CaptureFixture[str], clone: Path) -> None:
    (clone / "picture.png").write_bytes(bytes(range(256)))
    assert main(["scan", "picture.png", "--format", "junit"]) == 0
    suite = ElementTree.fromstring(capsys.readouterr().out)[0]
    assert (len(suite), suite.get("tests"), suite.get("skipped")) == (1, "1", "1")
    assert [skipped.get("message") for skipped in suite.findall("testcase/skipped")] == ["not scanned: no text"]
    assert main(["scan", "picture.png", "--format", "github"]) == 0
    assert capsys.readouterr().out == "picture.png: pass (not scanned: no text)\n"


@pytest.mark.parametrize("variable", ["GITHUB_WORKSPACE", "CI_PROJECT_DIR"])
@pytest.mark.parametrize("named", ["PRODUCT.yaml", ".", "../nebula", "{clone}/v1.36"])
def test_files_are_named_from_the_root_of_the_clone(
    variable: str, named: str, clone: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(variable, str(clone))
    monkeypatch.chdir(clone / "v1.36" / "nebula")
    assert validated(capsys, "--format", "github", named.format(clone=clone)).endswith(f"\n{PATH}: fail\n")


@pytest.mark.parametrize("kind", ["junit", "github", "sarif"])
def test_formats_without_a_current_folder(
    kind: str, clone: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = clone / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert main(["scan", str(clone / "log.txt"), "--format", kind]) == 1
    assert "log.txt" in capsys.readouterr().out


def test_every_format_has_the_same_failures(capsys: pytest.CaptureFixture[str]) -> None:
    errors = [
        p for p in json.loads(validated(capsys, "--json", "v1.36"))["files"][0]["problems"] if p["severity"] == "error"
    ]
    assert validated(capsys, "--format", "github", "v1.36").count("::error ") == len(errors)
    assert validated(capsys, "--format", "junit", "v1.36").count("<failure ") == len(errors)
    results = json.loads(validated(capsys, "--format", "sarif", "v1.36"))["runs"][0]["results"]
    assert sum(result["level"] == "error" for result in results) == len(errors)


@pytest.mark.parametrize(("args", "code"), [((), 0), (("--strict",), 1), (("--strict", "--format", "github"), 1)])
def test_strict_fails_for_advice(args: tuple[str, ...], code: int, program_dir: Path) -> None:
    passing = program_dir / "v1.34" / "giantswarm" / "PRODUCT.yaml"
    assert main(["validate", "--offline", "--program", str(program_dir), *args, str(passing)]) == code


@pytest.mark.parametrize(
    ("path", "args", "code"),
    [("log.txt", (), 1), ("ids.txt", (), 0), ("ids.txt", ("--strict",), 1), ("v1.36", ("--strict",), 0)],
)
@pytest.mark.parametrize("kind", ["text", "json", "junit", "github", "sarif"])
def test_scan(path: str, args: tuple[str, ...], code: int, kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scan", path, *args, "--format", kind]) == code
    out = capsys.readouterr().out
    assert "hunter2" not in out
    if kind == "github":
        assert ("::error" in out) == bool(code)


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(text.encode())))


def test_stdin(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], clone: Path) -> None:
    typed(monkeypatch, FILE)
    from_stdin = json.loads(validated(capsys, "--json", "-"))["files"][0]
    from_file = json.loads(validated(capsys, "--json", PATH))["files"][0]
    assert from_stdin["path"] == "-"
    assert [p["code"] for p in from_stdin["problems"]] == [p["code"] for p in from_file["problems"]]
    typed(monkeypatch, FILE)
    assert "checklist-unknown" in validated(capsys, "--stdin-name", "v9.9/nebula/PRODUCT.yaml", "-")
    typed(monkeypatch, "metadata:\n")
    assert "version-not-in-path" in validated(capsys, "-")
    typed(monkeypatch, SECRET)
    assert main(["scan", "-"]) == 1
    assert capsys.readouterr().out.startswith("-:1: secret: ")


def test_stdin_name_is_the_place_of_the_problems(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(monkeypatch, FILE)
    out = validated(capsys, "--format", "github", "--stdin-name", PATH, "-")
    assert f"::error file={PATH},line=3," in out and out.endswith(f"{PATH}: fail\n")
    with pytest.raises(SystemExit):
        main(["validate", "--offline", "--stdin-name", PATH, "v1.36"])
    assert "--stdin-name: only with -" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["validate", "scan"])
def test_closed_stdin(command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert main([command, "--offline", "-"]) == 3
    assert "Standard input is closed." in capsys.readouterr().err


@pytest.mark.parametrize(
    "args",
    [("validate", ""), ("scan", "", "log.txt"), ("export", "x", "--to", ""), ("import", "", "--name", "x")],
)
def test_empty_paths_are_not_the_current_folder(args: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(args)
    assert "the path is empty" in capsys.readouterr().err


@pytest.mark.parametrize(("args", "said"), [((), True), (("-q",), False), (("-v",), True)])
def test_quiet_prints_results_only(args: tuple[str, ...], said: bool, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scan", *args, "log.txt"]) == 1
    out, err = capsys.readouterr()
    assert out.startswith("log.txt:1: ") and bool(err) == said


def test_verbose_names_sources(capsys: pytest.CaptureFixture[str], program_dir: Path) -> None:
    assert main(["validate", "-v", "--offline", "--program", str(program_dir), PATH]) == 1
    assert f"member list: {program_dir}" in capsys.readouterr().err


@pytest.mark.parametrize(("level", "said"), [(1, False), (2, True)])
def test_requests_are_printed_without_secrets(level: int, said: bool, capsys: pytest.CaptureFixture[str]) -> None:
    logger = logging.getLogger(REQUESTS)
    try:
        log_requests(level)
        logger.debug("%s %s (%d)", "GET", "https://ada:hunter2@nebula.example/a?token=hunter2&x=1", 200)
    finally:
        logger.handlers.clear()
        logger.setLevel(logging.NOTSET)
    assert capsys.readouterr().err == ("aiconform: GET https://\u2026@nebula.example/a?\u2026 (200)\n" if said else "")
