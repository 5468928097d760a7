"""What holds for every command: no traceback, whatever the command line, the environment or the terminal is."""

from pathlib import Path

import pytest

from tui.cli import main

NOBODY = "~nobody-of-that-name/x"


@pytest.mark.parametrize(
    ("environment", "arguments", "code"),
    [
        ({"AICONFORM_HOME": NOBODY}, ["locate"], 0),
        ({"AICONFORM_PROGRAM": NOBODY}, ["program"], 1),
        ({}, ["program", "--program", NOBODY], 1),
        ({}, ["demo", "--export", NOBODY], 0),
        ({}, ["detect", "--kubeconfig", NOBODY], 1),
        ({}, ["detect", "--from", NOBODY], 1),
        ({"KUBECONFIG": NOBODY}, ["detect"], 1),
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
