"""What holds for every command: no traceback, whatever the command line, the environment or the terminal is."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tui.cli import main
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
def test_a_home_folder_of_nobody_is_an_ordinary_name(
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


def test_places_are_named_from_the_root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AICONFORM_HOME", "here")
    assert main(["locate"]) == 0
    assert f"drafts  {tmp_path / 'here' / 'drafts'}\n" in capsys.readouterr().out


COMMANDS = (["locate"], ["drafts", "--json"], ["program", "--json"])


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a file that is always full")
@pytest.mark.parametrize("arguments", COMMANDS)
def test_an_output_that_is_full_is_a_sentence(arguments: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([*PROGRAM, *arguments], stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (3, "aiconform: The output cannot be used: the disk is full.\n")


@pytest.mark.parametrize("arguments", COMMANDS)
def test_a_reader_that_went_away_is_no_news(arguments: list[str]) -> None:
    with subprocess.Popen([*PROGRAM, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.close()
        _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (3, b"")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
@pytest.mark.parametrize("arguments", COMMANDS)
def test_an_output_that_was_closed_is_no_fault(arguments: list[str]) -> None:
    command = ["sh", "-c", 'exec "$@" >&-', "sh", *PROGRAM, *arguments]
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


def test_help_loads_neither_screens_nor_cluster_nor_web() -> None:
    code = (
        "import atexit, sys; from tui.cli import main; heavy = {'textual', 'rich', 'kubernetes', 'httpx', 'pydantic'}; "
        "atexit.register(lambda: print(sorted(heavy & set(sys.modules)), file=sys.stderr)); main(['--help'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert "--draft" in done.stdout
    assert done.stderr.strip() == "[]"


def test_help_names_every_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    shown = " ".join(capsys.readouterr().out.split())
    readme = " ".join((ROOT / "README.md").read_text().split())
    for text in (shown, readme):
        listed = text.partition("Exit codes: ")[2]
        assert [code for code in ExitCode if f"{code.value} " not in listed] == []
