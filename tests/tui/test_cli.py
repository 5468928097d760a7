"""Properties of every command: no traceback, whatever the command line, the environment or the terminal is."""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.examples import slow
from tui.cli import main, parser
from tui.exit_codes import ExitCode

NOBODY = "~nobody-of-that-name/x"
PROGRAM = (sys.executable, "-c", "import sys, tui.cli; sys.exit(tui.cli.main())")


@pytest.mark.parametrize(
    ("environment", "arguments", "code"),
    [
        ({"AICONFORM_HOME": NOBODY}, ["locate"], 0),
        ({"AICONFORM_PROGRAM": NOBODY}, ["program"], 3),
        ({}, ["program", "--program", NOBODY], 3),
        ({}, ["demo", "--export", NOBODY], 0),
        ({}, ["detect", "--kubeconfig", NOBODY], 3),
        ({}, ["detect", "--from", NOBODY], 3),
        ({"KUBECONFIG": NOBODY}, ["detect"], 3),
    ],
)
def test_an_unknown_users_home_is_an_ordinary_name(
    environment: dict[str, str],
    arguments: list[str],
    code: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert main(arguments) == code
    assert NOBODY.partition("/")[0] in "".join(capsys.readouterr())


def test_paths_are_absolute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AICONFORM_HOME", "here")
    assert main(["locate"]) == 0
    assert f"drafts  {tmp_path / 'here' / 'drafts'}\n" in capsys.readouterr().out


def test_places_as_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("AICONFORM_HOME", str(tmp_path))
    assert main(["locate", "--json"]) == 0
    places = json.loads(capsys.readouterr().out)
    assert list(places) == ["drafts", "cache", "config", "log", "options", "memory"]
    assert places["drafts"] == str(tmp_path / "drafts")


COMMANDS = (["drafts", "--json"], slow(["locate"]), slow(["program", "--json"]))


@pytest.mark.process
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a file that is always full")
@pytest.mark.parametrize("arguments", COMMANDS)
def test_a_full_output_device_has_an_error_message(arguments: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([*PROGRAM, *arguments], stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (3, "aiconform: The output cannot be used: the disk is full.\n")


@pytest.mark.process
@pytest.mark.parametrize("arguments", COMMANDS)
def test_a_closed_pipe_ends_silently(arguments: list[str]) -> None:
    with subprocess.Popen([*PROGRAM, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.close()
        _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (3, b"")


@pytest.mark.process
@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
@pytest.mark.parametrize("arguments", COMMANDS)
def test_a_closed_output_is_not_a_fault(arguments: list[str]) -> None:
    command = ["sh", "-c", 'exec "$@" >&-', "sh", *PROGRAM, *arguments]
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.process
def test_help_loads_neither_screens_nor_cluster_nor_web() -> None:
    code = (
        "import atexit, sys; from tui.cli import main; "
        "heavy = {'textual', 'rich', 'kubernetes', 'httpx', 'pydantic', 'shutil'}; "
        "atexit.register(lambda: print(sorted(heavy & set(sys.modules)), file=sys.stderr)); main(['--help'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert "--draft" in done.stdout
    assert done.stderr.strip() == "[]"


@pytest.mark.parametrize("columns", ["", "0", "-3", "wide", "44", "200"])
def test_help_is_as_wide_as_argparse_makes_it(columns: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    found = parser()
    help_text = found.format_help()
    found.formatter_class = argparse.HelpFormatter
    assert help_text == found.format_help()


def test_help_names_every_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    shown = " ".join(capsys.readouterr().out.split())
    readme = " ".join((ROOT / "README.md").read_text().split())
    for text in (shown, readme):
        listed = text.partition("Exit codes: ")[2]
        assert [code for code in ExitCode if f"{code.value} " not in listed] == []


def process(begin: str, *arguments: str, closed: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command in its own process after some code; `closed` is a shell redirection."""
    code = (
        f"import os, sys\n{begin}\nimport tui.cli\nsys.argv = ['aiconform', *{arguments!r}]\nsys.exit(tui.cli.main())"
    )
    command = ["sh", "-c", f'exec "$@" {closed}', "sh", sys.executable, "-c", code]
    variables = {name: value for name, value in os.environ.items() if value and name not in environment}
    variables |= {name: value for name, value in environment.items() if value}
    return subprocess.run(
        command, capture_output=True, text=True, timeout=60, env={**variables, "PYTHONPATH": str(ROOT)}, check=False
    )


@pytest.mark.process
@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="only root can become a user without a home")
def test_without_a_home_folder_the_next_step_is_named() -> None:
    # Modules imported before still work after they become unreadable.
    before = "import logging, tui.cli, platformdirs; tui.cli.parser(); platformdirs.PlatformDirs('x')"
    done = process(f"{before}; os.setgid(54321); os.setuid(54321)", "locate", HOME="", AICONFORM_HOME="")
    sentence, hint = done.stderr.splitlines()
    assert (done.returncode, sentence) == (3, "aiconform: No home folder for drafts was found.")
    assert "AICONFORM_HOME" in hint


@pytest.mark.process
@pytest.mark.skipif(sys.platform == "win32", reason="the current folder cannot be removed")
def test_a_current_folder_that_was_removed_is_named(tmp_path: Path) -> None:
    away = f"os.mkdir({str(tmp_path / 'away')!r}); os.chdir({str(tmp_path / 'away')!r}); os.rmdir(os.getcwd())"
    done = process(away, "demo", "--export", "out")
    assert (done.returncode, done.stderr) == (3, "aiconform: The current folder no longer exists.\n")


@pytest.mark.process
@pytest.mark.skipif(sys.platform == "win32", reason="needs limits of resources")
def test_a_missing_temporary_folder_has_an_error_message() -> None:
    full = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))"
    done = process(full, "demo", "--export", "out")
    assert (done.returncode, done.stderr) == (3, "aiconform: No folder for temporary files can be written.\n")


@pytest.mark.process
@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
@pytest.mark.parametrize("closed", [*map(slow, ("<&-", ">&-", "2>&-")), "<&- >&- 2>&-"])
def test_no_file_reuses_the_descriptor_of_a_closed_stream(closed: str, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    begin = (
        f"import atexit\natexit.register(lambda: (file := open({str(seen)!r}, 'w'), file.write(str(file.fileno()))))"
    )
    assert process(begin, "drafts", closed=closed).returncode == 0
    assert int(seen.read_text()) > 2


def test_messages_with_long_names_are_bounded(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["detect", "--from", "x" * 100_000]) == 3
    assert main(["drafts", "new", "Nebula", "--checklist", "x" * 100_000]) == 3
    assert max(map(len, capsys.readouterr().err.splitlines())) < 4100
