"""The command that opens the wizard: when it refuses to start, and which modules it loads."""

import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tui.cli import main, parser


@pytest.mark.parametrize("arguments", [[], ["demo"], ["--draft", "x"]])
def test_without_a_terminal_it_names_the_commands(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 3
    said = capsys.readouterr().err
    assert "needs a terminal" in said
    assert "detect, validate, drafts and export" in said


def test_the_start_page_loads_nothing_heavy() -> None:
    heavy = ["kubernetes", "httpx", "cryptography", "jinja2", "pydantic", "rapidfuzz", "yaml"]
    code = f"import sys, tui.app, tui.state.drafts_service; print([m for m in {heavy!r} if m in sys.modules])"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, timeout=60, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (["--ascii", "demo"], True),
        (["demo", "--ascii"], True),
        (["--ascii", "demo", "--ascii"], True),
        (["demo"], False),
        (["--ascii"], True),
    ],
)
def test_ascii_counts_before_and_after_the_command(arguments: list[str], wanted: bool) -> None:
    assert parser().parse_args(arguments).ascii is wanted
